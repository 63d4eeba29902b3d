//! Promises of two: offered, answered, ended, and made smaller, with both persons and their hours.

use axum::http::StatusCode;
use jiff::Span;

use super::two::{Two, two};
use crate::persons;
use crate::support::{Answer, Browser, TestApp};

/// Longer than anything waits by the usual pace.
pub const EIGHT_DAYS: i64 = 8 * 24;

/// What a form of an offer sends, with some of its fields otherwise.
fn filled<'a>(page: &Answer, otherwise: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    let chosen = |name: &str| {
        let list =
            page.text.split(&format!("<select id=\"{name}\"")).nth(1).unwrap().split("</select>").next().unwrap();
        let option = list.split("<option value=\"").find(|option| option.contains(" selected")).unwrap();
        option.split('"').next().unwrap().to_owned()
    };
    let mut fields = vec![
        ("command", page.field("command")),
        ("instead", page.field("instead")),
        ("cue", "I come home".to_owned()),
        ("will", "ask about your day".to_owned()),
        ("how", "daily".to_owned()),
    ];
    fields.extend(["weeks", "first", "at", "lasts"].map(|name| (name, chosen(name))));
    for (name, value) in otherwise {
        fields.retain(|(own, _)| own != name);
        fields.push((name, (*value).to_owned()));
    }
    fields
}

/// Sends an offer; answers what came of it.
async fn send(browser: &Browser<'_>, address: &str, otherwise: &[(&str, &str)]) -> Answer {
    let page = browser.get(address).await.is(200);
    let fields = filled(&page, otherwise);
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>();
    browser.post("/plan/commitments/new", &fields).await
}

/// Offers something; answers its address.
pub async fn offer(browser: &Browser<'_>, otherwise: &[(&str, &str)]) -> String {
    let offered = send(browser, "/plan/commitments/new", otherwise).await.location();
    offered.split('?').next().unwrap().to_owned()
}

/// Presses a button of the page as it is now; answers where it leads.
pub async fn press(browser: &Browser<'_>, address: &str, deed: &str) -> String {
    let page = browser.get(address).await.is(200);
    let fields = [("command", page.field("command")), ("seen", page.field("seen")), ("deed", deed.to_owned())];
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>();
    browser.post(address, &fields).await.location()
}

/// Something that Ana promises for the year and Bo said yes to, which both know.
pub async fn agreed(two: &mut Two<'_>) -> String {
    let address = offer(&two.ana, &[("lasts", "52")]).await;
    two.after(EIGHT_DAYS).await;
    press(&two.bo, &address, "accept").await;
    two.after(EIGHT_DAYS).await;
    address
}

#[tokio::test]
async fn a_promise_is_offered_comes_at_its_hour_and_begins_with_a_yes() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let page = two.ana.get("/plan/commitments/new").await.is(200).says(&["Nobody reads this right away", "Not now"]);
    let fields = filled(&page, &[("lasts", "52")]);
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>();
    let led = two.ana.post("/plan/commitments/new", &fields).await.location();
    // Sent again, as by a second press, it offers nothing new.
    assert_eq!(two.ana.post("/plan/commitments/new", &fields).await.location(), led);
    let address = led.split('?').next().unwrap();
    two.ana.get(&led).await.is(200).says(&["It is offered", "You hear of a yes, and of nothing else", "Take it back"]);
    two.ana.get("/plan/commitments").await.says(&["You offered", "When I come home, I will ask about your day"]);
    two.bo.get(address).await.is(404);
    two.after(EIGHT_DAYS).await;
    two.bo.get("/plan/commitments").await.says(&[
        "They wait for your answer",
        address,
        "They promise this. Every day, at 6:00 pm",
    ]);
    two.bo.get(address).await.is(200).says(&["Would you like this?", "Yes, I would like this", "Rather not"]);
    assert_eq!(press(&two.bo, address, "accept").await, format!("{address}?said=answered"));
    two.bo.get(address).await.says(&["You both said yes to this", "Next:"]);
    two.ana.get(address).await.says(&["You offered this"]);
    two.after(EIGHT_DAYS).await;
    for browser in [&two.ana, &two.bo] {
        browser.get("/plan").await.says(&["What you promised each other", address]);
        browser.get(address).await.says(&["For your next talk", "How has this gone, for each of you?"]);
    }
    let drafted = two.ana.get(&format!("/plan/talks/new?about={}", address.rsplit('/').next().unwrap())).await;
    drafted.is(200).says(&["value=\"ask about your day\""]);
    let others = two.bo.get(&format!("/plan/talks/new?about={}", address.rsplit('/').next().unwrap())).await.is(200);
    assert!(!others.text.contains("ask about your day"), "only its doer drafts from the prompt");
    press(&two.bo, address, "end").await;
    two.bo.get("/plan/commitments/over").await.says(&["ask about your day"]);
    two.after(EIGHT_DAYS).await;
    two.ana.get(address).await.says(&["It was ended"]);
    two.ana.get("/plan/commitments").await.says(&["There is none right now", "/plan/commitments/over"]);
}

