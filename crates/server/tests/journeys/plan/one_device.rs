//! Two who talk on one device: the code, the place that it opens beside the other's session, and all that closes it.

use jiff::Span;

use super::two::{Two, two};
use crate::persons;
use crate::support::{Answer, Browser, TestApp};

/// What opens the second person's place.
pub const ROOM: &str = "__Host-troth-room";
const SESSION: &str = "__Host-troth";

/// Ana begins a talk on one device; its address.
async fn begin(browser: &Browser<'_>, topic: &str) -> String {
    let command = browser.get("/plan/talks/new").await.is(200).says(&["On one device: both"]).field("command");
    let fields = [("command", command.as_str()), ("topic", topic), ("mode", "device"), ("first", "me")];
    browser.post("/plan/talks/new", &fields).await.location()
}

/// Takes a code; answers it as it is shown.
pub async fn take_code(browser: &Browser<'_>, talk: &str) -> String {
    let page = browser.post(&format!("{talk}/code"), &[]).await.is(200);
    page.text.split("class=\"code\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

pub async fn enter(browser: &Browser<'_>, talk: &str, code: &str) -> Answer {
    browser.post(&format!("{talk}/together/code"), &[("code", code)]).await
}

/// Bo has a place on Ana's device, in a talk that nobody has come into.
async fn seated(two: &Two<'_>) -> String {
    let talk = begin(&two.ana, "Sunday evening").await;
    let code = take_code(&two.bo, &talk).await;
    let led = enter(&two.ana, &talk, &code).await.location();
    assert_eq!(led, format!("{talk}/together"));
    talk
}

/// The same with both in.
pub async fn begun(two: &Two<'_>) -> String {
    let talk = seated(two).await;
    press(two, &talk, "enter", "").await.location();
    press(two, &talk, "enter", "").await.location();
    talk
}

pub async fn screen(two: &Two<'_>, talk: &str) -> Answer {
    two.ana.get(&format!("{talk}/together")).await.is(200)
}

/// Presses a button of the device as it is now.
pub async fn press(two: &Two<'_>, talk: &str, deed: &str, words: &str) -> Answer {
    let page = screen(two, talk).await;
    send(&two.ana, talk, &page, (deed, words)).await
}

pub async fn send(browser: &Browser<'_>, talk: &str, page: &Answer, (deed, words): (&str, &str)) -> Answer {
    let names = ["command", "seen", "seen-other", "as"];
    let fields = names.map(|name| (name, page.field(name)));
    let mut fields = fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>();
    fields.extend([("deed", deed), ("words", words)]);
    browser.post(&format!("{talk}/together"), &fields).await
}

/// Whether Bo's place on Ana's device is closed.
pub async fn is_closed(two: &Two<'_>, talk: &str) -> bool {
    let page = two.ana.get(&format!("{talk}/together")).await;
    !page.text.contains("name=\"as\"")
}

#[tokio::test]
async fn two_talk_on_one_device_and_it_shows_nothing_but_the_talk() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let talk = begin(&two.ana, "Sunday evening").await;
    two.bo.get("/plan/talks").await.says(&["On one device, from"]);
    two.bo.get(&talk).await.says(&["A code for <bdi>Ana</bdi>\u{2019}s device", "Both on this device", "data-stream"]);
    let together = format!("{talk}/together");
    two.ana
        .get(&together)
        .await
        .is(200)
        .says(&["Both on this device", "<bdi>Bo</bdi>\u{2019}s passphrase is never typed here"]);
    two.bo.get(&format!("{talk}/code")).await.is(200).says(&["Nothing else of yours", "You need no reason"]);
    let code = take_code(&two.bo, &talk).await;
    assert_eq!(enter(&two.ana, &talk, &code.to_lowercase()).await.location(), together);
    screen(&two, &talk).await.says(&[
        "<bdi>Ana</bdi>, this is yours.",
        "<bdi>Bo</bdi>, hand the device over.",
        "Come in",
    ]);
    press(&two, &talk, "enter", "").await.location();
    screen(&two, &talk).await.says(&["<bdi>Bo</bdi>, this is yours.", "Come in"]);
    press(&two, &talk, "enter", "").await.location();
    let page = screen(&two, &talk).await.says(&["<bdi>Ana</bdi>, this is yours.", "What you want to say"]);
    for own in
        ["/home", "/plan/talks\"", "/settings", "/sign-in", "/sign-out", "<script type=\"module\" src=\"/assets/talk"]
    {
        assert!(!page.text.contains(own), "{own} is on the screen of both");
    }
    assert!(page.text.contains("Leave this page") && page.text.contains("/help-now"));
    assert_eq!(page.header("cache-control"), "no-store");
    press(&two, &talk, "speak", "I was alone\nwith it.").await.location();
    screen(&two, &talk).await.says(&[
        "<bdi>Bo</bdi>, this is yours.",
        "Say back what you heard",
        "I was alone\nwith it.",
    ]);
    // The same talk is on their own pages.
    two.bo.get(&talk).await.says(&["Now say back what you heard"]);
    press(&two, &talk, "reflect", "You were alone.").await.location();
    two.bo.get(&talk).await.says(&["You have said it back"]);
    screen(&two, &talk).await.says(&["<bdi>Ana</bdi>, this is yours.", "Were you heard?", "<bdi>Bo</bdi> said back"]);
    press(&two, &talk, "not-quite", "For a week.").await.location();
    press(&two, &talk, "reflect", "For a whole week.").await.location();
    press(&two, &talk, "heard", "").await.location();
    screen(&two, &talk).await.says(&["<bdi>Bo</bdi>, this is yours.", "<bdi>Ana</bdi> was heard"]);
    press(&two, &talk, "park", "").await.location();
    screen(&two, &talk).await.says(&["<bdi>Ana</bdi>, this is yours.", "Again: Sunday evening"]);
    assert_eq!(press(&two, &talk, "end", "").await.location(), together);
    let over =
        screen(&two, &talk).await.says(&["This talk is over", "<bdi>Ana</bdi>\u{2019}s alone again", "/sign-out"]);
    assert!(over.header("set-cookie").starts_with("__Host-troth-room=;"));
    assert_eq!(two.ana.cookie(ROOM), "");
    two.bo.get(&talk).await.says(&["This talk is over", "For a whole week."]);
    assert_eq!(two.bo.get(&format!("{talk}/code")).await.location(), talk);
    assert_eq!(two.bo.post(&format!("{talk}/code"), &[]).await.location(), talk);
}

#[tokio::test]
async fn a_code_opens_one_place_once_and_one_answer_stands_for_all_that_does_not() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let (first, second) = (begin(&two.ana, "Sunday evening").await, begin(&two.ana, "Money").await);
    let refused = async |talk: &str, code: &str| {
        enter(&two.ana, talk, code).await.is(422).says(&["This code opens nothing"]);
        assert_eq!(two.ana.cookie(ROOM), "", "{code}");
    };
    refused(&first, "").await;
    refused(&first, "ABCDE-FGHJK").await;
    let of_hers = take_code(&two.ana, &first).await;
    refused(&first, &of_hers).await;
    let of_another_talk = take_code(&two.bo, &second).await;
    refused(&first, &of_another_talk).await;
    let replaced = take_code(&two.bo, &first).await;
    let code = take_code(&two.bo, &first).await;
    refused(&first, &replaced).await;
    app.pass(Span::new().minutes(15));
    refused(&first, &code).await;
    let code = take_code(&two.bo, &first).await;
    assert_eq!(two.bo.post(&format!("{first}/code/end"), &[]).await.location(), format!("{first}/code?closed"));
    refused(&first, &code).await;
    let (_, cleo) = app.client("Cleo").await;
    let (dana_id, dana) = app.client("Dana").await;
    persons::link(&cleo, &dana).await;
    let cleos_id = app.person_of(&cleo).await;
    persons::open_joint_work(&app, cleos_id, dana_id).await;
    let theirs = begin(&cleo, "Holidays").await;
    let of_others = take_code(&dana, &theirs).await;
    refused(&first, &of_others).await;
    cleo.post(&format!("{first}/together/code"), &[("code", &code)]).await.is(404);
    cleo.get(&format!("{first}/code")).await.is(404);
    cleo.get(&format!("{first}/together")).await.is(404);
    app.pass(Span::new().hours(1));
    let ana = app.sign_in_again(two.ids[0]).await;
    let bo = app.sign_in_again(two.ids[1]).await;
    let code = take_code(&bo, &first).await;
    assert_eq!(enter(&ana, &first, &code).await.location(), format!("{first}/together"));
    let other = app.sign_in_again(two.ids[0]).await;
    enter(&other, &first, &code).await.is(422).says(&["This code opens nothing"]);
    for _ in 0..8 {
        enter(&other, &first, "").await.is(422);
    }
    enter(&other, &first, "").await.is(429);
    let code = take_code(&bo, &first).await;
    enter(&bo, &first, &code).await.is(422).says(&["This code opens nothing"]);
}

