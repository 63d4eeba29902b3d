//! The owner, the people who work here, and the audit.

use jiff::ToSpan;
use troth_domain::audit::AuditEvent;
use troth_domain::people::Role;

use super::hex;
use crate::support::TestApp;

#[tokio::test]
async fn an_owner_adds_someone_and_their_link_is_shown_once() {
    let app = TestApp::sqlite().await;
    let (_, owner) = app.staff(Role::Owner).await;
    owner.get("/settings/staff").await.is(200).says(&["Sam Staff", "Owner", "Add someone"]);
    owner.get("/settings/staff/new").await.is(200).says(&["Their name"]);
    let new = "/settings/staff/new";
    owner.post(new, &[]).await.is(422).says(&["Please write a name.", "Please choose what they are there for."]);
    let therapist = [("name", "Tam New"), ("role", "therapist")];
    owner.post(new, &therapist).await.is(422).says(&["value=\"Tam New\"", "which therapist"]);
    owner.post(new, &[("name", "Tam New"), ("role", "therapist"), ("therapist", "nobody")]).await.is(422);
    let added = owner.post(new, &[("name", "Tam New"), ("role", "therapist"), ("therapist", "ada")]).await.is(200);
    let added = added.says(&["Tam New", "/sign-in/link/", "shown only now"]);
    assert_eq!(added.header("cache-control"), "no-store");
    let list =
        owner.get("/settings/staff").await.is(200).says(&["Tam New", "Therapist or coach, as <bdi>Ada Fielding"]);
    assert!(!list.text.contains("/sign-in/link/"));
}

#[tokio::test]
async fn another_role_shows_other_pages_at_once_and_the_practice_keeps_an_owner() {
    let app = TestApp::sqlite().await;
    let (first, owner) = app.staff(Role::Owner).await;
    let (sam, desk) = app.staff(Role::FrontDesk).await;
    let address = |id: [u8; 16], path: &str| format!("/settings/staff/{}{path}", hex(id));
    owner.get(&address(sam.0, "")).await.is(200).says(&["Signs in as", "Another role"]);
    owner.post(&address(sam.0, "/role"), &[("role", "nonsense")]).await.is(422);
    owner.post(&address(sam.0, "/role"), &[("role", "therapist")]).await.is(422);
    owner.post(&address([9; 16], "/role"), &[("role", "owner")]).await.is(404);
    owner.post(&address(first.0, "/role"), &[("role", "front-desk")]).await.is(422).says(&["needs an owner"]);
    owner.post(&address(first.0, "/leaving"), &[("sure", "yes")]).await.is(422).says(&["needs an owner"]);
    desk.get("/desk").await.is(200);
    owner.post(&address(sam.0, "/role"), &[("role", "owner")]).await.location();
    assert_eq!(desk.get("/desk").await.location(), "/sign-in", "they sign in anew");
    owner.post(&address(sam.0, "/leaving"), &[]).await.is(422);
    owner.post(&address(sam.0, "/leaving"), &[("sure", "yes")]).await.location();
    owner.get("/settings/staff").await.is(200).says(&["No longer here", "Left on"]);
    owner.get(&address(sam.0, "")).await.is(404);
    for path in ["/role", "/reset", "/leaving"] {
        owner.post(&address(sam.0, path), &[("role", "owner"), ("sure", "yes")]).await.is(404);
    }
}

#[tokio::test]
async fn clients_of_a_therapist_who_left_are_given_to_another_without_a_name() {
    let app = TestApp::sqlite().await;
    let [ada, ben] = [0, 1].map(|at| app.app.practice().therapists[at].slug.clone());
    let (ana, client) = app.client("Ana Client").await;
    let (bo, _) = app.client_of("Bo Client", &ben).await;
    let (_, owner) = app.staff(Role::Owner).await;
    let (leaving, _) = app.staff_as(Role::Therapist, Some(&ada)).await;
    let (_, other) = app.staff_as(Role::Therapist, Some(&ben)).await;
    let fields = [("from", ada.as_str()), ("to", ben.as_str())];
    let heading = "Clients whom no therapist sees";
    assert!(!owner.get("/settings/staff").await.is(200).text.contains(heading));
    owner.post("/settings/staff/hand-over", &fields).await.is(422).says(&["one by one"]);
    owner.post(&format!("/settings/staff/{}/leaving", hex(leaving.0)), &[("sure", "yes")]).await.location();
    let page = owner.get("/settings/staff").await.is(200).says(&[heading, "1 client of <bdi>Ada Fielding</bdi>"]);
    assert!(!page.text.contains("Ana Client"));
    other.get(&format!("/caseload/people/{}", hex(ana.0))).await.is(404);
    owner.post("/settings/staff/hand-over", &[("from", ada.as_str())]).await.is(422);
    owner.post("/settings/staff/hand-over", &[("from", ada.as_str()), ("to", ada.as_str())]).await.is(422);
    owner.post("/settings/staff/hand-over", &fields).await.location();
    assert!(!owner.get("/settings/staff").await.is(200).text.contains(heading));
    other.get("/caseload").await.is(200).says(&["Ana Client", "Bo Client"]);
    client.get("/home").await.is(200);
    let notes = app.app.store().audit(None).await.unwrap().into_iter().filter_map(|entry| entry.note);
    let changed = notes.filter(|note| note.event == AuditEvent::ClinicianChanged).map(|note| note.person);
    assert_eq!(changed.collect::<Vec<_>>(), [Some(ana)], "{bo:?} is not touched");
    app.pass(11.minutes());
    assert!(owner.post("/settings/staff/hand-over", &fields).await.location().starts_with("/settings/confirm"));
}

