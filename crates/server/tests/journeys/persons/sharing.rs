//! Choosing who sees something: after a preview of exactly that, and until it is taken back.

use jiff::{Timestamp, ToSpan};
use troth_domain::safety::joint_work::{Cause, HeardAlone, Hearing, Hold};
use troth_server::actions::joint_work::{self, Step};

use super::{keep, link, open_joint_work};
use crate::support::{Browser, START, TestApp};

const WORDS: &str = "What I would like to be understood.";

/// Previews and shares `item`; answers the preview.
async fn share(browser: &Browser<'_>, item: &str, with: &[&str]) -> String {
    let query = with.iter().map(|who| format!("{who}=yes")).collect::<Vec<_>>().join("&");
    let preview = browser.get(&format!("{item}/audience/preview?{query}")).await.is(200);
    let version = preview.field("version");
    let mut fields = vec![("version", version.as_str())];
    fields.extend(with.iter().map(|who| (*who, "yes")));
    let shared = browser.post(&format!("{item}/audience"), &fields).await.location();
    assert_eq!(shared, format!("{item}?shared"));
    preview.text
}

/// A day on which whatever was shared on the first has come.
fn a_week_later() -> Timestamp {
    START.parse::<Timestamp>().unwrap() + (8 * 24).hours()
}

#[tokio::test]
async fn the_therapist_is_added_after_signing_and_a_preview() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let item = keep(&ana, WORDS).await;
    let audience = format!("{item}/audience");
    let before = ana.get(&audience).await.is(200).says(&["first read and sign", "you are not linked"]);
    assert!(!before.text.contains("checkbox"), "nobody can be added yet");
    ana.get(&format!("{audience}/preview?therapist=yes")).await.is(409).says(&["first read and sign"]);
    let policy = ana.get("/home/policy").await.is(200).says(&["I have read this, and I sign it", "Not now"]);
    ana.post("/home/policy", &[("version", "99")]).await.is(409).says(&["This page has changed"]);
    ana.post("/home/policy", &[("version", &policy.field("version"))]).await.location();
    ana.get("/home/policy").await.says(&["You signed this"]);
    ana.get(&audience).await.is(200).says(&["My therapist, Ada Fielding", "type=\"checkbox\""]);
    ana.get(&format!("{audience}/preview")).await.is(422).says(&["href=\"#therapist\""]);
    let preview = share(&ana, &item, &["therapist"]).await;
    assert!(preview.contains(WORDS) && preview.contains("sees it at once") && preview.contains("Not now"));
    ana.get(&item).await.says(&["You and <bdi>Ada Fielding</bdi>"]);
    ana.post(&format!("{item}/deletion"), &[]).await.is(422);
    ana.get(&format!("{item}/text")).await.is(200).says(&["may see this, and what you change in it"]);
    ana.post(&format!("{item}/withdrawal"), &[("from", "therapist")]).await.location();
    ana.post(&format!("{item}/withdrawal"), &[("from", "therapist")]).await.location();
    ana.get(&item).await.says(&["Only you"]);
    ana.post(&format!("{item}/withdrawal"), &[("from", "everyone")]).await.is(400);
    ana.post(&format!("{item}/deletion"), &[]).await.location();
}

#[tokio::test]
async fn a_draft_an_exercise_and_what_joint_work_does_not_allow_reach_no_partner() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    link(&ana, &bo).await;
    let item = keep(&ana, WORDS).await;
    ana.get(&format!("{item}/audience")).await.says(&["joint work is closed"]);
    ana.get(&format!("{item}/audience/preview?partner=yes")).await.is(409);
    ana.post(&format!("{item}/audience"), &[("version", "1"), ("partner", "yes")]).await.is(409);
    open_joint_work(&app, ana_id, bo_id).await;
    let draft = ana.post("/home/write/new/journal", &[("part-entry", "not yet")]).await.location();
    let draft = draft.split('?').next().unwrap();
    ana.get(&format!("{draft}/audience")).await.says(&["It is a draft"]);
    ana.get(&format!("{draft}/audience/preview?partner=yes")).await.is(409);
    let exercise = [("part-step-1", "all of it"), ("finish", "yes")];
    let exercise = ana.post("/plan/exercises/six-parts", &exercise).await.location();
    let exercise = exercise.split('?').next().unwrap();
    ana.get(&format!("{exercise}/audience")).await.says(&["this kind stays with you"]);
    ana.post(&format!("{exercise}/audience"), &[("version", "1"), ("partner", "yes")]).await.is(409);
    bo.get(&format!("{item}/audience")).await.is(404);
    bo.post(&format!("{item}/audience"), &[("version", "1"), ("partner", "yes")]).await.is(404);
    bo.post(&format!("{item}/withdrawal"), &[("from", "partner")]).await.is(404);
    app.set(a_week_later());
    let received = app.sign_in_again(bo_id).await.get("/home/received").await.is(200);
    assert!(!received.text.contains("/home/received/"), "nothing came");
}

