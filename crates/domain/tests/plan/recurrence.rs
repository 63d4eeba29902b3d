//! When a commitment is due.

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Span, Timestamp};
use proptest::prelude::*;
use troth_domain::limits;
use troth_domain::people::ClientZone;
use troth_domain::plan::recurrence::{DaysOfWeek, Recurrence, RecurrenceRefusal, Rule, Until};
use troth_domain::practice::CivilMinute;

use crate::people::cases;

pub fn zone(name: &str) -> ClientZone {
    ClientZone::new(name).unwrap()
}

pub fn at(text: &str) -> CivilMinute {
    let (hours, minutes) = text.split_once(':').unwrap();
    CivilMinute::new(hours.parse::<u16>().unwrap() * 60 + minutes.parse::<u16>().unwrap()).unwrap()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn days(days: &[Weekday]) -> DaysOfWeek {
    DaysOfWeek::new(days.iter().copied()).unwrap()
}

#[track_caller]
fn check(zone_name: &str, first: &str, time: &str, rule: Rule, until: Until, expected: &[&str]) {
    let recurrence = Recurrence::new(date(first), at(time), zone(zone_name), rule, until).unwrap();
    let zone = zone(zone_name);
    let found = recurrence.occurrences().map(|once| {
        assert!(recurrence.next_after(once.at - SignedDuration::from_secs(1)) == Some(once));
        once.at.to_zoned(zone.zone().clone()).strftime("%Y-%m-%d %H:%M%:z").to_string()
    });
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn it_comes_on_its_days() {
    let (denver, monday) = ("America/Denver", "2027-06-07");
    check(denver, monday, "18:00", Rule::Once, Until::Times(1), &["2027-06-07 18:00-06:00"]);
    let daily = ["2027-06-07 18:00-06:00", "2027-06-08 18:00-06:00", "2027-06-09 18:00-06:00"];
    check(denver, monday, "18:00", Rule::Daily, Until::Day(date("2027-06-09")), &daily);
    let weekdays = ["2027-06-11 07:30-06:00", "2027-06-14 07:30-06:00"];
    check(denver, "2027-06-11", "07:30", Rule::Weekdays, Until::Times(2), &weekdays);
    let every_second = Rule::Weekly { days: days(&[Weekday::Monday, Weekday::Friday]), every_weeks: 2 };
    let expected = ["2027-06-11 20:00-06:00", "2027-06-21 20:00-06:00", "2027-06-25 20:00-06:00"];
    check(denver, "2027-06-09", "20:00", every_second, Until::Times(3), &expected);
}

#[test]
fn clocks_that_change_move_it_as_everywhere_here() {
    let gap = ["2027-03-13 02:30-07:00", "2027-03-14 03:30-06:00", "2027-03-15 02:30-06:00"];
    check("America/Denver", "2027-03-13", "02:30", Rule::Daily, Until::Times(3), &gap);
    let twice = ["2027-11-07 01:30-06:00", "2027-11-08 01:30-07:00"];
    check("America/Denver", "2027-11-07", "01:30", Rule::Daily, Until::Times(2), &twice);
    let evening = ["2027-03-13 18:00-07:00", "2027-03-14 18:00-06:00"];
    check("America/Denver", "2027-03-13", "18:00", Rule::Daily, Until::Times(2), &evening);
    // Samoa left out 30 December 2011: no promise is due on a day that never was.
    let samoa = ["2011-12-29 09:00-10:00", "2011-12-31 09:00+14:00"];
    check("Pacific/Apia", "2011-12-29", "09:00", Rule::Daily, Until::Times(2), &samoa);
}

#[test]
fn what_is_no_recurrence_is_refused() {
    use RecurrenceRefusal::{EndOfDay, Never, Times, TooLong, Weeks};
    let monday = days(&[Weekday::Monday]);
    for (time, rule, until, expected) in [
        ("24:00", Rule::Daily, Until::Times(1), Some(EndOfDay)),
        ("09:00", Rule::Daily, Until::Times(0), Some(Times)),
        ("09:00", Rule::Daily, Until::Times(limits::OCCURRENCES_MAX + 1), Some(Times)),
        ("09:00", Rule::Daily, Until::Times(limits::OCCURRENCES_MAX), None),
        ("09:00", Rule::Weekdays, Until::Times(300), Some(TooLong)),
        ("09:00", Rule::Daily, Until::Day(date("2028-07-01")), Some(TooLong)),
        ("09:00", Rule::Daily, Until::Day(date("2027-06-06")), Some(Never)),
        ("09:00", Rule::Weekly { days: monday, every_weeks: 0 }, Until::Times(1), Some(Weeks)),
        ("09:00", Rule::Weekly { days: monday, every_weeks: 9 }, Until::Times(1), Some(Weeks)),
        ("09:00", Rule::Weekly { days: monday, every_weeks: 8 }, Until::Times(7), None),
        ("09:00", Rule::Once, Until::Times(5), None),
    ] {
        let found = Recurrence::new(date("2027-06-07"), at(time), zone("America/Denver"), rule, until);
        assert_eq!(found.err(), expected, "{time} {rule:?} {until:?}");
    }
    assert_eq!(DaysOfWeek::new([]), None);
}

/// The same, told as plainly as can be: each day by its number.
fn plainly(first: Date, rule: Rule, until: Until) -> Vec<Date> {
    let monday = date("2024-01-01");
    let number = |date: Date| (date - monday).get_days();
    let week = |date: Date| number(date).div_euclid(7);
    let mut found = Vec::new();
    for ahead in 0..=366_i64 {
        let day = first + Span::new().days(ahead);
        let in_week = number(day).rem_euclid(7);
        let fits = match rule {
            Rule::Once => ahead == 0,
            Rule::Daily => true,
            Rule::Weekdays => in_week < 5,
            Rule::Weekly { days, every_weeks } => {
                days.contains(day.weekday()) && (week(day) - week(first)) % i32::from(every_weeks) == 0
            }
        };
        let goes_on = match until {
            Until::Times(times) => found.len() < usize::from(times),
            Until::Day(last) => day <= last || rule == Rule::Once,
        };
        if fits && goes_on {
            found.push(day);
        }
    }
    found
}

fn rules() -> impl Strategy<Value = Rule> {
    let weekly = (1_u8..128, 1_u8..=8).prop_map(|(mask, every_weeks)| {
        let all = [
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
            Weekday::Saturday,
            Weekday::Sunday,
        ];
        let chosen = all.into_iter().enumerate().filter(|(place, _)| mask >> place & 1 == 1).map(|(_, day)| day);
        Rule::Weekly { days: DaysOfWeek::new(chosen).unwrap(), every_weeks }
    });
    prop_oneof![Just(Rule::Once), Just(Rule::Daily), Just(Rule::Weekdays), weekly]
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn days_are_those_of_a_plain_count(
        rule in rules(), ahead in 0_i64..800, times in 1_u16..60, last in prop::option::of(0_i64..366),
        zone_name in prop::sample::select(vec!["America/Denver", "Europe/London", "Africa/Cairo", "Asia/Kolkata", "Pacific/Auckland"]),
        minute in 0_u16..288, asked_hours in 0_i64..9_000, since_hours in 0_i64..9_000,
    ) {
        let first = date("2026-01-05") + Span::new().days(ahead);
        let until = last.map_or(Until::Times(times), |days| Until::Day(first + Span::new().days(days)));
        let time = CivilMinute::new(minute * 5).unwrap();
        let expected = plainly(first, rule, until);
        match Recurrence::new(first, time, zone(zone_name), rule, until) {
            Err(RecurrenceRefusal::Never) => prop_assert!(expected.is_empty()),
            Err(refusal) => {
                prop_assert_eq!(refusal, RecurrenceRefusal::TooLong);
                prop_assert!(expected.len() < usize::from(times));
            }
            Ok(recurrence) => {
                let all: Vec<_> = recurrence.occurrences().collect();
                prop_assert_eq!(all.iter().map(|once| once.on).collect::<Vec<_>>(), expected);
                prop_assert!(all.windows(2).all(|pair| pair[0].at < pair[1].at), "one after the other");
                let start: Timestamp = all[0].at - SignedDuration::from_hours(24);
                let now = start + SignedDuration::from_hours(asked_hours);
                let since = start + SignedDuration::from_hours(since_hours);
                prop_assert_eq!(recurrence.next_after(now), all.iter().copied().find(|once| once.at > now));
                let due: Vec<_> = recurrence.due(since, now).collect();
                let plain: Vec<_> = all.iter().copied().filter(|once| since < once.at && once.at <= now).collect();
                prop_assert_eq!(due, plain);
            }
        }
    }
}
