//! Messages to a person: where they may go, and that their hour tells nothing but the person's own settings.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::calendar::hours;
use troth_domain::limits;
use troth_domain::message::{
    AccountEvent, MessageId, PersonKind, PersonMessage, PersonSendTime, is_told, last_told, person_send_time,
};
use troth_domain::people::{ClientZone, Contact, EmailAddress, PersonId, PersonName, Profile, SafeContact};
use troth_domain::practice::{CivilMinute, CivilWindow, Policy};

use crate::world::{World, cases, instant, minute, windows};

/// 18:00 in Denver.
const SIX: &str = "2026-11-05T18:00:00-07:00";

const KINDS: [PersonKind; 8] = [
    PersonKind::Verify { generation: 1 },
    PersonKind::Reset { generation: 1 },
    PersonKind::Test,
    PersonKind::SomethingNew,
    PersonKind::Due,
    PersonKind::Account(AccountEvent::NewPassphrase),
    PersonKind::Account(AccountEvent::NewPasskey),
    PersonKind::Account(AccountEvent::RecoveryCodeUsed),
];

fn policy() -> Policy {
    World::new(Vec::new(), "2026-11-01T12:00:00Z").practice.policy
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::new(text).unwrap()
}

/// Verified, safe, with notices.
fn profile() -> Profile {
    let name = PersonName::new("Kim").unwrap();
    Profile {
        name,
        contact: Some(Contact::Email(address("kim@example.org"))),
        safe_contact: SafeContact::default(),
        notices: true,
        verified_email: Some(address("kim@example.org")),
        time_zone: ClientZone::new("America/Denver").unwrap(),
    }
}

fn safe_from(text: &str) -> Profile {
    let mut profile = profile();
    profile.safe_contact.hours = windows(text).pop();
    profile
}

fn message(kind: PersonKind, at: Timestamp) -> PersonMessage {
    PersonMessage::new(MessageId([1; 16]), PersonId([2; 16]), kind, at)
}

fn something_new(deliver_at: Timestamp) -> PersonMessage {
    PersonMessage::something_new(MessageId([1; 16]), PersonId([2; 16]), deliver_at)
}

/// When a message leaves that is looked at as soon as its rules say, from its due time on.
fn leaves_at(policy: &Policy, profile: &Profile, message: &PersonMessage) -> Option<Timestamp> {
    let mut now = message.due_at;
    loop {
        match person_send_time(policy, profile, message, now) {
            PersonSendTime::Now(_) => return Some(now),
            PersonSendTime::Later(later) => {
                assert!(later > now, "it would be looked at again and again");
                now = later;
            }
            PersonSendTime::TooLate | PersonSendTime::Unwanted => return None,
        }
    }
}

#[test]
fn only_a_safe_address_gets_any() {
    let goes_to = |change: &dyn Fn(&mut Profile)| {
        let mut profile = profile();
        change(&mut profile);
        let sent = |kind: &PersonKind| message(*kind, instant(SIX)).address(&profile).is_some();
        KINDS.iter().map(sent).collect::<Vec<_>>()
    };
    assert_eq!(goes_to(&|_| ()), [true; 8]);
    assert_eq!(goes_to(&|profile| profile.safe_contact.email = false), [false; 8]);
    assert_eq!(goes_to(&|profile| profile.contact = None), [false; 8]);
    let only_the_link_that_proves_it = [true, false, false, false, false, false, false, false];
    assert_eq!(goes_to(&|profile| profile.verified_email = None), only_the_link_that_proves_it);
    let another = Some(address("kim@example.com"));
    assert_eq!(goes_to(&|profile| profile.verified_email.clone_from(&another)), only_the_link_that_proves_it);
    let without_notices = [true, true, true, false, false, true, true, true];
    assert_eq!(goes_to(&|profile| profile.notices = false), without_notices);
}

#[test]
fn what_was_asked_for_comes_at_once_and_the_rest_in_safe_hours() {
    let check = |kind: PersonKind, safe: &str, asked: &str, expected: &str| {
        let left = leaves_at(&policy(), &safe_from(safe), &message(kind, instant(asked)));
        assert_eq!(left, Some(instant(expected)), "{kind:?} {safe} {asked}");
    };
    let night = "2026-11-05T23:00:00-07:00";
    for kind in [PersonKind::Verify { generation: 1 }, PersonKind::Test] {
        check(kind, "09:00-12:00", night, night);
    }
    for kind in [PersonKind::Reset { generation: 1 }, PersonKind::Account(AccountEvent::NewPasskey)] {
        check(kind, "00:00-24:00", night, night);
        check(kind, "09:00-12:00", night, "2026-11-06T09:00:00-07:00");
        check(kind, "09:00-12:00", "2026-11-05T12:00:00-07:00", "2026-11-06T09:00:00-07:00");
    }
    let check = |safe: &str, delivered: &str, expected: &str| {
        let left = leaves_at(&policy(), &safe_from(safe), &something_new(instant(delivered)));
        assert_eq!(left, Some(instant(expected)), "{safe} {delivered}");
    };
    check("00:00-24:00", SIX, SIX);
    check("00:00-24:00", night, "2026-11-06T08:00:00-07:00");
    check("12:00-13:00", SIX, "2026-11-06T12:00:00-07:00");
    check("06:00-18:00", SIX, "2026-11-06T08:00:00-07:00");
    check("22:00-23:00", SIX, "2026-11-05T22:00:00-07:00");
}

