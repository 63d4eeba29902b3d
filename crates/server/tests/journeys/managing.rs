//! Coming back by the link: see, move, cancel, add to a calendar.

use axum::body::Body;
use axum::http::{Method, Request};
use jiff::ToSpan;

use super::support::{START, TestApp};
use super::{book, choose, send};

#[tokio::test]
async fn looking_changes_nothing() {
    let app = TestApp::sqlite().await;
    let link = book(&app, "phone-consult", 0).await;
    let before = app.get(&link).await.is(200).text;
    for below in ["/cancellation", "/move", "/appointment.ics", "?booked", "?moved"] {
        app.get(&format!("{link}{below}")).await.is(200);
    }
    assert_eq!(app.get(&link).await.text, before);
}

#[tokio::test]
async fn a_cancelled_appointment_is_calm_and_its_time_is_free_again() {
    let app = TestApp::sqlite().await;
    let start = app.get("/book/couple-session").await.starts()[0].clone();
    let link = book(&app, "couple-session", 0).await;
    let reason = [("reason", "Not this week.\nSorry.")];
    assert_eq!(app.post(&format!("{link}/cancellation"), &reason).await.location(), link);
    let page = app.get(&link).await.is(200).says(&["It is cancelled", "Book again"]);
    assert!(!page.text.contains("/move") && !page.text.contains("Not this week"));
    assert!(app.get("/book/couple-session").await.starts().contains(&start));
    app.post(&format!("{link}/cancellation"), &[]).await.location();
    app.post(&format!("{link}/move"), &[("start", &start)]).await.is(409).says(&["It is cancelled"]);
}

#[tokio::test]
async fn a_cancellation_without_a_word_needs_no_form() {
    let app = TestApp::sqlite().await;
    let link = book(&app, "phone-consult", 0).await;
    let bare = Request::builder().method(Method::POST).uri(format!("{link}/cancellation"));
    app.send(bare.body(Body::empty()).unwrap()).await.location();
    app.get(&link).await.is(200).says(&["It is cancelled"]);
}

#[tokio::test]
async fn a_reason_that_is_too_long_is_kept_and_said() {
    let app = TestApp::sqlite().await;
    let link = book(&app, "phone-consult", 0).await;
    let reason = "x".repeat(501);
    let page = app.post(&format!("{link}/cancellation"), &[("reason", &reason)]).await.is(422);
    page.says(&["href=\"#reason\"", "500 characters", &reason]);
    app.get(&link).await.says(&["Your appointment"]);
}

#[tokio::test]
async fn a_moved_appointment_keeps_its_link() {
    let app = TestApp::sqlite().await;
    let link = book(&app, "couple-session", 0).await;
    let list = app.get(&format!("{link}/move")).await.is(200).says(&["Ada Fielding"]);
    let start = list.starts()[1].clone();
    let moved = app.post(&format!("{link}/move"), &[("start", &start)]).await.location();
    assert_eq!(moved, format!("{link}?moved"));
    let start: jiff::Timestamp = start.parse().unwrap();
    let zone = jiff::tz::TimeZone::get("America/Denver").unwrap();
    let shown = start.display_with_offset(zone.to_offset(start)).to_string();
    app.get(&moved).await.is(200).says(&["It is moved", &shown]);
}

#[tokio::test]
async fn a_move_that_cannot_be_leaves_all_as_it_was() {
    let app = TestApp::sqlite().await;
    let link = book(&app, "couple-session", 0).await;
    let before = app.get(&link).await.text;
    let taken = app.get("/book/couple-session").await.starts()[0].clone();
    book(&app, "couple-session", 0).await;
    let address = format!("{link}/move");
    app.post(&address, &[("start", &taken)])
        .await
        .is(409)
        .says(&["no longer free", "Your appointment stands as it was"]);
    for start in ["", "soon", "2020-01-01T00:00:00Z", "2026-11-04T03:07:00Z", "9999-01-01T00:00:00Z"] {
        app.post(&address, &[("start", start)]).await.is(422).says(&["Your appointment stands as it was"]);
    }
    assert_eq!(app.get(&link).await.text, before);
}

#[tokio::test]
async fn too_late_says_whom_to_call() {
    let app = TestApp::sqlite().await;
    let start: jiff::Timestamp = app.get("/book/couple-session").await.starts()[0].parse().unwrap();
    let link = book(&app, "couple-session", 0).await;
    let cancellation = format!("{link}/cancellation");
    app.pass(start - 1.hour() - START.parse::<jiff::Timestamp>().unwrap());
    app.get(&link).await.is(200).says(&["It could be changed here until", "call us at"]);
    app.post(&cancellation, &[]).await.is(409).says(&["It cannot be cancelled here", "call us at"]);
    app.pass(2.hours());
    app.get(&link).await.is(200).says(&["It is over"]);
    app.post(&cancellation, &[]).await.location();
    assert!(!app.get(&link).await.text.contains("It is cancelled"));
}

#[tokio::test]
async fn a_link_shows_its_own_booking_and_nothing_else() {
    let app = TestApp::sqlite().await;
    let details = choose(&app, "phone-consult", 0).await;
    let first = send(&app, "phone-consult", &details, &[("name", "First Person"), ("phone", "801-555-0111")]).await;
    book(&app, "phone-consult", 4).await;
    let page = app.get(&first.location()).await.says(&["First Person"]);
    assert!(!page.text.contains("Robin"));
    let link = first.location();
    let token = link.trim_start_matches("/manage/").trim_end_matches("?booked");
    for guess in ["x", "", "%00", "%FF", &token[1..], &format!("{token}A"), &token.to_uppercase()] {
        let page = app.get(&format!("/manage/{guess}")).await.is(404);
        assert!(!page.text.contains("First Person"));
    }
}

#[tokio::test]
async fn programs_get_json_at_the_same_address() {
    let app = TestApp::sqlite().await;
    let link = book(&app, "phone-consult", 0).await;
    let answer = app.get_json(&link).await.is(200).says(&["\"reference\""]);
    assert!(answer.header("content-type").starts_with("application/json"));
    let calendar = app.get(&format!("{link}/appointment.ics")).await.is(200).says(&["BEGIN:VCALENDAR\r\n"]);
    assert!(calendar.header("content-type").starts_with("text/calendar"));
    assert!(!calendar.text.contains("Robin"));
}
