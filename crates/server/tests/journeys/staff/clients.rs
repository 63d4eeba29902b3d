//! A therapist and their clients.

use jiff::ToSpan;
use jiff::tz::TimeZone;
use troth_domain::accounts::Code;
use troth_domain::audit::AuditEvent;
use troth_domain::people::{PersonId, Role};
use troth_server::actions::access_log::openings;
use troth_store::{StoreError, WriteTransaction};

use super::{hex, page_of, written};
use crate::support::TestApp;

#[tokio::test]
async fn a_therapist_sees_their_own_clients_and_of_others_not_even_that_they_exist() {
    let app = TestApp::sqlite().await;
    let ben = app.app.practice().therapists[1].slug.clone();
    let (ana, _) = app.client("Ana Own").await;
    let (bo, _) = app.client_of("Bo Other", &ben).await;
    let (_, own) = app.staff(Role::Therapist).await;
    let list = own.get("/caseload").await.is(200).says(&["Ana Own", "Nothing is booked with you"]);
    assert!(!list.text.contains("Bo Other"));
    own.get(&page_of(ana)).await.is(200).says(&["Ana Own", "Ask for", "No voicemail", "household@example.org"]);
    let theirs = written(&app, bo, 5, "of Bo", true).await;
    let made_up = PersonId([9; 16]);
    for path in ["", "/clinician", "/start-code", &format!("/items/{}", hex(theirs.0))] {
        let other = own.get(&format!("{}{path}", page_of(bo))).await.is(404);
        let nobody = own.get(&format!("{}{path}", page_of(made_up))).await.is(404);
        assert_eq!(other.text, nobody.text, "{path}");
    }
    for path in ["/clinician", "/start-code"] {
        let other = own.post(&format!("{}{path}", page_of(bo)), &[("clinician", ben.as_str())]).await.is(404);
        let nobody = own.post(&format!("{}{path}", page_of(made_up)), &[("clinician", ben.as_str())]).await.is(404);
        assert_eq!(other.text, nobody.text, "{path}");
    }
    own.get("/caseload/people/nonsense").await.is(404);
    own.get(&format!("{}/items/nonsense", page_of(ana))).await.is(404);
    own.get(&format!("{}/items/{}", page_of(ana), hex(theirs.0))).await.is(404);
}

#[tokio::test]
async fn what_was_shared_can_be_opened_and_whoever_shared_it_is_told() {
    let app = TestApp::sqlite().await;
    let (ana, _) = app.client("Ana Own").await;
    let (_, own) = app.staff(Role::Therapist).await;
    let shown = written(&app, ana, 5, "for my therapist", true).await;
    let kept = written(&app, ana, 6, "for nobody", false).await;
    let page = own.get(&page_of(ana)).await.is(200).says(&["Journal", &hex(shown.0), "Shared with you"]);
    assert!(!page.text.contains(&hex(kept.0)) && !page.text.contains("for my therapist"));
    let address = |item: [u8; 16]| format!("{}/items/{}", page_of(ana), hex(item));
    own.get(&address(shown.0)).await.is(200).says(&["for my therapist"]);
    own.get(&address(kept.0)).await.is(404);
    let told = openings(&app.app, ana, &TimeZone::UTC).await.unwrap();
    let told = told.into_iter().map(|opening| opening.event).collect::<Vec<_>>();
    assert!(told.contains(&AuditEvent::ItemRead) && told.contains(&AuditEvent::ProfileRead), "{told:?}");
    own.get("/caseload").await.is(200);
    let told = openings(&app.app, ana, &TimeZone::UTC).await.unwrap();
    assert!(told.iter().any(|opening| opening.event == AuditEvent::ListRead));
}

#[tokio::test]
async fn a_client_handed_over_is_the_other_therapists_from_then_on() {
    let app = TestApp::sqlite().await;
    let ben = app.app.practice().therapists[1].slug.clone();
    let (ana, _) = app.client("Ana Own").await;
    written(&app, ana, 5, "for my therapist", true).await;
    let (_, own) = app.staff(Role::Therapist).await;
    let address = format!("{}/clinician", page_of(ana));
    own.get(&address).await.is(200).says(&["Nobody else signs in here as a therapist"]);
    own.post(&address, &[("clinician", ben.as_str())]).await.is(422).says(&["Please choose a therapist."]);
    let (_, other) = app.staff_as(Role::Therapist, Some(&ben)).await;
    other.get(&page_of(ana)).await.is(404);
    own.get(&address).await.is(200).says(&["Ben Okoro"]);
    own.post(&address, &[("clinician", "nobody")]).await.is(422);
    own.post(&address, &[]).await.is(422);
    assert_eq!(own.post(&address, &[("clinician", ben.as_str())]).await.location(), "/caseload?handed-over");
    own.get(&page_of(ana)).await.is(404);
    other.get(&page_of(ana)).await.is(200).says(&["Journal"]);
    let entries = app.app.store().audit(None).await.unwrap();
    let changed = entries.iter().filter_map(|entry| entry.note).find(|note| note.event == AuditEvent::ClinicianChanged);
    assert_eq!(changed.unwrap().person, Some(ana));
}

#[tokio::test]
async fn a_change_asks_again_who_it_is_after_a_while() {
    let app = TestApp::sqlite().await;
    let (ana, _) = app.client("Ana Own").await;
    let (_, own) = app.staff(Role::Therapist).await;
    app.pass(11.minutes());
    for path in ["/clinician", "/start-code"] {
        let address = format!("{}{path}", page_of(ana));
        assert!(own.get(&address).await.location().starts_with("/settings/confirm?next="), "{path}");
        assert!(own.post(&address, &[]).await.location().starts_with("/settings/confirm?next="), "{path}");
    }
}

/// The code that a page shows.
fn code_of(text: &str) -> Code {
    let shown = text.split("class=\"code\">").nth(1).unwrap().split('<').next().unwrap();
    Code::parse(shown).unwrap()
}

#[tokio::test]
async fn a_start_code_begins_one_account_and_no_more() {
    let app = TestApp::sqlite().await;
    let ada = app.app.practice().therapists[0].slug.clone();
    let (ana, _) = app.client("Ana Own").await;
    let (_, own) = app.staff(Role::Therapist).await;
    let (_, desk) = app.staff(Role::FrontDesk).await;
    let begin = "/caseload/start-codes";
    own.get(begin).await.is(200).says(&["Make a code"]);
    let made = own.post(begin, &[]).await.is(200).says(&["It is shown only now."]);
    desk.post("/desk/start-codes", &[]).await.is(422).says(&["Please choose a therapist."]);
    desk.post("/desk/start-codes", &[("clinician", "nobody")]).await.is(422);
    let at_desk = desk.post("/desk/start-codes", &[("clinician", ada.as_str())]).await.is(200);
    let back = own.post(&format!("{}/start-code", page_of(ana)), &[]).await.is(200);
    for (page, person) in [(&made, None), (&at_desk, None), (&back, Some(ana))] {
        assert_eq!(page.header("cache-control"), "no-store");
        let code = code_of(&page.text);
        for wanted in [Some((ada.clone(), person)), None] {
            let (code, now) = (code.clone(), app.app.now());
            let used = app.app.store().write(move |transaction: &mut WriteTransaction| {
                let code = code.clone();
                Box::pin(async move { transaction.use_start_code(&code, now).await })
            });
            let used: Result<_, StoreError> = used.await;
            assert_eq!(used.unwrap().map(|start| (start.clinician, start.person)), wanted);
        }
    }
}
