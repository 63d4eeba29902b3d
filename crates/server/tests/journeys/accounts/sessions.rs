//! Staying signed in, and no longer than one should.

use jiff::{Timestamp, ToSpan};
use troth_domain::people::Role;

use crate::support::{START, TestApp};

#[tokio::test]
async fn each_kind_of_person_has_a_page_to_start_from_and_finds_none_of_the_others() {
    let app = TestApp::sqlite().await;
    let pages = ["/home", "/caseload", "/desk", "/settings/staff"];
    let (_, client) = app.client("Ana").await;
    let (_, therapist) = app.staff(Role::Therapist).await;
    let (_, desk) = app.staff(Role::FrontDesk).await;
    let (_, owner) = app.staff(Role::Owner).await;
    for (browser, own) in [(&client, "/home"), (&therapist, "/caseload"), (&desk, "/desk"), (&owner, "/settings/staff")]
    {
        assert_eq!(browser.get("/sign-in").await.location(), own);
        for page in pages {
            let answer = browser.get(page).await.is(if page == own { 200 } else { 404 });
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.header("x-robots-tag"), "noindex");
        }
    }
    for page in pages {
        assert_eq!(app.get(page).await.location(), "/sign-in", "{page}");
    }
}

#[tokio::test]
async fn who_does_nothing_for_a_while_is_signed_out() {
    let app = TestApp::sqlite().await;
    for (staff, minutes) in [(false, 30), (true, 15)] {
        app.set(START.parse().unwrap());
        let browser = if staff { app.staff(Role::FrontDesk).await.1 } else { app.client("Ana").await.1 };
        for _ in 0..3 {
            app.pass((minutes - 1).minutes());
            browser.get("/settings").await.is(200);
        }
        app.pass(minutes.minutes());
        assert_eq!(browser.get("/settings").await.location(), "/sign-in");
    }
}

#[tokio::test]
async fn nobody_stays_signed_in_for_more_than_half_a_day() {
    let app = TestApp::sqlite().await;
    let (_, browser) = app.client("Ana").await;
    for _ in 0..(12 * 60 / 20 - 1) {
        app.pass(20.minutes());
        browser.get("/home").await.is(200);
    }
    app.pass(20.minutes());
    assert_eq!(browser.get("/home").await.location(), "/sign-in");
}

#[tokio::test]
async fn a_clock_that_goes_back_brings_no_session_back() {
    let app = TestApp::sqlite().await;
    let start: Timestamp = START.parse().unwrap();
    let (_, browser) = app.client("Ana").await;
    app.pass(31.minutes());
    assert_eq!(browser.get("/home").await.location(), "/sign-in");
    app.set(start);
    assert_eq!(browser.get("/home").await.location(), "/sign-in");
    // Nor does one go on that was seen in what is the future now; a few minutes between two nodes are no matter.
    let (_, browser) = app.client("Ana").await;
    app.set(start - 2.minutes());
    browser.get("/home").await.is(200);
    app.set(start - 10.minutes());
    assert_eq!(browser.get("/home").await.location(), "/sign-in");
    app.set(start);
    assert_eq!(browser.get("/home").await.location(), "/sign-in");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_clears_the_browser() {
    let app = TestApp::sqlite().await;
    let (_, browser) = app.client("Ana").await;
    let token = browser.cookie("__Host-troth");
    let out = browser.post("/sign-out", &[]).await;
    assert_eq!(out.location(), "/sign-in?out");
    assert_eq!(out.header("clear-site-data"), "\"cookies\", \"storage\"");
    assert_eq!(browser.cookie("__Host-troth"), "");
    browser.set_cookie("__Host-troth", &token);
    assert_eq!(browser.get("/home").await.location(), "/sign-in");
    // Once more, as from a second tab, is no error.
    browser.post("/sign-out", &[]).await.location();
}

#[tokio::test]
async fn a_cookie_that_was_meddled_with_opens_nothing() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let token = ana.cookie("__Host-troth");
    let mut altered = token.clone().into_bytes();
    altered[10] = if altered[10] == b'A' { b'B' } else { b'A' };
    let altered = String::from_utf8(altered).unwrap();
    for value in [altered.as_str(), &token[1..], "x", "%00", &format!("{token}; __Host-troth={token}")] {
        let meddler = app.browser();
        meddler.set_cookie("__Host-troth", value);
        assert_eq!(meddler.get("/home").await.location(), "/sign-in", "{value}");
    }
    // Under another name, such as another site on the same host could set, it opens nothing either.
    let other = app.browser();
    other.set_cookie("troth", &token);
    assert_eq!(other.get("/home").await.location(), "/sign-in");
    ana.get("/home").await.is(200);
}

#[tokio::test]
async fn pages_of_others_sites_cannot_sign_anyone_out() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let cookie = format!("__Host-troth={}", ana.cookie("__Host-troth"));
    let headers =
        [("cookie", cookie.as_str()), ("origin", "https://elsewhere.example"), ("sec-fetch-site", "cross-site")];
    app.post_with("/sign-out", &headers, &[]).await.is(403);
    ana.get("/home").await.is(200);
}
