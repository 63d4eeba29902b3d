//! Which messages a change calls for, and when each may be sent.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::booking::{Booking, State};
use troth_domain::calendar::hours;
use troth_domain::message::{Event, Kind, Message, MessageId, Recipient, SendTime, messages_for, send_time};
use troth_domain::people::{Client, ClientZone, Contact, EmailAddress, PersonName, PhoneNumber, SafeContact};
use troth_domain::practice::{CivilMinute, CivilWindow};

use crate::world::{World, cases, date, instant, minute, slug, therapist, windows};

const NOW: &str = "2026-11-01T12:00:00Z";
/// Thursday 5 November, 09:00 in Denver.
const NINE: &str = "2026-11-05T16:00:00Z";

fn world() -> World {
    let staff = ["ana", "bo"].map(|name| therapist(name, "America/Denver", "09:00-21:00"));
    let mut world = World::new(staff.into(), NOW);
    world.practice.email = EmailAddress::new("desk@example.org").ok();
    for name in ["ana", "bo"] {
        world.therapist(name).email = EmailAddress::new(&format!("{name}@example.org")).ok();
    }
    world
}

fn client() -> Client {
    Client {
        name: PersonName::new("Kim").unwrap(),
        contact: Contact::Email(EmailAddress::new("kim@example.org").unwrap()),
        safe_contact: SafeContact::default(),
        invitation: false,
        time_zone: ClientZone::new("America/Denver").unwrap(),
    }
}

fn messages(world: &World, booking: &Booking, client: &Client, event: &Event) -> Vec<Message> {
    let mut number = 0;
    let mut id = || {
        number += 1;
        MessageId([number; 16])
    };
    messages_for(&world.practice, booking, client, event, world.now, &mut id)
}

/// `Confirmation client`, `NoticeBooked ana`, ...
fn told(messages: &[Message]) -> Vec<String> {
    let name = |recipient: &Recipient| match recipient {
        Recipient::Client => "client".to_owned(),
        Recipient::Practice => "practice".to_owned(),
        Recipient::Therapist(slug) => slug.to_string(),
    };
    messages.iter().map(|message| format!("{:?} {}", message.kind, name(&message.recipient))).collect()
}

#[test]
fn a_booking_is_confirmed_to_the_client_and_noted_to_staff() {
    let mut world = world();
    let booking = world.book(1, "phone", "ana", NINE);
    let all = messages(&world, &booking, &client(), &Event::Booked);
    let expected = ["Confirmation client", "Reminder client", "NoticeBooked practice", "NoticeBooked ana"];
    assert_eq!(told(&all), expected);
    for message in &all {
        assert_eq!((message.booking, message.session_start, message.sequence), (booking.id, instant(NINE), 0));
        let due_at = if message.kind == Kind::Reminder { instant("2026-11-04T16:00:00Z") } else { world.now };
        assert_eq!(message.due_at, due_at, "{:?}", message.kind);
    }
    let mut ids: Vec<MessageId> = all.iter().map(|message| message.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), all.len(), "each has an id of its own");
}

#[test]
fn whoever_has_no_address_or_called_it_unsafe_gets_none() {
    let mut world = world();
    let booking = world.book(1, "phone", "ana", NINE);
    let staff = ["NoticeBooked practice", "NoticeBooked ana"];
    let phone = || PhoneNumber::new("801 555 0134").unwrap();
    let by_phone = Client { contact: Contact::Phone(phone()), ..client() };
    assert_eq!(told(&messages(&world, &booking, &by_phone, &Event::Booked)), staff);
    let email = EmailAddress::new("kim@example.org").unwrap();
    let safe_contact = SafeContact { email: false, ..SafeContact::default() };
    let unsafe_mail = Client { contact: Contact::Both(email, phone()), safe_contact, ..client() };
    for event in [Event::Booked, Event::Cancelled] {
        let told = told(&messages(&world, &booking, &unsafe_mail, &event));
        assert!(told.iter().all(|line| !line.ends_with("client")), "{told:?}");
    }
    world.practice.email = None;
    world.therapist("ana").email = None;
    assert_eq!(told(&messages(&world, &booking, &by_phone, &Event::Booked)), [] as [&str; 0]);
}

