//! What keeps coming back: needs, options, one small trial with its days, and a look back.

use jiff::Span;
use troth_domain::limits;

use super::two::{Two, two};
use crate::persons;
use crate::support::{Answer, Browser, TestApp};

const LIST: &str = "/plan/conflicts";

/// Names something; answers its address.
async fn name(browser: &Browser<'_>, issue: &str) -> String {
    let command = browser.get("/plan/conflicts/new").await.is(200).field("command");
    let led = browser.post("/plan/conflicts/new", &[("command", &command), ("issue", issue)]).await.location();
    led.strip_suffix("?did=name").unwrap().to_owned()
}

/// Sends a form of the page as it is now, with these fields.
async fn send(browser: &Browser<'_>, address: &str, deed: &str, typed: &[(&str, &str)]) -> Answer {
    let page = browser.get(address).await.is(200);
    let (command, seen) = (page.field("command"), page.field("seen"));
    let fields = [&[("command", command.as_str()), ("seen", &seen), ("deed", deed)], typed].concat();
    browser.post(address, &fields).await
}

/// A day so many days from now, as the fields of a form.
fn day(app: &TestApp, name: &str, days: i64) -> Vec<(String, String)> {
    let zone = app.app.practice().time_zone.clone();
    let date = app.app.now().to_zoned(zone).date().saturating_add(Span::new().days(days));
    let parts = [("", date.month().to_string()), ("-day", date.day().to_string()), ("-year", date.year().to_string())];
    parts.into_iter().map(|(part, value)| (format!("{name}{part}"), value)).collect()
}

async fn suggest_trial(app: &TestApp, browser: &Browser<'_>, address: &str, (from, until): (i64, i64)) -> Answer {
    let days = [day(app, "from", from), day(app, "until", until)].concat();
    let mut fields = vec![("what", "Each cooks on three days.")];
    fields.extend(days.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    send(browser, address, "trial", &fields).await
}

/// Something of which both try a thing for some days.
async fn on_trial(two: &mut Two<'_>) -> String {
    let address = name(&two.ana, "Who cooks").await;
    suggest_trial(two.app, &two.ana, &address, (10, 24)).await.location();
    two.after(24 * 8).await;
    send(&two.bo, &address, "agree", &[]).await.location();
    two.after(24 * 8).await;
    address
}

#[tokio::test]
async fn two_find_what_each_needs_and_try_one_small_thing() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    two.ana.get(LIST).await.is(200).says(&["There is nothing here right now"]);
    let address = name(&two.ana, "Who cooks").await;
    two.bo.get(&address).await.is(404);
    let led = send(&two.ana, &address, "need", &[("need", "An hour to land.")]).await.location();
    two.ana.get(&led).await.says(&["What you need is kept", "An hour to land.", "Say it in other words"]);
    send(&two.ana, &address, "option", &[("option", "Soup on Mondays.")]).await.location();
    two.after(24 * 8).await;
    two.bo.get(LIST).await.says(&["Who cooks", "You can say what you need beneath it"]);
    two.bo.get(&address).await.says(&["An hour to land.", "Soup on Mondays.", "When it gets hot", "take a break"]);
    send(&two.bo, &address, "need", &[("need", "To eat together.")]).await.location();
    suggest_trial(&app, &two.bo, &address, (10, 24)).await.location();
    two.bo.get(&address).await.says(&["You suggested a trial", "Each cooks on three days."]);
    let page = send(&two.bo, &address, "agree", &[]).await.is(422);
    page.says(&["The other says yes to it"]);
    two.after(24 * 8).await;
    two.ana.get(&address).await.says(&["suggests a trial", "Yes, we try it", "To eat together."]);
    send(&two.ana, &address, "agree", &[]).await.location();
    two.ana.get(&address).await.says(&["You two try something until"]);
    two.after(24 * 20).await;
    for browser in [&two.ana, &two.bo] {
        browser.get(LIST).await.says(&["You can look back now"]);
        send(browser, &address, "keep", &[]).await.location();
    }
    two.after(24 * 8).await;
    for browser in [&two.ana, &two.bo] {
        browser.get(&address).await.says(&["You both keep what you tried", "Each cooks on three days."]);
    }
}

