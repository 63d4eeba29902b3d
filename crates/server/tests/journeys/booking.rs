//! From the home page to the confirmation, and what may come between.

use jiff::ToSpan;

use super::{WHO, book, choose, send, support::TestApp};

#[tokio::test]
async fn a_consult_is_booked_in_three_steps_and_two_fields() {
    let app = TestApp::sqlite().await;
    app.get("/").await.is(200).says(&[
        "href=\"/book\"",
        "Soonest, in Mountain Time, Orem: ",
        "Friday, October 30 at 2:00 pm",
        "free",
    ]);
    let times = app.get("/book").await.is(200).says(&["Mountain Time, Orem", "Soonest: ", "Any therapist"]);
    assert_eq!(times.starts()[0], "2026-10-30T20:00:00Z", "two hours' notice from noon");
    let details = choose(&app, "phone-consult", 0).await.says(&["Friday, October 30 at 2:00 pm", "12:10 pm"]);
    let confirmed = send(&app, "phone-consult", &details, &WHO).await.location();
    assert!(confirmed.ends_with("?booked"));
    app.get(&confirmed).await.is(200).says(&[
        "It is booked",
        "Friday, October 30 at 2:00 pm",
        "calls you at",
        "801-555-0134",
        "801-555-0100",
        "We send you no e-mail. Please keep this link.",
    ]);
}

#[tokio::test]
async fn every_error_is_shown_at_once_and_nothing_typed_is_lost() {
    let app = TestApp::sqlite().await;
    let details = choose(&app, "phone-consult", 0).await;
    let typed = [("name", " "), ("email", "robin@"), ("voicemail", "yes"), ("hours_from", "09:00")];
    let again = send(&app, "phone-consult", &details, &typed).await.is(422);
    let again = again.says(&["<title>Error: ", "href=\"#name\"", "href=\"#email\"", "href=\"#hours_until\""]);
    let again = again.says(&["value=\"robin@\"", "name=\"voicemail\" value=\"yes\" checked"]);
    send(&app, "phone-consult", &again, &WHO).await.location();
}

#[tokio::test]
async fn who_loses_a_race_keeps_what_they_typed_and_books_the_next_time_at_once() {
    let app = TestApp::sqlite().await;
    let details = choose(&app, "couple-session", 0).await;
    app.pass(11.minutes());
    book(&app, "couple-session", 0).await;
    let lost = send(&app, "couple-session", &details, &WHO).await.is(409);
    let lost = lost.says(&["has just been taken", "value=\"Robin Example\"", "value=\"801-555-0134\""]);
    let nearest = lost.starts();
    assert_eq!(nearest.len(), 3);
    assert!(!nearest.contains(&details.field("start")));
    let booked = send(&app, "couple-session", &lost, &WHO).await.location();
    app.get(&booked).await.is(200).says(&["It is booked", &when(&nearest[0])]);
}

fn when(start: &str) -> String {
    let zone = jiff::tz::TimeZone::get("America/Denver").unwrap();
    let start: jiff::Timestamp = start.parse().unwrap();
    zone.to_datetime(start).strftime("%A, %B %-d at").to_string()
}

#[tokio::test]
async fn an_expired_hold_whose_time_is_still_free_is_simply_booked() {
    let app = TestApp::sqlite().await;
    let details = choose(&app, "phone-consult", 0).await;
    app.pass(12.minutes());
    send(&app, "phone-consult", &details, &WHO).await.location();
}

#[tokio::test]
async fn an_impatient_second_press_books_once() {
    let app = TestApp::sqlite().await;
    let details = choose(&app, "couple-session", 0).await;
    let first = send(&app, "couple-session", &details, &WHO).await.location();
    let second = send(&app, "couple-session", &details, &WHO).await.location();
    assert_eq!(first, second);
    let other = [("name", "Somebody Else"), ("phone", "801-555-0134")];
    send(&app, "couple-session", &details, &other).await.is(422).says(&["This form was already used to book"]);
}

#[tokio::test]
async fn ones_own_kept_time_is_never_in_ones_way() {
    let app = TestApp::sqlite().await;
    let details = choose(&app, "couple-session", 0).await;
    let (start, hold) = (details.field("start"), details.field("hold"));
    assert!(!app.get("/book/couple-session").await.starts().contains(&start), "others do not see it");
    let back = app.get(&format!("/book/couple-session?replaces={hold}")).await.is(200);
    assert!(back.starts().contains(&start), "its holder does");
    let other = back.starts().into_iter().find(|other| *other != start).unwrap();
    app.post("/book/couple-session/hold", &[("start", &other), ("replaces", &hold)]).await.location();
    assert!(app.get("/book/couple-session").await.starts().contains(&start), "the first one is given back");
}