#[test]
fn a_move_is_told_to_whom_it_concerns() {
    let mut world = world();
    let mut booking = world.book(1, "phone", "ana", NINE);
    booking.sequence = 1;
    let event = |therapist: &str| Event::Moved {
        therapist_before: slug(therapist),
        start_before: instant("2026-11-03T16:00:00Z"),
    };
    let all = messages(&world, &booking, &client(), &event("ana"));
    assert_eq!(told(&all), ["Change client", "Reminder client", "NoticeMoved practice", "NoticeMoved ana"]);
    let all = messages(&world, &booking, &client(), &event("bo"));
    let expected =
        ["Change client", "Reminder client", "NoticeMoved practice", "NoticeCancelled bo", "NoticeBooked ana"];
    assert_eq!(told(&all), expected);
    assert!(all.iter().all(|message| message.sequence == 1));
    let starts = |kind: Kind| all.iter().find(|message| message.kind == kind).map(|message| message.session_start);
    assert_eq!(starts(Kind::NoticeCancelled), Some(instant("2026-11-03T16:00:00Z")), "the time that bo knows of");
    assert_eq!(starts(Kind::NoticeBooked), Some(instant(NINE)));
    world.practice.therapists.retain(|therapist| therapist.slug.as_str() != "bo");
    let all = messages(&world, &booking, &client(), &event("bo"));
    assert!(!told(&all).contains(&"NoticeCancelled bo".to_owned()), "who left the practice has no address");
}

#[test]
fn a_cancellation_brings_the_cancellation_alone() {
    let mut world = world();
    let booking = world.book(1, "phone", "ana", NINE);
    let all = messages(&world, &booking, &client(), &Event::Cancelled);
    assert_eq!(told(&all), ["Cancellation client", "NoticeCancelled practice", "NoticeCancelled ana"]);
    assert!(all.iter().all(|message| message.due_at == world.now));
}

struct Reminder<'a> {
    /// Civil times in Denver, where the client is unless said otherwise.
    now: &'a str,
    start: &'a str,
    quiet: (&'a str, &'a str),
    safe: Option<&'a str>,
    ahead_minutes: u32,
    zone: &'a str,
}

const USUAL: Reminder<'_> = Reminder {
    now: "2026-11-01T09:00:00-07:00",
    start: "2026-11-05T14:00:00-07:00",
    quiet: ("21:00", "08:00"),
    safe: None,
    ahead_minutes: 1440,
    zone: "America/Denver",
};

/// Checks when the reminder is due, as civil time of the client; `none` if there is none.
fn check(what: &str, case: &Reminder<'_>, expected: &str) {
    let mut world = world();
    world.now = instant(case.now);
    world.practice.policy.reminder_minutes = case.ahead_minutes;
    (world.practice.policy.quiet_from, world.practice.policy.quiet_until) =
        (minute(case.quiet.0), minute(case.quiet.1));
    let booking = world.book(1, "phone", "ana", case.start);
    let mut client = client();
    client.time_zone = ClientZone::new(case.zone).unwrap();
    client.safe_contact.hours = case.safe.map(|text| windows(text)[0]);
    let all = messages(&world, &booking, &client, &Event::Booked);
    let reminder = all.iter().find(|message| message.kind == Kind::Reminder);
    let civil =
        |message: &Message| message.due_at.to_zoned(client.time_zone.zone().clone()).strftime("%d %H:%M").to_string();
    assert_eq!(reminder.map_or("none".to_owned(), civil), expected, "{what}");
    if let Some(message) = reminder {
        let policy = &world.practice.policy;
        assert_eq!(send_time(policy, &client, message, message.due_at), SendTime::Now, "{what}: it can be sent then");
    }
}

#[test]
fn a_reminder_is_due_a_day_before() {
    check("a day before", &USUAL, "04 14:00");
    check("four hours before", &Reminder { ahead_minutes: 240, ..USUAL }, "05 10:00");
    check("booked later than that", &Reminder { now: "2026-11-04T14:00:00-07:00", ..USUAL }, "none");
    check("booked just before that", &Reminder { now: "2026-11-04T13:59:59-07:00", ..USUAL }, "04 14:00");
    let change = Reminder { start: "2026-11-01T14:00:00-07:00", now: "2026-10-30T09:00:00-06:00", ..USUAL };
    check("24 hours that pass, over the autumn change", &change, "31 15:00");
}

