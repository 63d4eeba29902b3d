//! A talk of two: live and by turns, with both persons and their hours.

use axum::http::StatusCode;
use jiff::Span;
use troth_domain::limits;

use super::two::{Two, two};
use crate::persons;
use crate::support::{Answer, Browser, TestApp};

/// Begins a talk; answers its address.
async fn begin(browser: &Browser<'_>, mode: &str, topic: &str) -> String {
    let command = browser.get("/plan/talks/new").await.is(200).field("command");
    let fields = [("command", command.as_str()), ("topic", topic), ("mode", mode), ("first", "me")];
    let address = browser.post("/plan/talks/new", &fields).await.location();
    // Sent again, as by a second press, it begins nothing new.
    assert_eq!(browser.post("/plan/talks/new", &fields).await.location(), address);
    address
}

/// Presses a button of the page as it is now, with these words; answers where it leads.
async fn press(browser: &Browser<'_>, address: &str, deed: &str, words: &str) -> String {
    let page = browser.get(address).await.is(200);
    send(browser, address, &page, deed, words).await.location()
}

/// The same from a page of any age.
async fn send(browser: &Browser<'_>, address: &str, page: &Answer, deed: &str, words: &str) -> Answer {
    let of = |name: &str| page.field(name);
    let (command, seen, draft) = (of("command"), of("seen"), of("draft"));
    let fields = [("command", command.as_str()), ("seen", &seen), ("draft", &draft), ("deed", deed), ("words", words)];
    browser.post(address, &fields).await
}

/// A live talk that both have entered.
async fn live(two: &Two<'_>) -> String {
    let address = begin(&two.ana, "live", "Sunday evening").await;
    for browser in [&two.ana, &two.bo] {
        assert_eq!(press(browser, &address, "enter", "").await, address);
    }
    address
}

#[tokio::test]
async fn two_talk_live_and_the_floor_passes() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let address = begin(&two.ana, "live", "Sunday evening").await;
    two.bo.get("/plan/talks").await.is(200).says(&["Sunday evening", &address, "Live, from"]);
    let before = two.bo.get(&address).await.is(200).says(&["You can come in", "Come in", "End the talk"]);
    press(&two.ana, &address, "enter", "").await;
    two.ana.get(&address).await.says(&["You are in."]);
    let after = two.bo.get(&address).await;
    let shown = |page: &Answer| page.text.split("name=\"command\"").map(str::to_owned).collect::<Vec<_>>()[0].clone();
    assert_eq!(shown(&before), shown(&after), "nobody learns who waits");
    press(&two.bo, &address, "enter", "").await;
    two.ana.get(&address).await.says(&[
        "You have the floor",
        "What you want to say",
        "Words for what I feel",
        "Rather not",
    ]);
    let listening = two.bo.get(&address).await.says(&["has the floor. You listen.", "See whether something came"]);
    assert!(!listening.text.contains("<textarea"), "whoever listens has nothing to write in");
    assert_eq!(press(&two.ana, &address, "speak", "I was alone\nwith it. <3").await, address);
    two.bo.get(&address).await.says(&["Now say back what you heard", "I was alone\nwith it. &lt;3"]);
    press(&two.bo, &address, "reflect", "You were alone with it.").await;
    two.ana.get(&address).await.says(&["Were you heard?", "Yes, that was it", "Not quite", "You were alone with it."]);
    press(&two.ana, &address, "not-quite", "For a week.").await;
    two.bo.get(&address).await.says(&["Now say back", "For a week."]);
    press(&two.bo, &address, "reflect", "For a whole week.").await;
    press(&two.ana, &address, "heard", "").await;
    two.bo.get(&address).await.says(&["You have the floor", "was heard"]);
    press(&two.bo, &address, "park", "").await;
    let page = two.ana.get(&address).await.says(&[
        "You have the floor",
        "A new topic",
        "Again: Sunday evening",
        "set the topic aside",
        "Topics that were set aside",
    ]);
    let list = format!("/plan/agenda/new?talk={}", address.rsplit('/').next().unwrap());
    let page = page.says(&[&format!("href=\"{list}&amp;topic=1\"")]);
    for browser in [&two.ana, &two.bo] {
        browser.get(&format!("{list}&topic=1")).await.is(200).says(&["value=\"Sunday evening\""]);
        let none = browser.get(&format!("{list}&topic=2")).await.is(200);
        assert!(!none.text.contains("Sunday evening"), "only what was set aside");
    }
    let fields = [
        ("command", page.field("command")),
        ("seen", page.field("seen")),
        ("deed", "speak".to_owned()),
        ("on", "1".to_owned()),
        ("words", "Sunday, once more.".to_owned()),
    ];
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>();
    assert_eq!(two.ana.post(&address, &fields).await.location(), address);
    press(&two.bo, &address, "end", "").await;
    for browser in [&two.ana, &two.bo] {
        let page = browser.get(&address).await.says(&[
            "This talk is over",
            "What was said",
            "Sunday, once more.",
            "/plan/agenda/new",
        ]);
        assert!(!page.text.contains("name=\"deed\""), "nothing is left to press");
        browser.get("/plan/talks/ended").await.says(&["Sunday evening"]);
        browser.get("/plan/talks").await.says(&["There is no talk right now"]);
    }
}

