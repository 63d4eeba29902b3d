//! How long someone stays signed in.

use jiff::{SignedDuration, Timestamp};

use crate::limits;
use crate::people::AccountId;

/// Names a session to its own owner, who may end it. It opens nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SessionId(pub [u8; 16]);

/// One device that is signed in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Its name.
    pub id: SessionId,
    /// Who is signed in.
    pub account: AccountId,
    /// Since when.
    pub made_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// When it ends, however much it is used.
    pub ends_at: Timestamp,
    /// When its owner last showed what opens the account.
    pub confirmed_at: Timestamp,
}

/// Whether a session still stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It stands, and its use has been noted lately.
    Live,
    /// It stands, and its use is to be noted.
    Seen,
    /// It is over, for good: it is to be deleted, so that no clock that goes back can bring it back.
    Over,
}

impl Session {
    /// A session that begins now.
    ///
    /// ```
    /// use jiff::{Timestamp, ToSpan};
    /// use troth_domain::accounts::{Session, SessionId, Standing};
    /// use troth_domain::people::{AccountId, PersonId};
    /// let noon: Timestamp = "2026-10-30T12:00:00Z".parse().unwrap();
    /// let session = Session::begin(SessionId([1; 16]), AccountId::Person(PersonId([2; 16])), noon);
    /// assert_eq!(session.standing(noon), Standing::Live);
    /// assert_eq!(session.standing(noon + 29.minutes()), Standing::Seen);
    /// assert_eq!(session.standing(noon + 30.minutes()), Standing::Over);
    /// ```
    pub fn begin(id: SessionId, account: AccountId, now: Timestamp) -> Self {
        let ends_at = later(now, SignedDuration::from_hours(limits::SESSION_HOURS_MAX));
        Self { id, account, made_at: now, seen_at: now, ends_at, confirmed_at: now }
    }

    /// The same person's session under a new name, as after they showed again what opens the account: whoever knew the
    /// old token has nothing.
    pub fn renewed(self, id: SessionId, now: Timestamp) -> Self {
        Self { id, seen_at: now, confirmed_at: now, ..self }
    }

    /// Where it stands at `now`. A clock that went back by more than nodes may differ ends it: nobody can tell how long
    /// it was idle.
    pub fn standing(&self, now: Timestamp) -> Standing {
        let idle = SignedDuration::from_mins(match self.account {
            AccountId::Person(_) => limits::CLIENT_IDLE_MINUTES,
            AccountId::Staff(_) => limits::STAFF_IDLE_MINUTES,
        });
        standing(self.seen_at, self.ends_at, idle, now)
    }

    /// Whether its owner showed what opens the account lately enough for an export or a change of roles.
    pub fn is_confirmed(&self, now: Timestamp) -> bool {
        let since = now.duration_since(self.confirmed_at);
        since < SignedDuration::from_mins(limits::CONFIRMED_MINUTES) && since >= -CLOCKS_APART
    }
}

/// Where something stands that ends when it was idle for long, and at a time of its own.
pub(super) fn standing(seen_at: Timestamp, ends_at: Timestamp, idle: SignedDuration, now: Timestamp) -> Standing {
    let unseen = now.duration_since(seen_at);
    if now >= ends_at || unseen >= idle || unseen < -CLOCKS_APART {
        Standing::Over
    } else if unseen >= SignedDuration::from_secs(limits::SESSION_NOTED_SECONDS) {
        Standing::Seen
    } else {
        Standing::Live
    }
}

/// How far the clocks of two nodes may be apart.
const CLOCKS_APART: SignedDuration = SignedDuration::from_secs(limits::CLOCKS_APART_SECONDS);

pub(super) fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}