#[tokio::test]
async fn what_is_shared_comes_at_its_hour_and_is_gone_when_it_is_taken_back() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    link(&ana, &bo).await;
    open_joint_work(&app, ana_id, bo_id).await;
    let before = bo.get("/home/received").await.text;
    let item = keep(&ana, WORDS).await;
    let preview = share(&ana, &item, &["partner"]).await;
    assert!(preview.contains("delivery hour") && preview.contains("While it is shared with <bdi>Bo</bdi>"));
    assert_eq!(bo.get("/home/received").await.text, before, "nothing shows before the hour");
    let of_author = ana.get(&item).await.says(&["shared with <bdi>Bo</bdi>"]).text;
    assert_eq!(ana.get(&format!("{item}/text")).await.location(), item, "its words stay as they are");
    app.set(a_week_later());
    let (ana, bo) = (app.sign_in_again(ana_id).await, app.sign_in_again(bo_id).await);
    let list = bo.get("/home/received").await.is(200).says(&["From <bdi>Ana</bdi>"]);
    let copy = item.replace("/home/write/", "/home/received/");
    assert!(list.text.contains(&copy));
    bo.get(&copy).await.is(200).says(&[WORDS, "is not told that you opened it"]);
    assert_eq!(ana.get(&item).await.text, of_author, "its author learns neither that it came nor that it was read");
    ana.post(&format!("{item}/withdrawal"), &[("from", "partner")]).await.location();
    bo.get(&copy).await.is(404);
    assert!(!bo.get("/home/received").await.text.contains(&copy));
    ana.get(&item).await.says(&["Only you", "Change it"]);
}

#[tokio::test]
async fn a_preview_that_is_no_longer_true_shares_nothing() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    link(&ana, &bo).await;
    open_joint_work(&app, ana_id, bo_id).await;
    let item = keep(&ana, "first").await;
    let version = ana.get(&format!("{item}/audience/preview?partner=yes")).await.field("version");
    ana.post(&format!("{item}/text"), &[("version", &version), ("part-entry", "second")]).await.location();
    let old = [("version", version.as_str()), ("partner", "yes")];
    ana.post(&format!("{item}/audience"), &old).await.is(409).says(&["changed since you looked", "second"]);
    ana.get(&item).await.says(&["Only you"]);
}

#[tokio::test]
async fn a_rest_and_a_pause_change_no_page_of_either() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    link(&ana, &bo).await;
    let closed = ana.post("/home/rest", &[("reason", "I am tired.")]).await.location();
    ana.get(&closed).await.is(200).says(&["nothing is noted", "ask for a call"]);
    let staff = open_joint_work(&app, ana_id, bo_id).await;
    let pages = ["/home", "/home/couple", "/home/received", "/home/write"];
    let mut before = Vec::new();
    for page in pages {
        before.push((ana.get(page).await.text, bo.get(page).await.text));
    }
    let reason = [("reason", "I am tired.")];
    assert_eq!(ana.post("/home/rest", &reason).await.location(), "/home/rest?asked");
    let (couple, _) = troth_server::actions::couple::status(&app.app, ana_id).await.unwrap().couple.unwrap();
    let pause = Step::Pause { person: bo_id, reason: None };
    joint_work::take(&app.app, &staff, couple.id, pause).await.unwrap();
    for (page, (of_ana, of_bo)) in pages.iter().zip(&before) {
        assert_eq!(ana.get(page).await.text, *of_ana, "{page}");
        assert_eq!(bo.get(page).await.text, *of_bo, "{page}");
    }
    let item = keep(&ana, WORDS).await;
    share(&ana, &item, &["partner"]).await;
    app.set(a_week_later());
    let heard = |person| HeardAlone { person, how: Hearing::ByPhone };
    assert!(!app.sign_in_again(bo_id).await.get("/home/received").await.text.contains("/home/received/"));
    for (person, cause) in [(ana_id, Cause::Rest), (bo_id, Cause::Pause)] {
        let step = Step::Release { hold: Hold { person, cause }, heard: heard(person) };
        joint_work::take(&app.app, &staff, couple.id, step).await.unwrap();
    }
    app.set(a_week_later() + (8 * 24).hours());
    app.sign_in_again(bo_id).await.get("/home/received").await.says(&["/home/received/"]);
}

#[tokio::test]
async fn on_the_day_the_other_is_told_what_never_came_and_a_leaver_takes_back_what_did() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    link(&ana, &bo).await;
    open_joint_work(&app, ana_id, bo_id).await;
    let came = keep(&ana, "this came").await;
    share(&ana, &came, &["partner"]).await;
    let also = keep(&ana, "this came too").await;
    share(&ana, &also, &["partner"]).await;
    app.set(a_week_later());
    let (ana, bo) = (app.sign_in_again(ana_id).await, app.sign_in_again(bo_id).await);
    let chosen = [("told_on", "2026-11-10"), ("shared", "stay"), ("bookings", "go")];
    ana.post("/home/couple/leave", &chosen).await.location();
    let late = keep(&bo, "this never comes").await;
    share(&bo, &late, &["partner"]).await;
    bo.get("/home/couple").await.says(&["You are linked with <bdi>Ana</bdi>"]);
    // Also from a link that has ended it can be taken back.
    ana.get(&came).await.says(&["shared in a link that has ended"]);
    ana.post(&format!("{came}/withdrawal"), &[("from", "partner")]).await.location();
    bo.get(&came.replace("/home/write/", "/home/received/")).await.is(404);
    app.set("2026-11-11T01:00:00Z".parse().unwrap());
    let bo = app.sign_in_again(bo_id).await;
    bo.get("/home/couple").await.says(&["has ended the link", "never came", &late]);
    bo.get(&also.replace("/home/write/", "/home/received/")).await.is(200).says(&["this came too"]);
}
