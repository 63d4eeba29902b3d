//! The work: exercises alone and for two, and the weekly check-in.

pub mod accounts;
mod agenda;
mod agreements;
mod ahead;
mod appreciations;
mod boundaries;
mod closeness;
mod commitments;
mod conflicts;
mod doubts;
mod entry;
mod follow_through;
mod letters;
mod one_device;
mod one_device_closed;
mod reminders;
pub mod showing;
mod talks;
mod telling;
pub mod two;

use data_encoding::HEXLOWER;
use jiff::Span;
use troth_domain::people::{PersonId, Role};
use troth_server::actions::programme;

use crate::persons;
use crate::support::{Browser, TestApp};

/// Answers a check-in; answers the address where it is kept.
async fn check_in(browser: &Browser<'_>, answers: &[(&str, &str)]) -> String {
    let kept = browser.post("/plan/check-in", answers).await.location();
    kept.split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_week_is_kept_for_its_author_alone_and_drawn_beside_the_others() {
    let app = TestApp::sqlite().await;
    let (person, mut ana) = app.client("Ana").await;
    ana.get("/plan/weeks").await.is(200).says(&["What you keep is found here"]);
    ana.get("/plan/check-in").await.is(200).says(&["Skip this one", "Nobody has tested this"]);
    let mut kept = Vec::new();
    for answer in ["not", "little", "mostly", "very"] {
        kept.push(check_in(&ana, &[("content", answer), ("weighed", "half"), ("near", "skip")]).await);
        ana.get("/plan/weeks").await.is(200).says(&["<svg", "Higher is better", "The numbers as a table"]);
        app.pass(Span::new().hours(24 * 7));
        ana = app.sign_in_again(person).await;
    }
    let last = ana.get(kept.last().unwrap()).await.is(200);
    last.says(&[
        "Very true",
        "Only you",
        "100, on a scale from 0 to 100",
        "too little was answered",
        "Skipped",
        "Delete it",
    ]);
    let weeks = ana.get("/plan/weeks").await.is(200).says(&["first two"]);
    assert!(kept.iter().all(|item| weeks.text.contains(item)), "each week is found again");
    ana.get(&format!("{}/text", kept[0])).await.is(404);
    assert!(!ana.get("/home/write").await.text.contains(&kept[0]), "weeks have a page of their own");
    let (_, bo) = app.client("Bo").await;
    bo.get(&kept[0]).await.is(404);
}

#[tokio::test]
async fn where_time_is_in_the_way_ones_own_weeks_stand_beside_what_studies_report() {
    let app = TestApp::sqlite().await;
    let (person, mut ana) = app.client("Ana").await;
    let page = ana.get("/plan/obstacles/time").await.is(200);
    let page = page.says(&[
        "How long it takes",
        "Your own weeks",
        "too early to tell",
        "no forecast for you",
        "href=\"/plan/weeks\"",
    ]);
    assert!(!page.text.contains("href=\"/home/call\""), "nobody is sent to a call by nothing");
    for answer in ["very", "very", "not", "not"] {
        let all = ["content", "good", "say", "taken-in", "near", "time", "believed"].map(|question| (question, answer));
        check_in(&ana, &all).await;
        app.pass(Span::new().hours(24 * 7));
        ana = app.sign_in_again(person).await;
    }
    for address in ["/plan/obstacles/time", "/plan/weeks"] {
        let page =
            ana.get(address).await.is(200).says(&["first two", "talk it over with a person", "href=\"/home/call\""]);
        let (own, studies) = (page.text.find("first two").unwrap(), page.text.find("125 couples").unwrap());
        assert!(own < studies, "one's own past comes first");
    }
    for _ in 0..6 {
        let all = ["content", "good", "say", "taken-in", "near", "time", "believed"].map(|question| (question, "half"));
        check_in(&ana, &all).await;
        app.pass(Span::new().hours(24 * 7));
        ana = app.sign_in_again(person).await;
    }
    let page = ana.get("/plan/obstacles/time").await.is(200).says(&["as long as you have"]);
    let sources = page.text.matches("id=\"source-").collect::<Vec<_>>().len();
    let named = page.text.split("id=\"source-").skip(1).map(|rest| rest.split('"').next());
    assert_eq!(named.collect::<std::collections::BTreeSet<_>>().len(), sources, "a study stands there once");
    ana.get("/plan/obstacles/openness").await.is(200).says(&["href=\"/plan/telling\""]);
}

#[tokio::test]
async fn a_check_in_without_an_answer_or_with_a_made_up_one_keeps_nothing() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    ana.post("/plan/check-in", &[("content", "skip")]).await.is(422).says(&["Choose an answer to one of them"]);
    for made_up in [("content", "worst"), ("nothing", "not")] {
        ana.post("/plan/check-in", &[made_up]).await.is(422).says(&["not the answers of our questions"]);
    }
    ana.get("/plan/weeks").await.says(&["What you keep is found here"]);
}