#[test]
fn a_reminder_that_would_fall_into_quiet_hours_goes_out_before_them() {
    let early = Reminder { start: "2026-11-05T07:00:00-07:00", ..USUAL };
    check("07:00 the day before is quiet: the evening before that", &early, "03 20:45");
    check("the first quiet minute", &Reminder { start: "2026-11-05T21:00:00-07:00", ..USUAL }, "04 20:45");
    check("the first minute after", &Reminder { start: "2026-11-05T08:00:00-07:00", ..USUAL }, "04 08:00");
    check("late in the evening", &Reminder { start: "2026-11-05T23:30:00-07:00", ..USUAL }, "04 20:45");
    check("no quiet hours", &Reminder { quiet: ("00:00", "00:00"), ..early }, "04 07:00");
    check("quiet at midday alone", &Reminder { quiet: ("12:00", "15:00"), ..USUAL }, "04 11:45");
    check("quiet from midnight", &Reminder { quiet: ("00:00", "08:00"), ..early }, "03 23:45");
    check("quiet until midnight", &Reminder { quiet: ("13:00", "24:00"), ..USUAL }, "04 12:45");
    check("quiet all day", &Reminder { quiet: ("00:00", "24:00"), ..USUAL }, "none");
}

#[test]
fn a_reminder_that_cannot_go_out_before_quiet_hours_waits_for_their_end_if_that_is_of_use() {
    let booked_at_night = Reminder { start: "2026-11-05T07:00:00-07:00", now: "2026-11-03T22:00:00-07:00", ..USUAL };
    check("booked after the evening: the morning after", &booked_at_night, "04 08:00");
    let short = Reminder { ahead_minutes: 240, now: "2026-11-04T22:00:00-07:00", ..USUAL };
    check("an hour before is in time", &Reminder { start: "2026-11-05T09:00:00-07:00", ..short }, "05 08:00");
    check("half an hour before is not", &Reminder { start: "2026-11-05T08:30:00-07:00", ..short }, "none");
}

#[test]
fn safe_hours_narrow_when_a_reminder_may_come() {
    let lunch = |start| Reminder { safe: Some("12:00-13:00"), start, ..USUAL };
    check("within them", &lunch("2026-11-05T12:30:00-07:00"), "04 12:30");
    check("after them: that day's end of them", &lunch("2026-11-05T17:00:00-07:00"), "04 12:45");
    check("before them: the day before", &lunch("2026-11-05T10:00:00-07:00"), "03 12:45");
    check("never outside of quiet hours", &Reminder { safe: Some("22:00-23:00"), ..USUAL }, "none");
    check("partly quiet", &Reminder { safe: Some("06:00-09:00"), ..USUAL }, "04 08:45");
    check("ten minutes a day", &Reminder { safe: Some("12:00-12:10"), ..USUAL }, "04 12:00");
}

#[test]
fn quiet_hours_are_those_of_the_clients_zone() {
    // 14:00 in Denver is 02:45 in Kathmandu, the day after.
    check("far away", &Reminder { zone: "Asia/Kathmandu", ..USUAL }, "04 20:45");
    check("nearby", &Reminder { zone: "America/New_York", ..USUAL }, "04 16:00");
}

fn at(kind: Kind, recipient: Recipient, due_at: &str) -> Message {
    Message {
        id: MessageId([1; 16]),
        booking: troth_domain::booking::BookingId([1; 16]),
        kind,
        recipient,
        session_start: instant(NINE),
        sequence: 0,
        due_at: instant(due_at),
    }
}

fn sendable(message: &Message, client: &Client, now: &str) -> SendTime {
    send_time(&world().practice.policy, client, message, instant(now))
}

#[test]
fn a_late_reminder_keeps_quiet_hours_too() {
    let reminder = at(Kind::Reminder, Recipient::Client, "2026-11-04T16:00:00Z");
    let later = |text: &str| SendTime::Later(text.parse::<Timestamp>().unwrap());
    let check = |now: &str, expected: SendTime| assert_eq!(sendable(&reminder, &client(), now), expected, "{now}");
    check("2026-11-04T15:59:59Z", later("2026-11-04T16:00:00Z"));
    check("2026-11-04T16:00:00Z", SendTime::Now);
    check("2026-11-05T03:59:59Z", SendTime::Now);
    check("2026-11-05T04:00:00Z", later("2026-11-05T15:00:00Z")); // 21:00 in Denver: 08:00 is an hour before
    check("2026-11-05T15:30:00Z", SendTime::Now);
    check("2026-11-05T16:00:00Z", SendTime::Never);
    let early = Message { session_start: instant("2026-11-05T15:30:00Z"), ..reminder.clone() };
    assert_eq!(
        sendable(&early, &client(), "2026-11-05T04:00:00Z"),
        SendTime::Never,
        "half an hour before is of no use"
    );
}