#[tokio::test]
async fn a_record_that_cannot_be_read_hides_nobody_else() {
    let app = TestApp::sqlite().await;
    let (_, owner) = app.staff(Role::Owner).await;
    let (sam, desk) = app.staff(Role::FrontDesk).await;
    let new = [("name", "Tam New"), ("role", "front-desk")];
    owner.post("/settings/staff/new", &new).await.is(200);
    app.spoil(&format!("UPDATE staff SET name = zeroblob(length(name)) WHERE id = x'{}'", hex(sam.0)));
    let said = ["The name of this member of staff cannot be read", &hex(sam.0)];
    owner.get("/settings/staff").await.is(200).says(&["Tam New"]).says(&said);
    let address = format!("/settings/staff/{}", hex(sam.0));
    owner.get(&address).await.is(200).says(&said).says(&["Signs in as"]);
    desk.get("/desk").await.is(200);
    owner.post(&format!("{address}/role"), &[("role", "owner")]).await.location();
    owner.post(&format!("{address}/leaving"), &[("sure", "yes")]).await.location();
    owner.get("/settings/staff").await.is(200).says(&["No longer here"]).says(&said);
}

#[tokio::test]
async fn a_spoiled_device_hides_no_other() {
    let app = TestApp::sqlite().await;
    let (ana, first) = app.client("Ana Client").await;
    app.spoil("UPDATE session SET device = zeroblob(length(device))");
    app.sign_in_again(ana).await;
    first.get("/settings/sessions").await.is(200).says(&["A browser whose kind cannot be read", "this device"]);
}

#[tokio::test]
async fn a_reset_signs_out_and_gives_a_new_link() {
    let app = TestApp::sqlite().await;
    let (_, owner) = app.staff(Role::Owner).await;
    let (sam, desk) = app.staff(Role::FrontDesk).await;
    let reset = owner.post(&format!("/settings/staff/{}/reset", hex(sam.0)), &[]).await.is(200);
    reset.says(&["/sign-in/link/", "shown only now"]);
    assert_eq!(desk.get("/desk").await.location(), "/sign-in");
}

#[tokio::test]
async fn changes_to_staff_ask_again_who_it_is_after_a_while() {
    let app = TestApp::sqlite().await;
    let (first, owner) = app.staff(Role::Owner).await;
    app.pass(11.minutes());
    let own = format!("/settings/staff/{}", hex(first.0));
    for address in ["/settings/staff/new", &own] {
        assert!(owner.get(address).await.location().starts_with("/settings/confirm?next="), "{address}");
    }
    for address in
        ["/settings/staff/new".to_owned(), format!("{own}/role"), format!("{own}/reset"), format!("{own}/leaving")]
    {
        assert!(owner.post(&address, &[]).await.location().starts_with("/settings/confirm?next="), "{address}");
    }
}

#[tokio::test]
async fn the_audit_names_numbers_and_no_one() {
    let app = TestApp::sqlite().await;
    let (ana, _) = app.client("Ana Client").await;
    let (therapist, own) = app.staff(Role::Therapist).await;
    let (_, owner) = app.staff(Role::Owner).await;
    own.get("/caseload").await.is(200);
    let page = owner.get("/settings/audit").await.is(200);
    let page = page.says(&["list read", "account made", &hex(ana.0), &hex(therapist.0)]);
    assert!(!page.text.contains("Ana Client") && !page.text.contains("Sam Staff"));
    for browser in [&own, &app.staff(Role::FrontDesk).await.1] {
        browser.get("/settings/audit").await.is(404);
        browser.get("/settings/staff").await.is(404);
        browser.get("/settings/staff/new").await.is(404);
        browser.post("/settings/staff/new", &[("name", "Eve"), ("role", "owner")]).await.is(404);
        browser.post(&format!("/settings/staff/{}/role", hex(therapist.0)), &[("role", "owner")]).await.is(404);
    }
}