#[tokio::test]
async fn answers_that_cannot_be_kept_are_given_back_in_their_places_and_kept_after_signing_in() {
    let app = TestApp::sqlite().await;
    let (person, ana) = app.client("Ana").await;
    let answers = [("content", "mostly"), ("weighed", "half"), ("near", "skip")];
    app.pass(Span::new().minutes(31));
    let page = ana.post("/plan/check-in", &answers).await.is(401).says(&[
        "You were signed out",
        "What you typed is still here",
        "value=\"mostly\" checked",
        "value=\"half\" checked",
        "action=\"/plan/check-in\"",
        "Keep it",
    ]);
    assert_eq!(page.header("cache-control"), "no-store");
    let ana = app.sign_in_again(person).await;
    ana.get("/plan/weeks").await.says(&["What you keep is found here"]);
    check_in(&ana, &answers).await;
    app.pass(Span::new().minutes(31));
    for nothing in [&[][..], &[("near", "skip")][..]] {
        assert_eq!(ana.post("/plan/check-in", nothing).await.location(), "/sign-in");
    }
}

#[tokio::test]
async fn where_a_practices_own_check_in_asks_for_words_it_says_before_what_may_be_passed_on() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let notice = ["Nobody reads this right away", "a child, or an older or dependent adult"];
    let ours = ana.get("/plan/check-in").await.is(200);
    assert!(!ours.text.contains(notice[1]), "ours asks for no words");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/en/measures/check-in.json");
    let mut asked: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let words = serde_json::json!({ "linkId": "words", "type": "text", "text": "What was this week like?" });
    asked["item"].as_array_mut().unwrap().push(words);
    app.write_text("measures/check-in.json", &asked.to_string());
    let theirs = ana.get("/plan/check-in").await.is(200).says(&notice).says(&["name=\"words\""]);
    let place = |part: &str| theirs.text.find(part).unwrap();
    assert!(place(notice[1]) < place("name=\"words\""), "before the place to write");
    app.pass(Span::new().minutes(31));
    let page = ana.post("/plan/check-in", &[("words", "Long <and> hard")]).await.is(401);
    page.says(&["What you typed is still here", "Long &lt;and&gt; hard"]);
}

#[tokio::test]
async fn an_exercise_is_read_written_changed_and_shown_to_nobody() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    ana.get("/home").await.says(&["href=\"/plan\""]);
    ana.get("/plan").await.is(200).says(&["Five steps", "/plan/steps/5", "/plan/obstacles/doubts", "Your week"]);
    ana.get("/plan/steps/5").await.is(200).says(&["/plan/exercises/a-letter-not-sent"]);
    ana.get("/plan/obstacles/time").await.is(200);
    ana.get("/plan/steps/6").await.is(404);
    ana.get("/plan/obstacles/nothing").await.is(404);
    let address = "/plan/exercises/a-letter-not-sent";
    ana.get(address).await.is(200).says(&["You can skip this", "Write it here", "Not now", "Where this comes from"]);
    ana.get(&format!("{address}?write")).await.is(200).says(&["name=\"part-step-1\"", "Nobody reads this right away"]);
    ana.post(address, &[("part-step-1", " ")]).await.is(422).says(&["Write a word in one of the places"]);
    let kept = ana.post(address, &[("part-step-1", "To you."), ("finish", "yes")]).await.location();
    let item = kept.split('?').next().unwrap().to_owned();
    let page = ana.get(&kept).await.is(200).says(&["A letter that is not sent", "To you.", "Only you"]);
    assert!(!page.text.contains("a-letter-not-sent</div>"), "which exercise it is stands in its title alone");
    let version = ana.get(&format!("{item}/text")).await.is(200).says(&["To you."]).field("version");
    let fields = [("version", version.as_str()), ("part-step-1", "To me."), ("part-step-3", "Mornings.")];
    ana.post(&format!("{item}/text"), &fields).await.location();
    ana.get(&item).await.says(&["A letter that is not sent", "To me.", "Mornings."]);
    ana.get("/home/write").await.says(&["A letter that is not sent"]);
    ana.get(&format!("{item}/audience")).await.is(200);
}

