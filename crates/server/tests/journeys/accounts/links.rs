//! Links that act once.

use jiff::ToSpan;

use crate::support::{START, TestApp, link_path};

#[tokio::test]
async fn seeing_a_link_does_nothing_and_its_button_acts_once() {
    let app = TestApp::sqlite().await;
    let clinician = app.app.practice().therapists[0].slug.clone();
    let (_, token) = app.client_link("Ana", &clinician).await;
    let address = link_path(&token);
    let scanner = app.browser();
    for _ in 0..3 {
        scanner.get(&address).await.is(200).says(&["method=\"post\"", "works once"]);
        assert_eq!(scanner.cookie("__Host-troth"), "");
    }
    let browser = app.browser();
    assert_eq!(browser.post(&address, &[]).await.location(), "/home");
    browser.get("/home").await.is(200).says(&["Sign out"]);
    let late = app.browser();
    late.get(&address).await.is(404).says(&["does nothing any more"]);
    late.post(&address, &[]).await.is(404);
    assert_eq!(late.cookie("__Host-troth"), "");
}

#[tokio::test]
async fn a_link_ends_by_itself_and_none_can_be_guessed() {
    let app = TestApp::sqlite().await;
    let clinician = app.app.practice().therapists[0].slug.clone();
    let (_, token) = app.client_link("Ana", &clinician).await;
    let address = link_path(&token);
    for guess in [
        "/sign-in/link/",
        "/sign-in/link/x",
        "/sign-in/link/%FF",
        &address[..address.len() - 1],
        &format!("{address}A"),
    ] {
        app.get(guess).await.is(404);
        app.post(guess, &[]).await.is(404);
    }
    app.pass(24.hours());
    app.get(&address).await.is(404);
    app.post(&address, &[]).await.is(404);
    app.set(START.parse().unwrap());
    app.get(&address).await.is(200);
}