#[tokio::test]
async fn what_was_typed_comes_back_whatever_happened_in_between() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let address = live(&two).await;
    let old = two.ana.get(&address).await.is(200);
    // A break of the other's makes the page old.
    press(&two.bo, &address, "break", "").await;
    let led = send(&two.ana, &address, &old, "speak", "Typed for long.").await.location();
    two.ana.get(&led).await.is(200).says(&[
        "Something came in between",
        "as your draft",
        "Typed for long.",
        "on a break",
    ]);
    two.bo.get(&address).await.says(&["You are on a break", "I am back"]);
    press(&two.bo, &address, "back", "").await;
    two.ana.get(&address).await.says(&["You have the floor", "Typed for long."]);
    // Sent twice, it is said once.
    let page = two.ana.get(&address).await;
    assert_eq!(send(&two.ana, &address, &page, "speak", "Typed for long.").await.location(), address);
    assert_eq!(send(&two.ana, &address, &page, "speak", "Typed for long.").await.location(), address);
    let said = two.bo.get(&address).await.text;
    assert_eq!(said.matches("Typed for long.").count(), 2, "once by itself and once in the course: {said}");
    let drafts = two.ana.get(&address).await;
    assert!(!drafts.text.contains("<textarea"), "what was sent is a draft no more");
    // The same form with other words, as after the way back: they are given back.
    let led = send(&two.ana, &address, &page, "speak", "Something else.").await.location();
    assert_eq!(led, format!("{address}?draft"));
    two.ana.get(&led).await.says(&["What you typed is kept", "Something else."]);
    // Whoever has no floor is not heard, and keeps their words.
    let page = two.ana.get(&address).await;
    let led = send(&two.ana, &address, &page, "speak", "I go on.").await.location();
    two.ana.get(&led).await.says(&["not your turn", "I go on."]);
    assert!(!two.bo.get(&address).await.text.contains("I go on."));
}

