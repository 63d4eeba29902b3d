//! Keeping a time.

use serde_json::json;

use crate::check_problem;
use crate::troth::{TestApp, request};

const NINE: &str = "2026-11-03T09:00:00-07:00";

#[tokio::test]
async fn a_hold_takes_the_time_from_others_and_gives_it_back() {
    let test = TestApp::sqlite().await;
    let wish = json!({"offering": "phone-consult", "start": NINE});
    let held = test.post("/api/v1/holds", &[], &wish).await;
    assert_eq!(held.status, 201, "{}", held.body);
    assert_eq!(held.json()["expires_at"], "2026-11-02T08:10:00-07:00");
    assert_ne!(test.starts("offering=phone-consult&from=2026-11-03&days=1").await.first().unwrap(), NINE);
    check_problem(&test.post("/api/v1/holds", &[], &wish).await, 409, "opening-taken", &[]);

    let path = format!("/api/v1/holds/{}", held.json()["hold"].as_str().unwrap());
    for _ in 0..2 {
        let given_back = test.send(request("DELETE", &path, &[], "")).await;
        assert_eq!((given_back.status.as_u16(), given_back.body.as_str()), (204, ""));
    }
    assert_eq!(test.starts("offering=phone-consult&from=2026-11-03&days=1").await.first().unwrap(), NINE);
}

#[tokio::test]
async fn a_hold_is_renewed_by_name_up_to_thirty_minutes() {
    let test = TestApp::sqlite().await;
    let held = test.post("/api/v1/holds", &[], &json!({"offering": "phone-consult", "start": NINE})).await.json();
    let again = json!({"offering": "phone-consult", "start": NINE, "hold": held["hold"]});
    for expires_at in ["2026-11-02T08:18:00-07:00", "2026-11-02T08:26:00-07:00", "2026-11-02T08:30:00-07:00"] {
        test.pass(8);
        let renewed = test.post("/api/v1/holds", &[], &again).await;
        assert_eq!(renewed.status, 201, "{}", renewed.body);
        assert_eq!(renewed.json(), json!({"hold": held["hold"], "expires_at": expires_at}));
    }
    test.pass(7);
    let anew = test.post("/api/v1/holds", &[], &again).await.json();
    assert_ne!(anew["hold"], held["hold"], "a hold that lapsed is not renewed; its time is kept anew");
}

#[tokio::test]
async fn whatever_fails_renews_the_hold_that_it_names() {
    let test = TestApp::sqlite().await;
    let wish = json!({"offering": "phone-consult", "start": NINE});
    let held = test.post("/api/v1/holds", &[], &wish).await.json();
    let off_the_grid = "2026-11-03T09:01:00-07:00";
    for (path, name, start) in
        [("/api/v1/bookings", "", NINE), ("/api/v1/bookings", "Ana", off_the_grid), ("/api/v1/holds", "", off_the_grid)]
    {
        test.pass(6);
        let mut body = json!({"offering": "phone-consult", "start": start, "hold": held["hold"]});
        if path == "/api/v1/bookings" {
            body["name"] = json!(name);
            body["email"] = json!("ana@example.org");
        }
        assert_eq!(test.post(path, &[("idempotency-key", "one")], &body).await.status, 422, "{body}");
    }
    test.pass(8);
    check_problem(&test.post("/api/v1/holds", &[], &wish).await, 409, "opening-taken", &[]);
}

#[tokio::test]
async fn another_time_gives_the_earlier_one_back() {
    let test = TestApp::sqlite().await;
    let held = test.post("/api/v1/holds", &[], &json!({"offering": "phone-consult", "start": NINE})).await.json();
    let later = "2026-11-03T10:00:00-07:00";
    let other = json!({"offering": "phone-consult", "start": later, "hold": held["hold"]});
    assert_eq!(test.post("/api/v1/holds", &[], &other).await.status, 201);
    let starts = test.starts("offering=phone-consult&from=2026-11-03&days=1").await;
    assert!(starts.iter().any(|start| start == NINE) && !starts.iter().any(|start| start == later), "{starts:?}");
}

#[tokio::test]
async fn a_time_that_cannot_be_had_leaves_the_hold_that_there_is() {
    let test = TestApp::sqlite().await;
    let held = test.post("/api/v1/holds", &[], &json!({"offering": "phone-consult", "start": NINE})).await.json();
    let ten = json!({"offering": "phone-consult", "start": "2026-11-03T10:00:00-07:00"});
    assert_eq!(test.post("/api/v1/holds", &[], &ten).await.status, 201);
    test.pass(9);
    let mut other = ten.clone();
    other["hold"] = held["hold"].clone();
    check_problem(&test.post("/api/v1/holds", &[], &other).await, 409, "opening-taken", &[]);
    test.pass(9);
    let starts = test.starts("offering=phone-consult&from=2026-11-03&days=1").await;
    assert!(!starts.iter().any(|start| start == NINE), "still kept: {starts:?}");
}

#[tokio::test]
async fn what_is_no_hold_is_not_found() {
    let test = TestApp::sqlite().await;
    for path in ["/api/v1/holds/x", "/api/v1/holds/%FF", "/api/v1/holds/00000000000000000000000000000000/x"] {
        check_problem(&test.send(request("DELETE", path, &[], "")).await, 404, "not-found", &[]);
    }
}
