//! One's own settings.

use jiff::ToSpan;

use super::{Kept, PASSPHRASE, begin, sign_in};
use crate::support::TestApp;

#[tokio::test]
async fn devices_are_listed_and_signed_out_by_their_owner_alone() {
    let app = TestApp::sqlite().await;
    let (first, kept) = begin(&app).await;
    let second = app.browser();
    sign_in(&second, &kept.name, PASSPHRASE).await.location();
    let (other, _) = begin(&app).await;
    let page = first.get("/settings/sessions").await.is(200).says(&["Firefox on Linux", "this device"]);
    let end = page
        .text
        .split("action=\"")
        .find(|part| part.starts_with("/settings/sessions/") && !part.contains("others/end\""));
    let end = end.unwrap().split('"').next().unwrap().to_owned();
    // Another person cannot end it, and is told nothing.
    other.post(&end, &[]).await.location();
    second.get("/home").await.is(200);
    first.post(&end, &[]).await.location();
    assert_eq!(second.get("/home").await.location(), "/sign-in");
    first.get("/home").await.is(200);
    other.get("/home").await.is(200);
    for guess in ["x", "00", "%FF"] {
        let answer = first.post(&format!("/settings/sessions/{guess}/end"), &[]).await;
        assert!(answer.status.is_client_error(), "{guess}");
    }
    sign_in(&second, &kept.name, PASSPHRASE).await.location();
    first.post("/settings/sessions/others/end", &[]).await.location();
    assert_eq!(second.get("/home").await.location(), "/sign-in");
}

#[tokio::test]
async fn a_change_asks_first_whether_it_is_oneself() {
    let app = TestApp::sqlite().await;
    let (browser, kept) = begin(&app).await;
    browser.get("/settings/passphrase").await.is(200);
    app.pass(10.minutes());
    let confirm = browser.get("/settings/passphrase").await.location();
    assert_eq!(confirm, "/settings/confirm?next=%2Fsettings%2Fpassphrase");
    let new = "a new row of plum trees";
    assert_eq!(browser.post("/settings/passphrase", &[("passphrase", new)]).await.location(), confirm);
    assert_eq!(
        browser.post("/settings/recovery-codes", &[]).await.location(),
        "/settings/confirm?next=%2Fsettings%2Frecovery%2Dcodes"
    );
    let page = browser.get(&confirm).await.is(200);
    let next = page.field("next");
    browser.post("/settings/confirm", &[("next", &next), ("passphrase", "not it at all")]).await.is(422);
    let token = browser.cookie("__Host-troth");
    let to = browser.post("/settings/confirm", &[("next", &next), ("passphrase", PASSPHRASE)]).await.location();
    assert_eq!(to, "/settings/passphrase");
    assert_ne!(browser.cookie("__Host-troth"), token, "whoever knew the old token has nothing");
    let thief = app.browser();
    thief.set_cookie("__Host-troth", &token);
    assert_eq!(thief.get("/home").await.location(), "/sign-in");
    let second = app.browser();
    sign_in(&second, &kept.name, PASSPHRASE).await.location();
    browser.post("/settings/passphrase", &[("passphrase", "short")]).await.is(422);
    browser.post("/settings/passphrase", &[("passphrase", new)]).await.location();
    assert_eq!(second.get("/home").await.location(), "/sign-in");
    browser.get("/home").await.is(200);
    assert_eq!(sign_in(&second, &kept.name, new).await.location(), "/home");
    for next in ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"] {
        let to = browser.post("/settings/confirm", &[("next", next), ("passphrase", new)]).await.location();
        assert_eq!(to, "/settings", "{next}");
    }
}

#[tokio::test]
async fn a_session_that_was_confirmed_again_and_again_still_ends() {
    let app = TestApp::sqlite().await;
    let (browser, _) = begin(&app).await;
    for _ in 0..35 {
        app.pass(20.minutes());
        browser.post("/settings/confirm", &[("next", "/settings"), ("passphrase", PASSPHRASE)]).await.location();
    }
    app.pass(20.minutes());
    assert_eq!(browser.get("/settings").await.location(), "/sign-in");
}

#[tokio::test]
async fn new_recovery_codes_take_the_place_of_the_old_ones() {
    let app = TestApp::sqlite().await;
    let (browser, kept) = begin(&app).await;
    browser.get("/settings/recovery-codes").await.is(200).says(&["<strong>8</strong> codes left"]);
    let fresh = Kept::of(&browser.post("/settings/recovery-codes", &[]).await.is(200));
    assert_eq!((fresh.codes.len(), &fresh.name), (8, &kept.name));
    assert!(fresh.codes.iter().all(|code| !kept.codes.contains(code)));
}