#[tokio::test]
async fn two_devices_lose_nothing_of_a_draft() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let address = live(&two).await;
    let draft = format!("{address}/draft");
    let bos = two.bo.get(&address).await.text;
    let first = two.ana.post(&draft, &[("words", "On my phone"), ("draft", "")]).await.is(200);
    assert_eq!(first.text, "1");
    two.ana.post(&draft, &[("words", "On my desk"), ("draft", "")]).await.is(409);
    assert_eq!(two.ana.post(&draft, &[("words", "On my phone, more"), ("draft", "1")]).await.is(200).text, "2");
    // Without script: both are kept, one under the other.
    let led = two.ana.post(&address, &[("deed", "draft"), ("words", "On my desk"), ("draft", "")]).await.location();
    two.ana.get(&led).await.says(&["Kept as your draft", "On my desk\n\nOn my phone, more"]);
    let shown = |text: &str| text.split("name=\"command\"").next().unwrap().to_owned();
    assert_eq!(shown(&bos), shown(&two.bo.get(&address).await.text), "a draft changes nothing for the other");
    two.bo.post(&draft, &[("words", "Mine"), ("draft", "3")]).await.is(409);
    // A break keeps what was typed.
    let led = press(&two.ana, &address, "break", "Half a sen").await;
    assert_eq!(led, format!("{address}?draft"));
    // Too long for a turn: said beside it, and an end works all the same.
    press(&two.ana, &address, "back", "").await;
    let long = "x".repeat(limits::TURN_CHARACTERS_MAX + 1);
    let page = two.ana.get(&address).await;
    send(&two.ana, &address, &page, "speak", &long).await.is(422).says(&["Shorten this to 2000", &long]);
    send(&two.ana, &address, &page, "speak", " ").await.is(422).says(&["Write a few words"]);
    let led = send(&two.ana, &address, &page, "end", &long).await.location();
    two.ana.get(&led).await.says(&["This talk is over", &long]);
}

#[tokio::test]
async fn a_talk_ends_from_a_page_of_any_age_and_a_cooling_off_by_itself() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let address = begin(&two.ana, "live", "Sunday evening").await;
    let old = two.bo.get(&address).await;
    press(&two.ana, &address, "enter", "").await;
    press(&two.bo, &address, "enter", "").await;
    press(&two.ana, &address, "speak", "Something.").await;
    let quiet = press(&two.bo, &address, "cool-off", "Half a sentence").await;
    two.bo.get(&quiet).await.says(&["Quiet until", "12:20 pm", "Half a sentence"]);
    two.ana.get(&address).await.says(&["Quiet until", "12:20 pm", "data-again=\"1201\""]);
    app.pass(Span::new().minutes(21));
    two.bo.get(&address).await.says(&["Now say back", "Half a sentence"]);
    assert_eq!(send(&two.bo, &address, &old, "end", "").await.location(), address);
    two.ana.get(&address).await.says(&["This talk is over"]);
    assert_eq!(send(&two.bo, &address, &old, "end", "").await.location(), address, "ending twice is no error");
    assert_eq!(two.ana.post(&address, &[("deed", "end")]).await.location(), address, "nor without anything of a page");
    two.ana.post(&address, &[("deed", "shout")]).await.is(422);
}

#[tokio::test]
async fn turns_over_days_come_at_the_delivery_hour() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = begin(&two.ana, "turns", "The holidays").await;
    let page = two.ana.get(&address).await.is(200).says(&["You have the floor"]);
    for live_only in ["value=\"break\"", "value=\"cool-off\"", "data-stream"] {
        assert!(!page.text.contains(live_only), "{live_only}");
    }
    press(&two.ana, &address, "speak", "I dread them.").await;
    two.ana.get(&address).await.says(&["You have spoken", "delivery hour"]);
    two.bo.get(&address).await.is(404);
    assert!(!two.bo.get("/plan/talks").await.text.contains("The holidays"));
    two.after(24 * 8).await;
    two.bo.get("/plan/talks").await.says(&["The holidays", "By turns, over days", "You have the floor"]);
    two.bo.get(&address).await.is(200).says(&["I dread them.", "Now say back"]);
    press(&two.bo, &address, "reflect", "You dread them.").await;
    two.ana.get(&address).await.says(&["You have spoken"]);
    two.after(24 * 8).await;
    two.ana.get(&address).await.says(&["Were you heard?", "You dread them."]);
    press(&two.ana, &address, "end", "").await;
    two.bo.get(&address).await.says(&["This talk is over"]);
}

