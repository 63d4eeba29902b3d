//! Letters that need not be sent.

use jiff::Span;
use troth_domain::people::Role;

use crate::persons;
use crate::staff::page_of;
use crate::support::TestApp;

const SENDABLE: &str = "/plan/exercises/a-letter-to-you";
const KEPT: &str = "/plan/exercises/a-letter-not-sent";
const FORGIVING: &str = "/plan/exercises/a-letter-about-forgiving";

#[tokio::test]
async fn a_letter_is_kept_for_its_author_and_sent_only_by_them_after_a_preview() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    persons::link(&ana, &bo).await;
    persons::open_joint_work(&app, ana_id, bo_id).await;
    let unaware = [bo.get("/plan/letters").await.is(200).text, bo.get("/home/received").await.text];
    ana.get("/plan/steps/5").await.says(&["href=\"/plan/letters\""]);
    ana.get("/plan/letters").await.is(200).says(&["need not be sent", KEPT, SENDABLE, "What you keep is found here"]);
    ana.get(SENDABLE).await.is(200).says(&["Do not do this if you are afraid", "Not now", "Write it here"]);
    let kept = ana.post(SENDABLE, &[("part-step-1", "I miss Sundays.")]).await.location();
    let letter = kept.split('?').next().unwrap().to_owned();
    ana.get(&letter).await.is(200).says(&["A letter, to keep or to send", "I miss Sundays.", "Only you", "A draft"]);
    ana.get("/plan/letters").await.says(&[&letter, "A letter, to keep or to send", "Draft."]);
    let form = ana.get(&format!("{letter}/text")).await.is(200).says(&["What do you want to say?", "I miss Sundays."]);
    let fields = [
        ("version", form.field("version")),
        ("part-step-1", "I miss our Sundays.".to_owned()),
        ("finish", "yes".to_owned()),
    ];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    ana.post(&format!("{letter}/text"), &fields).await.location();
    let stays = ana.post(KEPT, &[("part-step-2", "You do not know."), ("finish", "yes")]).await.location();
    let stays = stays.split('?').next().unwrap().to_owned();
    let audience = ana.get(&format!("{stays}/audience")).await.is(200);
    assert!(!audience.text.contains("name=\"partner\""), "one that is kept goes to no partner");
    app.pass(Span::new().hours(24 * 8));
    let (ana, bo) = (app.sign_in_again(ana_id).await, app.sign_in_again(bo_id).await);
    assert_eq!(
        [bo.get("/plan/letters").await.text, bo.get("/home/received").await.text],
        unaware,
        "nobody learns of one"
    );
    let policy = ana.get("/home/policy").await.is(200).field("version");
    ana.post("/home/policy", &[("version", &policy)]).await.location();
    let preview = ana.get(&format!("{letter}/audience/preview?partner=yes")).await.is(200);
    let version = preview.says(&["A letter, to keep or to send", "I miss our Sundays."]).field("version");
    ana.post(&format!("{letter}/audience"), &[("version", &version), ("partner", "yes")]).await.location();
    app.pass(Span::new().hours(24 * 8));
    let (ana, bo) = (app.sign_in_again(ana_id).await, app.sign_in_again(bo_id).await);
    let received = bo.get("/home/received").await.is(200).says(&["A letter, to keep or to send"]);
    let item = received.text.split("href=\"/home/received/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    bo.get(&format!("/home/received/{item}")).await.is(200).says(&["I miss our Sundays."]);
    assert_eq!(bo.get("/plan/letters").await.text, unaware[0], "what came is no letter of his");
    ana.post(&format!("{letter}/withdrawal"), &[("from", "partner")]).await.location();
    bo.get(&format!("/home/received/{item}")).await.is(404);
    ana.post(&format!("{letter}/deletion"), &[]).await.location();
    assert!(!ana.get("/plan/letters").await.is(200).text.contains(&letter), "it was let go");
}

#[tokio::test]
async fn one_about_forgiving_opens_with_ones_own_mark_and_the_therapists_word_and_stays_ones_own() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (_, therapist) = app.staff(Role::Therapist).await;
    let is_offered = async || ana.get("/plan/letters").await.is(200).text.contains(FORGIVING);
    assert!(!is_offered().await);
    ana.post(FORGIVING, &[("part-step-1", "Then.")]).await.is(404);
    ana.post("/plan/forgiveness/amends", &[]).await.location();
    assert!(!is_offered().await, "their therapist has a say");
    let release = format!("{}/forgiveness-release", page_of(ana_id));
    therapist.post(&release, &[("heard-alone", "in-person")]).await.location();
    assert!(is_offered().await);
    ana.get("/plan/forgiveness").await.is(200).says(&[FORGIVING]);
    ana.get(FORGIVING).await.is(200).says(&["need not forgive", "You owe nobody this letter"]);
    let kept = ana.post(FORGIVING, &[("part-step-1", "That night."), ("finish", "yes")]).await.location();
    let letter = kept.split('?').next().unwrap().to_owned();
    ana.post("/plan/forgiveness/amends/withdrawal", &[]).await.location();
    assert!(!is_offered().await);
    ana.get(FORGIVING).await.is(404);
    ana.get(&letter).await.is(200).says(&["A letter of my own", "That night.", "What hurt you?"]);
    ana.get("/plan/letters").await.is(200).says(&[&letter]);
}
