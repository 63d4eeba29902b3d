//! What lies ahead: a plan for a setback and dates, which nobody but their owner sees.

use jiff::Span;
use troth_domain::limits::PLAN_TEXT_CHARACTERS_MAX;
use troth_domain::people::Role;

use crate::persons;
use crate::staff::page_of;
use crate::support::{Browser, TestApp};

/// Adds a date; answers where it leads.
async fn add(browser: &Browser<'_>, what: &str, (month, day, year): (&str, &str, &str)) -> String {
    let fields = [("what", what), ("on", month), ("on-day", day), ("on-year", year)];
    browser.post("/plan/long-term", &fields).await.location()
}

#[tokio::test]
async fn a_plan_for_a_setback_is_written_used_changed_and_deleted_by_its_owner_alone() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (_, bo) = app.client("Bo").await;
    persons::link(&ana, &bo).await;
    let (_, therapist) = app.staff(Role::Therapist).await;
    let seen = async || {
        let bos = [bo.get("/plan").await.text, bo.get("/home").await.text, bo.get("/plan/setbacks").await.text];
        (bos, therapist.get(&page_of(ana_id)).await.is(200).text)
    };
    let before = seen().await;
    ana.get("/plan/steps/5").await.is(200).says(&["href=\"/plan/setbacks\"", "href=\"/plan/long-term\""]);
    ana.get("/plan/setbacks").await.is(200).says(&["Only you see it", "Write a plan", "Not now", "early-signs"]);
    let form = ana.get("/plan/setbacks/text").await.is(200);
    form.says(&["What I do first", "if it is not safe to tell", "Nobody reads this right away"]);
    ana.post("/plan/setbacks/text", &[("early-signs", "  ")])
        .await
        .is(422)
        .says(&["Write a word in one of the places"]);
    ana.post("/plan/setbacks/use", &[("turn", "to")]).await.is(422);
    let first = [("early-signs", "Late evenings.\nAlone."), ("who-i-turn-to", "My sister")];
    assert_eq!(ana.post("/plan/setbacks/text", &first).await.location(), "/plan/setbacks?kept");
    assert_eq!(ana.post("/plan/setbacks/text", &first).await.location(), "/plan/setbacks?kept", "sent twice");
    let page = ana.get("/plan/setbacks").await.is(200).says(&["Late evenings.\nAlone.", "There is one now"]);
    assert!(!page.text.contains("What helps me afterward"), "what was left out is not there");
    assert_eq!(ana.post("/plan/setbacks/use", &[("turn", "to")]).await.location(), "/plan/setbacks");
    ana.get("/plan/setbacks").await.is(200).says(&["Take one line at a time", "Lay it by again", "Help now"]);
    let version = ana.get("/plan/setbacks/text").await.is(200).field("version");
    let changed = [("what-helps", "A walk"), ("version", version.as_str())];
    assert_eq!(ana.post("/plan/setbacks/text", &changed).await.location(), "/plan/setbacks?kept");
    ana.get("/plan/setbacks").await.is(200).says(&["A walk", "Lay it by again"]);
    ana.post("/plan/setbacks/use", &[("turn", "back")]).await.location();
    ana.get("/plan/setbacks").await.is(200).says(&["There is one now"]);
    ana.post("/plan/setbacks/use", &[("turn", "round")]).await.is(400);
    assert_eq!(seen().await, before, "nobody learns of it");
    ana.get("/plan/setbacks/deletion").await.is(200).says(&["Keep it"]);
    assert_eq!(ana.post("/plan/setbacks/deletion", &[]).await.location(), "/plan/setbacks?deleted");
    ana.get("/plan/setbacks").await.is(200).says(&["Write a plan"]);
    assert_eq!(app.rows_in("private_document"), 0);
}

#[tokio::test]
async fn two_devices_overwrite_no_plan_unseen_and_nothing_that_was_typed_is_lost() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    ana.post("/plan/setbacks/text", &[("early-signs", "The first")]).await.location();
    let stale = ana.post("/plan/setbacks/text", &[("early-signs", "The second")]).await.is(409);
    let stale = stale.says(&["on another device", "The first", "The second"]);
    let again = [("early-signs", "The second"), ("version", &stale.field("version"))];
    assert_eq!(ana.post("/plan/setbacks/text", &again).await.location(), "/plan/setbacks?kept");
    let long = "x".repeat(PLAN_TEXT_CHARACTERS_MAX + 1);
    let wrong = ana.post("/plan/setbacks/text", &[("what-i-do", &long), ("what-helps", "Tea")]).await.is(422);
    wrong.says(&["Shorten this to 2000 characters", &long, "Tea"]);
    app.pass(Span::new().minutes(31));
    let out = ana.post("/plan/setbacks/text", &[("what-helps", "Tea"), ("version", "2")]).await.is(401);
    out.says(&["What you typed is still here", "Tea", "name=\"version\" value=\"2\"", "Keep it"]);
    assert_eq!(ana.post("/plan/setbacks/text", &[("what-helps", " ")]).await.location(), "/sign-in");
}