#[test]
fn everything_else_goes_out_at_any_hour_as_long_as_it_is_true() {
    let night = "2026-11-05T09:00:00Z";
    let after = "2026-11-05T16:00:00Z";
    for kind in [Kind::Confirmation, Kind::Change] {
        let message = at(kind, Recipient::Client, NOW);
        assert_eq!(sendable(&message, &client(), night), SendTime::Now);
        assert_eq!(sendable(&message, &client(), after), SendTime::Never);
    }
    let cancellation = at(Kind::Cancellation, Recipient::Client, NOW);
    assert_eq!(sendable(&cancellation, &client(), after), SendTime::Now);
    let notice = at(Kind::NoticeBooked, Recipient::Practice, NOW);
    let safe_contact = SafeContact { email: false, ..SafeContact::default() };
    let unsafe_mail = Client { safe_contact, ..client() };
    assert_eq!(sendable(&notice, &unsafe_mail, after), SendTime::Now, "staff is told whatever is safe for the client");
    assert_eq!(sendable(&cancellation, &unsafe_mail, night), SendTime::Never);
}

proptest! {
    #![proptest_config(cases(256))]

    /// In any zone, with any quiet and safe hours and at any moment: a reminder is due after the booking and before the
    /// session, outside of quiet hours and within safe ones; and what may be sent later may be sent then.
    #[test]
    fn no_reminder_comes_at_a_bad_time(
        (quiet_from, quiet_until) in (0_u16..=288, 0_u16..=288),
        safe in prop::option::of((0_u16..288, 1_u16..=288)),
        // The last six change their clocks within the next days: some skip times or repeat them, some at midnight.
        (zone_name, day) in prop::sample::select(vec![
            ("Asia/Kathmandu", "2026-09-04"), ("Africa/Cairo", "2026-09-04"), ("America/Santiago", "2026-09-04"),
            ("America/Santiago", "2027-04-02"), ("America/Denver", "2026-10-30"), ("America/Denver", "2027-03-12"),
            ("Australia/Lord_Howe", "2026-10-02"), ("America/Havana", "2026-10-30"),
        ]),
        (booked, start, ahead) in (0_i64..3000, 0_i64..3000, 0_u32..3000),
        late in 0_i64..2000,
    ) {
        let five = |number: u16| CivilMinute::new(number * 5).unwrap();
        let minutes = |count: i64| SignedDuration::from_mins(count);
        let change = hours::start_of_day(date(day), &crate::world::zone(zone_name)).unwrap();
        let mut world = world();
        world.now = change + minutes(booked);
        let policy = &mut world.practice.policy;
        (policy.quiet_from, policy.quiet_until, policy.reminder_minutes) = (five(quiet_from), five(quiet_until), ahead);
        let start = world.now + minutes(start);
        let booking = world.enter(1, "phone", "ana", None, start, State::Confirmed);
        let mut client = client();
        client.time_zone = ClientZone::new(zone_name).unwrap();
        client.safe_contact.hours = safe.and_then(|(from, to)| CivilWindow::new(five(from), five(to)));
        let good = |instant: Timestamp| {
            let civil = instant.to_zoned(client.time_zone.zone().clone()).time();
            let minute = u16::try_from(i32::from(civil.hour()) * 60 + i32::from(civil.minute())).unwrap();
            let (from, until) = (quiet_from * 5, quiet_until * 5);
            let quiet = match from <= until {
                true => from <= minute && minute < until,
                false => from <= minute || minute < until,
            };
            let safe = client.safe_contact.hours;
            !quiet && safe.is_none_or(|safe| safe.from().minutes() <= minute && minute < safe.to().minutes())
        };
        let all = messages(&world, &booking, &client, &Event::Booked);
        for message in all.iter().filter(|message| message.kind == Kind::Reminder) {
            prop_assert!(world.now < message.due_at && message.due_at <= start);
            prop_assert!(good(message.due_at), "due {}", message.due_at);
            let moment = message.due_at + minutes(late);
            match send_time(&world.practice.policy, &client, message, moment) {
                SendTime::Now => prop_assert!(good(moment) && moment < start),
                SendTime::Later(later) => {
                    prop_assert!(later > moment && later < start);
                    prop_assert_eq!(send_time(&world.practice.policy, &client, message, later), SendTime::Now);
                }
                SendTime::Never => prop_assert!(!good(moment) || moment >= start),
            }
        }
    }
}