#[tokio::test]
async fn a_rest_lets_a_live_talk_run_on_and_a_closing_ends_it_for_both() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let address = live(&two).await;
    two.bo.post("/home/rest", &[]).await;
    press(&two.ana, &address, "speak", "Still here.").await;
    two.bo.get(&address).await.says(&["Still here.", "Now say back"]);
    let couple = persons::couple_id(&app, two.ids[0]).await;
    let turns = begin(&two.ana, "turns", "The holidays").await;
    persons::close_joint_work(&app, &two.staff, couple).await;
    for browser in [&two.ana, &two.bo] {
        browser.get(&address).await.says(&["This talk is over", "Still here."]);
        browser.get("/plan/talks").await.says(&["Joint work is closed"]);
    }
    two.ana.get(&turns).await.says(&["This talk is over"]);
    two.bo.get(&turns).await.is(404);
    let fields = [
        ("command", "00".repeat(16)),
        ("topic", "Again".to_owned()),
        ("mode", "live".to_owned()),
        ("first", "me".to_owned()),
    ];
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>();
    two.ana.post("/plan/talks/new", &fields).await.is(422).says(&["Joint work is closed"]);
}

#[tokio::test]
async fn leaving_ends_a_live_talk_for_both_and_changes_no_talk_by_turns() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let turns = begin(&two.ana, "turns", "The holidays").await;
    press(&two.ana, &turns, "speak", "I dread them.").await;
    two.after(24 * 8).await;
    let address = live(&two).await;
    let page = two.ana.get("/home/couple/leave").await.is(200);
    let last = page.text.rsplit("<option value=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let leaving = [("told_on", last.as_str()), ("shared", "stay"), ("bookings", "stay")];
    two.ana.post("/home/couple/leave", &leaving).await.location();
    two.bo.get(&address).await.is(200).says(&["This talk is over"]);
    two.bo.get(&turns).await.is(200).says(&["Now say back", "I dread them."]);
    assert_eq!(press(&two.bo, &turns, "reflect", "You dread them.").await, turns);
    two.bo.get(&turns).await.says(&["You have said it back"]);
    two.ana.get(&turns).await.is(404);
    two.after(24 * 31).await;
    two.bo.get(&turns).await.is(200).says(&["This talk is over"]);
}

#[tokio::test]
async fn a_turn_that_cannot_be_kept_is_given_back_and_kept_as_a_draft_later() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let address = live(&two).await;
    let page = two.ana.get(&address).await;
    app.pass(Span::new().minutes(31));
    send(&two.ana, &address, &page, "speak", "Long <and> hard").await.is(401).says(&[
        "You were signed out",
        "Long &lt;and&gt; hard",
        "value=\"draft\"",
        &format!("action=\"{address}\""),
    ]);
    assert_eq!(send(&two.ana, &address, &page, "end", "").await.location(), "/sign-in");
    let ana = app.sign_in_again(two.ids[0]).await;
    let led = ana.post(&address, &[("deed", "draft"), ("words", "Long <and> hard")]).await.location();
    ana.get(&led).await.says(&["Kept as your draft", "Long &lt;and&gt; hard"]);
}

