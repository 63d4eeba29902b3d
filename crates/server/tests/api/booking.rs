//! Booking a time.

use serde_json::{Value, json};

use crate::troth::TestApp;
use crate::{check_problem, pretty};

const NINE: &str = "2026-11-03T09:00:00-07:00";

fn consult(start: &str) -> Value {
    json!({"offering": "phone-consult", "start": start, "name": "Ana", "phone": "+1 801 555 0134"})
}

#[tokio::test]
async fn a_booking_says_what_was_booked_and_how_to_manage_it() {
    let test = TestApp::sqlite().await;
    let mut body = consult("2026-11-03T16:00:00Z");
    body["zone"] = json!("America/New_York");
    let booked = test.book("key-1", &body).await;
    assert_eq!(booked.status, 201, "{}", booked.body);
    let answer = booked.json();
    assert_eq!(answer["start"], "2026-11-03T11:00:00-05:00");
    assert_eq!(answer["end"], "2026-11-03T11:15:00-05:00");
    assert_eq!(answer["therapist"], "ada");
    let manage_url = answer["manage_url"].as_str().unwrap();
    assert!(manage_url.starts_with("http://localhost:8080/manage/"), "{manage_url}");
    assert_eq!(answer["calendar_url"], format!("{manage_url}/appointment.ics"));
    assert_eq!(booked.header("location"), Some(manage_url));
    assert_eq!(booked.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn the_same_key_and_body_get_the_same_answer() {
    let test = TestApp::sqlite().await;
    let first = test.book("key-1", &consult(NINE)).await;
    let reordered = r#"{ "phone":"+1 801 555 0134", "invitation":null, "name":" Ana ", "start":"2026-11-03T16:00:00Z",
             "offering":"phone-consult" }"#;
    let headers = [("idempotency-key", "key-1"), crate::JSON];
    let again = test.send(crate::request("POST", "/api/v1/bookings", &headers, reordered)).await;
    assert_eq!((again.status.as_u16(), &again.body), (201, &first.body));

    let mut other = consult(NINE);
    other["name"] = json!("Bo");
    check_problem(&test.book("key-1", &other).await, 422, "key-reused", &[]);
    check_problem(&test.book("key-2", &consult(NINE)).await, 409, "opening-taken", &[]);
}

#[tokio::test]
async fn ten_identical_requests_at_once_make_one_booking() {
    let test = std::sync::Arc::new(TestApp::sqlite().await);
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let test = std::sync::Arc::clone(&test);
        running.spawn(async move { test.book("key", &consult("2026-11-04T09:00:00-07:00")).await });
    }
    let answers = running.join_all().await;
    for answer in &answers {
        assert_eq!((answer.status.as_u16(), &answer.body), (201, &answers[0].body));
    }
    let free = test.get("/api/v1/openings?offering=phone-consult&from=2026-11-04&days=1", &[]).await.json();
    assert_eq!(free["openings"][0]["therapists"], 1, "one of the two is still free");
}

#[tokio::test]
async fn whoever_is_free_is_booked_however_many_book_at_once() {
    let test = TestApp::with_more_therapists(19).await;
    let found = test.get("/api/v1/openings?offering=phone-consult&from=2026-11-03&days=1", &[]).await.json();
    let free = found["openings"][0]["therapists"].as_u64().unwrap();
    assert_eq!(found["openings"][0]["start"], NINE);
    let wish = consult(NINE);
    let keys: Vec<String> = (0..24).map(|number| format!("key-{number}")).collect();
    let answers = futures_util::future::join_all(keys.iter().map(|key| test.book(key, &wish))).await;
    let booked = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(u64::try_from(booked).unwrap(), free, "nobody is told that a free time is taken");
    assert!(answers.iter().all(|answer| answer.status == 201 || answer.status == 409));
}

#[tokio::test]
async fn only_a_booking_is_remembered() {
    let test = TestApp::sqlite().await;
    check_problem(
        &test.book("key-1", &json!({})).await,
        422,
        "invalid-fields",
        &["offering", "start", "name", "email", "phone"],
    );
    check_problem(
        &test.book("key-1", &consult("2026-11-03T09:05:00-07:00")).await,
        422,
        "never-an-opening",
        &["start"],
    );
    assert_eq!(test.book("key-1", &consult(NINE)).await.status, 201);
    test.pass(25 * 60);
    let after_a_day = test.book("key-1", &consult("2026-11-05T09:00:00-07:00")).await;
    assert_eq!(after_a_day.status, 201, "{}", after_a_day.body);
}