#[tokio::test]
async fn rather_not_is_seen_by_nobody_else_and_can_become_a_yes() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = offer(&two.ana, &[("lasts", "52")]).await;
    two.after(EIGHT_DAYS).await;
    let shown = async |browser: &Browser<'_>| {
        let pages = [browser.get(&address).await.text, browser.get("/plan/commitments").await.text];
        pages.map(|text| text.split("name=\"command\"").next().unwrap().to_owned())
    };
    let before = shown(&two.ana).await;
    assert_eq!(press(&two.bo, &address, "decline").await, format!("{address}?said=answered"), "no history says which");
    two.bo.get(&address).await.says(&["You would rather not. Only you see that."]);
    two.bo.get("/plan/commitments").await.says(&["You would rather not", "Only you see this"]);
    assert_eq!(shown(&two.ana).await, before);
    two.after(EIGHT_DAYS).await;
    two.ana.get(&address).await.says(&["You offered this"]);
    press(&two.bo, &address, "accept").await;
    two.after(EIGHT_DAYS).await;
    two.ana.get(&address).await.says(&["You both said yes"]);
}

#[tokio::test]
async fn promises_to_be_watched_are_refused_kindly_and_nothing_typed_is_lost() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let watched = [("will", "give you all my passwords"), ("how", "weekly"), ("on-tue", "yes"), ("cue", "<i> wake up")];
    send(&two.ana, "/plan/commitments/new", &watched).await.is(422).says(&[
        "By this one of you would watch the other",
        "so it is not kept here as a promise",
        "You could promise this",
        "value=\"give you all my passwords\"",
        "value=\"&lt;i&gt; wake up\"",
        "value=\"weekly\" checked",
        "name=\"on-tue\" value=\"yes\" checked",
    ]);
    let wrong = [("will", ""), ("how", "weekly"), ("cue", "x")];
    send(&two.ana, "/plan/commitments/new", &wrong)
        .await
        .is(422)
        .says(&["Say what you will do", "Choose one or more days"]);
    let wrong = [("how", ""), ("first", "soon"), ("at", "1440"), ("lasts", "9")];
    let said = ["Choose how often", "Choose a first day", "Choose for how long"];
    send(&two.ana, "/plan/commitments/new", &wrong).await.is(422).says(&said);
    send(&two.ana, "/plan/commitments/new", &[("at", "1440")]).await.is(422).says(&["Choose a time of day"]);
    send(&two.ana, "/plan/commitments/new", &[("first", "2029-01-01")])
        .await
        .is(422)
        .says(&["Choose a day that is nearer"]);
    let past = [("first", "2026-01-01"), ("how", "once")];
    send(&two.ana, "/plan/commitments/new", &past).await.is(422).says(&["That time has passed"]);
    let never = [("how", "weekly"), ("weeks", "8"), ("lasts", "1"), ("first", "2026-11-08"), ("on-mon", "yes")];
    send(&two.ana, "/plan/commitments/new", &never).await.is(422).says(&["No such day comes in this time"]);
    two.ana.get("/plan/commitments").await.says(&["There is none right now"]);
}

