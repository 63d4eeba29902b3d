//! The front desk.

use troth_domain::people::Role;

use super::{page_of, written};
use crate::book;
use crate::support::TestApp;

#[tokio::test]
async fn the_desk_sees_who_comes_and_how_to_reach_them_and_nothing_clinical() {
    let app = TestApp::sqlite().await;
    let (ana, _) = app.client("Ana Client").await;
    written(&app, ana, 5, "for my therapist", true).await;
    let (_, desk) = app.staff(Role::FrontDesk).await;
    desk.get("/desk").await.is(200).says(&["Nothing is booked on this day.", "Nothing is booked after this day."]);
    book(&app, "phone-consult", 0).await;
    // Only whoever is looked for is named: the other days say no more than how many come.
    let today = desk.get("/desk").await.is(200);
    let day = today.text.split("/desk?day=").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    let page = match day {
        Some(day) => {
            assert!(!today.text.contains("Robin Example") && today.text.contains("1 booking"), "{}", today.text);
            desk.get(&format!("/desk?day={day}")).await.is(200)
        }
        None => today,
    };
    let page = page.says(&["Robin Example", "Free phone consult", "tel:8015550134", "No voicemail", "Safe hours"]);
    for clinical in ["Ana Client", "screening", "Screening", "Journal", "joint", "couple here", "therapist shared"] {
        assert!(!page.text.contains(clinical), "{clinical}");
    }
    let pages = [
        "/caseload".to_owned(),
        "/caseload/start-codes".to_owned(),
        "/settings/staff".to_owned(),
        "/settings/audit".to_owned(),
        page_of(ana),
        format!("{}/items/{}", page_of(ana), super::hex([5; 16])),
        format!("{}/clinician", page_of(ana)),
    ];
    for address in pages {
        desk.get(&address).await.is(404);
    }
}

#[tokio::test]
async fn nobody_but_the_desk_sees_the_desks_page() {
    let app = TestApp::sqlite().await;
    book(&app, "phone-consult", 0).await;
    let (_, therapist) = app.staff(Role::Therapist).await;
    let (_, owner) = app.staff(Role::Owner).await;
    let (_, client) = app.client("Ana").await;
    for browser in [&therapist, &owner, &client] {
        for address in ["/desk", "/desk/start-codes"] {
            assert!(!browser.get(address).await.is(404).text.contains("Robin Example"));
        }
        browser.post("/desk/start-codes", &[("clinician", "ada")]).await.is(404);
    }
    assert_eq!(app.get("/desk").await.location(), "/sign-in");
}
