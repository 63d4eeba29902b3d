//! What is written down of signing in and out, and who is told of a new way in.

use jiff::{SignedDuration, ToSpan};
use troth_domain::audit::{AuditActor, AuditEvent, AuditNote};
use troth_domain::message::{AccountEvent, PersonKind};
use troth_domain::people::{AccountId, PersonId, Role, Staff};
use troth_server::actions::start_code;
use troth_store::Waiting;

use super::{PASSPHRASE, begin, sign_in};
use crate::support::TestApp;

/// What is written down about `event`, the newest first.
async fn notes(app: &TestApp, event: AuditEvent) -> Vec<AuditNote> {
    let entries = app.app.store().audit(None).await.unwrap();
    entries.into_iter().filter_map(|entry| entry.note).filter(|note| note.event == event).collect()
}

fn own(event: AuditEvent, person: PersonId) -> AuditNote {
    AuditNote::by(event, AccountId::Person(person)).person(person)
}

fn tried(event: AuditEvent) -> AuditNote {
    AuditNote::new(event, AuditActor::System)
}

#[tokio::test]
async fn who_signed_in_and_out_is_written_down_and_so_is_what_failed() {
    let app = TestApp::sqlite().await;
    let (browser, kept) = begin(&app).await;
    let person = app.person_of(&browser).await;
    assert_eq!(notes(&app, AuditEvent::SignedIn).await, [own(AuditEvent::SignedIn, person)]);
    let second = app.browser();
    sign_in(&second, &kept.name, "not the passphrase").await.is(422);
    sign_in(&second, "acorn-acorn-0000", PASSPHRASE).await.is(422);
    sign_in(&second, "no name at all", PASSPHRASE).await.is(422);
    let failed = notes(&app, AuditEvent::SignInFailed).await;
    let about = |person: Option<PersonId>| failed.iter().filter(|note| note.person == person).count();
    assert_eq!((failed.len(), about(Some(person)), about(None)), (3, 1, 2));
    assert!(failed.iter().all(|note| note.by == AuditActor::System), "who tried is not known");
    sign_in(&second, &kept.name, PASSPHRASE).await.location();
    assert_eq!(notes(&app, AuditEvent::SignedIn).await.len(), 2);
    second.post("/sign-out", &[]).await.location();
    second.post("/sign-out", &[]).await.location();
    assert_eq!(notes(&app, AuditEvent::SignedOut).await, [own(AuditEvent::SignedOut, person)]);
    browser.post("/settings/sessions/others/end", &[]).await.location();
    assert_eq!(notes(&app, AuditEvent::SignedOut).await.len(), 2);
    let confirm = "/settings/confirm";
    browser.post(confirm, &[("next", "/settings"), ("passphrase", "not it at all")]).await.is(422);
    browser.post(confirm, &[("next", "/settings"), ("passphrase", PASSPHRASE)]).await.location();
    assert_eq!(notes(&app, AuditEvent::SignInFailed).await.len(), 4);
    assert_eq!(notes(&app, AuditEvent::Confirmed).await, [own(AuditEvent::Confirmed, person)]);
    let opened = troth_server::actions::access_log::openings(&app.app, person, &jiff::tz::TimeZone::UTC).await;
    assert_eq!(opened.unwrap(), []);
}

#[tokio::test]
async fn that_tries_are_refused_is_written_down_once_an_hour() {
    let app = TestApp::with_limits(|limits| limits.enabled = true).await;
    let (browser, kept) = begin(&app).await;
    let person = app.person_of(&browser).await;
    let other = app.browser();
    for status in [[422; 10].as_slice(), &[429; 3]].concat() {
        sign_in(&other, &kept.name, "a guess at the passphrase").await.is(status);
    }
    assert_eq!(notes(&app, AuditEvent::TriesRefused).await, [tried(AuditEvent::TriesRefused).person(person)]);
    app.pass(1.hour());
    sign_in(&other, &kept.name, "a guess at the passphrase").await.is(422);
    assert_eq!(notes(&app, AuditEvent::TriesRefused).await.len(), 1);
}

#[tokio::test]
async fn whoever_asks_for_what_is_of_other_staff_is_written_down() {
    let app = TestApp::sqlite().await;
    let (ana, client) = app.client("Ana Client").await;
    let (id, desk) = app.staff(Role::FrontDesk).await;
    desk.get("/settings/audit").await.is(404);
    desk.get(&format!("/caseload/people/{}", data_encoding::HEXLOWER.encode(&ana.0))).await.is(404);
    client.get("/caseload").await.is(404);
    client.get("/home").await.is(200);
    client.get("/nothing-here").await.is(404);
    app.get("/caseload").await.location();
    let by = |account: AccountId| AuditNote::by(AuditEvent::AccessRefused, account).about(account);
    let refused = notes(&app, AuditEvent::AccessRefused).await;
    let count = |account: AccountId| refused.iter().filter(|note| **note == by(account)).count();
    assert_eq!((refused.len(), count(AccountId::Staff(id)), count(AccountId::Person(ana))), (3, 2, 1));
}

#[tokio::test]
async fn a_code_that_begins_a_space_is_written_down() {
    let app = TestApp::sqlite().await;
    let (_, therapist) = app.staff(Role::Therapist).await;
    therapist.post("/caseload/start-codes", &[]).await.is(200);
    assert_eq!(notes(&app, AuditEvent::StartCodeMade).await.len(), 1);
}

/// What waits to be told to persons.
async fn promised(app: &TestApp) -> Vec<(PersonId, PersonKind)> {
    let (store, now) = (app.app.store(), app.app.now());
    let claimed = store.claim_messages([1; 16], now, now + SignedDuration::from_secs(1), 50).await.unwrap();
    let persons = claimed.into_iter().filter_map(|claimed| match claimed.message {
        Waiting::Person(message) => Some((message.person, message.kind)),
        Waiting::Booking(_) => None,
    });
    persons.collect()
}

#[tokio::test]
async fn a_new_passphrase_is_told_to_its_owner() {
    let app = TestApp::sqlite().await;
    let (browser, _) = begin(&app).await;
    let person = app.person_of(&browser).await;
    assert_eq!(promised(&app).await, [], "a space that begins tells nobody");
    browser.post("/settings/passphrase", &[("passphrase", "a new row of plum trees")]).await.location();
    let told = PersonKind::Account(AccountEvent::NewPassphrase);
    assert_eq!(promised(&app).await, [(person, told)]);
}

#[tokio::test]
async fn coming_back_with_a_code_is_told_to_the_owner() {
    let app = TestApp::sqlite().await;
    let (person, _) = app.client("Ana Client").await;
    let (id, _) = app.staff(Role::Therapist).await;
    let therapist = Staff { id, role: Role::Therapist, therapist: Some(app.app.practice().therapists[0].slug.clone()) };
    let code = start_code::to_come_back(&app.app, &therapist, person).await.unwrap().code;
    let fields = [("code", code.reveal()), ("called", "Ana"), ("passphrase", PASSPHRASE)];
    app.browser().post("/account/start", &fields).await.is(200);
    assert_eq!(promised(&app).await, [(person, PersonKind::Account(AccountEvent::NewPassphrase))]);
}
