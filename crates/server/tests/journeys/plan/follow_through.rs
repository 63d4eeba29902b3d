//! What each of two says of a promise for themselves, and what its doer does after it was missed.

use axum::http::StatusCode;
use jiff::Span;

use super::commitments::{EIGHT_DAYS, agreed};
use super::two::two;
use crate::support::{Browser, TestApp};

/// The page of a promise, and the list, up to what is made anew with each load.
async fn shown(browser: &Browser<'_>, address: &str) -> [String; 3] {
    let pages =
        [browser.get(address).await.text, browser.get("/plan/commitments").await.text, browser.get("/plan").await.text];
    pages.map(|text| text.split("name=\"command\"").next().unwrap().to_owned())
}

/// The days that a page asks about, the last first.
async fn days(browser: &Browser<'_>, address: &str) -> Vec<String> {
    let page = browser.get(address).await.is(200);
    let names = page.text.split("<select id=\"on-").skip(1);
    names.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Says something of days.
async fn say(browser: &Browser<'_>, address: &str, said: &[(&str, &str)]) -> crate::support::Answer {
    let named = said.iter().map(|(day, said)| (format!("on-{day}"), *said)).collect::<Vec<_>>();
    let fields = named.iter().map(|(name, said)| (name.as_str(), *said)).collect::<Vec<_>>();
    browser.post(&format!("{address}/reports"), &fields).await
}

#[tokio::test]
async fn each_reports_for_themselves_and_nothing_of_it_is_seen_by_the_other() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = agreed(&mut two).await;
    let all = days(&two.bo, &address).await;
    assert_eq!(all.len(), 8, "since Bo said yes");
    let before = shown(&two.ana, &address).await;
    let said = [(all[0].as_str(), "kept"), (&all[1], "not"), (&all[2], "partly"), (&all[3], "unsure")];
    assert_eq!(say(&two.bo, &address, &said).await.location(), format!("{address}?said=reported"));
    two.bo.get(&address).await.is(200).says(&[
        "Only you see what you say here",
        "You said \u{201c}kept\u{201d} for 1 of 8 times.",
        "Too early to tell more",
        "For your next talk",
    ]);
    assert_eq!(shown(&two.ana, &address).await, before);
    say(&two.bo, &address, &[(&all[0], "")]).await.location();
    two.bo.get(&address).await.says(&["for 0 of 8 times"]);
    let kept = all.iter().map(|day| (day.as_str(), "kept")).collect::<Vec<_>>();
    say(&two.bo, &address, &kept).await.location();
    two.bo.get(&address).await.says(&["for 8 of 8 times", "about 100 in 100", "anything from", "Jeffreys", "no score"]);
    assert_eq!(shown(&two.ana, &address).await, before);
    let data = [("scope", "everything"), ("format", "data")];
    assert!(two.bo.post("/settings/take-with-you", &data).await.text.contains("\"said\":\"kept\""));
    let shared = [("scope", "shared"), ("format", "data")];
    let shared = two.bo.post("/settings/take-with-you", &shared).await.is(200).text;
    assert!(shared.contains("ask about your day") && !shared.contains("\"said\""), "{shared}");
    // Both have the same prompt, whatever was said.
    two.after(EIGHT_DAYS).await;
    for browser in [&two.ana, &two.bo] {
        let page = browser.get(&address).await.is(200).says(&["How has this gone, for each of you?"]);
        assert!(!page.text.contains("streak") && !page.text.contains("overdue"));
    }
    let last = days(&two.bo, &address).await.pop().unwrap();
    two.bo.get(&format!("{address}?until={last}")).await.is(200).says(&["The last times"]);
    // Also after it has ended.
    super::commitments::press(&two.bo, &address, "end").await;
    two.bo.get(&address).await.says(&["It was ended", "for 8 of 16 times"]);
}

#[tokio::test]
async fn what_was_not_due_is_not_taken_and_what_was_said_is_given_back() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = agreed(&mut two).await;
    let all = days(&two.bo, &address).await;
    for wrong in [("2030-01-01", "kept"), (all[0].as_str(), "bravely"), ("someday", "kept")] {
        say(&two.bo, &address, &[wrong]).await.is(422);
    }
    let (_, other) = app.client("Other").await;
    say(&other, &address, &[(&all[0], "kept")]).await.is(404);
    app.pass(Span::new().minutes(31));
    let page = say(&two.bo, &address, &[(&all[0], "partly")]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    page.says(&["What you typed is still here", "In part", "value=\"partly\"", "Keep it"]);
}

#[tokio::test]
async fn whoever_missed_something_makes_a_plan_for_themselves_step_by_step() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = agreed(&mut two).await;
    two.after(EIGHT_DAYS).await;
    let repair = format!("{address}/repair");
    let day = days(&two.ana, &address).await[0].clone();
    let before = shown(&two.bo, &address).await;
    two.ana.post(&repair, &[("do", "begin"), ("on", &day)]).await.is(422);
    say(&two.ana, &address, &[(&day, "not")]).await.location();
    two.ana.get(&address).await.says(&["What could help next time", &format!("{repair}?on={day}")]);
    two.ana.get(&format!("{repair}?on={day}")).await.is(200).says(&["Begin", "Not now", "for you alone"]);
    two.ana.get(&repair).await.is(200);
    assert_eq!(two.ana.post(&repair, &[("do", "begin"), ("on", &day)]).await.location(), repair);
    two.ana.get(&repair).await.says(&[
        "What got in the way?",
        "Skip this",
        "Lay this down",
        "Nobody reads this right away",
    ]);
    two.ana.post(&repair, &[("do", "keep"), ("step", "way"), ("words", "")]).await.is(422).says(&["or skip this"]);
    let late = [("do", "keep"), ("step", "way"), ("words", "The <late> train")];
    two.ana.post(&repair, &late).await.location();
    let again = two.ana.post(&repair, &late).await.is(409);
    again.says(&["on another device", "The &lt;late&gt; train", "What will you do next?"]);
    two.ana.post(&repair, &[("do", "skip"), ("step", "next"), ("words", "")]).await.location();
    two.ana.get(&repair).await.says(&["Would something smaller help?", "The &lt;late&gt; train", "instead="]);
    two.ana.post(&repair, &[("do", "finish")]).await.location();
    two.ana.get(&repair).await.says(&["It is kept for you", "The &lt;late&gt; train", "Delete it"]);
    two.bo.get(&repair).await.is(404);
    assert_eq!(shown(&two.bo, &address).await, before);
    let data = [("scope", "everything"), ("format", "data")];
    assert!(two.ana.post("/settings/take-with-you", &data).await.text.contains("The <late> train"));
    two.ana.post(&repair, &[("do", "begin"), ("on", &day)]).await.location();
    app.pass(Span::new().minutes(31));
    let page = two.ana.post(&repair, &late).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    page.says(&["What you typed is still here", "The &lt;late&gt; train", "value=\"keep\""]);
    two.ana = app.sign_in_again(two.ids[0]).await;
    two.ana.post(&repair, &[("do", "lay-down")]).await.location();
    two.ana.get(&repair).await.says(&["You laid this down. That is fine."]);
    two.ana.post(&repair, &[("do", "delete")]).await.location();
    two.ana.post(&repair, &[("do", "sing")]).await.is(422);
}
