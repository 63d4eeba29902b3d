//! The OpenAPI document says what there is.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::troth::TestApp;

async fn description() -> Value {
    let test = TestApp::sqlite().await;
    let answer = test.get("/api/openapi.json", &[]).await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    answer.json()
}

#[tokio::test]
async fn every_operation_is_described() {
    let api = description().await;
    assert!(api["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut operations = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let statuses: Vec<&str> = operation["responses"].as_object().unwrap().keys().map(String::as_str).collect();
            operations.push(format!("{method} {path}: {}", statuses.join(" ")));
        }
    }
    insta::assert_debug_snapshot!(operations, @r#"
    [
        "post /api/v1/bookings: 201 400 403 409 413 415 422 429 500 503",
        "post /api/v1/holds: 201 400 403 409 413 415 422 429 500 503",
        "delete /api/v1/holds/{hold}: 204 403 404 429 500 503",
        "get /api/v1/locations: 200 429 500 503",
        "get /api/v1/offerings: 200 429 500 503",
        "get /api/v1/openings: 200 422 429 500 503",
        "get /api/v1/therapists: 200 429 500 503",
        "get /livez: 200",
        "get /manage/{token}: 200 404 429 500 503",
        "get /manage/{token}/appointment.ics: 200 404 429 500 503",
        "get /manage/{token}/cancellation: 200 404 429 500 503",
        "post /manage/{token}/cancellation: 200 400 403 404 409 413 415 422 429 500 503",
        "get /manage/{token}/move: 200 404 429 500 503",
        "post /manage/{token}/move: 200 400 403 404 409 413 415 422 429 500 503",
        "get /problems/{slug}: 200 404 429 500 503",
        "get /readyz: 200 503",
    ]
    "#);
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let api = description().await;
    let mut references = BTreeSet::new();
    gather(&api, &mut references);
    assert!(references.len() > 10);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(api.pointer(pointer).is_some(), "{reference}");
    }
}

fn gather(value: &Value, references: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                references.insert(reference.to_owned());
            }
            members.values().for_each(|value| gather(value, references));
        }
        Value::Array(items) => items.iter().for_each(|value| gather(value, references)),
        _ => {}
    }
}

#[tokio::test]
async fn slugs_are_those_of_this_practice() {
    let api = description().await;
    let slugs = &api["components"]["schemas"]["OfferingSlug"]["enum"];
    assert_eq!(*slugs, serde_json::json!(["phone-consult", "couple-session"]));
}
