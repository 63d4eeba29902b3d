//! Doubts: written down for oneself, asked at a time that both agreed to, answered from then on.

use jiff::{SignedDuration, Span};
use troth_domain::limits;
use troth_domain::safety::joint_work::{Cause, HeardAlone, Hearing, Hold};
use troth_server::actions::joint_work::{self, Step};

use super::two::{Two, two};
use crate::persons;
use crate::support::{Answer, Browser, TestApp};

const LIST: &str = "/plan/doubts";
const TIMES: &str = "/plan/doubts/times";

/// Writes down a doubt; answers its address.
async fn hold(browser: &Browser<'_>, question: &str) -> String {
    let command = browser.get("/plan/doubts/new").await.is(200).field("command");
    let led = browser.post("/plan/doubts/new", &[("command", &command), ("question", question)]).await.location();
    led.strip_suffix("?did=hold").unwrap().to_owned()
}

/// Sends a form of the page as it is now, with these fields.
async fn send(browser: &Browser<'_>, address: &str, deed: &str, typed: &[(&str, &str)]) -> Answer {
    let page = browser.get(address).await.is(200);
    let (command, seen) = (page.field("command"), page.field("seen"));
    let fields = [&[("command", command.as_str()), ("seen", &seen), ("deed", deed)], typed].concat();
    browser.post(address, &fields).await
}

/// Suggests a check-in at eight in the evening, so many days from now.
async fn suggest(two: &Two<'_>, browser: &Browser<'_>, days: i64, often: &str) -> Answer {
    let zone = two.app.app.practice().time_zone.clone();
    let date = two.app.app.now().to_zoned(zone).date().saturating_add(Span::new().days(days));
    let (month, day, year) = (date.month().to_string(), date.day().to_string(), date.year().to_string());
    let typed =
        [("first", month.as_str()), ("first-day", &day), ("first-year", &year), ("clock", "1200"), ("often", often)];
    send(browser, TIMES, "suggest", &typed).await
}

/// Both agreed to a check-in every week, the first of which is in three days.
async fn with_times(two: &mut Two<'_>) {
    suggest(two, &two.ana, 11, "week").await.location();
    two.after(24 * 8).await;
    send(&two.bo, TIMES, "agree", &[]).await.location();
    two.after(24 * 8).await;
}

#[tokio::test]
async fn two_agree_on_when_they_check_in_and_either_ends_it() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    two.ana.get(LIST).await.is(200).says(&["There is no check-in ahead", TIMES]);
    send(&two.ana, TIMES, "suggest", &[("first", "2")]).await.is(422).says(&[
        "Enter a day that there is",
        "Choose a time of day",
        "Choose how often",
    ]);
    suggest(&two, &two.ana, -3, "once").await.is(422).says(&["Choose a day and a time to come"]);
    let led = suggest(&two, &two.ana, 11, "week").await.location();
    two.ana.get(&led).await.says(&["What is suggested", "Every week, twelve times", "You suggested this"]);
    send(&two.ana, TIMES, "agree", &[]).await.is(422).says(&["The other says yes to them"]);
    two.bo.get(TIMES).await.says(&["You two have not agreed on a time."]);
    two.after(24 * 8).await;
    two.bo.get(TIMES).await.says(&["suggests this", "Yes to these times"]);
    send(&two.bo, TIMES, "agree", &[]).await.location();
    two.after(24 * 8).await;
    for browser in [&two.ana, &two.bo] {
        browser.get(TIMES).await.says(&["What you agreed on", "End these times"]);
        browser.get("/plan").await.says(&["Your next check-in", "8:00 pm"]);
    }
    send(&two.ana, TIMES, "end", &[]).await.location();
    two.after(24 * 8).await;
    two.bo.get(TIMES).await.says(&["You two have not agreed on a time."]);
}

#[tokio::test]
async fn a_doubt_is_held_back_until_the_check_in_and_answered_there() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = hold(&two.ana, "Where were you in <May>?").await;
    two.ana.get(&address).await.says(&[
        "You keep it to yourself",
        "Where were you in &lt;May&gt;?",
        "agreed on a time",
    ]);
    two.bo.get(&address).await.is(404);
    send(&two.ana, &address, "ask", &[]).await.is(422).says(&["no check-in ahead"]);
    with_times(&mut two).await;
    let before = two.bo.get(LIST).await.text;
    let led = send(&two.ana, &address, "ask", &[]).await.location();
    two.ana.get(&led).await.says(&["You ask it at the check-in on"]);
    send(&two.ana, &address, "ask", &[]).await.is(422).says(&["You have asked this already"]);
    two.after(1).await;
    assert_eq!(two.bo.get(LIST).await.text, before, "nothing of it shows before the check-in");
    two.bo.get(&address).await.is(404);
    two.after(24 * 7).await;
    two.bo.get(LIST).await.says(&["Where were you in &lt;May&gt;?", &address]);
    two.bo.get(&address).await.is(200).says(&["We spoke about it", "I do not know", "rather answer in a session"]);
    send(&two.bo, &address, "words", &[("words", " ")]).await.is(422).says(&["Write a few words"]);
    let led = send(&two.bo, &address, "words", &[("words", "At home.\nAlone.")]).await.location();
    two.bo.get(&led).await.says(&["What you said", "At home.\nAlone."]);
    send(&two.ana, &address, "words", &[("words", "x")]).await.is(404);
    two.after(24 * 2).await;
    two.ana.get(&address).await.says(&["There is an answer", "At home.\nAlone.", "That is enough for me"]);
    let unaware = two.bo.get(LIST).await.text;
    send(&two.ana, &address, "settle", &[]).await.location();
    two.ana.get(&address).await.says(&["For you that is enough"]);
    assert_eq!(two.bo.get(LIST).await.text, unaware, "how it stands with its author shows nowhere");
    assert_eq!(send(&two.ana, &address, "let-go", &[]).await.location(), LIST);
    two.ana.get(&address).await.is(404);
    two.bo.get(&address).await.is(404);
}

