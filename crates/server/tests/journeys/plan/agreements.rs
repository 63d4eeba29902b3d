//! Agreements of two: suggested, put in other words, signed by both, and ended by either.

use jiff::Span;
use troth_domain::limits;

use super::two::{Two, two};
use crate::persons;
use crate::support::{Answer, Browser, TestApp};

const LIST: &str = "/plan/agreements";

/// Suggests an agreement; answers its address.
async fn suggest(browser: &Browser<'_>, words: &str) -> String {
    let page = browser.get("/plan/agreements/new").await.is(200);
    let command = page.field("command");
    let led = browser.post("/plan/agreements/new", &[("command", &command), ("words", words)]).await.location();
    led.strip_suffix("?did=suggest").unwrap().to_owned()
}

/// Presses a button of the page as it is now.
async fn press(browser: &Browser<'_>, address: &str, deed: &str, words: &str) -> Answer {
    let page = browser.get(address).await.is(200);
    send(browser, address, &page, deed, words).await
}

/// The same from a page of any age.
async fn send(browser: &Browser<'_>, address: &str, page: &Answer, deed: &str, words: &str) -> Answer {
    let version = if page.text.contains("name=\"version\"") { page.field("version") } else { String::new() };
    let (command, seen) = (page.field("command"), page.field("seen"));
    let mut fields = vec![("command", command.as_str()), ("seen", &seen), ("deed", deed), ("version", &version)];
    if deed == "suggest" {
        fields.push(("words", words));
    }
    browser.post(address, &fields).await
}

/// An agreement that both have signed.
async fn signed(two: &mut Two<'_>, words: &str) -> String {
    let address = suggest(&two.ana, words).await;
    press(&two.ana, &address, "sign", "").await.location();
    two.after(24 * 8).await;
    press(&two.bo, &address, "sign", "").await.location();
    two.after(24 * 8).await;
    address
}

#[tokio::test]
async fn two_agree_in_words_that_both_signed() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    two.ana.get(LIST).await.is(200).says(&["There is no agreement right now", "/plan/agreements/new"]);
    let unaware = two.bo.get(LIST).await.text;
    let address = suggest(&two.ana, "We say where we go.\n\nBefore we go.").await;
    let page = two.ana.get(&address).await.is(200);
    page.says(&["These are your words", "We say where we go.\n\nBefore we go.", "Take these words back"]);
    assert_eq!(two.bo.get(LIST).await.text, unaware, "it comes at a delivery hour");
    two.bo.get(&address).await.is(404);
    two.after(24 * 8).await;
    two.bo.get(LIST).await.says(&[
        "We say where we go.",
        &address,
        "You can sign it, suggest other words, or leave it",
    ]);
    two.bo.get(&address).await.is(200).says(&["Sign these words", "Set them aside", "Suggest other words"]);
    let led = press(&two.bo, &address, "suggest", "We say where we go, by noon.").await.location();
    two.bo.get(&led).await.says(&["Your words are kept", "by noon", "Other words that there were"]);
    two.after(24 * 8).await;
    two.ana.get(&address).await.says(&["We say where we go, by noon.", "suggests this"]);
    let led = press(&two.ana, &address, "sign", "").await.location();
    two.ana.get(&led).await.says(&["You signed it", "It holds once", "Take my signature back"]);
    two.after(24 * 8).await;
    two.bo.get(&address).await.says(&["signed these words. It holds once you sign them too"]);
    press(&two.bo, &address, "sign", "").await.location();
    two.bo.get(&address).await.says(&["You both signed. It holds.", "End this agreement"]);
    two.after(24 * 8).await;
    for browser in [&two.ana, &two.bo] {
        browser.get(&address).await.says(&["You both signed. It holds."]);
        browser.get("/plan").await.says(&["What you both agreed", "by noon", &address]);
    }
}

#[tokio::test]
async fn either_ends_it_and_nothing_more_is_said() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = signed(&mut two, "We eat together on Sundays.").await;
    let led = press(&two.bo, &address, "retire", "").await.location();
    two.bo.get(&led).await.says(&["It has ended", "Neither of you is held to it"]);
    two.ana.get(&address).await.says(&["You both signed. It holds."]);
    two.after(24 * 8).await;
    let page = two.ana.get(&address).await.says(&["It has ended", "Other words that there were"]);
    assert!(!page.text.contains("name=\"deed\""), "nothing is left to press");
    two.ana.get(LIST).await.says(&["There is no agreement right now", "Ended", "We eat together"]);
    assert!(!two.ana.get("/plan").await.text.contains("We eat together"));
}

#[tokio::test]
async fn a_change_stands_beside_what_holds_until_both_signed_it() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = signed(&mut two, "We eat together on Sundays.").await;
    press(&two.ana, &address, "suggest", "We eat together on Saturdays.").await.location();
    press(&two.ana, &address, "sign", "").await.location();
    two.after(24 * 8).await;
    two.bo.get(&address).await.says(&["What holds now", "on Sundays", "The change", "on Saturdays"]);
    two.bo.get("/plan").await.says(&["on Sundays"]);
    press(&two.bo, &address, "sign", "").await.location();
    two.bo.get("/plan").await.says(&["on Saturdays"]);
}

