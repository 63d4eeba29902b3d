//! Which messages a booking or a person's account calls for, to whom, and when each may be sent.
//!
//! A message is kept as what it is about, never as text: its words, address and link are made when it is sent, from
//! the sealed booking or profile. So nothing that opens anything and no address waits in the outbox.

use jiff::{SignedDuration, Timestamp};

use crate::booking::{Booking, BookingId};
use crate::limits::REMINDER_LEAST_MINUTES;
use crate::people::Client;
use crate::practice::{Policy, Practice, Slug};

mod person;
mod quiet;

pub use person::{
    AccountEvent, PersonKind, PersonLinkPurpose, PersonMessage, PersonSendTime, is_told, last_told, person_send_time,
};
use quiet::Allowed;

/// Names a message; random. Its Message-ID is made of it, so that a message sent twice is seen once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MessageId(pub [u8; 16]);

/// What a message says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// To the client: it is booked.
    Confirmation,
    /// To the client: it has another time.
    Change,
    /// To the client: it will not take place.
    Cancellation,
    /// To the client: it is soon. Keeps quiet hours.
    Reminder,
    /// To staff: booked.
    NoticeBooked,
    /// To staff: another time.
    NoticeMoved,
    /// To staff: will not take place, or no longer with this therapist.
    NoticeCancelled,
}

/// Who gets a message.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Recipient {
    /// Whoever booked, by the channel they called safe.
    Client,
    /// The practice's own address.
    Practice,
    /// One therapist's address.
    Therapist(Slug),
}

/// A message that a change of a booking calls for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The booking it is about.
    pub booking: BookingId,
    /// What it says.
    pub kind: Kind,
    /// Who gets it.
    pub recipient: Recipient,
    /// The start of the session that it speaks of (the booking may have moved since).
    pub session_start: Timestamp,
    /// The booking's sequence that it speaks of.
    pub sequence: u32,
    /// Not to be sent before this.
    pub due_at: Timestamp,
}

/// What happened to a booking.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// It was confirmed.
    Booked,
    /// It got another time, and maybe another therapist.
    Moved {
        /// Who gave it before.
        therapist_before: Slug,
        /// When it was to start.
        start_before: Timestamp,
    },
    /// It was cancelled.
    Cancelled,
}

/// The messages that `event` calls for, given the booking as it is now. `id` gives each a fresh random id. The caller
/// drops every unsent message to the client about this booking first, so that a cancellation is the last one.
///
/// Whoever has no address, or called e-mail unsafe, gets none. The practice hears of every event; a therapist of what
/// concerns them: one who loses a moved booking hears that it is cancelled, one who gets it that it is booked.
pub fn messages_for(
    practice: &Practice,
    booking: &Booking,
    client: &Client,
    event: &Event,
    now: Timestamp,
    id: &mut dyn FnMut() -> MessageId,
) -> Vec<Message> {
    let start = booking.slot.start;
    let mut planned = Vec::new();
    if may_mail(client) {
        let told = match event {
            Event::Booked => Kind::Confirmation,
            Event::Moved { .. } => Kind::Change,
            Event::Cancelled => Kind::Cancellation,
        };
        planned.push((told, Recipient::Client, start, now));
        if *event != Event::Cancelled
            && let Some(due_at) = reminder_due(&practice.policy, client, start, now)
        {
            planned.push((Kind::Reminder, Recipient::Client, start, due_at));
        }
    }
    let notices = notices(booking, event).into_iter().filter(|(_, recipient, _)| staff_has_mail(practice, recipient));
    planned.extend(notices.map(|(kind, recipient, start)| (kind, recipient, start, now)));
    let message = |(kind, recipient, session_start, due_at)| Message {
        id: id(),
        booking: booking.id,
        kind,
        recipient,
        session_start,
        sequence: booking.sequence,
        due_at,
    };
    planned.into_iter().map(message).collect()
}

/// Whether the client can be mailed and called that safe.
fn may_mail(client: &Client) -> bool {
    client.safe_contact.email && client.contact.email().is_some()
}

fn staff_has_mail(practice: &Practice, recipient: &Recipient) -> bool {
    match recipient {
        Recipient::Practice => practice.email.is_some(),
        Recipient::Therapist(slug) => practice.therapist(slug).is_some_and(|therapist| therapist.email.is_some()),
        Recipient::Client => false,
    }
}

/// What staff is told, each with the start that it speaks of.
fn notices(booking: &Booking, event: &Event) -> Vec<(Kind, Recipient, Timestamp)> {
    let start = booking.slot.start;
    let therapist = || Recipient::Therapist(booking.slot.therapist.clone());
    let both = |kind| vec![(kind, Recipient::Practice, start), (kind, therapist(), start)];
    match event {
        Event::Booked => both(Kind::NoticeBooked),
        Event::Cancelled => both(Kind::NoticeCancelled),
        Event::Moved { therapist_before, .. } if *therapist_before == booking.slot.therapist => both(Kind::NoticeMoved),
        Event::Moved { therapist_before, start_before } => vec![
            (Kind::NoticeMoved, Recipient::Practice, start),
            (Kind::NoticeCancelled, Recipient::Therapist(therapist_before.clone()), *start_before),
            (Kind::NoticeBooked, therapist(), start),
        ],
    }
}

/// When the reminder of a session is due, if there is to be one.
///
/// It is due [`reminder_minutes`](Policy::reminder_minutes) before the start. Whoever books (or moves) later than that
/// gets none: the confirmation they just got says the same. If the time falls outside of what is allowed (quiet hours,
/// or the client's safe hours), it is due shortly before the last allowed stretch ends; if that has passed or is running
/// out, when the next one begins, provided that leaves an hour until the start. All of it in the client's zone.
fn reminder_due(policy: &Policy, client: &Client, start: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let usual = start.checked_sub(SignedDuration::from_mins(i64::from(policy.reminder_minutes))).ok()?;
    if usual <= now {
        return None;
    }
    let allowed = Allowed::reminders(policy, client);
    if allowed.at(usual) {
        return Some(usual);
    }
    let earlier = allowed.last_before(usual).filter(|earlier| *earlier > now);
    earlier.or_else(|| allowed.next_after(usual).filter(|later| leaves_time(*later, start)))
}

/// Whether a reminder at `instant` still leaves time before the session.
fn leaves_time(instant: Timestamp, start: Timestamp) -> bool {
    start.duration_since(instant) >= SignedDuration::from_mins(REMINDER_LEAST_MINUTES)
}

/// When a message may be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SendTime {
    /// Now.
    Now,
    /// Not before this.
    Later(Timestamp),
    /// No more: it would come after the session began, or inside quiet hours until then.
    Never,
}

/// Whether `message` may be sent at `now`: a late reminder keeps quiet hours too. A cancellation and the notices to
/// staff stay true, so they are sent however late.
pub fn send_time(policy: &Policy, client: &Client, message: &Message, now: Timestamp) -> SendTime {
    let to_client = message.recipient == Recipient::Client;
    let begun = now >= message.session_start;
    let stale = begun && matches!(message.kind, Kind::Confirmation | Kind::Change | Kind::Reminder);
    if to_client && (stale || !may_mail(client)) {
        return SendTime::Never;
    }
    if now < message.due_at {
        return SendTime::Later(message.due_at);
    }
    if message.kind != Kind::Reminder {
        return SendTime::Now;
    }
    let allowed = Allowed::reminders(policy, client);
    if allowed.at(now) {
        return SendTime::Now;
    }
    let later = allowed.next_after(now).filter(|later| leaves_time(*later, message.session_start));
    later.map_or(SendTime::Never, SendTime::Later)
}