#[tokio::test]
async fn dates_are_looked_forward_to_looked_back_on_moved_and_taken_out() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    let before = bo.get("/plan/long-term").await.is(200).text;
    ana.get("/plan/long-term").await.is(200).says(&["Nothing here is ever late", "The first day", "value=\"2026\""]);
    let wrong = ana.post("/plan/long-term", &[("what", ""), ("on", "2"), ("on-day", "30"), ("on-year", "2027")]).await;
    wrong.is(422).says(&["Write a few words", "Enter a day that there is", "href=\"#on\"", "value=\"30\""]);
    for (year, day, said) in [("2026", "29", "from today on"), ("2037", "30", "from today on")] {
        let fields = [("what", "Then"), ("on", "10"), ("on-day", day), ("on-year", year)];
        ana.post("/plan/long-term", &fields).await.is(422).says(&[said, "Then"]);
    }
    assert_eq!(add(&ana, "The first winter", ("12", "24", "2026")).await, "/plan/long-term?kept");
    assert_eq!(add(&ana, "The first winter", ("12", "24", "2026")).await, "/plan/long-term?kept", "sent twice");
    let taken = [("what", "Something else"), ("on", "12"), ("on-day", "24"), ("on-year", "2026")];
    ana.post("/plan/long-term", &taken)
        .await
        .is(422)
        .says(&["There is something on that day already", "Something else"]);
    add(&ana, "See how our Sundays are", ("11", "8", "2026")).await;
    let list = ana.get("/plan/long-term").await.is(200);
    list.says(&["To look forward to", "Sunday, November 8", "/plan/long-term/2026-12-24", "Another day"]);
    let sundays = "/plan/long-term/2026-11-08";
    let page = ana.get(sundays).await.is(200).says(&["See how our Sundays are", "Another day, or none"]);
    assert!(!page.text.contains("name=\"back\""), "nobody looks back before the day");
    let version = page.field("version");
    let early = [("do", "look-back"), ("back", "Good"), ("version", version.as_str())];
    ana.post(sundays, &early).await.is(422).says(&["has not come yet"]);
    app.pass(Span::new().hours(24 * 10));
    let ana = app.sign_in_again(ana_id).await;
    ana.get("/plan/long-term").await.is(200).says(&["To look back on, if you like"]);
    ana.get(sundays).await.is(200).says(&["name=\"back\"", "Leave it as it is"]);
    assert_eq!(ana.post(sundays, &early).await.location(), "/plan/long-term?kept");
    ana.get("/plan/long-term").await.is(200).says(&["You looked back"]);
    let stale = [("do", "look-back"), ("back", "Not so good"), ("version", version.as_str())];
    let both = ana.post(sundays, &stale).await.is(409).says(&["on another device", "Good", "Not so good"]);
    let moved =
        [("do", "move"), ("on", "1"), ("on-day", "3"), ("on-year", "2027"), ("version", &both.field("version"))];
    assert_eq!(ana.post(sundays, &moved).await.location(), "/plan/long-term?kept");
    assert_eq!(ana.post(sundays, &moved).await.location(), "/plan/long-term", "it is there already");
    assert_eq!(ana.get(sundays).await.location(), "/plan/long-term");
    let january = "/plan/long-term/2027-01-03";
    let onto = [("do", "move"), ("on", "12"), ("on-day", "24"), ("on-year", "2026")];
    ana.post(january, &onto)
        .await
        .is(422)
        .says(&["There is something on that day already", "<details class=\"rules-again\" open"]);
    for address in [january, "/plan/long-term/2026-12-24"] {
        let version = ana.get(address).await.is(200).field("version");
        ana.post(address, &[("do", "take-out"), ("version", &version)]).await.location();
    }
    ana.get("/plan/long-term").await.is(200).says(&["The first day"]);
    assert_eq!(app.rows_in("private_document"), 0);
    ana.get("/plan/long-term/soon").await.is(404);
    ana.post(sundays, &[("do", "burn")]).await.is(400);
    let bo = app.sign_in_again(bo_id).await;
    assert_eq!(bo.get("/plan/long-term").await.is(200).text, before);
}

#[tokio::test]
async fn a_date_and_a_look_back_that_cannot_be_kept_are_given_back() {
    let app = TestApp::sqlite().await;
    let stranger = app.browser();
    let fields = [("what", "Our walks"), ("on", "3"), ("on-day", "2"), ("on-year", "2027")];
    let page = stranger.post("/plan/long-term", &fields).await.is(401);
    page.says(&[
        "What you typed is still here",
        "Our walks",
        "value=\"2027\"",
        "action=\"/plan/long-term\"",
        "Keep it",
    ]);
    let day = "/plan/long-term/2027-03-02";
    let fields = [("do", "look-back"), ("back", "It was good"), ("version", "4")];
    let page = stranger.post(day, &fields).await.is(401);
    page.says(&["It was good", "name=\"version\" value=\"4\"", "name=\"do\" value=\"look-back\"", day]);
    assert_eq!(stranger.post(day, &[("do", "take-out")]).await.location(), "/sign-in");
    assert_eq!(stranger.post("/plan/long-term", &[]).await.location(), "/sign-in");
}

#[tokio::test]
async fn what_was_planned_ahead_is_in_the_file_of_everything_and_not_in_that_of_what_two_share() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    ana.post("/plan/setbacks/text", &[("what-i-do", "Count to ten")]).await.location();
    add(&ana, "The first winter", ("12", "24", "2026")).await;
    for format in ["page", "data"] {
        let everything = ana.post("/settings/take-with-you", &[("scope", "everything"), ("format", format)]).await;
        everything.is(200).says(&["Count to ten", "The first winter"]);
        let shared = ana.post("/settings/take-with-you", &[("scope", "shared"), ("format", format)]).await.is(200);
        for own in ["Count to ten", "The first winter", "setback", "time_ahead", "time ahead"] {
            assert!(!shared.text.contains(own), "{own}");
        }
    }
}
