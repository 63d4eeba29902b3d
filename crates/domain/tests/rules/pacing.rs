//! When what one partner wrote for the other arrives.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::practice::CivilMinute;
use troth_domain::safety::pacing::{DeliveryHour, Pace, Passage, deliver_at};

use crate::world::{cases, zone};

fn hour(zone_name: &str, text: &str) -> DeliveryHour {
    let (hours, minutes) = text.split_once(':').unwrap();
    let minutes = hours.parse::<u16>().unwrap() * 60 + minutes.parse::<u16>().unwrap();
    DeliveryHour { hour: CivilMinute::new(minutes).unwrap(), zone: zone(zone_name) }
}

/// Draws that come at the next delivery hour, or so many days after it.
fn drawn(days_later: u64) -> [u8; 8] {
    let number = if days_later == 0 { 1 } else { (days_later - 1) * 5 };
    number.to_be_bytes()
}

#[track_caller]
fn check(delivery: &DeliveryHour, now: &str, days_later: u64, expected: &str) {
    let now: Timestamp = now.parse().unwrap();
    let expected: Timestamp = expected.parse().unwrap();
    assert_eq!(deliver_at(delivery, Passage::Flows, Pace::Ordinary, now, drawn(days_later)), Some(expected));
}

#[test]
fn it_comes_at_the_next_delivery_hour_that_is_half_an_hour_away() {
    let six = hour("America/Denver", "18:00");
    check(&six, "2026-11-23T09:00:00-07:00", 0, "2026-11-23T18:00:00-07:00");
    check(&six, "2026-11-23T17:30:00-07:00", 0, "2026-11-23T18:00:00-07:00");
    check(&six, "2026-11-23T17:30:01-07:00", 0, "2026-11-24T18:00:00-07:00");
    check(&six, "2026-11-23T23:59:59-07:00", 0, "2026-11-24T18:00:00-07:00");
    check(&six, "2026-11-23T09:00:00-07:00", 1, "2026-11-24T18:00:00-07:00");
    check(&six, "2026-11-23T17:45:00-07:00", 6, "2026-11-30T18:00:00-07:00");
    let midnight = hour("America/Denver", "00:00");
    check(&midnight, "2026-11-23T23:29:00-07:00", 0, "2026-11-24T00:00:00-07:00");
    check(&midnight, "2026-11-23T23:31:00-07:00", 0, "2026-11-25T00:00:00-07:00");
}

#[test]
fn the_hour_is_exact_when_clocks_change() {
    let six = hour("America/Denver", "18:00");
    check(&six, "2026-10-31T17:45:00-06:00", 0, "2026-11-01T18:00:00-07:00");
    check(&six, "2027-03-13T09:00:00-07:00", 1, "2027-03-14T18:00:00-06:00");
    // 02:30 does not exist that night: it takes the offset before the gap.
    check(&hour("America/Denver", "02:30"), "2027-03-13T12:00:00-07:00", 0, "2027-03-14T03:30:00-06:00");
    // 01:30 is there twice: it is the first, also for whoever shares between the two.
    let twice = hour("America/Denver", "01:30");
    check(&twice, "2026-10-31T12:00:00-06:00", 0, "2026-11-01T01:30:00-06:00");
    check(&twice, "2026-11-01T01:10:00-06:00", 0, "2026-11-02T01:30:00-07:00");
    check(&twice, "2026-11-01T00:30:00-06:00", 0, "2026-11-01T01:30:00-06:00");
}

#[test]
fn what_the_reader_asked_for_always_comes_next_even_while_joint_work_is_held() {
    let six = hour("America/Denver", "18:00");
    let now: Timestamp = "2026-11-23T09:00:00-07:00".parse().unwrap();
    let next: Timestamp = "2026-11-23T18:00:00-07:00".parse().unwrap();
    for days_later in 0..=6 {
        for passage in [Passage::Flows, Passage::Held] {
            assert_eq!(deliver_at(&six, passage, Pace::AskedToReceive, now, drawn(days_later)), Some(next));
        }
    }
}

#[test]
fn what_has_a_time_that_both_agreed_on_comes_then_unless_it_is_held() {
    let six = hour("America/Denver", "18:00");
    let [now, evening] = ["2026-11-23T09:00:00-07:00", "2026-11-26T20:15:00-07:00"].map(|at| at.parse().unwrap());
    for (passage, expected) in [(Passage::Flows, Some(evening)), (Passage::Held, None), (Passage::Stopped, None)] {
        for days_later in 0..=6 {
            let pace = Pace::Appointed(evening);
            assert_eq!(deliver_at(&six, passage, pace, now, drawn(days_later)), expected, "{passage:?}");
        }
    }
}

#[test]
fn nothing_else_is_scheduled_while_it_is_held_and_nothing_at_all_once_it_is_stopped() {
    let six = hour("America/Denver", "18:00");
    let now: Timestamp = "2026-11-23T09:00:00-07:00".parse().unwrap();
    for (passage, pace) in
        [(Passage::Held, Pace::Ordinary), (Passage::Stopped, Pace::Ordinary), (Passage::Stopped, Pace::AskedToReceive)]
    {
        assert_eq!(deliver_at(&six, passage, pace, now, drawn(0)), None, "{passage:?} {pace:?}");
    }
}