#[tokio::test]
async fn there_are_few_at_once_and_a_smaller_one_takes_the_place_of_another() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = agreed(&mut two).await;
    for _ in 0..2 {
        offer(&two.ana, &[("lasts", "52")]).await;
    }
    send(&two.ana, "/plan/commitments/new", &[]).await.is(422).says(&["You can have 3 at once", "ask about your day"]);
    let smaller = format!("/plan/commitments/new?instead={}", address.rsplit('/').next().unwrap());
    two.ana.get(&address).await.says(&[&smaller, "Offer a smaller one instead"]);
    assert!(!two.bo.get(&address).await.text.contains("instead="), "only its doer makes it smaller");
    two.bo.get(&smaller).await.is(200).says(&["Offer a promise"]);
    two.ana.get(&smaller).await.is(200).says(&["A smaller promise instead", "value=\"ask about your day\""]);
    let made = send(&two.ana, &smaller, &[("will", "ask one thing")]).await.location();
    two.ana.get(&address).await.says(&["It was ended"]);
    two.bo.get(&address).await.says(&["You both said yes"]);
    two.after(EIGHT_DAYS).await;
    two.bo.get(&address).await.says(&["It was ended"]);
    two.bo.get(made.split('?').next().unwrap()).await.says(&["ask one thing", "Would you like this?"]);
    // Of another's nothing is ended.
    let theirs = [("instead", address.rsplit('/').next().unwrap())];
    send(&two.bo, "/plan/commitments/new", &theirs).await.is(404);
}

#[tokio::test]
async fn what_cannot_be_done_is_said_and_a_way_out_is_always_open() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = offer(&two.ana, &[("lasts", "52")]).await;
    two.after(EIGHT_DAYS).await;
    two.bo.post(&address, &[("deed", "accept")]).await.location().ends_with("?said=between").then_some(()).unwrap();
    two.bo.get(&format!("{address}?said=between")).await.says(&["Something came in between"]);
    two.bo.post(&address, &[("deed", "sing")]).await.is(422);
    assert!(press(&two.ana, &address, "accept").await.ends_with("?said=otherwise"));
    assert!(press(&two.bo, &address, "take-back").await.ends_with("?said=otherwise"));
    let couple = persons::couple_id(&app, two.ids[0]).await;
    persons::close_joint_work(&app, &two.staff, couple).await;
    assert!(press(&two.bo, &address, "accept").await.ends_with("?said=closed"));
    two.bo.get(&format!("{address}?said=closed")).await.says(&["Joint work is closed"]);
    assert!(press(&two.bo, &address, "decline").await.ends_with("?said=answered"));
    assert!(press(&two.ana, &address, "take-back").await.ends_with("?said=take-back"));
    two.ana.get(&address).await.says(&["It was taken back"]);
    let typed = [("command", "00".repeat(16)), ("cue", "it rains".to_owned()), ("will", "sing".to_owned())];
    let typed = typed.iter().map(|(name, value)| (*name, value.as_str()));
    let rest = [("how", "once"), ("first", "2026-11-20"), ("at", "600")];
    let fields = typed.chain(rest).collect::<Vec<_>>();
    two.ana.post("/plan/commitments/new", &fields).await.is(422).says(&["What you typed is below", "it rains", "sing"]);
    app.pass(Span::new().minutes(31));
    let kept = two.ana.post("/plan/commitments/new", &fields).await;
    assert_eq!(kept.status, StatusCode::UNAUTHORIZED);
    kept.says(&["What you typed is still here", "value=\"it rains\"", "value=\"once\" checked", "Offer it"]);
}