#[tokio::test]
async fn taking_a_code_and_letting_it_go_changes_nothing_for_the_other() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let talk = begin(&two.ana, "Sunday evening").await;
    let anas = async || {
        let mut pages = Vec::new();
        for address in
            [talk.clone(), format!("{talk}/together"), format!("{talk}/code"), "/settings/sessions".to_owned()]
        {
            let page = two.ana.get(&address).await.is(200).text;
            let shown = page.split("name=\"command\"").map(str::to_owned).collect::<Vec<_>>();
            pages.push((shown[0].clone(), shown.len()));
        }
        pages
    };
    let before = anas().await;
    let code = take_code(&two.bo, &talk).await;
    assert_eq!(anas().await, before);
    two.bo.get("/settings/sessions").await.says(&["A code of yours waits"]);
    two.bo.get(&format!("{talk}/code")).await.says(&["A code of yours waits"]);
    two.bo.post("/settings/sessions/rooms/end", &[]).await.location();
    enter(&two.ana, &talk, &code).await.is(422).says(&["This code opens nothing"]);
    assert_eq!(anas().await, before);
}

#[tokio::test]
async fn the_place_opens_one_room_beside_one_session_and_nothing_else() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let other_talk = begin(&two.ana, "Money").await;
    let talk = begun(&two).await;
    let room = two.ana.cookie(ROOM);
    let page = screen(&two, &talk).await;
    // Alone it opens nothing at all.
    let alone = app.browser();
    alone.set_cookie(ROOM, &room);
    for address in [&format!("{talk}/together"), &talk, &format!("{talk}/events"), "/home", "/plan/talks", "/settings"]
    {
        assert_eq!(alone.get(address).await.location(), "/sign-in", "{address}");
    }
    send(&alone, &talk, &page, ("speak", "Hers.")).await.is(401);
    assert_eq!(alone.post(&format!("{talk}/together/return"), &[]).await.location(), "/sign-in");
    // As what opens a session it is none, and the other way round.
    let swapped = app.browser();
    swapped.set_cookie(SESSION, &room);
    swapped.set_cookie(ROOM, &two.ana.cookie(SESSION));
    assert_eq!(swapped.get(&format!("{talk}/together")).await.location(), "/sign-in");
    // Beside another session of hers, his own, or a stranger's it is nothing.
    let elsewhere = app.sign_in_again(two.ids[0]).await;
    let (_, cleo) = app.client("Cleo").await;
    for browser in [&elsewhere, &two.bo] {
        browser.set_cookie(ROOM, &room);
        browser.get(&format!("{talk}/together")).await.is(200).says(&["Both on this device", "name=\"code\""]);
    }
    cleo.set_cookie(ROOM, &room);
    cleo.get(&format!("{talk}/together")).await.is(404);
    // A changed one, or another talk.
    let changed = format!("{}{}", if room.starts_with('A') { 'B' } else { 'A' }, &room[1..]);
    two.ana.set_cookie(ROOM, &changed);
    assert!(is_closed(&two, &talk).await);
    two.ana.set_cookie(ROOM, &room);
    assert!(!is_closed(&two, &talk).await);
    assert!(is_closed(&two, &other_talk).await);
    // His part is his alone: she has none of his pages by it.
    for address in ["/home", "/plan/talks", "/settings/contact", "/settings/sessions"] {
        let (with, without) = (two.ana.get(address).await.is(200).text, elsewhere.get(address).await.is(200).text);
        assert_eq!(with.matches("this device").count(), without.matches("this device").count(), "{address}");
        assert_eq!(
            two.ana.get(address).await.text.contains("Bo Client"),
            elsewhere.get(address).await.text.contains("Bo Client")
        );
    }
    let mut fields = vec![("as", "three"), ("deed", "speak"), ("words", "Whose?")];
    two.ana.post(&format!("{talk}/together"), &fields).await.is(401).says(&["Whose?"]);
    fields[1].1 = "shout";
    fields[0].1 = "one";
    two.ana.post(&format!("{talk}/together"), &fields).await.is(422);
}

