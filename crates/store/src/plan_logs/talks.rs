//! Entries of a talk, as rows hold them: the words of a turn are sealed with its move. And what is asked of a talk without
//! opening any of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use troth_domain::people::{CoupleId, PersonId};
use troth_domain::plan::dialogue::{Cause, Entry, Mode, TalkMove, Topic};
use troth_domain::plan::{LogId, PlanLine, TurnText};

use super::codes::{bytes, written};
use super::{LoggedKind, NEVER};
use crate::engine::{Listener, Target};
use crate::error::StoreError;
use crate::rows::instant;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// An entry.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptEntry {
    /// Begins it.
    Opened {
        /// How.
        mode: KeptMode,
        /// Who speaks first.
        first: String,
        /// What it is about.
        topic: String,
    },
    /// Does something in it.
    Did {
        /// What.
        #[serde(flatten)]
        kind: KeptKind,
        /// Its words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
}

/// How two talk.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptMode {
    /// On two devices.
    Live,
    /// Over days.
    ByTurns,
    /// On one device.
    OneDevice,
}

/// What somebody does.
#[derive(Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case")]
pub enum KeptKind {
    /// Comes in first.
    Entered,
    /// Comes in second.
    Begun,
    /// Speaks.
    Spoke {
        /// On a topic that was set aside.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<u16>,
    },
    /// Says it back.
    Reflected,
    /// Was heard.
    Heard,
    /// Was not quite.
    NotQuite,
    /// Rather not.
    Passed,
    /// Sets the topic aside.
    Parked,
    /// Takes a break.
    BreakTaken,
    /// Is back.
    CameBack,
    /// Asks for a while in which nobody speaks.
    CooledOff {
        /// Until when, in microseconds.
        until: i64,
    },
    /// Ends it.
    Ended {
        /// Why: 1 chosen, 2 left the couple, 3 joint work was closed.
        cause: u8,
    },
}

impl KeptKind {
    fn of(kind: TalkMove) -> Self {
        match kind {
            TalkMove::Entered => Self::Entered,
            TalkMove::Begun => Self::Begun,
            TalkMove::Spoke { on } => Self::Spoke { on: on.map(Topic::number) },
            TalkMove::Reflected => Self::Reflected,
            TalkMove::Heard => Self::Heard,
            TalkMove::NotQuite => Self::NotQuite,
            TalkMove::Passed => Self::Passed,
            TalkMove::Parked => Self::Parked,
            TalkMove::BreakTaken => Self::BreakTaken,
            TalkMove::CameBack => Self::CameBack,
            TalkMove::CooledOff { until } => Self::CooledOff { until: until.as_microsecond() },
            TalkMove::Ended(cause) => Self::Ended {
                cause: match cause {
                    Cause::Chosen => 1,
                    Cause::Left => 2,
                    Cause::JointWorkClosed => 3,
                },
            },
        }
    }

    fn restored(self) -> Option<TalkMove> {
        Some(match self {
            Self::Entered => TalkMove::Entered,
            Self::Begun => TalkMove::Begun,
            Self::Spoke { on } => TalkMove::Spoke { on: on.map(Topic) },
            Self::Reflected => TalkMove::Reflected,
            Self::Heard => TalkMove::Heard,
            Self::NotQuite => TalkMove::NotQuite,
            Self::Passed => TalkMove::Passed,
            Self::Parked => TalkMove::Parked,
            Self::BreakTaken => TalkMove::BreakTaken,
            Self::CameBack => TalkMove::CameBack,
            Self::CooledOff { until } => TalkMove::CooledOff { until: instant(until).ok()? },
            Self::Ended { cause: 1 } => TalkMove::Ended(Cause::Chosen),
            Self::Ended { cause: 2 } => TalkMove::Ended(Cause::Left),
            Self::Ended { cause: 3 } => TalkMove::Ended(Cause::JointWorkClosed),
            Self::Ended { .. } => return None,
        })
    }
}

impl LoggedKind for Entry {
    const CODE: i64 = 5;
    type Kept = KeptEntry;

    fn kept(&self) -> KeptEntry {
        match self {
            Self::Opened { mode, first_speaker, topic } => KeptEntry::Opened {
                mode: match mode {
                    Mode::Live => KeptMode::Live,
                    Mode::ByTurns => KeptMode::ByTurns,
                    Mode::OneDevice => KeptMode::OneDevice,
                },
                first: written(&first_speaker.0),
                topic: topic.reveal().to_owned(),
            },
            Self::Did { kind, words } => KeptEntry::Did {
                kind: KeptKind::of(*kind),
                words: words.as_ref().map(|words| words.reveal().to_owned()),
            },
        }
    }

