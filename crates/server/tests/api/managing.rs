//! Seeing, moving and cancelling by link, as JSON.

use serde_json::{Value, json};

use crate::troth::{Answer, TestApp, request};
use crate::{JSON, check_problem, pretty};

const ACCEPT: (&str, &str) = ("accept", "application/json");

async fn booked(test: &TestApp, start: &str) -> String {
    let body = json!({"offering": "phone-consult", "start": start, "name": "Ana", "email": "ana@example.org"});
    let answer = test.book(start, &body).await.json();
    answer["manage_url"].as_str().unwrap().strip_prefix("http://localhost:8080").unwrap().to_owned()
}

async fn act(test: &TestApp, path: &str, body: &Value) -> Answer {
    test.send(request("POST", path, &[ACCEPT, JSON], &body.to_string())).await
}

#[tokio::test]
async fn a_link_shows_its_own_booking_and_no_other() {
    let test = TestApp::sqlite().await;
    let link = booked(&test, "2026-11-03T09:00:00-07:00").await;
    let mut seen = test.get(&link, &[ACCEPT]).await;
    assert_eq!(seen.header("cache-control"), Some("no-store"));
    assert_eq!(seen.header("referrer-policy"), Some("no-referrer"));
    seen.body = seen.body.replace(&link, "LINK");
    let mut shown = seen.json();
    shown["reference"] = json!("REFERENCE");
    insta::assert_snapshot!(pretty(&shown), @r#"
    {
      "calendar_url": "http://localhost:8080LINK/appointment.ics",
      "change_until": "2026-11-03T09:00:00-07:00",
      "end": "2026-11-03T09:15:00-07:00",
      "location": null,
      "manage_url": "http://localhost:8080LINK",
      "may_change": true,
      "name": "Ana",
      "offering": "phone-consult",
      "reference": "REFERENCE",
      "start": "2026-11-03T09:00:00-07:00",
      "state": "confirmed",
      "therapist": "ada",
      "zone": "America/Denver"
    }
    "#);
    let altered = format!("{}A", &link[..link.len() - 1]);
    for path in [altered.as_str(), "/manage/x", "/manage/%FF"] {
        check_problem(&test.get(path, &[ACCEPT]).await, 404, "not-found", &[]);
    }
}

#[tokio::test]
async fn a_booking_is_moved_and_cancelled() {
    let test = TestApp::sqlite().await;
    let link = booked(&test, "2026-11-03T09:00:00-07:00").await;
    let taken = booked(&test, "2026-11-05T09:30:00-07:00").await;
    let to = |start: &str| json!({"start": start, "reason": "Work"});
    let moved = act(&test, &format!("{link}/move"), &to("2026-11-05T11:30:00-07:00")).await;
    assert_eq!(moved.status, 200, "{}", moved.body);
    assert_eq!(moved.json()["start"], "2026-11-05T11:30:00-07:00");
    let clash = act(&test, &format!("{link}/move"), &to("2026-11-05T09:30:00-07:00")).await;
    check_problem(&clash, 409, "opening-taken", &[]);
    assert_eq!(clash.json()["nearest"].as_array().unwrap().len(), 3);
    let never = act(&test, &format!("{link}/move"), &to("2026-11-04T11:31:00-07:00")).await;
    check_problem(&never, 422, "never-an-opening", &["start"]);
    let wrong = act(&test, &format!("{link}/move"), &json!({"therapist": "ben", "when": 1})).await;
    check_problem(&wrong, 422, "invalid-fields", &["start", "therapist", "when"]);

    for _ in 0..2 {
        let cancelled = act(&test, &format!("{link}/cancellation"), &json!({})).await;
        assert_eq!(cancelled.status, 200, "{}", cancelled.body);
        assert_eq!(cancelled.json()["state"], "cancelled");
        assert_eq!(cancelled.json()["may_change"], false);
    }
    let over = act(&test, &format!("{link}/move"), &to("2026-11-05T11:30:00-07:00")).await;
    check_problem(&over, 409, "not-active", &[]);
    let form = [ACCEPT, ("content-type", "application/x-www-form-urlencoded")];
    let by_form = test.send(request("POST", &format!("{taken}/cancellation"), &form, "reason=a+child+is+ill")).await;
    assert_eq!(by_form.json()["state"], "cancelled");
}

#[tokio::test]
async fn too_late_says_until_when() {
    let test = TestApp::sqlite().await;
    let body = json!({"offering": "couple-session", "start": "2026-11-04T09:00:00-07:00", "name": "Ana",
        "email": "ana@example.org"});
    let answer = test.book("key", &body).await.json();
    let link = answer["manage_url"].as_str().unwrap().strip_prefix("http://localhost:8080").unwrap().to_owned();
    test.pass(26 * 60);
    assert_eq!(test.get(&link, &[ACCEPT]).await.json()["may_change"], false);
    let late = act(&test, &format!("{link}/cancellation"), &json!({})).await;
    check_problem(&late, 409, "too-late", &[]);
    assert_eq!(late.json()["until"], "2026-11-03T09:00:00-07:00");
}
