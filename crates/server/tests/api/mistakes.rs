//! Requests that are wrong in themselves.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::troth::{TestApp, request};
use crate::{JSON, check_problem};

#[tokio::test]
async fn what_is_no_document_is_refused() {
    let test = TestApp::sqlite().await;
    let headers = [JSON, ("idempotency-key", "key")];
    for body in ["", "{", "nothing", r#"{"name":1,"name":2}"#, r#"{"name":"\ud800"}"#, &"[".repeat(20_000)] {
        for path in ["/api/v1/bookings", "/api/v1/holds"] {
            let answer = test.send(request("POST", path, &headers, body)).await;
            check_problem(&answer, 400, "not-json", &[]);
        }
    }
    for body in ["[]", "null", "1", "\"text\""] {
        let answer = test.send(request("POST", "/api/v1/holds", &headers, body)).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
    }
    let mut bytes = request("POST", "/api/v1/holds", &headers, "");
    *bytes.body_mut() = axum::body::Body::from(b"{\"offering\":\"\xff\"}".to_vec());
    check_problem(&test.send(bytes).await, 400, "not-json", &[]);
}

#[tokio::test]
async fn bodies_are_bounded_and_said_to_be_json() {
    let test = TestApp::sqlite().await;
    let large = json!({ "name": "x".repeat(70_000) }).to_string();
    let headers = [JSON, ("idempotency-key", "key")];
    check_problem(&test.send(request("POST", "/api/v1/bookings", &headers, &large)).await, 413, "too-large", &[]);
    for wrong in ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"] {
        let headers = [("content-type", wrong), ("idempotency-key", "key")];
        let answer = test.send(request("POST", "/api/v1/bookings", &headers, "{}")).await;
        check_problem(&answer, 415, "wrong-content-type", &[]);
    }
    check_problem(&test.send(request("POST", "/api/v1/holds", &[], "{}")).await, 415, "wrong-content-type", &[]);
}

#[tokio::test]
async fn a_body_that_is_said_to_be_packed_is_refused_and_never_read_as_if_it_were_not() {
    let test = TestApp::sqlite().await;
    let wish = json!({"offering": "phone-consult", "start": "2026-11-03T11:00:00-07:00"}).to_string();
    for packed in ["gzip", "br", "identity, gzip", "GZIP", "nonsense"] {
        let answer = test.send(request("POST", "/api/v1/holds", &[JSON, ("content-encoding", packed)], &wish)).await;
        check_problem(&answer, 415, "wrong-content-type", &[]);
    }
    let plain = [JSON, ("content-encoding", "identity")];
    assert_eq!(test.send(request("POST", "/api/v1/holds", &plain, &wish)).await.status, 201);
}

#[tokio::test]
async fn wrong_addresses_and_methods_are_problems_too() {
    let test = TestApp::sqlite().await;
    for path in ["/api", "/api/", "/api/v1", "/api/v1/nothing", "/api/v2/openings", "/api/v1/openings/", "/problems/x"]
    {
        check_problem(&test.get(path, &[]).await, 404, "not-found", &[]);
    }
    for (method, path, allowed) in [
        ("PUT", "/api/v1/openings", "GET,HEAD"),
        ("GET", "/api/v1/bookings", "POST"),
        ("TRACE", "/api/v1/holds", "POST"),
        ("POST", "/api/v1/holds/00000000000000000000000000000000", "DELETE"),
        ("DELETE", "/api/openapi.json", "GET,HEAD"),
    ] {
        let answer = test.send(request(method, path, &[], "")).await;
        check_problem(&answer, 405, "method-not-allowed", &[]);
        assert_eq!(answer.header("allow"), Some(allowed), "{method} {path}");
    }
}

#[tokio::test]
async fn too_many_say_when_to_try_again() {
    let test = TestApp::with_limits("bookings_per_hour_per_address = 1\nholds_per_hour_per_address = 2").await;
    let at = |start: &str| json!({"offering": "phone-consult", "start": start, "name": "Ana", "phone": "8015550134"});
    assert_eq!(test.book("a", &at("2026-11-03T09:00:00-07:00")).await.status, 201);
    let second = test.book("b", &at("2026-11-03T10:00:00-07:00")).await;
    check_problem(&second, 429, "too-many", &[]);
    assert_eq!(second.header("retry-after"), Some("3600"), "bookings are counted by the hour");
    assert_eq!(test.book("a", &at("2026-11-03T09:00:00-07:00")).await.status, 201, "a repeat books nothing");
    let wish = json!({"offering": "phone-consult", "start": "2026-11-03T11:00:00-07:00"});
    for status in [201, 409, 429] {
        assert_eq!(test.post("/api/v1/holds", &[], &wish).await.status, status);
    }
    test.pass(60);
    let later = test.book("b", &at("2026-11-03T10:00:00-07:00")).await;
    assert_eq!(later.status, 201, "after the seconds that were said: {}", later.body);
}

#[tokio::test]
async fn every_type_of_problem_is_explained() {
    let test = TestApp::sqlite().await;
    let kind = test.get("/api/v1/nothing", &[]).await.json()["type"].as_str().unwrap().to_owned();
    let explained = test.get(&kind, &[]).await;
    assert_eq!(explained.header("content-type"), Some("text/plain; charset=utf-8"));
    assert!(explained.body.starts_with("There is nothing here (404)"), "{}", explained.body);
}

fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        ".{0,12}",
        Just("phone-consult".to_owned()),
        Just("ada".to_owned()),
        Just("2026-11-03T09:00:00-07:00".to_owned()),
        Just("9999-12-31T23:59:59-00:00".to_owned()),
        Just("+1 801 555 0134".to_owned()),
        Just("ana@example.org".to_owned()),
        Just("00000000000000000000000000000000".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from)
    ];
    let key = prop::sample::select(vec![
        "offering",
        "start",
        "therapist",
        "location",
        "hold",
        "name",
        "email",
        "phone",
        "zone",
        "safe_contact",
        "hours",
        "from",
        "to",
        "voicemail",
        "invitation",
        "reason",
        "other",
    ]);
    leaf.prop_recursive(3, 40, 10, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(key.clone().prop_map(str::to_owned), inner, 0..10)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

#[test]
fn no_body_breaks_the_server() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let test = runtime.block_on(TestApp::sqlite());
    let bodies = prop_oneof![
        any_json().prop_map(|body| body.to_string().into_bytes()),
        prop::collection::vec(any::<u8>(), 0..64),
    ];
    proptest!(ProptestConfig::with_cases(200), |(body in bodies, path in prop::sample::select(vec![
        "/api/v1/bookings", "/api/v1/holds", "/manage/x/move", "/manage/x/cancellation",
    ]))| {
        let headers = [JSON, ("idempotency-key", "key"), ("accept", "application/json")];
        let mut sent = request("POST", path, &headers, "");
        *sent.body_mut() = axum::body::Body::from(body.clone());
        let answer = runtime.block_on(test.send(sent));
        prop_assert!(answer.status.as_u16() < 500, "{} {:?}", answer.status, String::from_utf8_lossy(&body));
    });
}
