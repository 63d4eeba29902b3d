//! What one was glad of: given by choice, about a promise or not, and taken back at any time.

use jiff::Span;

use super::commitments::{EIGHT_DAYS, agreed};
use super::two::two;
use crate::persons;
use crate::support::{Answer, Browser, TestApp};

const LIST: &str = "/plan/appreciations";
const NEW: &str = "/plan/appreciations/new";

/// Sends the form as it is now, with these fields.
async fn send(browser: &Browser<'_>, typed: &[(&str, &str)]) -> Answer {
    let command = browser.get(NEW).await.is(200).field("command");
    browser.post(NEW, &[&[("command", command.as_str())], typed].concat()).await
}

/// Gives one; answers where it is taken back.
async fn give(browser: &Browser<'_>, typed: &[(&str, &str)]) -> String {
    let page = browser.get(&send(browser, typed).await.location()).await.is(200).says(&["It is on its way"]);
    let after = page.text.split("action=\"/plan/appreciations/").nth(1).unwrap();
    format!("{LIST}/{}", after.split('"').next().unwrap())
}

/// A page, without what is made anew with each load.
async fn shown(browser: &Browser<'_>, address: &str) -> String {
    let text = browser.get(address).await.is(200).text;
    let is_fresh = |line: &&str| !line.contains("name=\"command\"");
    text.replace('>', ">\n").lines().filter(is_fresh).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn one_is_given_by_choice_and_comes_at_its_hour_with_the_promise_that_it_is_about() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let promise = agreed(&mut two).await;
    let id = promise.rsplit('/').next().unwrap().to_owned();
    two.ana.get("/plan").await.says(&["href=\"/plan/appreciations\""]);
    let empty = two.bo.get(LIST).await.is(200).says(&["Nobody keeps count", "found here"]);
    assert!(!empty.text.contains("not given"), "nothing is asked of anybody");
    // Whoever promised does not cite it, and the other can.
    let own = two.ana.get(&promise).await.is(200);
    assert!(!own.text.contains("appreciations/new"));
    let by_hand = send(&two.ana, &[("words", "I <did> well."), ("about", &id)]).await.is(422);
    by_hand.says(&["Choose a promise from the list, or none", "I &lt;did&gt; well."]);
    let about = format!("{NEW}?about={id}");
    two.bo.get(&promise).await.is(200).says(&[&format!("href=\"{about}\"")]);
    two.bo.get(&about).await.is(200).says(&[&format!("<option value=\"{id}\" selected"), "You can leave this out"]);
    give(&two.bo, &[("words", "You asked,\nand I could <sleep>."), ("about", &id)]).await;
    two.bo.get(LIST).await.says(&["From you", "and I could &lt;sleep&gt;.", "About a promise", &promise]);
    let before = two.ana.get(LIST).await.is(200);
    assert!(!before.text.contains("sleep"), "it is under way");
    two.after(EIGHT_DAYS).await;
    let came = two.ana.get(LIST).await.is(200);
    came.says(&["From <bdi>", "and I could &lt;sleep&gt;.", "About a promise", &promise]);
    two.ana.get("/plan/commitments").await.says(&["href=\"/plan/appreciations\""]);
    for scope in ["everything", "shared"] {
        for browser in [&two.ana, &two.bo] {
            let data = browser.post("/settings/take-with-you", &[("scope", scope), ("format", "data")]).await.is(200);
            data.says(&["and I could <sleep>.", "\"about_the_promise\":\"When"]);
        }
    }
    // The newest comes first.
    give(&two.bo, &[("words", "Soup on Sunday."), ("about", "")]).await;
    let page = two.bo.get(LIST).await.text;
    assert!(page.find("Soup on Sunday.").unwrap() < page.find("and I could").unwrap());
}

#[tokio::test]
async fn what_is_taken_back_goes_at_once_or_never_comes_and_its_author_cannot_tell_which() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let before = [shown(&two.bo, LIST).await, shown(&two.bo, "/plan").await];
    let early = give(&two.ana, &[("words", "Tea in bed.")]).await;
    let led = two.ana.post(&early, &[]).await.location();
    let told = two.ana.get(&led).await.is(200).says(&["You took it back"]).text;
    assert!(!told.contains("Tea in bed."));
    two.after(EIGHT_DAYS).await;
    assert_eq!([shown(&two.bo, LIST).await, shown(&two.bo, "/plan").await], before, "it never comes");
    let late = give(&two.ana, &[("words", "A walk.")]).await;
    two.after(EIGHT_DAYS).await;
    two.bo.get(LIST).await.says(&["A walk."]);
    two.bo.post(&late, &[]).await.is(404);
    let (_, cleo) = app.client("Cleo").await;
    cleo.post(&late, &[]).await.is(404);
    two.bo.get(LIST).await.says(&["A walk."]);
    // Also while joint work is closed, and from any page.
    let couple = persons::couple_id(&app, two.ids[0]).await;
    persons::close_joint_work(&app, &two.staff, couple).await;
    for _ in 0..2 {
        assert_eq!(two.ana.post(&late, &[]).await.location(), led);
    }
    assert!(!two.bo.get(LIST).await.is(200).text.contains("A walk."), "at once");
    assert!(!two.ana.get(LIST).await.is(200).text.contains("A walk."));
    let data = [("scope", "everything"), ("format", "data")];
    assert!(!two.ana.post("/settings/take-with-you", &data).await.text.contains("A walk."));
}

#[tokio::test]
async fn what_was_typed_is_never_lost() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    send(&two.ana, &[("words", " ")]).await.is(422).says(&["Write a few words on what you were glad of"]);
    let fields = [("command", "00112233445566778899aabbccddeeff"), ("words", "Long <and> hard")];
    two.ana.post(NEW, &fields).await.location();
    two.ana.post(NEW, &fields).await.location();
    assert_eq!(two.ana.get(LIST).await.text.matches("Long &lt;and&gt; hard").count(), 1, "sent twice, given once");
    let other = [fields[0], ("words", "Other words")];
    two.ana.post(NEW, &other).await.is(422).says(&["You sent this form before", "Other words"]);
    let couple = persons::couple_id(&app, two.ids[0]).await;
    persons::close_joint_work(&app, &two.staff, couple).await;
    let closed = two.ana.post(NEW, &[("command", "10112233445566778899aabbccddeeff"), ("words", "Soup.")]).await;
    closed.is(422).says(&["Joint work is closed", "Soup."]);
    app.pass(Span::new().minutes(31));
    let page = two.ana.post(NEW, &fields).await.is(401);
    page.says(&["You were signed out", "Long &lt;and&gt; hard", "value=\"00112233445566778899aabbccddeeff\""]);
}
