//! When something comes again, as the rows of several machines hold it.

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};
use troth_domain::people::ClientZone;
use troth_domain::plan::recurrence::{DaysOfWeek, Recurrence, Rule, Until};
use troth_domain::practice::CivilMinute;

/// When something is due.
#[derive(Serialize, Deserialize)]
pub struct KeptRecurrence {
    first: String,
    at_minute: u16,
    zone: String,
    rule: KeptRule,
    until: KeptUntil,
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

impl KeptRecurrence {
    /// As it is written down.
    pub fn of(recurrence: &Recurrence) -> Self {
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
        let (first, zone) = (recurrence.first().to_string(), recurrence.zone().name().to_owned());
        Self { first, at_minute: recurrence.at().minutes(), zone, rule, until }
    }

    /// What was written down; `None` where it is none.
    pub fn restored(self) -> Option<Recurrence> {
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
        Recurrence::new(self.first.parse().ok()?, at, zone, rule, until).ok()
    }
}
