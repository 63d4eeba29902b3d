//! The interface for programs, through the real router.

#![cfg(test)]

mod booking;
mod description;
mod furnishing;
mod holding;
mod managing;
mod mistakes;
mod searching;
mod troth;

use serde_json::Value;
use troth::{Answer, TestApp, request};

const JSON: (&str, &str) = ("content-type", "application/json");

impl TestApp {
    /// What a JSON body posted to `path` is answered.
    async fn post(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let headers: Vec<_> = headers.iter().copied().chain([JSON]).collect();
        self.send(request("POST", path, &headers, &body.to_string())).await
    }

    /// What a booking under `key` is answered.
    async fn book(&self, key: &str, body: &Value) -> Answer {
        self.post("/api/v1/bookings", &[("idempotency-key", key)], body).await
    }

    /// The starts of the openings that `query` finds.
    async fn starts(&self, query: &str) -> Vec<String> {
        let answer = self.get(&format!("/api/v1/openings?{query}"), &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = answer.json();
        let openings = answer["openings"].as_array().unwrap();
        openings.iter().map(|opening| opening["start"].as_str().unwrap().to_owned()).collect()
    }
}

/// JSON as a snapshot shows it.
fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// Holds that `answer` is a problem of this status and type, with these fields to change.
#[track_caller]
fn check_problem(answer: &Answer, status: u16, slug: &str, fields: &[&str]) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{}", answer.body);
    let problem = answer.json();
    assert_eq!(problem["type"], format!("/problems/{slug}"));
    assert_eq!(problem["status"], status);
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let named: Vec<&str> = errors.iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(named, fields, "{}", answer.body);
}
