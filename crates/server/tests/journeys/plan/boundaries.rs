//! Boundaries: stated by one, read by the other, and crossings noted for oneself.

use jiff::Span;

use super::two::two;
use crate::persons;
use crate::support::{Answer, Browser, TestApp};

const LIST: &str = "/plan/boundaries";

/// States a boundary; answers its address.
async fn state(browser: &Browser<'_>, words: &str) -> String {
    let command = browser.get("/plan/boundaries/new").await.is(200).field("command");
    let led = browser.post("/plan/boundaries/new", &[("command", &command), ("words", words)]).await.location();
    led.strip_suffix("?did=state").unwrap().to_owned()
}

/// Sends a form of the page as it is now, with these fields.
async fn send(browser: &Browser<'_>, address: &str, deed: &str, typed: &[(&str, &str)]) -> Answer {
    let page = browser.get(address).await.is(200);
    let (command, seen) =
        (page.field("command"), if page.text.contains("name=\"seen\"") { page.field("seen") } else { String::new() });
    let fields = [&[("command", command.as_str()), ("seen", &seen), ("deed", deed)], typed].concat();
    browser.post(address, &fields).await
}

const ON: [(&str, &str); 3] = [("on", "3"), ("on-day", "4"), ("on-year", "2026")];

#[tokio::test]
async fn a_boundary_is_stated_by_one_and_read_by_the_other() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    two.ana.get(LIST).await.is(200).says(&["You have stated none", "does not have to agree"]);
    let address = state(&two.ana, "My diary is mine.").await;
    two.ana.get(&address).await.says(&["It holds because you say so", "My diary is mine.", "Put it in other words"]);
    two.bo.get(&address).await.is(404);
    two.after(24 * 8).await;
    two.bo.get(LIST).await.says(&["My diary is mine.", &address, "There is nothing you have to do"]);
    let page = two.bo.get(&address).await.is(200).says(&["My diary is mine.", "Bring it to a talk"]);
    for own in ["Put it in other words", "Take it back"] {
        assert!(!page.text.contains(own), "only its author changes it: {own}");
    }
    send(&two.bo, &address, "withdraw", &[]).await.is(422).says(&["Only the one who stated it"]);
    send(&two.bo, &address, "change", &[("words", "No.")]).await.is(422).says(&["so this was not sent", "No."]);
    let led = send(&two.ana, &address, "change", &[("words", "My desk is mine.")]).await.location();
    two.ana.get(&led).await.says(&["Your new words are kept", "My desk is mine."]);
    two.after(24 * 8).await;
    two.bo.get(&address).await.says(&["My desk is mine."]);
    send(&two.ana, &address, "withdraw", &[]).await.location();
    two.after(24 * 8).await;
    let page = two.bo.get(&address).await.is(200).says(&["took it back"]);
    assert!(!page.text.contains("My desk is mine."));
    two.bo.get(LIST).await.says(&["Taken back"]);
}

#[tokio::test]
async fn a_noted_crossing_is_for_whoever_noted_it() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = state(&two.ana, "My diary is mine.").await;
    two.after(24 * 8).await;
    let of_bo = async |two: &super::two::Two<'_>| {
        let mut all = Vec::new();
        for page in [LIST, "/plan", "/plan/talks", "/home"] {
            all.push(two.bo.get(page).await.is(200).text);
        }
        all
    };
    let before = of_bo(&two).await;
    let (ahead, note) = ([("on", "3"), ("on-day", "4"), ("on-year", "2099")], ("note", "He read <it>."));
    let page = send(&two.ana, &address, "note", &[ahead.as_slice(), &[note]].concat()).await.is(422);
    page.says(&["That day has not come yet", "He read &lt;it&gt;.", "value=\"2099\""]);
    send(&two.ana, &address, "note", &[("note", " ")]).await.is(422).says(&["Give the day", "Write a few words"]);
    let led = send(&two.ana, &address, "note", &[ON.as_slice(), &[note]].concat()).await.location();
    let page = two.ana.get(&led).await.says(&["Noted. Only you see it", "March 4", "He read &lt;it&gt;."]);
    two.after(24 * 8).await;
    assert_eq!(of_bo(&two).await, before, "nothing of it shows, nor that there is anything");
    let his = two.bo.get(&address).await.is(200).says(&["If you crossed it"]);
    assert!(!his.text.contains("He read"));
    two.ana.get("/plan/talks/new").await.is(200);
    let brought = format!("/plan/talks/new?boundary={}", address.rsplit('/').next().unwrap());
    assert!(page.text.contains(&brought));
    let talk = two.ana.get(&brought).await.is(200).says(&["value=\"My diary is mine.\""]);
    assert!(!talk.text.contains("He read"), "the note itself stays where it was");
    let crossing = two.ana.get(&address).await.field("crossing");
    send(&two.ana, &address, "delete-note", &[("crossing", &crossing)]).await.location();
    assert!(!two.ana.get(&address).await.text.contains("He read"));
    let (_, cleo) = app.client("Cleo").await;
    cleo.get(&address).await.is(404);
    cleo.post(&address, &[("deed", "note"), ("note", "x")]).await.is(404);
    let page = cleo.get(&brought).await.is(200);
    assert!(!page.text.contains("My diary"));
}

#[tokio::test]
async fn what_was_typed_is_never_lost_and_a_closing_leaves_the_way_out() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let command = two.ana.get("/plan/boundaries/new").await.field("command");
    two.ana.post("/plan/boundaries/new", &[("command", &command)]).await.is(422).says(&["Write a few words"]);
    let address = state(&two.ana, "My diary is mine.").await;
    let couple = persons::couple_id(&app, two.ids[0]).await;
    persons::close_joint_work(&app, &two.staff, couple).await;
    let closed = send(&two.ana, &address, "change", &[("words", "My desk, too.")]).await.is(422);
    closed.says(&["Joint work is closed", "My desk, too.", "Take this boundary back"]);
    let led = send(&two.ana, &address, "note", &[ON.as_slice(), &[("note", "He read it.")]].concat()).await.location();
    two.ana.get(&led).await.says(&["He read it."]);
    send(&two.ana, &address, "withdraw", &[]).await.location();
    two.ana.get(&address).await.says(&["You took it back", "He read it."]);
    app.pass(Span::new().minutes(31));
    let fields = [("deed", "note"), ("note", "Long <and> hard"), ("on", "3")];
    let page = two.ana.post(&address, &fields).await.is(401);
    page.says(&["You were signed out", "Long &lt;and&gt; hard", "name=\"on\" value=\"3\""]);
}
