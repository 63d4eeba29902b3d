//! A person's own settings: how they are reached, taking what is theirs, erasing it, who opened it.

use jiff::ToSpan;
use troth_domain::people::Role;
use troth_server::actions::person;

use super::{keep, link, open_joint_work};
use crate::book;
use crate::plan::accounts::{choose, offer};
use crate::plan::two::two;
use crate::support::{Answer, Browser, TestApp};

#[tokio::test]
async fn how_someone_is_reached_is_theirs_to_say_down_to_nothing_at_all() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    ana.get("/settings").await.is(200).says(&["How we reach you", "Erase your space"]);
    ana.get("/settings/contact").await.is(200).says(&["household@example.org", "Send me a test message"]);
    ana.post("/settings/contact/test-message", &[]).await.location();
    let wrong = [("name", " "), ("phone", "12"), ("hours_from", "09:00"), ("zone", "Mars/Base")];
    let page = ana.post("/settings/contact", &wrong).await.is(422);
    page.says(&["name-error", "phone-error", "hours_until-error", "zone-error", "value=\"12\""]);
    let fields = [
        ("name", "Ana Sample"),
        ("email", "other@example.org"),
        ("safe_email", "yes"),
        ("hours_from", "09:00"),
        ("hours_until", "17:00"),
        ("zone", "America/New_York"),
    ];
    assert_eq!(ana.post("/settings/contact", &fields).await.location(), "/settings/contact?kept");
    let page = ana.get("/settings/contact").await.says(&["other@example.org", "Send me a link", "New_York\" selected"]);
    assert!(!page.text.contains("Send me a test message"), "a new address has to be proved first");
    assert_eq!(ana.post("/settings/contact/verification", &[]).await.location(), "/settings/contact?asked");
    assert_eq!(ana.post("/settings/contact/test-message", &[]).await.location(), "/settings/contact?unsafe");
    let nothing = [("name", "Ana"), ("zone", "America/Denver")];
    assert_eq!(ana.post("/settings/contact", &nothing).await.location(), "/settings/contact?kept");
    ana.get("/home/call").await.is(200).says(&["We have no number of yours"]);
}

#[tokio::test]
async fn both_files_are_whole_and_the_smaller_tells_of_no_more() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    keep(&ana, "<b>private words</b>").await;
    let page = ana.get("/settings/take-with-you").await.is(200);
    page.says(&["Everything", "Only what we share", "value=\"shared\""]);
    let take = async |scope: &str, format: &str| {
        ana.post("/settings/take-with-you", &[("scope", scope), ("format", format)]).await.is(200)
    };
    let all = take("everything", "page").await.says(&["&lt;b&gt;private words", "household@example.org"]);
    assert!(all.header("content-disposition").starts_with("attachment"));
    assert!(!all.text.contains("<script") && !all.text.contains("http"), "it asks nobody for anything");
    let data: serde_json::Value = serde_json::from_str(&take("everything", "data").await.text).unwrap();
    assert_eq!(data["written"][0]["text"]["entry"], "<b>private words</b>");
    for format in ["page", "data"] {
        let shared = take("shared", format).await.text;
        assert!(!shared.contains("private words") && !shared.contains("household") && !shared.contains("Journal"));
    }
    ana.post("/settings/take-with-you", &[("scope", "some")]).await.is(400);
    app.pass(11.minutes());
    for address in ["/settings/take-with-you", "/settings/erase"] {
        assert!(ana.get(address).await.location().starts_with("/settings/confirm?next="), "{address}");
    }
    let unconfirmed = ana.post("/settings/take-with-you", &[("scope", "everything")]).await.location();
    assert!(unconfirmed.starts_with("/settings/confirm"));
}

/// Somebody whose space began with an appointment that they moved, who signed the policy, and asked for a rest.
async fn busy(app: &TestApp) -> (Browser<'_>, Browser<'_>) {
    let link = book(app, "phone-consult", 0).await;
    let ana = app.browser();
    ana.post(&format!("{link}/account"), &[("passphrase", "a long row of plum trees")]).await.is(200);
    let start = app.get(&format!("{link}/move")).await.is(200).starts()[3].clone();
    app.post(&format!("{link}/move"), &[("start", &start), ("reason", "<moved> words")]).await.location();
    let (bo_id, bo) = app.client("Bo").await;
    super::link(&ana, &bo).await;
    let ana_id = app.person_of(&ana).await;
    open_joint_work(app, ana_id, bo_id).await;
    ana.post("/home/rest", &[("reason", "<worn> out")]).await.location();
    bo.post("/home/rest", &[("reason", "his own words")]).await.location();
    let version = ana.get("/home/policy").await.field("version");
    ana.post("/home/policy", &[("version", &version)]).await.location();
    (ana, bo)
}