#[tokio::test]
async fn a_trial_is_changed_or_let_go_and_either_stops() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = on_trial(&mut two).await;
    send(&two.ana, &address, "change", &[]).await.location();
    two.ana.get(&address).await.says(&["You said how it went", "change it"]);
    two.after(24 * 8).await;
    send(&two.bo, &address, "keep", &[]).await.location();
    two.bo.get(&address).await.says(&["One small trial", "Suggest a trial"]);
    suggest_trial(&app, &two.bo, &address, (10, 24)).await.location();
    two.after(24 * 8).await;
    send(&two.ana, &address, "agree", &[]).await.location();
    send(&two.ana, &address, "drop", &[]).await.location();
    two.ana.get(&address).await.says(&["It does not go on. That is an answer, too."]);
    let other = name(&two.ana, "Who calls").await;
    two.after(24 * 8).await;
    send(&two.bo, &other, "stop", &[]).await.location();
    two.after(24 * 8).await;
    let page = two.ana.get(&other).await.says(&["This was stopped. Nobody has to say why."]);
    assert!(!page.text.contains("name=\"deed\""), "nothing is left to press");
    two.ana.get(LIST).await.says(&["Over", "Who calls", "Who cooks"]);
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_what_was_typed_stays() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let command = two.ana.get("/plan/conflicts/new").await.field("command");
    let empty = [("command", command.as_str()), ("issue", " ")];
    two.ana.post("/plan/conflicts/new", &empty).await.is(422).says(&["Say in a few words what it is"]);
    let address = name(&two.ana, "Who cooks").await;
    send(&two.ana, &address, "need", &[("need", " ")]).await.is(422).says(&["Write a few words on what you need"]);
    send(&two.ana, &address, "option", &[]).await.is(422).says(&["Write a few words on what you could try"]);
    send(&two.ana, &address, "trial", &[]).await.is(422).says(&["on what you try", "Give a day"]);
    for days in [(0, 5), (10, 60), (10, 9)] {
        suggest_trial(&app, &two.ana, &address, days)
            .await
            .is(422)
            .says(&["Start tomorrow or later", "Each cooks on three days."]);
    }
    send(&two.ana, &address, "nothing", &[]).await.is(422);
    let old = two.ana.get(&address).await;
    two.after(24 * 8).await;
    send(&two.bo, &address, "need", &[("need", "To eat together.")]).await.location();
    two.after(24 * 8).await;
    let (command, seen) = (old.field("command"), old.field("seen"));
    let fields = [("command", command.as_str()), ("seen", &seen), ("deed", "need"), ("need", "An <hour>.")];
    let page = two.ana.post(&address, &fields).await.is(422);
    page.says(&["Something came in between", "An &lt;hour&gt;.", "To eat together."]);
    app.pass(Span::new().minutes(31));
    let page = two.ana.post(&address, &fields).await.is(401);
    page.says(&["You were signed out", "An &lt;hour&gt;.", "What you need"]);
}

#[tokio::test]
async fn nobody_else_finds_it_and_closed_joint_work_leaves_the_way_out() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let address = name(&two.ana, "Who cooks").await;
    let (_, cleo) = app.client("Cleo").await;
    cleo.get(&address).await.is(404);
    cleo.post(&address, &[("deed", "stop")]).await.is(404);
    cleo.get(LIST).await.is(200).says(&["This needs two linked pages"]);
    let talk = format!("/plan/talks/new?conflict={}", address.rsplit('/').next().unwrap());
    two.ana.get(&address).await.says(&[&talk]);
    two.ana.get(&talk).await.is(200).says(&["value=\"Who cooks\""]);
    assert!(!cleo.get(&talk).await.is(200).text.contains("Who cooks"));
    for _ in 1..limits::CONFLICTS_OPEN_MAX {
        name(&two.ana, "One more").await;
    }
    let command = two.ana.get("/plan/conflicts/new").await.field("command");
    let fields = [("command", command.as_str()), ("issue", "One too many")];
    two.ana.post("/plan/conflicts/new", &fields).await.is(422).says(&["Stop one of them first", "One too many"]);
    let couple = persons::couple_id(&app, two.ids[0]).await;
    persons::close_joint_work(&app, &two.staff, couple).await;
    send(&two.ana, &address, "need", &[("need", "An hour.")]).await.is(422).says(&["Joint work is closed", "An hour."]);
    send(&two.ana, &address, "stop", &[]).await.location();
    two.ana.get(&address).await.says(&["This was stopped"]);
}