/// A well mixed sequence, so that the test needs no randomness (Steele, Lea and Flood 2014: SplitMix64).
fn mixed(index: u64) -> u64 {
    let mut number = index.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[test]
fn one_in_five_comes_one_to_six_days_later_each_as_often() {
    let six = hour("UTC", "18:00");
    let now: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
    let next: Timestamp = "2026-11-23T18:00:00Z".parse().unwrap();
    let mut counts: BTreeMap<i64, u32> = BTreeMap::new();
    for index in 1..=60_000 {
        let at = deliver_at(&six, Passage::Flows, Pace::Ordinary, now, mixed(index).to_be_bytes()).unwrap();
        *counts.entry(next.duration_until(at).as_hours() / 24).or_default() += 1;
    }
    assert!(counts.keys().copied().eq(0..=6), "{counts:?}");
    assert!((47_500..=48_500).contains(&counts[&0]), "four in five come next: {counts:?}");
    assert!((1..=6).all(|days| (1_800..=2_200).contains(&counts[&days])), "each day as often: {counts:?}");
}

proptest! {
    #![proptest_config(cases(300))]

    /// It comes at a delivery hour, at least half an hour and at most a week and two days away, and the later draw is
    /// so many delivery hours after the next one.
    #[test]
    fn it_comes_at_a_delivery_hour_and_at_no_other_time(
        zone_name in prop::sample::select(vec![
            "America/Denver", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "America/Nuuk", "Antarctica/Troll",
        ]),
        five in 0_u16..288,
        seconds in 1_767_225_600_i64..1_830_297_600,
        drawn in any::<u64>(),
    ) {
        let delivery = DeliveryHour { hour: CivilMinute::new(five * 5).unwrap(), zone: zone(zone_name) };
        let now = Timestamp::from_second(seconds).unwrap();
        let at = |pace| deliver_at(&delivery, Passage::Flows, pace, now, drawn.to_be_bytes()).unwrap();
        let (ordinary, asked) = (at(Pace::Ordinary), at(Pace::AskedToReceive));
        let lead = SignedDuration::from_mins(30);
        prop_assert!(asked >= now + lead && asked <= now + lead + SignedDuration::from_hours(25));
        prop_assert!(ordinary >= asked && ordinary <= asked + SignedDuration::from_hours(6 * 24 + 2));
        for instant in [ordinary, asked] {
            let civil = instant.to_zoned(delivery.zone.clone()).datetime();
            let minutes = i64::from(civil.hour()) * 60 + i64::from(civil.minute());
            let wanted = i64::from(five) * 5;
            let on_time = minutes == wanted && civil.second() == 0;
            let date = civil.date();
            let skipped = [date, date.yesterday().unwrap()].iter().any(|date| {
                let time = jiff::civil::time(i8::try_from(wanted / 60).unwrap(), i8::try_from(wanted % 60).unwrap(), 0, 0);
                let there = delivery.zone.to_ambiguous_timestamp(date.to_datetime(time));
                matches!(there.offset(), jiff::tz::AmbiguousOffset::Gap { .. }) && there.compatible().unwrap() == instant
            });
            prop_assert!(on_time || skipped, "{} in {}", civil, zone_name);
        }
        // No delivery hour lies between: the one a day before is too near.
        let day_before = hour_before(&delivery, asked);
        prop_assert!(day_before < now + lead, "{} would have been soon enough", day_before);
    }
}

fn hour_before(delivery: &DeliveryHour, instant: Timestamp) -> Timestamp {
    let minutes = delivery.hour.minutes();
    let time = jiff::civil::time(i8::try_from(minutes / 60).unwrap(), i8::try_from(minutes % 60).unwrap(), 0, 0);
    let date = instant.to_zoned(delivery.zone.clone()).date();
    let dates = std::iter::successors(Some(date), |date| date.yesterday().ok()).take(3);
    let mut instants =
        dates.map(|date| delivery.zone.to_ambiguous_timestamp(date.to_datetime(time)).compatible().unwrap());
    instants.find(|one| *one < instant).unwrap()
}

#[test]
fn somebody_is_told_today_or_within_thirty_days() {
    let denver = zone("America/Denver");
    let delivery = DeliveryHour { hour: CivilMinute::new(18 * 60).unwrap(), zone: denver };
    let days = |now: &str| delivery.days_to_tell(now.parse().unwrap());
    let ends = |days: &[jiff::civil::Date]| (days[0].to_string(), days[days.len() - 1].to_string());
    // The clocks go back in between: thirty times 24 hours end an hour earlier on the last day.
    assert_eq!(ends(&days("2026-10-30T18:00:00-06:00")), ("2026-10-30".to_owned(), "2026-11-28".to_owned()));
    assert_eq!(ends(&days("2026-11-05T18:00:00-07:00")), ("2026-11-05".to_owned(), "2026-12-05".to_owned()));
    assert_eq!(ends(&days("2026-11-05T12:00:00-07:00")), ("2026-11-05".to_owned(), "2026-12-04".to_owned()));
    assert_eq!(ends(&days("2026-11-05T23:00:00-07:00")), ("2026-11-05".to_owned(), "2026-12-05".to_owned()));
}