    fn restored(kept: KeptEntry) -> Option<Self> {
        Some(match kept {
            KeptEntry::Opened { mode, first, topic } => {
                let mode = match mode {
                    KeptMode::Live => Mode::Live,
                    KeptMode::ByTurns => Mode::ByTurns,
                    KeptMode::OneDevice => Mode::OneDevice,
                };
                let (first_speaker, topic) = (PersonId(bytes(&first)?), PlanLine::new(&topic).ok()?);
                Self::Opened { mode, first_speaker, topic }
            }
            KeptEntry::Did { kind, words } => {
                let words = match words {
                    Some(words) => Some(TurnText::new(&words).ok()?),
                    None => None,
                };
                Self::Did { kind: kind.restored()?, words }
            }
        })
    }
}

/// The channel on which nodes tell each other in which talk something came.
const CHANNEL: &str = "troth_talks";

/// What other nodes say of talks.
pub struct TalkNews(Listener);

impl TalkNews {
    /// The next talk in which something came, on whichever node; `None` once the connection is gone, and what was said since
    /// is not known.
    pub async fn next(&mut self) -> Option<LogId> {
        loop {
            // Whatever else is said there is none of ours.
            if let Some(talk) = bytes(&self.0.next().await?) {
                return Some(LogId(talk));
            }
        }
    }
}

/// How far a talk has come on somebody's page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// Entries that have reached them, the beginning included.
    pub entries: u32,
    /// Whether it was ended.
    pub is_over: bool,
}

impl Store {
    /// How far the talk of this name has come on the page of `reader`, none of it opened; `None` where nothing of it has
    /// reached them.
    ///
    /// Discloses `ArrivedMove`: how many have reached them, and that the talk was ended.
    ///
    /// # Errors
    /// As any statement.
    pub async fn talk_progress(
        &self,
        (reader, couple): (PersonId, CoupleId),
        log: LogId,
        now: Timestamp,
    ) -> Result<Option<Progress>, StoreError> {
        let statement = "SELECT COUNT(*), MAX(plan_log.ended_at) FROM plan_arrival \
                         JOIN plan_log ON plan_log.id = plan_arrival.log WHERE plan_arrival.log = $1 \
                         AND plan_arrival.reader = $2 AND plan_arrival.arrives_at <= $3 AND plan_arrival.kind = $4 \
                         AND plan_arrival.couple = $5";
        let values = [
            (&log.0).into(),
            (&reader.0).into(),
            now.as_microsecond().into(),
            <Entry as LoggedKind>::CODE.into(),
            (&couple.0).into(),
        ];
        let Some(mut row) = self.readers.fetch(statement, &values).await?.pop() else { return Ok(None) };
        let entries = u32::try_from(row.integer()?).unwrap_or(u32::MAX);
        let is_over = row.optional_integer()?.is_some();
        Ok((entries > 0).then_some(Progress { entries, is_over }))
    }
}

impl Store {
    /// Listens to what other nodes say of talks; `None` where there is but one node, as beside a file.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn talk_news(&self) -> Result<Option<TalkNews>, StoreError> {
        match self.target() {
            Target::Sqlite { .. } => Ok(None),
            Target::Postgres(target) => Listener::open(target, CHANNEL).await.map(|listener| Some(TalkNews(listener))),
        }
    }
}

impl WriteTransaction {
    /// Tells every node that something came in a talk, once all of this is kept. Only its name is said.
    ///
    /// # Errors
    /// As any statement.
    pub async fn announce_talk(&mut self, log: LogId) -> Result<(), StoreError> {
        self.announce(CHANNEL, &written(&log.0)).await
    }

    /// Whether the other than `person` has come into the room of this talk and waits there, which is on their own page only.
    ///
    /// Discloses nothing: only the rules of the room hear it, and begin the talk for both or do not.
    ///
    /// # Errors
    /// As any statement.
    pub async fn other_is_in(&mut self, log: LogId, person: PersonId) -> Result<bool, StoreError> {
        // Coming in first is the one move of a talk that is its author's alone.
        let statement = "SELECT 1 FROM plan_move WHERE log = $1 AND author <> $2 AND reach = $3 LIMIT 1";
        let rows = self.fetch(statement, &[(&log.0).into(), (&person.0).into(), NEVER.into()]).await?;
        Ok(!rows.is_empty())
    }

    /// The talks of `couple` that nobody ended.
    ///
    /// Discloses nothing: it is asked where all of them are ended, for both alike.
    ///
    /// # Errors
    /// As any statement.
    pub async fn open_talks(&mut self, couple: CoupleId) -> Result<Vec<LogId>, StoreError> {
        let statement = "SELECT id FROM plan_log WHERE couple = $1 AND kind = $2 AND ended_at IS NULL ORDER BY id";
        let rows = self.fetch(statement, &[(&couple.0).into(), <Entry as LoggedKind>::CODE.into()]).await?;
        rows.into_iter().map(|mut row| row.id().map(LogId)).collect()
    }
}