#[tokio::test]
async fn nobody_else_finds_a_talk() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let address = live(&two).await;
    let (_, cleo) = app.client("Cleo").await;
    for path in ["", "/part", "/events"] {
        cleo.get(&format!("{address}{path}")).await.is(404);
        assert_eq!(app.get(&format!("{address}{path}")).await.location(), "/sign-in");
    }
    cleo.post(&address, &[("deed", "end")]).await.is(404);
    cleo.post(&format!("{address}/draft"), &[("words", "x")]).await.is(404);
    two.ana.get(&address).await.says(&["You have the floor"]);
    cleo.get("/plan/talks").await.is(200).says(&["A talk needs two linked pages"]);
    cleo.get("/plan/talks/new").await.is(200).says(&["A talk needs two linked pages"]);
    assert_eq!(two.ana.get(&format!("{address}/part")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn beginning_says_all_that_is_wrong_and_has_a_bound() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let command = two.ana.get("/plan/talks/new").await.field("command");
    let page = two.ana.post("/plan/talks/new", &[("command", &command), ("topic", " ")]).await.is(422);
    page.says(&["Say in a few words", "Choose how you want to talk", "Choose who speaks first"]);
    for _ in 0..limits::TALKS_OPEN_MAX {
        begin(&two.ana, "live", "Something").await;
    }
    let command = two.ana.get("/plan/talks/new").await.field("command");
    let fields = [("command", command.as_str()), ("topic", "One more"), ("mode", "live"), ("first", "me")];
    two.ana.post("/plan/talks/new", &fields).await.is(422).says(&["End one of them first", "One more"]);
}

#[tokio::test]
async fn a_page_of_a_live_talk_hears_that_something_came_and_nothing_else() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let address = live(&two).await;
    let events = format!("{address}/events");
    let mut anas = two.ana.open(&events).await;
    assert_eq!((anas.status, anas.headers["content-type"].to_str().unwrap()), (StatusCode::OK, "text/event-stream"));
    assert_eq!(anas.headers["cache-control"], "no-store");
    let told = anas.next().await.unwrap();
    let shown = two.ana.get(&address).await.field("seen");
    assert_eq!(told, format!("data: seen = {shown}\n\n"), "the page that is shown is up to date");
    press(&two.ana, &address, "speak", "Words that no stream has.").await;
    let more: u32 = shown.parse::<u32>().unwrap() + 1;
    assert_eq!(anas.next().await.unwrap(), format!("data: seen = {more}\n\n"));
    let mut bos = two.bo.open(&events).await;
    let first = bos.next().await.unwrap();
    assert_eq!(first, format!("data: seen = {}\n\n", two.bo.get(&address).await.field("seen")));
    // A draft is no move.
    two.ana.post(&format!("{address}/draft"), &[("words", "Not yet"), ("draft", "")]).await.is(200);
    press(&two.bo, &address, "end", "").await;
    for stream in [&mut anas, &mut bos] {
        assert_eq!(stream.next().await.unwrap(), "event: over\ndata:\n\n");
        assert_eq!(stream.next().await, None);
    }
    assert_eq!(two.ana.open(&events).await.status, StatusCode::NO_CONTENT, "a browser asks no more");
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_keeps_nobody_signed_in() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let address = live(&two).await;
    let events = format!("{address}/events");
    let mut anas = two.ana.open(&events).await;
    anas.next().await.unwrap();
    two.ana.post("/sign-out", &[]).await;
    press(&two.bo, &address, "break", "").await;
    assert_eq!(anas.next().await, None, "whoever signed out hears nothing");
    let mut bos = two.bo.open(&events).await;
    bos.next().await.unwrap();
    for _ in 0..3 {
        app.pass(Span::new().minutes(11));
        two.bo.get(&format!("{address}/part")).await;
    }
    assert_eq!(two.bo.get(&address).await.location(), "/sign-in", "a page that waits is no sign of anybody");
    let again = app.sign_in_again(two.ids[1]).await;
    press(&again, &address, "back", "").await;
    assert_eq!(bos.next().await, None);
    let open = async |_| again.open(&events).await;
    let mut all = Vec::new();
    for number in 0..limits::TALK_STREAMS_PER_PERSON_MAX {
        all.push(open(number).await);
    }
    assert_eq!(open(0).await.status, StatusCode::TOO_MANY_REQUESTS);
    all.pop();
    assert_eq!(open(0).await.status, StatusCode::OK);
    app.app.wakes().close();
    let mut last = all.pop().unwrap();
    last.next().await.unwrap();
    assert_eq!(last.next().await, None, "the server stops");
}
