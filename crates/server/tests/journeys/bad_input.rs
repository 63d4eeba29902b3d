//! Whatever is sent, the answer is a page with plain words, and never a fault of ours.

use axum::http::Method;
use proptest::prelude::*;

use super::support::{Answer, TestApp};
use super::{WHO, choose, send};

const FORM: &str = "application/x-www-form-urlencoded";

#[track_caller]
fn is_kind(answer: &Answer, status: u16, what: &str) {
    assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.text);
    assert!(answer.header("content-type").starts_with("text/html"), "{what}");
    assert!(answer.text.contains("<h1>") && answer.text.contains("801-555-0100"), "{what} says whom to call");
}

#[tokio::test]
async fn wrong_addresses_lead_on() {
    let app = TestApp::sqlite().await;
    for address in [
        "/nowhere",
        "/book/nothing",
        "/book/UPPER",
        "/book/%FF",
        "/book/%00",
        "/book/..%2F..%2Fetc%2Fpasswd",
        "/book/",
        "/manage/guessed",
        "/manage/%FF",
        "/manage/a/b/c",
        "//example.org/",
        "/help-now/",
    ] {
        is_kind(&app.get(address).await, 404, address);
    }
}

#[tokio::test]
async fn wrong_methods_types_and_sizes_are_refused_kindly() {
    let app = TestApp::sqlite().await;
    let check = async |method: Method, address: &str, kind: &str, body: String, status: u16| {
        let what = format!("{method} {address} {kind}");
        is_kind(&app.raw(method, address, kind, body).await, status, &what);
    };
    check(Method::DELETE, "/book", FORM, String::new(), 405).await;
    check(Method::POST, "/", FORM, String::new(), 405).await;
    check(Method::PUT, "/manage/x", FORM, String::new(), 405).await;
    check(Method::GET, "/book/phone-consult/hold", FORM, String::new(), 405).await;
    check(Method::POST, "/book/phone-consult", "text/plain", "name=Ana".into(), 415).await;
    check(Method::POST, "/book/phone-consult", "multipart/form-data; boundary=x", "--x--".into(), 415).await;
    check(Method::POST, "/book/phone-consult", FORM, format!("name={}", "x".repeat(70_000)), 413).await;
    check(Method::POST, "/book/phone-consult", FORM, "name=a&name=b".into(), 400).await;
    check(Method::POST, "/book/phone-consult", FORM, "name=%FF".into(), 400).await;
    check(Method::POST, "/book/phone-consult/hold", FORM, "start=%".into(), 400).await;
    check(Method::POST, "/book/phone-consult/hold", FORM, String::new(), 422).await;
    check(Method::POST, "/book/phone-consult", FORM, "name=Ana".into(), 422).await;
    check(Method::GET, "/book?zone=a&zone=b", FORM, String::new(), 400).await;
    check(Method::GET, "/book/phone-consult/details", FORM, String::new(), 422).await;
}

#[tokio::test]
async fn odd_choices_are_said_beside_their_fields() {
    let app = TestApp::sqlite().await;
    for query in [
        "zone=Nowhere/Land",
        "zone=UTC%2B3",
        "zone=..%2F..%2Fetc%2Fpasswd",
        "zone=EST5EDT,M3.2.0,M11.1.0",
        "therapist=nobody",
        "therapist=../x",
        "location=mars",
        "from=2026-02-30",
        "from=soon",
    ] {
        let page = app.get(&format!("/book/phone-consult?{query}")).await.is(422);
        page.says(&["<title>Error: ", "role=\"alert\""]);
    }
    for query in ["from=-009999-01-01", "from=9999-12-31", "from=1999-01-01", "replaces=zz", "replaces=%20"] {
        app.get(&format!("/book/phone-consult?{query}")).await.is(200);
    }
}

#[tokio::test]
async fn what_never_was_an_opening_is_no_booking() {
    let app = TestApp::sqlite().await;
    for start in [
        "2026-10-30T20:07:00Z",
        "2026-10-30T20:00:00.5Z",
        "2020-01-01T10:00:00Z",
        "2026-10-30T18:15:00Z",
        "2028-01-03T17:00:00Z",
        "-009990-01-02T00:00:00Z",
        "9999-12-30T00:00:00Z",
    ] {
        app.post("/book/phone-consult/hold", &[("start", start)]).await.is(422).says(&["Nothing was booked"]);
        let form = [("start", start), WHO[0], WHO[1]];
        app.post("/book/phone-consult", &form).await.is(422).says(&["Nothing was booked", "Robin Example"]);
    }
}

#[tokio::test]
async fn names_and_addresses_cannot_forge_a_header() {
    let app = TestApp::sqlite().await;
    let details = choose(&app, "phone-consult", 0).await;
    for (name, email) in [
        ("Ana\r\nBcc: x@example.org", "ana@example.org"),
        ("Ana", "ana@example.org\r\nBcc: x@example.org"),
        ("Ana", "ana@example.org, bo@example.org"),
        ("Ana\u{202E}", "ana@example.org"),
        ("Ana\0", "ana@example.org"),
    ] {
        send(&app, "phone-consult", &details, &[("name", name), ("email", email)]).await.is(422);
    }
}

#[tokio::test]
async fn an_unknown_hold_is_no_hold() {
    let app = TestApp::sqlite().await;
    let details = choose(&app, "phone-consult", 0).await;
    for hold in ["x", "00000000000000000000000000000000", &details.field("hold").to_uppercase()] {
        let form = [("start", details.field("start")), ("hold", hold.to_owned())];
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).chain(WHO).collect();
        let answer = app.post("/book/phone-consult", &form).await;
        assert!([303, 409].contains(&answer.status.as_u16()), "{hold}: {}", answer.text);
        app.post(&format!("/book/hold/{hold}/renewal"), &[]).await.is(404);
    }
}

#[tokio::test]
async fn too_often_is_said_kindly_and_says_when_to_come_back() {
    let app = TestApp::with_limits(|limits| {
        limits.enabled = true;
        limits.requests_per_minute_per_address = 2;
    })
    .await;
    app.get("/help-now").await.is(200);
    app.get("/help-now").await.is(200);
    let page = app.get("/help-now").await;
    is_kind(&page, 429, "the third request in a minute");
    assert!(page.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_that_is_sent_is_a_fault_of_ours(
        path in "/(book|manage)(/[a-z%0-9.-]{0,20}){0,3}",
        query in "((start|from|zone|hold|replaces|therapist|location)=[ -~]{0,24}&){0,4}",
        body in "((start|name|email|phone|hold|zone|hours_from|reason)=[ -~]{0,24}&){0,6}",
    ) {
        let query: String = query.chars().filter(|character| !" #\"<>`\\^{}|".contains(*character)).collect();
        let address = format!("{path}?{query}");
        prop_assume!(address.parse::<axum::http::Uri>().is_ok());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let app = TestApp::sqlite().await;
            for answer in [app.get(&address).await, app.raw(Method::POST, &address, FORM, body.clone()).await] {
                assert!(!answer.status.is_server_error(), "{address} {body}: {}", answer.text);
            }
        });
    }
}
