//! Closeness in small steps: only what both said yes to shows.

use jiff::Span;
use troth_domain::people::PersonId;

use crate::persons;
use crate::support::{Browser, TestApp};

const ADDRESS: &str = "/plan/closeness";

/// Marks, from the page as it is now.
async fn mark(browser: &Browser<'_>, marks: &[(&str, &str)]) {
    let page = browser.get(ADDRESS).await.is(200);
    let version = if page.text.contains("name=\"version\"") { page.field("version") } else { String::new() };
    let fields = [marks, &[("version", version.as_str())]].concat();
    assert_eq!(browser.post(ADDRESS, &fields).await.location(), "/plan/closeness?kept");
}

/// What stands there for both.
async fn both(browser: &Browser<'_>) -> String {
    let page = browser.get(ADDRESS).await.is(200).text;
    let section = page.split("<section aria-labelledby=\"both\">").nth(1).unwrap();
    section.split("<details").next().unwrap().to_owned()
}

async fn later(app: &TestApp, people: [PersonId; 2]) -> [Browser<'_>; 2] {
    app.pass(Span::new().hours(24 * 8));
    [app.sign_in_again(people[0]).await, app.sign_in_again(people[1]).await]
}

#[tokio::test]
async fn what_both_said_yes_to_is_on_for_both_at_once_and_nothing_else_shows() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    let alone = ana.get(ADDRESS).await.is(200).says(&["You owe nobody closeness", "steps-of-closeness"]);
    assert!(!alone.text.contains("<form action=\"/plan/closeness\""));
    assert_eq!(ana.post(ADDRESS, &[("walk", "yes")]).await.location(), ADDRESS);
    persons::link(&ana, &bo).await;
    let staff = persons::open_joint_work(&app, ana_id, bo_id).await;
    let couple = persons::couple_id(&app, ana_id).await;
    let page = bo.get(ADDRESS).await.is(200);
    let page =
        page.says(&["Nothing stands here now", "if a \u{201c}no\u{201d} has a price", "I say nothing", "Not now"]);
    let unaware = page.text.clone();
    mark(&ana, &[("walk", "yes"), ("hug", "yes"), ("kiss", "not-now"), ("one-bed", "something-else")]).await;
    ana.get(ADDRESS).await.says(&["value=\"not-now\" selected", "Nothing stands here now"]);
    let [ana, bo] = later(&app, [ana_id, bo_id]).await;
    assert_eq!(bo.get(ADDRESS).await.text, unaware, "nothing of hers shows");
    mark(&bo, &[("walk", "yes"), ("kiss", "yes")]).await;
    for one in [&ana, &bo] {
        assert!(both(one).await.contains("Nothing stands here now"), "it waits for its hour");
    }
    let [ana, bo] = later(&app, [ana_id, bo_id]).await;
    for one in [&ana, &bo] {
        let both = both(one).await;
        assert!(both.contains("Go for a walk") && !both.contains("A hug") && !both.contains("A kiss"), "{both}");
    }
    persons::close_joint_work(&app, &staff, couple).await;
    assert!(both(&bo).await.contains("Nothing stands here now"));
    persons::open_joint_work(&app, ana_id, bo_id).await;
    assert!(both(&bo).await.contains("Go for a walk"));
    mark(&ana, &[("walk", "not-now"), ("hug", "yes")]).await;
    for one in [&ana, &bo] {
        assert!(both(one).await.contains("Nothing stands here now"), "a yes that is taken back ends it at once");
    }
    assert_eq!(app.rows_in("closeness_choice"), 2);
}

#[tokio::test]
async fn two_devices_lose_no_mark_and_what_cannot_be_kept_is_given_back() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    persons::link(&ana, &bo).await;
    persons::open_joint_work(&app, ana_id, bo_id).await;
    mark(&ana, &[("walk", "yes")]).await;
    assert_eq!(ana.post(ADDRESS, &[("walk", "yes")]).await.location(), "/plan/closeness?kept", "sent twice");
    let stale = ana.post(ADDRESS, &[("hug", "yes")]).await.is(409);
    stale.says(&["on another device", "value=\"yes\" selected", "name=\"version\" value=\"1\""]);
    ana.post(ADDRESS, &[("hug", "always")]).await.is(422);
    let data = [("scope", "everything"), ("format", "data")];
    ana.post("/settings/take-with-you", &data).await.is(200).says(&["\"closeness\":{\"walk\":\"yes\"}"]);
    let shared = ana.post("/settings/take-with-you", &[("scope", "shared"), ("format", "data")]).await.is(200);
    assert!(!shared.text.contains("closeness"));
    app.pass(Span::new().minutes(31));
    let page = ana.post(ADDRESS, &[("hug", "not-now"), ("version", "1")]).await.is(401);
    page.says(&["What you typed is still here", "value=\"not-now\" selected", "Keep it"]);
    assert_eq!(ana.post(ADDRESS, &[]).await.location(), "/sign-in");
}
