//! The place of the second person in a talk on the other's device: it opens one room and nothing else.

use jiff::{SignedDuration, Timestamp};

use super::session::{later, standing};
use super::{SessionId, Standing};
use crate::limits;
use crate::people::PersonId;
use crate::plan::LogId;

/// A place in one talk, beside the session of whoever is signed in on that device. It is over with that session, with the
/// talk, and by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoomSession {
    /// Its name, which opens nothing.
    pub id: SessionId,
    /// Whose place it is.
    pub person: PersonId,
    /// The talk.
    pub talk: LogId,
    /// The session on whose device it is.
    pub host: SessionId,
    /// Since when.
    pub made_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// When it ends, however much it is used.
    pub ends_at: Timestamp,
}

impl RoomSession {
    /// A place that is taken now.
    ///
    /// ```
    /// use jiff::{Timestamp, ToSpan};
    /// use troth_domain::accounts::{RoomSession, SessionId, Standing};
    /// use troth_domain::people::PersonId;
    /// use troth_domain::plan::LogId;
    /// let noon: Timestamp = "2026-10-30T12:00:00Z".parse().unwrap();
    /// let (id, host) = (SessionId([1; 16]), SessionId([2; 16]));
    /// let room = RoomSession::begin(id, PersonId([3; 16]), LogId([4; 16]), host, noon);
    /// assert_eq!(room.standing(noon + 21.minutes()), Standing::Seen);
    /// assert_eq!(room.standing(noon + 30.minutes()), Standing::Over);
    /// let used = RoomSession { seen_at: noon + 239.minutes(), ..room };
    /// assert_eq!(used.standing(noon + 240.minutes()), Standing::Over);
    /// ```
    pub fn begin(id: SessionId, person: PersonId, talk: LogId, host: SessionId, now: Timestamp) -> Self {
        let ends_at = later(now, SignedDuration::from_hours(limits::ROOM_HOURS_MAX));
        Self { id, person, talk, host, made_at: now, seen_at: now, ends_at }
    }

    /// Where it stands at `now`, as a [`Session`](super::Session) does.
    pub fn standing(&self, now: Timestamp) -> Standing {
        standing(self.seen_at, self.ends_at, SignedDuration::from_mins(limits::ROOM_IDLE_MINUTES), now)
    }
}
