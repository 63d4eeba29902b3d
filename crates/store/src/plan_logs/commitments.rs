//! Moves of a commitment, as rows hold them.

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};
use troth_domain::people::ClientZone;
use troth_domain::plan::commitment::{CommitmentMove, Terms};
use troth_domain::plan::recurrence::{DaysOfWeek, Recurrence, Rule, Until};
use troth_domain::plan::{CommitmentId, PlanLine};
use troth_domain::practice::CivilMinute;

use super::LoggedKind;
use super::codes::{bytes, written};

/// A move.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptMove {
    /// Offers.
    Proposed(KeptTerms),
    /// Accepts.
    Accepted,
    /// Declines.
    Declined,
    /// Takes back.
    TakenBack,
    /// Ends.
    Ended,
}

/// What is promised.
#[derive(Serialize, Deserialize)]
pub struct KeptTerms {
    when: String,
    will: String,
    first: String,
    at_minute: u16,
    zone: String,
    rule: KeptRule,
    until: KeptUntil,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    instead_of: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptRule {
    Once,
    Daily,
    Weekdays,
    /// Days from Monday, 0, on.
    Weekly {
        days: Vec<i8>,
        every_weeks: u8,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptUntil {
    Times(u16),
    Day(String),
}

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

impl KeptTerms {
    pub(crate) fn of(terms: &Terms) -> Self {
        let recurrence = terms.recurrence();
        let rule = match recurrence.rule() {
            Rule::Once => KeptRule::Once,
            Rule::Daily => KeptRule::Daily,
            Rule::Weekdays => KeptRule::Weekdays,
            Rule::Weekly { days, every_weeks } => {
                let days = WEEK.into_iter().filter(|day| days.contains(*day));
                KeptRule::Weekly { days: days.map(Weekday::to_monday_zero_offset).collect(), every_weeks }
            }
        };
        let until = match recurrence.until() {
            Until::Times(times) => KeptUntil::Times(times),
            Until::Day(day) => KeptUntil::Day(day.to_string()),
        };
        Self {
            when: terms.when().reveal().to_owned(),
            will: terms.will().reveal().to_owned(),
            first: recurrence.first().to_string(),
            at_minute: recurrence.at().minutes(),
            zone: recurrence.zone().name().to_owned(),
            rule,
            until,
            instead_of: terms.instead_of().map(|id| written(&id.0)),
        }
    }

    pub(crate) fn restored(self) -> Option<Terms> {
        let rule = match self.rule {
            KeptRule::Once => Rule::Once,
            KeptRule::Daily => Rule::Daily,
            KeptRule::Weekdays => Rule::Weekdays,
            KeptRule::Weekly { days, every_weeks } => {
                let days = days.into_iter().map(Weekday::from_monday_zero_offset).collect::<Result<Vec<_>, _>>();
                Rule::Weekly { days: DaysOfWeek::new(days.ok()?)?, every_weeks }
            }
        };
        let until = match self.until {
            KeptUntil::Times(times) => Until::Times(times),
            KeptUntil::Day(day) => Until::Day(day.parse().ok()?),
        };
        let (at, zone) = (CivilMinute::new(self.at_minute)?, ClientZone::new(&self.zone)?);
        let recurrence = Recurrence::new(self.first.parse().ok()?, at, zone, rule, until).ok()?;
        let instead_of = match self.instead_of {
            Some(id) => Some(CommitmentId(bytes(&id)?)),
            None => None,
        };
        let (when, will) = (PlanLine::new(&self.when).ok()?, PlanLine::new(&self.will).ok()?);
        Some(Terms::kept(when, will, recurrence, instead_of))
    }
}

impl LoggedKind for CommitmentMove {
    const CODE: i64 = 1;
    type Kept = KeptMove;

    fn kept(&self) -> KeptMove {
        match self {
            Self::Proposed(terms) => KeptMove::Proposed(KeptTerms::of(terms)),
            Self::Accepted => KeptMove::Accepted,
            Self::Declined => KeptMove::Declined,
            Self::TakenBack => KeptMove::TakenBack,
            Self::Ended => KeptMove::Ended,
        }
    }

    fn restored(kept: KeptMove) -> Option<Self> {
        Some(match kept {
            KeptMove::Proposed(terms) => Self::Proposed(terms.restored()?),
            KeptMove::Accepted => Self::Accepted,
            KeptMove::Declined => Self::Declined,
            KeptMove::TakenBack => Self::TakenBack,
            KeptMove::Ended => Self::Ended,
        })
    }
}
