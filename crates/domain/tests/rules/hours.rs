//! Civil hours as instants, on days that zones make strange.

use jiff::civil::Date;
use troth_domain::calendar::hours;
use troth_domain::practice::Therapist;

use crate::world::{daily, date, instant, minute, practice, therapist, windows, zone};

/// Expands one day's windows; each is told as civil start, civil end and length.
fn check(zone_name: &str, day: &str, window: &str, expected: &str) {
    let ana = therapist("ana", zone_name, window);
    assert_eq!(expand(&ana, date(day)), expected, "{window} on {day} in {zone_name}");
}

fn expand(therapist: &Therapist, day: Date) -> String {
    let practice = practice(Vec::new());
    let told = hours::windows(&practice, therapist, day, day).map(|window| {
        let civil = |instant: jiff::Timestamp| instant.to_zoned(therapist.time_zone.clone()).strftime("%d %H:%M%:z");
        let minutes = window.end.duration_since(window.start).as_mins();
        format!("{}..{} {}m", civil(window.start), civil(window.end), minutes)
    });
    told.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_usual_day_is_as_long_as_it_looks() {
    check("America/Denver", "2026-06-01", "09:00-17:00", "01 09:00-06:00..01 17:00-06:00 480m");
    check("Asia/Kathmandu", "2026-06-01", "09:00-17:00", "01 09:00+05:45..01 17:00+05:45 480m");
    check("Pacific/Marquesas", "2026-06-01", "00:00-24:00", "01 00:00-09:30..02 00:00-09:30 1440m");
}

#[test]
fn the_night_that_clocks_go_back_is_as_long_as_the_time_that_passes() {
    check("America/Denver", "2026-11-01", "00:30-04:00", "01 00:30-06:00..01 04:00-07:00 270m");
    check("America/Denver", "2026-11-01", "00:00-24:00", "01 00:00-06:00..02 00:00-07:00 1500m");
    check("Australia/Lord_Howe", "2026-04-05", "00:30-04:00", "05 00:30+11:00..05 04:00+10:30 240m");
}

#[test]
fn a_time_that_occurs_twice_is_the_first() {
    check("America/Denver", "2026-11-01", "01:30-01:45", "01 01:30-06:00..01 01:45-06:00 15m");
    check("America/Denver", "2026-11-01", "01:30-02:00", "01 01:30-06:00..01 02:00-07:00 90m");
    check("Australia/Lord_Howe", "2026-04-05", "01:45-02:15", "05 01:45+11:00..05 02:15+10:30 60m");
    check("Pacific/Chatham", "2026-04-05", "02:45-04:00", "05 02:45+13:45..05 04:00+12:45 135m");
}

#[test]
fn a_time_that_is_skipped_takes_the_offset_before_the_gap() {
    check("America/Denver", "2027-03-14", "02:30-05:00", "14 03:30-06:00..14 05:00-06:00 90m");
    check("America/Denver", "2027-03-14", "01:00-02:30", "14 01:00-07:00..14 03:30-06:00 90m");
    check("Australia/Lord_Howe", "2026-10-04", "02:15-04:00", "04 02:45+11:00..04 04:00+11:00 75m");
    check("Pacific/Chatham", "2026-09-27", "03:00-05:00", "27 04:00+13:45..27 05:00+13:45 60m");
    check("Antarctica/Troll", "2026-03-29", "01:30-04:00", "29 03:30+02:00..29 04:00+02:00 30m");
}

#[test]
fn what_a_gap_swallows_whole_is_dropped() {
    check("America/Denver", "2027-03-14", "02:00-03:00", "");
    check("America/Denver", "2027-03-14", "02:30-03:00", "");
    // Moved, it would end before it begins; the next one is untouched.
    check("America/Denver", "2027-03-14", "02:30-03:00 03:00-04:00", "14 03:00-06:00..14 04:00-06:00 60m");
    // Moved onto its neighbour, it still is a window of its own.
    check(
        "America/Denver",
        "2027-03-14",
        "02:00-02:30 03:00-04:00",
        "14 03:00-06:00..14 03:30-06:00 30m, 14 03:00-06:00..14 04:00-06:00 60m",
    );
}

#[test]
fn the_end_of_the_day_is_midnight_of_the_next_date_even_if_that_is_skipped_or_late() {
    // Santiago skips 00:00-01:00 on 6 September and repeats 23:00-24:00 on 4 April.
    check("America/Santiago", "2026-09-05", "20:00-24:00", "05 20:00-04:00..06 01:00-03:00 240m");
    check("America/Santiago", "2026-09-06", "00:00-02:00", "06 01:00-03:00..06 02:00-03:00 60m");
    check("America/Santiago", "2026-04-04", "22:00-24:00", "04 22:00-03:00..05 00:00-04:00 180m");
    check("Asia/Beirut", "2026-03-28", "22:00-24:00", "28 22:00+02:00..29 01:00+03:00 120m");
    check("Africa/Cairo", "2026-04-24", "00:00-03:00", "24 01:00+03:00..24 03:00+03:00 120m");
    // Havana repeats 00:00-01:00: the day before ends with the first midnight.
    check("America/Havana", "2026-10-31", "23:00-24:00", "31 23:00-04:00..01 00:00-04:00 60m");
}

#[test]
fn a_day_starts_with_its_first_instant() {
    let start = |day: &str, name: &str| hours::start_of_day(date(day), &zone(name)).unwrap().to_string();
    assert_eq!(start("2026-06-01", "Asia/Kathmandu"), "2026-05-31T18:15:00Z");
    assert_eq!(start("2026-09-06", "America/Santiago"), "2026-09-06T04:00:00Z", "midnight is skipped");
    assert_eq!(start("2026-11-01", "America/Havana"), "2026-11-01T04:00:00Z", "midnight comes twice");
    // Toronto's clocks once went from 23:30 to 00:30: the day began at half past midnight.
    assert_eq!(start("1919-03-31", "America/Toronto"), "1919-03-31T04:30:00Z", "the gap begins before midnight");
    let (from, to) = hours::days_between(date("2026-11-01"), 7, &zone("America/Denver"));
    assert_eq!((from, to), (instant("2026-11-01T06:00:00Z"), instant("2026-11-08T07:00:00Z")));
    assert_eq!(hours::monday_of(date("2026-11-01")), date("2026-10-26"));
    assert_eq!(hours::monday_of(date("2026-11-02")), date("2026-11-02"));
}

#[test]
fn the_ends_of_the_calendar_are_no_instants_but_no_panic() {
    let denver = zone("America/Denver");
    assert_eq!(hours::instant(Date::MAX, minute("24:00"), &denver), None);
    assert_eq!(hours::days_between(Date::MAX, 7, &denver).1, jiff::Timestamp::MAX);
    assert_eq!(hours::days_between(Date::MIN, 1, &zone("Pacific/Kiritimati")).0, jiff::Timestamp::MIN);
}

#[test]
fn an_override_replaces_the_usual_hours_and_wins_over_a_closed_day() {
    let mut practice = practice(Vec::new());
    let mut ana = therapist("ana", "America/Denver", "09:00-17:00");
    let at_work = |practice: &_, ana: &Therapist| hours::civil_windows(practice, ana, date("2026-12-24")).to_vec();
    assert_eq!(at_work(&practice, &ana), windows("09:00-17:00"));
    practice.closed_dates.insert(date("2026-12-24"));
    assert_eq!(at_work(&practice, &ana), windows(""), "closed");
    ana.overrides.insert(date("2026-12-24"), windows("10:00-12:00"));
    assert_eq!(at_work(&practice, &ana), windows("10:00-12:00"), "the override of that very date wins");
    ana.overrides.insert(date("2026-12-24"), Vec::new());
    practice.closed_dates.clear();
    assert_eq!(at_work(&practice, &ana), windows(""), "a day off");
    ana.hours = daily("");
    ana.overrides.insert(date("2026-12-24"), windows("08:00-09:00"));
    assert_eq!(at_work(&practice, &ana), windows("08:00-09:00"), "a day on");
}