#[tokio::test]
async fn a_taken_time_names_the_nearest() {
    let test = TestApp::sqlite().await;
    assert_eq!(test.book("key-1", &consult(NINE)).await.status, 201);
    let mut body = consult(NINE);
    body["zone"] = json!("Asia/Kathmandu");
    let taken = test.book("key-2", &body).await;
    check_problem(&taken, 409, "opening-taken", &[]);
    insta::assert_snapshot!(pretty(&taken.json()["nearest"]), @r#"
    [
      {
        "end": "2026-11-03T22:30:00+05:45",
        "start": "2026-11-03T22:15:00+05:45",
        "therapists": 1
      },
      {
        "end": "2026-11-03T23:00:00+05:45",
        "start": "2026-11-03T22:45:00+05:45",
        "therapists": 1
      },
      {
        "end": "2026-11-03T23:30:00+05:45",
        "start": "2026-11-03T23:15:00+05:45",
        "therapists": 1
      }
    ]
    "#);
}

#[tokio::test]
async fn times_that_never_were_openings_say_why() {
    let test = TestApp::sqlite().await;
    for (start, words) in [
        ("2026-11-01T09:00:00-07:00", "This time has passed."),
        ("2026-11-02T09:00:00-07:00", "This is too soon"),
        ("2026-12-24T09:00:00-07:00", "This is too far ahead"),
        ("2026-11-03T09:01:00-07:00", "No appointment starts"),
        ("2026-11-03T09:00:00.000001-07:00", "No appointment starts"),
        ("2026-11-03T13:00:00-07:00", "No appointment starts"),
        ("0001-01-01T00:00:00Z", "This time has passed."),
        ("9999-12-30T00:00:00Z", "No appointment starts"),
    ] {
        let answer = test.book("key-1", &consult(start)).await;
        check_problem(&answer, 422, "never-an-opening", &["start"]);
        let message = answer.json()["errors"][0]["message"].as_str().unwrap().to_owned();
        assert!(message.starts_with(words), "{start}: {message}");
    }
}

#[tokio::test]
async fn a_hold_becomes_the_booking() {
    let test = TestApp::sqlite().await;
    let wish = json!({"offering": "phone-consult", "start": NINE});
    let held = test.post("/api/v1/holds", &[], &wish).await.json();
    check_problem(&test.book("key-1", &consult(NINE)).await, 409, "opening-taken", &[]);
    let mut body = consult(NINE);
    body["hold"] = held["hold"].clone();
    test.pass(9);
    let mut unfinished = body.clone();
    unfinished["name"] = json!("");
    check_problem(&test.book("key-1", &unfinished).await, 422, "invalid-fields", &["name"]);
    test.pass(9);
    check_problem(&test.book("key-2", &consult(NINE)).await, 409, "opening-taken", &[]);
    assert_eq!(test.book("key-1", &body).await.status, 201, "the request that failed renewed the hold");
}

#[tokio::test]
async fn every_wrong_field_is_told_at_once() {
    let test = TestApp::sqlite().await;
    let body = json!({
        "offering": "nothing", "start": "2026-11-03T09:00:00", "therapist": "nobody", "location": "nowhere",
        "name": "A\r\nBcc: b@example.org", "email": "ana", "phone": "call me", "zone": "-07:00", "hold": "x",
        "invitation": "yes", "nmae": "Ana",
        "safe_contact": {"voicemail": 1, "name": "\u{202e}", "hours": {"from": "09:03", "to": "8"}, "sms": true},
    });
    let fields = [
        "start",
        "hold",
        "name",
        "email",
        "phone",
        "safe_contact.voicemail",
        "safe_contact.name",
        "safe_contact.hours.from",
        "safe_contact.hours.to",
        "safe_contact.sms",
        "invitation",
        "zone",
        "nmae",
        "offering",
        "therapist",
        "location",
    ];
    check_problem(&test.book("key-1", &body).await, 422, "invalid-fields", &fields);
    let mut unknown = consult(NINE);
    unknown["offering"] = json!("nothing");
    unknown["location"] = json!("nowhere");
    check_problem(&test.book("key-1", &unknown).await, 422, "invalid-fields", &["offering", "location"]);
}

#[tokio::test]
async fn a_booking_needs_a_usable_key() {
    let test = TestApp::sqlite().await;
    check_problem(&test.post("/api/v1/bookings", &[], &consult(NINE)).await, 400, "idempotency-key", &[]);
    for key in ["", "a b", "é", &"k".repeat(256)] {
        check_problem(&test.book(key, &consult(NINE)).await, 400, "idempotency-key", &[]);
    }
    let twice = [("idempotency-key", "a"), ("idempotency-key", "b")];
    check_problem(&test.post("/api/v1/bookings", &twice, &consult(NINE)).await, 400, "idempotency-key", &[]);
    assert_eq!(test.book(&"k".repeat(255), &consult(NINE)).await.status, 201);
}
