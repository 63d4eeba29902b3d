//! Telling a little at a time: a ladder that nobody else learns of.

use jiff::Span;
use troth_domain::limits::PLAN_TEXT_CHARACTERS_MAX;
use troth_domain::people::Role;

use crate::persons;
use crate::staff::page_of;
use crate::support::{Answer, Browser, TestApp};

const ADDRESS: &str = "/plan/telling";

/// Takes a step on the ladder as it is now.
async fn take(browser: &Browser<'_>, step: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(ADDRESS).await.is(200);
    let version = if page.text.contains("name=\"version\"") { page.field("version") } else { String::new() };
    let fields = [fields, &[("do", step), ("version", version.as_str())]].concat();
    browser.post(ADDRESS, &fields).await
}

#[tokio::test]
async fn a_ladder_goes_up_by_ones_own_answer_alone_and_nobody_learns_that_there_is_one() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (_, bo) = app.client("Bo").await;
    persons::link(&ana, &bo).await;
    let (_, therapist) = app.staff(Role::Therapist).await;
    let seen =
        async || (bo.get(ADDRESS).await.text, bo.get("/plan").await.text, therapist.get(&page_of(ana_id)).await.text);
    let before = seen().await;
    let page = ana.get(ADDRESS).await.is(200);
    let page = page.says(&["There is no top", "Do not do this if you are afraid", "Before a talk", "Not now"]);
    assert_eq!(page.text.matches("name=\"rung\"").count(), 1, "it begins with the lowest");
    let wrong = take(&ana, "plan", &[("what", " ")]).await.is(422);
    wrong.says(&["Choose how much", "Write a few words"]);
    let soup = [("rung", "1"), ("what", "I would like soup.")];
    assert_eq!(take(&ana, "plan", &soup).await.location(), ADDRESS);
    ana.get(ADDRESS).await.is(200).says(&["I would like soup.", "how did it feel", "I leave it for now"]);
    assert_eq!(take(&ana, "safe", &[]).await.location(), ADDRESS);
    let page = ana.get(ADDRESS).await.is(200).says(&["The last time felt safe"]);
    assert_eq!(page.text.matches("name=\"rung\"").count(), 2);
    take(&ana, "plan", &[("rung", "5"), ("what", "A fear")]).await.is(409).says(&["A fear", "Nothing was changed"]);
    take(&ana, "plan", &[("rung", "2"), ("what", "The day")]).await.location();
    take(&ana, "too-much", &[]).await.location();
    ana.get(ADDRESS).await.is(200).says(&["A rest", "as long as you like"]);
    take(&ana, "go-on", &[]).await.location();
    take(&ana, "plan", &soup).await.location();
    take(&ana, "rest", &[]).await.location();
    assert_eq!(seen().await, before, "nobody learns of it");
    take(&ana, "burn", &[]).await.is(400);
    assert_eq!(take(&ana, "delete", &[]).await.location(), "/plan/telling?deleted");
    assert_eq!(app.rows_in("private_document"), 0);
}

#[tokio::test]
async fn two_tabs_lose_nothing_and_what_cannot_be_kept_is_given_back() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let soup = [("do", "plan"), ("rung", "1"), ("what", "Soup")];
    assert_eq!(ana.post(ADDRESS, &soup).await.location(), ADDRESS);
    assert_eq!(ana.post(ADDRESS, &soup).await.location(), ADDRESS, "sent twice");
    let other = [("do", "plan"), ("rung", "1"), ("what", "Bread")];
    ana.post(ADDRESS, &other).await.is(409).says(&["in between", "Soup", "Bread"]);
    let long = "x".repeat(PLAN_TEXT_CHARACTERS_MAX + 1);
    ana.post(ADDRESS, &[("do", "plan"), ("rung", "1"), ("what", &long)]).await.is(409).says(&[&long]);
    let data = [("scope", "everything"), ("format", "data")];
    ana.post("/settings/take-with-you", &data).await.is(200).says(&["\"telling\":{", "Soup"]);
    app.pass(Span::new().minutes(31));
    let page = ana.post(ADDRESS, &[("do", "plan"), ("rung", "1"), ("what", "Bread"), ("version", "1")]).await.is(401);
    page.says(&[
        "What you typed is still here",
        "Bread",
        "name=\"version\" value=\"1\"",
        "name=\"rung\" value=\"1\"",
        "Keep it",
    ]);
    assert_eq!(ana.post(ADDRESS, &[("do", "safe")]).await.location(), "/sign-in");
}
