//! How a private space begins.

use jiff::ToSpan;
use troth_domain::people::{Role, Staff};
use troth_server::actions::{person, start_code};

use super::{Kept, PASSPHRASE, begin, sign_in};
use crate::book;
use crate::support::TestApp;

#[tokio::test]
async fn an_appointments_link_begins_a_space_that_is_shown_its_keys_once() {
    let app = TestApp::sqlite().await;
    let link = book(&app, "phone-consult", 0).await;
    let address = format!("{link}/account");
    let before =
        app.get(&address).await.is(200).says(&["Ada Fielding", "Make a private space", "Nobody reads this right away"]);
    let browser = app.browser();
    browser
        .post(&address, &[("passphrase", "short")])
        .await
        .is(422)
        .says(&["at least 12 characters", "href=\"#passphrase\""]);
    browser.post(&address, &[("passphrase", "password1234")]).await.is(422).says(&["guessed first"]);
    assert_eq!(browser.cookie("__Host-troth"), "");
    let page = browser
        .post(&address, &[("passphrase", PASSPHRASE)])
        .await
        .is(200)
        .says(&["We show this page once", "href=\"/home\""]);
    assert!(!page.text.contains(PASSPHRASE));
    let kept = Kept::of(&page);
    assert_eq!(kept.codes.len(), 8);
    browser.get("/home").await.is(200);
    assert_eq!(sign_in(&app.browser(), &kept.name, PASSPHRASE).await.location(), "/home");
    // Whoever else has the link sees the page as it was, and begins a space of their own.
    assert_eq!(app.get(&address).await.text, before.text);
    let other = app.browser();
    let second = Kept::of(&other.post(&address, &[("passphrase", "another row of walnut trees")]).await.is(200));
    assert_ne!(second.name, kept.name);
    sign_in(&app.browser(), &second.name, PASSPHRASE).await.is(422);
    app.get("/manage/x/account").await.is(404).says(&["does not open an appointment"]);
    app.post("/manage/x/account", &[("passphrase", PASSPHRASE)]).await.is(404);
}

fn desk(staff: troth_domain::people::StaffId) -> Staff {
    Staff { id: staff, role: Role::FrontDesk, therapist: None }
}

#[tokio::test]
async fn a_start_code_begins_one_space_within_a_fortnight() {
    let app = TestApp::sqlite().await;
    let (id, _) = app.staff(Role::FrontDesk).await;
    let clinician = app.app.practice().therapists[1].slug.clone();
    let code = start_code::for_new_client(&app.app, &desk(id), &clinician).await.unwrap().code;
    let fields =
        |code: &str| [("code", code.to_owned()), ("called", "Ana".to_owned()), ("passphrase", PASSPHRASE.to_owned())];
    let post = async |code: &str| {
        let fields = fields(code);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.browser().post("/account/start", &fields).await
    };
    app.get("/account/start").await.is(200);
    let all = app.post("/account/start", &[("passphrase", "x")]).await.is(422);
    all.says(&["href=\"#code\"", "href=\"#called\"", "href=\"#passphrase\""]);
    for guess in ["AAAAA-AAAAA", "nothing", "", "00000 00000"] {
        post(guess).await.is(422).says(&["This code opens nothing"]);
    }
    let typed = code.reveal().to_lowercase();
    let kept = Kept::of(&post(&format!(" {} {}", &typed[..4], &typed[4..])).await.is(200));
    assert_eq!(sign_in(&app.browser(), &kept.name, PASSPHRASE).await.location(), "/home");
    post(code.reveal()).await.is(422).says(&["This code opens nothing"]);
    let late = start_code::for_new_client(&app.app, &desk(id), &clinician).await.unwrap().code;
    app.pass((14 * 24).hours());
    post(late.reveal()).await.is(422);
}

#[tokio::test]
async fn whoever_lost_everything_comes_back_with_a_code_of_the_practices_and_every_old_way_in_is_gone() {
    let app = TestApp::sqlite().await;
    let (browser, kept) = begin(&app).await;
    let person = app.person_of(&browser).await;
    let clinician = person::see(&app.app, person).await.unwrap().unwrap().0.clinician;
    let (id, _) = app.staff_as(Role::Therapist, Some(&clinician)).await;
    let therapist = Staff { id, role: Role::Therapist, therapist: Some(clinician) };
    let code = start_code::to_come_back(&app.app, &therapist, person).await.unwrap().code;
    let again = app.browser();
    let fields = [("code", code.reveal()), ("called", "Ana"), ("passphrase", "a new row of plum trees")];
    let reopened = Kept::of(&again.post("/account/start", &fields).await.is(200));
    assert_eq!(reopened.name, kept.name);
    assert_ne!(reopened.codes, kept.codes);
    assert_eq!(app.person_of(&again).await, person);
    assert_eq!(browser.get("/home").await.location(), "/sign-in");
    sign_in(&app.browser(), &kept.name, PASSPHRASE).await.is(422);
    assert_eq!(sign_in(&app.browser(), &kept.name, "a new row of plum trees").await.location(), "/home");
}

#[tokio::test]
async fn whoever_tries_codes_in_the_same_house_keeps_nobody_elses_code_from_opening() {
    let app = TestApp::with_limits(|limits| limits.enabled = true).await;
    let (id, _) = app.staff(Role::FrontDesk).await;
    let clinician = app.app.practice().therapists[0].slug.clone();
    let code = start_code::for_new_client(&app.app, &desk(id), &clinician).await.unwrap().code;
    let post = async |code: &str| {
        app.post("/account/start", &[("code", code), ("called", "Ana"), ("passphrase", PASSPHRASE)]).await
    };
    let first = post("AAAAAAAAAA").await.is(422);
    for _ in 0..80 {
        assert_eq!(post("AAAAAAAAAA").await.is(422).text, first.text, "no answer tells of the tries before it");
    }
    post(code.reveal()).await.is(200);
}