/// Ana's joint work is paused, or released.
async fn take(two: &Two<'_>, is_paused: bool) {
    let (person, couple) = (two.ids[0], persons::couple_id(two.app, two.ids[0]).await);
    let step = if is_paused {
        Step::Pause { person, reason: None }
    } else {
        let heard = HeardAlone { person, how: Hearing::ByPhone };
        Step::Release { hold: Hold { person, cause: Cause::Pause }, heard }
    };
    joint_work::take(&two.app.app, &two.staff, couple, step).await.unwrap();
}

/// How many messages are promised to Bo for times from now on, within so many hours.
fn promised(two: &Two<'_>, hours: i64) -> i64 {
    let [from, until] =
        [0, hours].map(|hours| (two.app.app.now() + SignedDuration::from_hours(hours)).as_microsecond());
    let bo = data_encoding::HEXUPPER.encode(&two.ids[1].0);
    let whose = format!("kind = 24 AND hex(person) = '{bo}' AND due_at BETWEEN {from} AND {until}");
    two.app.rows_in(&format!("outbox WHERE {whose}"))
}

#[tokio::test]
async fn a_pause_makes_no_question_come_or_be_told_but_at_a_check_in() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    with_times(&mut two).await;
    // The next check-in is in two days and a few hours, and there is one each week. One is asked before the pause and two in it.
    let mut asked = Vec::new();
    for number in 0..3 {
        let address = hold(&two.ana, &format!("Where were you in May, {number}?")).await;
        send(&two.ana, &address, "ask", &[]).await.location();
        asked.push(address);
        take(&two, true).await;
    }
    take(&two, false).await;
    assert_eq!((promised(&two, 48), promised(&two, 24 * 8)), (0, 1), "at the check-in, and not before");
    two.after(48).await;
    two.bo.get(&asked[0]).await.is(404);
    two.after(12).await;
    for address in &asked {
        two.bo.get(address).await.is(200);
    }
    // A pause that outlasts a check-in: the question comes at the next, as if it had been asked for that one.
    let late = hold(&two.ana, "And in June?").await;
    let on_time = hold(&two.ana, "And in July?").await;
    send(&two.ana, &late, "ask", &[]).await.location();
    take(&two, true).await;
    two.after(24 * 7 + 1).await;
    two.bo.get(&late).await.is(404);
    take(&two, false).await;
    send(&two.ana, &on_time, "ask", &[]).await.location();
    assert_eq!((promised(&two, 24 * 6), promised(&two, 24 * 8)), (0, 1));
    two.after(24 * 7).await;
    let list = two.bo.get(LIST).await.is(200).text;
    let asked_for = |question: &str| {
        let rest = list.split(question).nth(1).unwrap().split("Asked for the check-in on ").nth(1).unwrap();
        rest.split('.').next().unwrap().to_owned()
    };
    assert_eq!(asked_for("And in June?"), asked_for("And in July?"));
}

#[tokio::test]
async fn what_is_let_go_before_the_check_in_never_comes() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    with_times(&mut two).await;
    let address = hold(&two.ana, "Where were you in May?").await;
    send(&two.ana, &address, "ask", &[]).await.location();
    assert_eq!(send(&two.ana, &address, "let-go", &[]).await.location(), LIST);
    two.after(24 * 8).await;
    two.bo.get(&address).await.is(404);
    assert!(!two.bo.get(LIST).await.text.contains("Where were you"));
}

#[tokio::test]
async fn a_doubt_is_anybodys_own_with_a_bound_and_nobody_elses() {
    let app = TestApp::sqlite().await;
    let (_, cleo) = app.client("Cleo").await;
    let (_, other) = app.client("Other").await;
    cleo.get(LIST).await.is(200).says(&["You have written none down"]);
    cleo.get(TIMES).await.is(200).says(&["This needs two linked pages"]);
    let address = hold(&cleo, "Is it enough?").await;
    other.get(&address).await.is(404);
    other.post(&address, &[("deed", "let-go")]).await.is(404);
    other.post(&address, &[]).await.is(404);
    let led = send(&cleo, &address, "session", &[]).await.location();
    cleo.get(&led).await.says(&["You take it to a session"]);
    let command = cleo.get("/plan/doubts/new").await.field("command");
    cleo.post("/plan/doubts/new", &[("command", &command), ("question", " ")])
        .await
        .is(422)
        .says(&["Write one question"]);
    for _ in 1..limits::DOUBTS_PER_PERSON_MAX {
        hold(&cleo, "One more?").await;
    }
    let fields = [("command", command.as_str()), ("question", "One too many?")];
    cleo.post("/plan/doubts/new", &fields).await.is(422).says(&["Delete one of them first", "One too many?"]);
    app.pass(Span::new().minutes(31));
    let page = cleo.post("/plan/doubts/new", &fields).await.is(401);
    page.says(&["You were signed out", "One too many?"]);
}