async fn take(browser: &Browser<'_>, scope: &str, format: &str) -> Answer {
    browser.post("/settings/take-with-you", &[("scope", scope), ("format", format)]).await.is(200)
}

#[tokio::test]
async fn everything_has_the_appointments_the_rests_and_what_was_signed() {
    let app = TestApp::sqlite().await;
    let (ana, _) = busy(&app).await;
    let page = take(&ana, "everything", "page").await.says(&[
        "My appointments",
        "Free phone consult",
        "Robin Example",
        "801-555-0134",
        "Moved",
        "Rests that I asked for",
        "&lt;worn&gt; out",
        "What I signed",
        "policy on secrets, signed",
        "The link with <bdi>Bo</bdi>",
        "we both agreed to the rules for two",
    ]);
    assert!(!page.text.contains("his own words") && !page.text.contains("/manage/"), "{}", page.text);
    let data: serde_json::Value = serde_json::from_str(&take(&ana, "everything", "data").await.text).unwrap();
    assert_eq!(data["appointments"].as_array().map(Vec::len), Some(1));
    assert_eq!(data["appointments"][0]["offering"], "phone-consult");
    assert_eq!(data["appointments"][0]["changes"][1]["what"], "Moved");
    assert_eq!(data["rests"][0]["reason"], "<worn> out");
    assert_eq!(data["rests"].as_array().map(Vec::len), Some(1));
    let content = troth_server::content::Content::load(None);
    let policy = content.secrets_policy.unwrap();
    let signed = &data["signatures"][0];
    assert_eq!(signed["policy"]["sha256"], policy.mark().split_once('-').unwrap().1);
    assert_eq!(signed["policy"]["words"][0], policy.body.blocks[0].text);
    assert!(signed["signed_at"].as_str().unwrap().starts_with("2026-10-30T"));
    assert_eq!(data["links"][0]["rules"]["title"], content.couple_rules.unwrap().text.title);
}

#[tokio::test]
async fn the_file_of_what_two_share_is_the_same_whatever_either_did_alone() {
    let app = TestApp::sqlite().await;
    let (ana, bo) = busy(&app).await;
    let page = take(&ana, "shared", "page").await.says(&["The link with <bdi>Bo</bdi>", "the rules for two"]);
    let data = take(&ana, "shared", "data").await;
    for text in [&page.text, &data.text] {
        for private in ["My appointments", "appointments\"", "Rests that", "rests\"", "What I signed", "signatures\""] {
            assert!(!text.contains(private), "{private} in {text}");
        }
        for private in ["Free phone", "Robin", "555-0134", "about_me", "worn", "his own", "policy on secrets"] {
            assert!(!text.contains(private), "{private} in {text}");
        }
    }
    let data: serde_json::Value = serde_json::from_str(&data.text).unwrap();
    let keys = data.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(
        keys,
        ["agreements", "appreciations", "boundaries", "for_a_session", "links", "promises", "received", "written"]
    );
    // Bo has neither an appointment nor a signature: his file differs in the two names alone.
    let his = take(&bo, "shared", "page").await.text;
    assert_eq!(his.replace(">Ana<", ">Bo<"), page.text);
}

#[tokio::test]
async fn erasing_says_what_stays_ends_every_way_in_and_never_happens_while_linked() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    link(&ana, &bo).await;
    ana.get("/settings/erase").await.is(200).says(&["What goes", "What stays, and why", "End the link first"]);
    ana.post("/settings/erase", &[]).await.is(409);
    let chosen = [("told_on", "2026-10-30"), ("shared", "back"), ("bookings", "go")];
    ana.post("/home/couple/leave", &chosen).await.location();
    keep(&ana, "mine").await;
    let elsewhere = app.sign_in_again(ana_id).await;
    ana.get("/settings/erase").await.is(200).says(&["Erase it for good", "Keep it all"]);
    assert_eq!(ana.post("/settings/erase", &[]).await.location(), "/sign-in?out");
    assert_eq!(ana.get("/home").await.location(), "/sign-in");
    assert_eq!(elsewhere.get("/home").await.location(), "/sign-in");
    app.sign_in_again(bo_id).await.get("/home").await.is(200);
}