#[tokio::test]
async fn setting_words_aside_changes_nothing_for_the_other() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = suggest(&two.ana, "We share one account.").await;
    two.after(24 * 8).await;
    let before = [two.ana.get(LIST).await.text, two.ana.get("/plan").await.text];
    let led = press(&two.bo, &address, "set-aside", "").await.location();
    two.bo.get(&led).await.says(&["Only you see that", "You can still sign them", "Sign these words"]);
    two.bo.get(LIST).await.says(&["Set aside by you", "There is no agreement right now"]);
    two.after(24 * 8).await;
    assert_eq!([two.ana.get(LIST).await.text, two.ana.get("/plan").await.text], before);
    press(&two.bo, &address, "sign", "").await.location();
    two.bo.get(LIST).await.says(&["You set these words aside"]);
}

#[tokio::test]
async fn what_was_typed_is_never_lost() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let command = two.ana.get("/plan/agreements/new").await.field("command");
    let wrong =
        [("command", command.as_str()), ("words", " "), ("review", "2"), ("review-day", "30"), ("review-year", "2031")];
    two.ana.post("/plan/agreements/new", &wrong).await.is(422).says(&[
        "Write a few words",
        "Enter a day that there is",
        "value=\"30\"",
        "value=\"2031\"",
    ]);
    let far = [
        ("command", command.as_str()),
        ("words", "We talk <first>."),
        ("review", "3"),
        ("review-day", "4"),
        ("review-year", "2099"),
    ];
    let page = two.ana.post("/plan/agreements/new", &far).await.is(422);
    page.says(&["Choose a day after today", "We talk &lt;first&gt;."]);
    // Sent twice, it is there once; with other words, those are given back.
    let fields = [("command", command.as_str()), ("words", "We talk first.")];
    let led = two.ana.post("/plan/agreements/new", &fields).await.location();
    assert_eq!(two.ana.post("/plan/agreements/new", &fields).await.location(), led);
    let others = [("command", command.as_str()), ("words", "We talk later.")];
    two.ana.post("/plan/agreements/new", &others).await.is(422).says(&["sent this form before", "We talk later."]);
    // Something that comes in between makes a page old; the words stay.
    let address = led.split('?').next().unwrap().to_owned();
    two.after(24 * 8).await;
    let old = two.ana.get(&address).await;
    press(&two.bo, &address, "suggest", "We talk at noon.").await.location();
    two.after(24 * 8).await;
    send(&two.ana, &address, &old, "suggest", "We talk at one.").await.is(422).says(&[
        "Something came in between",
        "We talk at one.",
        "We talk at noon.",
    ]);
    send(&two.ana, &address, &old, "sign", "").await.is(422).says(&["Something came in between"]);
    let page = two.ana.get(&address).await;
    app.pass(Span::new().minutes(31));
    send(&two.ana, &address, &page, "suggest", "Long <and> hard").await.is(401).says(&[
        "You were signed out",
        "Long &lt;and&gt; hard",
        "value=\"suggest\"",
        &format!("action=\"{address}\""),
    ]);
    assert_eq!(send(&two.ana, &address, &page, "sign", "").await.location(), "/sign-in");
}

#[tokio::test]
async fn closed_joint_work_leaves_the_ways_out() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = signed(&mut two, "We eat together on Sundays.").await;
    let page = two.ana.get(&address).await;
    let couple = persons::couple_id(&app, two.ids[0]).await;
    persons::close_joint_work(&app, &two.staff, couple).await;
    send(&two.ana, &address, &page, "suggest", "On Saturdays.")
        .await
        .is(422)
        .says(&["Joint work is closed", "On Saturdays."]);
    let page = two.ana.get(&address).await.says(&["You both signed. It holds.", "End this agreement"]);
    assert!(!page.text.contains("<textarea"));
    press(&two.ana, &address, "retire", "").await.location();
    two.ana.get("/plan/agreements/new").await.is(200).says(&["Joint work is closed"]);
    let fields = [("command", "00112233445566778899aabbccddeeff"), ("words", "Typed for long.")];
    two.ana.post("/plan/agreements/new", &fields).await.is(422).says(&["Typed for long.", "Joint work is closed"]);
}

#[tokio::test]
async fn nobody_else_finds_an_agreement_and_there_are_not_too_many() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let address = suggest(&two.ana, "We rest on Sundays.").await;
    let (_, cleo) = app.client("Cleo").await;
    cleo.get(&address).await.is(404);
    cleo.post(&address, &[("deed", "retire")]).await.is(404);
    cleo.get(LIST).await.is(200).says(&["This needs two linked pages"]);
    cleo.get("/plan/agreements/new").await.is(200).says(&["This needs two linked pages"]);
    assert_eq!(app.get(&address).await.location(), "/sign-in");
    two.ana.post(&address, &[("deed", "nothing")]).await.is(422);
    for _ in 1..limits::AGREEMENTS_OPEN_MAX {
        suggest(&two.ana, "One more.").await;
    }
    let command = two.ana.get("/plan/agreements/new").await.field("command");
    let fields = [("command", command.as_str()), ("words", "One too many.")];
    two.ana.post("/plan/agreements/new", &fields).await.is(422).says(&["End one of them first", "One too many."]);
}