#[tokio::test]
async fn what_is_about_forgiving_opens_by_ones_own_mark_and_the_therapists_word_and_blocks_nothing() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    persons::link(&ana, &bo).await;
    let (_, therapist) = app.staff(Role::Therapist).await;
    let exercise = "/plan/exercises/what-forgiving-could-mean";
    let page_of = |id: PersonId| format!("/caseload/people/{}", HEXLOWER.encode(&id.0));
    let seen = async || {
        let bos = [bo.get("/plan").await.text, bo.get("/plan/steps/5").await.text, bo.get("/home").await.text];
        (bos, bo.get("/plan/forgiveness").await.text, therapist.get(&page_of(ana_id)).await.is(200).text)
    };
    let before = seen().await;
    ana.get("/plan/steps/5").await.is(200).says(&["href=\"/plan/forgiveness\"", "A letter that is not sent"]);
    ana.get("/plan/forgiveness").await.is(200).says(&["You never have to forgive", "Yes, amends were made", "Not now"]);
    ana.get(exercise).await.is(404);
    let marked = ana.post("/plan/forgiveness/amends", &[]).await.location();
    ana.get(&marked).await.is(200).says(&["for you alone", "It opens with your therapist", "Take the mark back"]);
    ana.get(exercise).await.is(404);
    assert_eq!(seen().await, before, "neither the partner nor the therapist sees the mark");
    let release = format!("{}/forgiveness-release", page_of(ana_id));
    therapist.post(&release, &[]).await.is(422).says(&["Please say how you heard this person alone"]);
    therapist.post(&release, &[("heard-alone", "in-person")]).await.location();
    therapist.get(&page_of(ana_id)).await.is(200).says(&["Released on"]);
    assert_eq!(seen().await.0, before.0);
    ana.get("/plan/forgiveness").await.is(200).says(&[exercise]);
    ana.get("/plan/steps/5").await.is(200).says(&[exercise]);
    let kept = ana.post(exercise, &[("part-step-1", "Not yet."), ("finish", "yes")]).await.location();
    bo.post("/plan/forgiveness/amends", &[]).await.location();
    bo.get(exercise).await.is(404);
    let data = [("scope", "everything"), ("format", "data")];
    assert!(ana.post("/settings/take-with-you", &data).await.text.contains("\"amends_marked_at\":\"2026-10-30T"));
    let back = ana.post("/plan/forgiveness/amends/withdrawal", &[]).await.location();
    assert_eq!(back, marked, "a browser's history does not say which");
    ana.get(&back).await.is(200).says(&["for you alone", "Yes, amends were made"]);
    ana.get(exercise).await.is(404);
    ana.get(&kept).await.is(200).says(&["Not yet."]);
    let other = app.app.practice().therapists[1].slug.clone();
    let (_, other) = app.staff_as(Role::Therapist, Some(&other)).await;
    other.post(&format!("{}/forgiveness-release", page_of(bo_id)), &[("heard-alone", "in-person")]).await.is(404);
}

#[tokio::test]
async fn what_two_do_together_is_there_once_their_therapist_opened_it() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    let address = "/plan/exercises/words-that-mend";
    ana.get(address).await.is(404);
    persons::link(&ana, &bo).await;
    let staff = persons::open_joint_work(&app, ana_id, bo_id).await;
    let couple = persons::couple_id(&app, ana_id).await;
    ana.get("/plan").await.is(200).says(&["opened by your therapist"]);
    for name in ["a-letter-not-sent", "what-forgiving-could-mean", "nothing"] {
        let opened = programme::open(&app.app, &staff, couple, name).await.unwrap();
        assert!(!opened, "{name} is nothing that two can be given");
    }
    persons::open_exercise(&app, &staff, couple, "words-that-mend").await;
    bo.get(address).await.is(404);
    app.pass(Span::new().hours(26));
    let (ana, bo) = (app.sign_in_again(ana_id).await, app.sign_in_again(bo_id).await);
    for one in [&ana, &bo] {
        one.get("/plan").await.is(200).says(&["For the two of you", address]);
        one.get(address).await.is(200).says(&["together", "Do not do this if you are afraid"]);
        one.get("/plan/exercises/say-it-back").await.is(404);
        let asked = one.get(&format!("{address}?write")).await.is(200);
        assert!(!asked.text.contains("<textarea"), "what two do together is not written down by one");
        one.post(address, &[("part-step-2", "Said.")]).await.is(404);
    }
    persons::close_joint_work(&app, &staff, couple).await;
    bo.get(address).await.is(404);
    ana.get("/plan").await.is(200).says(&["Joint work is closed"]);
}

#[tokio::test]
async fn what_a_therapist_opens_tells_nobody_that_the_other_has_left() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    persons::link(&ana, &bo).await;
    let staff = persons::open_joint_work(&app, ana_id, bo_id).await;
    let couple = persons::couple_id(&app, ana_id).await;
    let page = ana.get("/home/couple/leave").await.is(200);
    let last = page.text.rsplit("<option value=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let leaving = [("told_on", last.as_str()), ("shared", "stay"), ("bookings", "stay")];
    ana.post("/home/couple/leave", &leaving).await.location();
    persons::open_exercise(&app, &staff, couple, "words-that-mend").await;
    app.pass(Span::new().hours(26));
    let (ana, bo) = (app.sign_in_again(ana_id).await, app.sign_in_again(bo_id).await);
    bo.get("/plan/exercises/words-that-mend").await.is(200);
    ana.get("/plan/exercises/words-that-mend").await.is(404);
}
