//! What goes with every page: no cookie, no cache, no third party.

use super::{book, choose, support::TestApp};

#[tokio::test]
async fn no_page_sets_a_cookie_or_stays_in_a_cache() {
    let app = TestApp::sqlite().await;
    let link = book(&app, "phone-consult", 0).await;
    for address in [
        "/",
        "/book",
        "/book/couple-session",
        "/therapists",
        "/help-now",
        "/guide",
        "/guide/acknowledge",
        "/nowhere",
        &link,
    ] {
        let answer = app.get(address).await;
        assert_eq!(answer.header("set-cookie"), "", "{address}");
        assert_eq!(answer.header("cache-control"), "no-store", "{address}");
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{address}");
        assert!(answer.header("content-type").starts_with("text/html"), "{address}");
        let answer = answer.says(&["Leave this page", "Help now", "<h1>"]);
        assert_eq!(answer.text.matches("<h1>").count(), 1, "{address}");
    }
}

#[tokio::test]
async fn a_private_page_is_listed_nowhere_and_tells_its_address_to_nobody() {
    let app = TestApp::sqlite().await;
    let link = book(&app, "phone-consult", 0).await;
    let page = app.get(&link).await;
    assert_eq!((page.header("referrer-policy"), page.header("x-robots-tag")), ("no-referrer", "noindex"));
    for address in [format!("{link}/move"), format!("{link}/cancellation")] {
        let page = app.get(&address).await;
        // Only our own server may be told, which the check against forged forms needs.
        assert_eq!((page.header("referrer-policy"), page.header("x-robots-tag")), ("same-origin", "noindex"));
    }
    assert_eq!(choose(&app, "phone-consult", 2).await.header("x-robots-tag"), "noindex");
}

#[tokio::test]
async fn assets_are_kept_for_good_under_the_name_of_their_content() {
    let app = TestApp::sqlite().await;
    let page = app.get("/").await.text;
    let names: Vec<&str> = page.split("\"/assets/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(names.len() >= 3, "style, icon and script: {names:?}");
    for name in names {
        let asset = app.get(&format!("/assets/{name}")).await.is(200);
        assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable", "{name}");
        assert_eq!(asset.header("set-cookie"), "", "{name}");
    }
    for name in ["site.css", "..%2Fmain.rs", "%FF", "site.0000000000000000.css"] {
        app.get(&format!("/assets/{name}")).await.is(404);
    }
}
