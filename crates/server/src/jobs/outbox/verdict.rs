//! What is to be done about a message just now: a decision without effects.

use jiff::{SignedDuration, Timestamp};
use troth_domain::booking::{Booking, ClientBooking, State};
use troth_domain::limits;
use troth_domain::message::{Kind, Message, Recipient, SendTime, send_time};
use troth_domain::practice::Policy;

/// What is to be done about a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    /// Send it now.
    Send,
    /// Look at it again then.
    Wait(Timestamp),
    /// Never send it, for this reason.
    Drop(&'static str),
}

/// Judges `message` about `found` at `now`.
pub(super) fn verdict(policy: &Policy, message: &Message, found: &ClientBooking, now: Timestamp) -> Verdict {
    if !still_true(message, &found.booking) {
        return Verdict::Drop("overtaken");
    }
    match send_time(policy, &found.client, message, now) {
        SendTime::Now => Verdict::Send,
        SendTime::Later(at) => Verdict::Wait(at),
        SendTime::Never => Verdict::Drop("too late"),
    }
}

/// Whether what the message says is still so. The booking may have changed since the message was put into the outbox,
/// and even since it was taken out: after a cancellation nothing but the cancellation is sent, and after a move nothing
/// about the time before. So an attempt that is late never arrives as news.
fn still_true(message: &Message, booking: &Booking) -> bool {
    let current = message.sequence == booking.sequence;
    match (&booking.state, message.kind) {
        (State::Held { .. } | State::Lapsed, _) => false,
        (State::Cancelled { .. }, Kind::Cancellation) => current,
        // Also the notice to a therapist who had lost it before: they may not have heard yet.
        (State::Cancelled { .. }, Kind::NoticeCancelled) => true,
        (State::Cancelled { .. }, _) | (State::Confirmed, Kind::Cancellation) => false,
        (State::Confirmed, Kind::NoticeCancelled) => {
            let has_it_again = message.recipient == Recipient::Therapist(booking.slot.therapist.clone());
            message.recipient != Recipient::Practice && !has_it_again
        }
        (State::Confirmed, _) => current,
    }
}

/// When a message is tried again after `attempts` attempts, the last one at `now`; `None`: given up.
pub(super) fn retry_at(attempts: u32, now: Timestamp) -> Option<Timestamp> {
    if attempts >= limits::MAIL_ATTEMPTS_MAX {
        return None;
    }
    let doublings = attempts.saturating_sub(1).min(16);
    let seconds = (limits::MAIL_RETRY_SECONDS_MIN << doublings).min(limits::MAIL_RETRY_SECONDS_MAX);
    now.checked_add(SignedDuration::from_secs(seconds)).ok()
}

#[cfg(test)]
mod tests {
    use troth_domain::booking::Actor;

    use super::*;
    use crate::mail::tests::samples::{self, at, slug};

    fn cancelled() -> State {
        State::Cancelled { at: at(samples::NOW), by: Actor::Client }
    }

    fn check(kind: Kind, recipient: Recipient, message_sequence: u32, state: State, sequence: u32) -> bool {
        let mut booking = samples::booking();
        (booking.state, booking.sequence) = (state, sequence);
        let mut message = samples::message(kind, recipient);
        message.sequence = message_sequence;
        still_true(&message, &booking)
    }

    #[test]
    fn what_is_no_longer_so_is_not_sent() {
        let client = || Recipient::Client;
        for kind in [Kind::Confirmation, Kind::Change, Kind::Reminder] {
            assert!(check(kind, client(), 1, State::Confirmed, 1), "{kind:?}");
            assert!(!check(kind, client(), 1, State::Confirmed, 2), "moved since: {kind:?}");
            assert!(!check(kind, client(), 1, cancelled(), 2), "cancelled since: {kind:?}");
            assert!(!check(kind, client(), 1, cancelled(), 1), "cancelled: {kind:?}");
            assert!(!check(kind, client(), 1, State::Lapsed, 1), "{kind:?}");
        }
        assert!(check(Kind::Cancellation, client(), 2, cancelled(), 2));
        assert!(!check(Kind::Cancellation, client(), 2, State::Confirmed, 2));
    }

    #[test]
    fn staff_hears_what_is_so_now() {
        for recipient in [Recipient::Practice, Recipient::Therapist(slug("vega"))] {
            for kind in [Kind::NoticeBooked, Kind::NoticeMoved] {
                assert!(check(kind, recipient.clone(), 1, State::Confirmed, 1));
                assert!(!check(kind, recipient.clone(), 1, State::Confirmed, 2));
                assert!(!check(kind, recipient.clone(), 1, cancelled(), 2));
            }
            assert!(check(Kind::NoticeCancelled, recipient.clone(), 2, cancelled(), 2));
        }
        let elsewhere = || Recipient::Therapist(slug("other"));
        assert!(check(Kind::NoticeCancelled, elsewhere(), 1, State::Confirmed, 2), "lost it, and it moved again");
        assert!(check(Kind::NoticeCancelled, elsewhere(), 1, cancelled(), 2), "lost it, and it was cancelled");
        let own = Recipient::Therapist(slug("vega"));
        assert!(!check(Kind::NoticeCancelled, own, 1, State::Confirmed, 2), "lost it and has it again");
    }

    #[test]
    fn attempts_come_a_minute_later_then_slower_for_three_days() {
        let now = at(samples::NOW);
        let minutes = |attempts| retry_at(attempts, now).map(|next| next.duration_since(now).as_mins());
        let first: Vec<_> = (1..=7).map(minutes).collect();
        assert_eq!(first, [1, 2, 4, 8, 15, 15, 15].map(Some));
        assert_eq!(minutes(0), Some(1));
        let total: i64 = (1..).map_while(minutes).sum();
        assert_eq!(total / 60, 71, "hours until it is given up");
    }
}