#[tokio::test]
async fn either_stops_from_the_same_screen_and_half_a_sentence_is_its_authors_alone() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let talk = begun(&two).await;
    press(&two, &talk, "speak", "It was quiet.").await.location();
    let draft = [("words", "Private of Bo"), ("draft", "")];
    two.bo.post(&format!("{talk}/draft"), &draft).await.is(200);
    let page = screen(&two, &talk).await.says(&["<bdi>Bo</bdi>, this is yours.", "<bdi>Ana</bdi> takes a break"]);
    assert!(!page.text.contains("Private of Bo"), "no draft of one's own pages is on the screen of both");
    // Ana takes a break while Bo types: his words stay on the screen, closed, and are his draft.
    let stopped = send(&two.ana, &talk, &page, ("other-break", "You were")).await.is(200);
    let stopped = stopped.says(&["The talk is on a break", "<bdi>Ana</bdi> is back", "was typing", "You were"]);
    assert!(!stopped.text.contains("<bdi>Bo</bdi> is back"));
    two.ana.get(&talk).await.says(&["You are on a break"]);
    assert!(!two.ana.get(&talk).await.text.contains("You were"));
    two.bo.get(&talk).await.says(&["The talk is on a break", "You were", "Private of Bo"]);
    let fresh = screen(&two, &talk).await;
    assert!(!fresh.text.contains("You were"), "a page that is opened anew has none of it");
    let back = send(&two.ana, &talk, &stopped, ("other-back", "You were")).await.is(200);
    back.says(&["<bdi>Bo</bdi>, this is yours.", ">\nYou were</textarea>"]);
    // What is typed and passed over is on no page of the next.
    assert_eq!(press(&two, &talk, "pass", "").await.location(), format!("{talk}/together"));
    let passed = press(&two, &talk, "pass", "Rather not say").await.is(200);
    let passed = passed.says(&["<bdi>Ana</bdi>, this is yours."]);
    assert!(!passed.text.contains("Rather not say"));
    two.bo.get(&talk).await.says(&["Rather not say"]);
    // A quiet while, and looking again.
    let page = screen(&two, &talk).await;
    let quiet = send(&two.ana, &talk, &page, ("cool-off", "Half")).await.is(200);
    let quiet = quiet.says(&["Quiet until", "See how it stands", "Half"]);
    let still = send(&two.ana, &talk, &quiet, ("look", "Half")).await.is(200).says(&["Quiet until", "Half"]);
    app.pass(Span::new().minutes(21));
    let on = send(&two.ana, &talk, &still, ("look", "Half")).await.is(200).says(&["this is yours", "Half"]);
    let long = "x".repeat(troth_domain::limits::TURN_CHARACTERS_MAX + 1);
    send(&two.ana, &talk, &on, ("speak", &long)).await.is(422).says(&["Shorten this to 2000", &long]);
    send(&two.ana, &talk, &on, ("speak", " ")).await.is(422).says(&["Write a few words"]);
    // An old page does nothing, says so, and keeps the words for who typed them.
    let again = send(&two.ana, &talk, &page, ("speak", "Half")).await.is(200);
    again.says(&["this is yours", ">\nHalf</textarea>"]);
    let led = send(&two.ana, &talk, &fresh, ("speak", "Half")).await;
    led.is(200).says(&["Something came in between", "Half"]);
    assert_eq!(send(&two.ana, &talk, &still, ("end", "")).await.location(), format!("{talk}/together"));
    screen(&two, &talk).await.says(&["This talk is over"]);
}