#[tokio::test]
async fn what_one_has_booked_is_not_free_to_oneself() {
    let app = TestApp::sqlite().await;
    let details = choose(&app, "couple-session", 0).await;
    let (start, hold) = (details.field("start"), details.field("hold"));
    send(&app, "couple-session", &details, &WHO).await.location();
    let list = app.get(&format!("/book/couple-session?replaces={hold}")).await.is(200);
    assert!(!list.starts().contains(&start));
}

#[tokio::test]
async fn going_back_without_script_shows_ones_own_kept_time() {
    let app = TestApp::sqlite().await;
    let start = app.get("/book/couple-session").await.starts()[0].clone();
    let chosen = app.post("/book/couple-session/hold", &[("start", &start)]).await;
    let cookie = chosen.header("set-cookie").to_owned();
    assert!(cookie.ends_with("; Max-Age=1800; Path=/book; HttpOnly; SameSite=Lax"), "{cookie}");
    let sent = cookie.split(';').next().unwrap();
    assert!(!app.get("/book/couple-session").await.starts().contains(&start), "others do not see it");
    let back = app.get_with("/book/couple-session", &[("cookie", sent)]).await.is(200);
    assert!(back.starts().contains(&start), "its holder does");
    assert_eq!(back.header("set-cookie"), "", "a GET sets nothing");
    let again = app.post_with("/book/couple-session/hold", &[("cookie", sent)], &[("start", &start)]).await;
    let details = app.get(&again.location()).await.is(200);
    let fields = [("start", start.as_str()), ("hold", &details.field("hold")), WHO[0], WHO[1]];
    let booked = app.post_with("/book/couple-session", &[("cookie", sent)], &fields).await;
    assert!(booked.location().ends_with("?booked"));
    assert!(booked.header("set-cookie").starts_with("kept=; Max-Age=0; "), "nothing stays behind");
}

#[tokio::test]
async fn a_browser_with_script_gets_no_cookie() {
    let app = TestApp::sqlite().await;
    let start = app.get("/book/couple-session").await.starts()[0].clone();
    let script = [("sec-fetch-dest", "empty")];
    let chosen = app.post_with("/book/couple-session/hold", &script, &[("start", &start)]).await;
    assert_eq!((chosen.status.as_u16(), chosen.header("set-cookie")), (303, ""));
}

#[tokio::test]
async fn a_time_that_was_taken_while_the_list_was_read_leads_to_the_nearest() {
    let app = TestApp::sqlite().await;
    let start = app.get("/book/couple-session").await.starts()[0].clone();
    book(&app, "couple-session", 0).await;
    let refused = app.post("/book/couple-session/hold", &[("start", &start)]).await.is(409);
    assert_eq!(refused.says(&["is no longer free", "Nothing was booked"]).starts().len(), 3);
}

#[tokio::test]
async fn who_may_not_keep_a_time_may_still_book_it() {
    let app = TestApp::with_limits(|limits| {
        limits.enabled = true;
        limits.holds_per_hour_per_address = 1;
    })
    .await;
    choose(&app, "phone-consult", 0).await;
    let details = choose(&app, "phone-consult", 3).await.says(&["The time is yours once you book it."]);
    assert_eq!(details.field("hold"), "");
    send(&app, "phone-consult", &details, &WHO).await.location();
}

#[tokio::test]
async fn times_follow_the_zone_and_the_therapist_that_were_chosen() {
    let app = TestApp::sqlite().await;
    let page = app.get("/book/phone-consult?zone=America/New_York&therapist=ben").await.is(200);
    let page = page.says(&["Eastern Time, New York", "Ben Okoro", "name=\"therapist\" value=\"ben\""]);
    let start = page.starts()[0].clone();
    let chosen = [("start", start.as_str()), ("therapist", "ben"), ("zone", "America/New_York")];
    let details = app.post("/book/phone-consult/hold", &chosen).await.location();
    app.get(&details).await.is(200).says(&["Eastern Time, New York", "Ben Okoro"]);
}

#[tokio::test]
async fn a_hold_is_renewed_while_someone_types() {
    let app = TestApp::sqlite().await;
    let hold = choose(&app, "phone-consult", 0).await.field("hold");
    app.pass(5.minutes());
    let renewal = format!("/book/hold/{hold}/renewal");
    let answer = app.post(&renewal, &[("zone", "America/Denver")]).await.is(200);
    assert_eq!(answer.text, "12:15 pm");
    app.pass(11.minutes());
    app.post(&renewal, &[("zone", "America/Denver")]).await.is(404);
}

#[tokio::test]
async fn a_form_that_has_to_be_mended_keeps_its_time() {
    let app = TestApp::sqlite().await;
    let details = choose(&app, "phone-consult", 0).await;
    app.pass(9.minutes());
    send(&app, "phone-consult", &details, &[("name", ""), ("phone", "801-555-0134")]).await.is(422).says(&["12:19 pm"]);
    app.pass(9.minutes());
    assert!(!app.get("/book/phone-consult").await.starts().contains(&details.field("start")), "it is still kept");
}