#[tokio::test]
async fn who_of_the_staff_opened_something_is_said_to_the_person_alone() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (_, bo) = app.client("Bo").await;
    ana.get("/settings/access-log").await.is(200).says(&["Nobody of the staff has opened anything"]);
    let slug = app.app.practice().therapists[0].slug.clone();
    let (_, therapist) = app.staff_as(Role::Therapist, Some(&slug)).await;
    let hex = ana_id.0.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    therapist.get(&format!("/caseload/people/{hex}")).await.is(200);
    let own = ana.get("/settings/access-log").await.is(200).says(&["<bdi>Ada Fielding</bdi>", "October 30"]);
    assert!(!own.text.contains("A therapist of the practice"));
    bo.get("/settings/access-log").await.is(200).says(&["Nobody of the staff has opened anything"]);
}

#[tokio::test]
async fn the_partners_therapist_is_not_named() {
    let app = TestApp::sqlite().await;
    let slugs = app.app.practice().therapists.iter().map(|one| one.slug.clone()).collect::<Vec<_>>();
    let (_, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client_of("Bo", &slugs[1]).await;
    link(&ana, &bo).await;
    let couple = app.app.store().couple_of(bo_id).await.unwrap().unwrap();
    let (_, theirs) = app.staff_as(Role::Therapist, Some(&slugs[1])).await;
    let hex = couple.id.0.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    theirs.get(&format!("/caseload/couples/{hex}")).await.is(200);
    let log = ana.get("/settings/access-log").await.is(200).says(&["A therapist of the practice"]);
    let name = &app.app.practice().therapists[1].name;
    assert!(!log.text.contains(name.as_str()), "{}", log.text);
    bo.get("/settings/access-log").await.is(200).says(&[name]);
}

#[tokio::test]
async fn of_what_was_opened_the_day_is_said_and_not_how_often_or_when() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let slug = app.app.practice().therapists[0].slug.clone();
    let (_, therapist) = app.staff_as(Role::Therapist, Some(&slug)).await;
    therapist.get("/caseload").await.is(200);
    let once = ana.get("/settings/access-log").await.is(200).says(&["A list with your name in it"]).text;
    assert!(!once.contains(" at 12:"), "no time of day: {once}");
    for _ in 0..3 {
        app.pass(1.minute());
        therapist.get("/caseload").await.is(200);
    }
    assert_eq!(ana.get("/settings/access-log").await.text, once);
}

#[tokio::test]
async fn a_call_is_asked_for_in_private() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let fields = [("name", "Ana"), ("phone", "801-555-0134"), ("zone", "America/Denver")];
    ana.post("/settings/contact", &fields).await.location();
    ana.get("/home/call").await.is(200).says(&["Ask for a call", "Not now", "Your partner is not told"]);
    assert_eq!(ana.post("/home/call", &[]).await.location(), "/home/call?asked");
    ana.get("/home/call?asked").await.says(&["You are on the list"]);
}

/// An account that was asked for stays with its reader when its author is erased. Left after all, nothing opens it any more:
/// it is not offered then, since an error would tell that its author is gone.
#[tokio::test]
async fn leaving_it_after_all_does_not_tell_that_its_author_was_erased() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let (_, offered) = offer(&two.ana).await;
    two.after(8 * 24).await;
    for choice in ["said", "all"] {
        choose(&two.bo, &offered, choice, &[]).await.location();
    }
    let leave = two.ana.get("/home/couple/leave").await.is(200);
    let last = leave.text.rsplit("<option value=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let leaving = [("told_on", last.as_str()), ("shared", "stay"), ("bookings", "stay")];
    two.ana.post("/home/couple/leave", &leaving).await.location();
    person::erase(&app.app, two.ids[0]).await.unwrap();
    two.bo.get(&offered).await.is(200).says(&["You asked for this"]);
    choose(&two.bo, &offered, "leave", &[]).await.location();
    two.bo.get(&offered).await.is(404);
    choose(&two.bo, &offered, "all", &[]).await.is(404);
}