#[test]
fn what_would_come_too_late_is_not_sent() {
    let check = |kind: PersonKind, hours: i64| {
        let message = message(kind, instant(SIX));
        let at = |late| instant(SIX) + late;
        let (policy, profile) = (policy(), profile());
        let then = person_send_time(&policy, &profile, &message, at(SignedDuration::from_hours(hours)));
        assert_eq!(then, PersonSendTime::TooLate, "{kind:?}");
        let just = at(SignedDuration::from_hours(hours) - SignedDuration::from_secs(1));
        assert_ne!(person_send_time(&policy, &profile, &message, just), PersonSendTime::TooLate, "{kind:?}");
    };
    let expected = [24, 25, 1, 72, 12, 72, 72, 72];
    for (kind, hours) in KINDS.into_iter().zip(expected) {
        check(kind, hours);
    }
}

const ZONES: [&str; 6] =
    ["America/Denver", "America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"];

fn window() -> impl Strategy<Value = CivilWindow> {
    (0_u16..288, 1_u16..=288).prop_filter_map("from before to", |(from, to)| {
        CivilWindow::new(CivilMinute::new(from * 5)?, CivilMinute::new(to * 5)?)
    })
}

fn is_within(window: &CivilWindow, minutes: u16) -> bool {
    window.from().minutes() <= minutes && minutes < window.to().minutes()
}

proptest! {
    #![proptest_config(cases(400))]

    /// However often somebody takes a text back and shares it again: its reader is told at once the first time that it has
    /// come, at most once a week from then on, and again as soon as it comes when that week is over.
    #[test]
    fn sharing_a_text_again_and_again_tells_its_reader_at_most_once_a_week(
        shares in prop::collection::vec((0_i64..200, 0_i64..300, 0_i64..100), 1..40),
    ) {
        let week = SignedDuration::from_hours(24 * limits::SHARED_AGAIN_DAYS);
        let (mut now, mut told_at, mut told) = (instant(SIX), None, Vec::<Timestamp>::new());
        for (comes_hours, stays_hours, pause_hours) in shares {
            let comes_at = now + SignedDuration::from_hours(comes_hours);
            let back_at = now + SignedDuration::from_hours(stays_hours);
            let came_at = (comes_at <= back_at).then_some(comes_at);
            if let Some(came_at) = came_at {
                let is_due = told.last().is_none_or(|last| came_at - week >= *last);
                prop_assert_eq!(is_told(told_at, came_at), is_due);
                told.extend(is_due.then_some(came_at));
            }
            told_at = last_told(told_at, came_at);
            prop_assert_eq!(told_at, told.last().copied(), "what did not come was not told");
            now = back_at + SignedDuration::from_hours(pause_hours);
        }
    }

    /// The delivery hour and the reader's own settings say when: in safe hours, outside of quiet ones where both can be,
    /// and within a day and the hours that a change of clocks may take.
    #[test]
    fn news_comes_in_the_readers_hours_and_tells_nothing_else(
        seconds in 1_790_000_000_i64..1_850_000_000,
        zone in proptest::sample::select(ZONES.to_vec()),
        safe in proptest::option::of(window()),
        quiet in (0_u16..288, 0_u16..288),
        looked_at_after_minutes in 0_i64..600,
    ) {
        let deliver_at = Timestamp::from_second(seconds / 300 * 300).unwrap();
        let mut policy = policy();
        policy.quiet_from = CivilMinute::new(quiet.0 * 5).unwrap();
        policy.quiet_until = CivilMinute::new(quiet.1 * 5).unwrap();
        let mut profile = profile();
        profile.time_zone = ClientZone::new(zone).unwrap();
        profile.safe_contact.hours = safe;
        let message = something_new(deliver_at);
        prop_assert_eq!(message.due_at, deliver_at, "what is kept says nothing of the reader");

        let left = leaves_at(&policy, &profile, &message).expect("everybody has safe hours");
        prop_assert!(left >= deliver_at);
        prop_assert!(left.duration_since(deliver_at) <= SignedDuration::from_hours(50), "{left}");
        check_hour(&policy, &profile, left)?;

        // A node that was away sends in safe hours as well.
        let late = deliver_at + SignedDuration::from_mins(looked_at_after_minutes);
        match person_send_time(&policy, &profile, &message, late) {
            PersonSendTime::Now(_) => check_hour(&policy, &profile, late)?,
            PersonSendTime::Later(later) => check_hour(&policy, &profile, later)?,
            other => prop_assert!(false, "{other:?}"),
        }
    }
}

/// That `instant` is in safe hours, and not in quiet ones unless no others are safe. Where clocks change, a window may
/// begin or end as much later as they jump.
fn check_hour(policy: &Policy, profile: &Profile, instant: Timestamp) -> Result<(), TestCaseError> {
    let zone = profile.time_zone.zone();
    let date = hours::date_of(instant, zone);
    let shifts = hours::instant(date, minute("00:00"), zone).zip(hours::instant(date, minute("24:00"), zone));
    let shifts = shifts.is_none_or(|(from, to)| to.duration_since(from) != SignedDuration::from_hours(24));
    if shifts {
        return Ok(());
    }
    let time = instant.to_zoned(zone.clone()).time();
    let minutes = u16::try_from(time.hour()).unwrap() * 60 + u16::try_from(time.minute()).unwrap();
    let safe = profile.safe_contact.hours;
    prop_assert!(safe.is_none_or(|safe| is_within(&safe, minutes)), "{time} is not safe");
    let is_quiet = |minutes: u16| {
        let (from, until) = (policy.quiet_from.minutes(), policy.quiet_until.minutes());
        if from <= until { from <= minutes && minutes < until } else { minutes >= from || minutes < until }
    };
    let some_are_loud =
        (0..1440).step_by(5).any(|minutes| !is_quiet(minutes) && safe.is_none_or(|safe| is_within(&safe, minutes)));
    prop_assert!(!(some_are_loud && is_quiet(minutes)), "{time} is quiet");
    Ok(())
}
