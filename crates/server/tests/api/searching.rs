//! What can be booked, and when.

use crate::troth::TestApp;
use crate::{check_problem, pretty};

#[tokio::test]
async fn offerings_therapists_and_locations_are_listed() {
    let test = TestApp::sqlite().await;
    let offerings = test.get("/api/v1/offerings", &[]).await.json();
    insta::assert_snapshot!(pretty(&offerings["offerings"][1]), @r#"
    {
      "cancel_until_minutes": 1440,
      "for": "couple",
      "horizon_days": 30,
      "locations": [
        "orem",
        "provo"
      ],
      "minutes": 50,
      "mode": "in_person",
      "name": "Couple session",
      "notice_minutes": 1440,
      "price_cents": 14000,
      "slug": "couple-session",
      "therapists": [
        "ada"
      ]
    }
    "#);
    let therapists = test.get("/api/v1/therapists", &[]).await.json();
    assert_eq!(therapists["therapists"][1]["slug"], "ben");
    assert!(!therapists.to_string().contains("@"), "addresses of staff stay inside");
    let locations = test.get("/api/v1/locations", &[]).await.json();
    assert_eq!(locations["locations"][0]["zone"], "America/Denver");
}

#[tokio::test]
async fn openings_are_told_in_the_zone_that_was_asked_for() {
    let test = TestApp::sqlite().await;
    let query = "/api/v1/openings?offering=phone-consult&from=2026-11-02&days=1";
    let here = test.get(query, &[]).await;
    insta::assert_snapshot!(here.body.replace("},{", "},\n{"), @r#"
    {"zone":"America/Denver","openings":[{"start":"2026-11-02T10:00:00-07:00","end":"2026-11-02T10:15:00-07:00","therapists":2},
    {"start":"2026-11-02T10:30:00-07:00","end":"2026-11-02T10:45:00-07:00","therapists":2},
    {"start":"2026-11-02T11:00:00-07:00","end":"2026-11-02T11:15:00-07:00","therapists":1},
    {"start":"2026-11-02T11:30:00-07:00","end":"2026-11-02T11:45:00-07:00","therapists":1}],"next_from":"2026-11-03"}
    "#);
    let there = test.get(&format!("{query}&zone=Asia/Kathmandu"), &[]).await.json();
    assert_eq!(there["zone"], "Asia/Kathmandu");
    assert_eq!(there["openings"][0]["start"], "2026-11-02T22:45:00+05:45");
    assert_eq!(there["openings"].as_array().unwrap().len(), 3, "the day there ends earlier");
}

#[tokio::test]
async fn openings_say_where_they_are() {
    let test = TestApp::sqlite().await;
    let path = "/api/v1/openings?offering=couple-session&days=3";
    let openings = test.get(path, &[]).await.json();
    insta::assert_snapshot!(pretty(&openings["openings"][0]), @r#"
    {
      "end": "2026-11-03T09:50:00-07:00",
      "location": "orem",
      "locations": [
        "orem",
        "provo"
      ],
      "start": "2026-11-03T09:00:00-07:00",
      "therapists": 1
    }
    "#);
    let provo = test.get(&format!("{path}&location=provo"), &[]).await.json();
    assert_eq!(provo["openings"][0]["location"], "provo");
}

#[tokio::test]
async fn a_search_that_finds_nothing_names_the_next_day() {
    let test = TestApp::sqlite().await;
    let weekend = test.get("/api/v1/openings?offering=phone-consult&from=2026-11-07&days=2", &[]).await.json();
    assert_eq!(weekend["openings"].as_array().unwrap().len(), 0);
    assert_eq!(weekend["next_from"], "2026-11-09");
    for from in ["0001-01-01", "1970-01-01", "2400-01-01", "9999-12-31"] {
        let far = test.get(&format!("/api/v1/openings?offering=phone-consult&days=92&from={from}"), &[]).await;
        assert_eq!(far.status, 200, "{from}: {}", far.body);
        assert_eq!(far.json()["openings"].as_array().unwrap().len(), 0, "{from}");
    }
}

#[tokio::test]
async fn a_therapist_who_does_not_give_the_offering_has_no_openings() {
    let test = TestApp::sqlite().await;
    assert_eq!(test.starts("offering=couple-session&therapist=ben").await, Vec::<String>::new());
}

#[tokio::test]
async fn every_wrong_parameter_is_told_at_once() {
    let test = TestApp::sqlite().await;
    let query = "offering=nothing&therapist=nobody&location=nowhere&from=today&days=93&zone=Mars/Base";
    let answer = test.get(&format!("/api/v1/openings?{query}"), &[]).await;
    let fields = ["offering", "therapist", "location", "from", "days", "zone"];
    check_problem(&answer, 422, "invalid-fields", &fields);
    check_problem(&test.get("/api/v1/openings", &[]).await, 422, "invalid-fields", &["offering"]);
    let twice = test.get("/api/v1/openings?offering=phone-consult&offering=phone-consult", &[]).await;
    check_problem(&twice, 422, "invalid-fields", &["offering"]);
    let encoded = test.get("/api/v1/openings?offering=%FF%00&days=%E2%82", &[]).await;
    check_problem(&encoded, 422, "invalid-fields", &["offering", "days"]);
}
