//! What lies ahead: a plan for a setback, and dates to look forward and back on. Each is one person's own; what both want to
//! hold to is an agreement.
//!
//! Setbacks are expected. A date that has passed is one to look back on: nothing is ever late.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::words::{PlanLine, PlanText};
use crate::limits::{LONG_TERM_POINTS_MAX, LONG_TERM_YEARS_MAX};
use crate::people::PersonId;

/// A part of the plan for a setback. Each can be left out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SetbackPart {
    /// How I notice early.
    EarlySigns,
    /// What I do first.
    WhatIDo,
    /// Who I turn to.
    WhoITurnTo,
    /// What I tell my partner, and when.
    WhatITell,
    /// What helps me afterwards.
    WhatHelps,
}

impl SetbackPart {
    /// Every one, in order.
    pub const ALL: [Self; 5] = [Self::EarlySigns, Self::WhatIDo, Self::WhoITurnTo, Self::WhatITell, Self::WhatHelps];

    /// Its name in records and forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EarlySigns => "early-signs",
            Self::WhatIDo => "what-i-do",
            Self::WhoITurnTo => "who-i-turn-to",
            Self::WhatITell => "what-i-tell",
            Self::WhatHelps => "what-helps",
        }
    }

    /// The part of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == text)
    }
}

/// One person's plan for a setback.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetbackPlan {
    /// Whose it is.
    pub by: PersonId,
    parts: BTreeMap<SetbackPart, PlanText>,
    stage: SetbackStage,
}

/// Where it stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SetbackStage {
    /// Being written.
    Draft,
    /// There when it is needed.
    Ready,
    /// A setback came: the plan is in use.
    InUse {
        /// Since when.
        since: Timestamp,
    },
}

/// Why a plan was not changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AheadRefusal {
    /// Nothing is written in it.
    #[error("nothing is written")]
    Empty,
    /// Not at this stage.
    #[error("not at this stage")]
    NotNow,
    /// The day lies too far ahead.
    #[error("the day is out of reach")]
    DayOutOfReach,
    /// As many dates as there may be.
    #[error("as many dates as there may be")]
    Full,
    /// There is nothing on that day.
    #[error("nothing on that day")]
    NotThere,
    /// There is something else on that day.
    #[error("something else on that day")]
    DayTaken,
}

impl SetbackPlan {
    /// An empty one.
    pub fn new(by: PersonId) -> Self {
        Self { by, parts: BTreeMap::new(), stage: SetbackStage::Draft }
    }

    /// As it was kept.
    pub fn kept(by: PersonId, parts: BTreeMap<SetbackPart, PlanText>, stage: SetbackStage) -> Self {
        Self { by, parts, stage }
    }

    /// What is written.
    pub fn parts(&self) -> &BTreeMap<SetbackPart, PlanText> {
        &self.parts
    }

    /// Where it stands.
    pub fn stage(&self) -> SetbackStage {
        self.stage
    }

    /// With another text of one part, or without it; also while the plan is in use.
    #[must_use]
    pub fn write(mut self, part: SetbackPart, text: Option<PlanText>) -> Self {
        match text {
            Some(text) => self.parts.insert(part, text),
            None => self.parts.remove(&part),
        };
        self
    }

    /// Ready for when it is needed.
    ///
    /// # Errors
    /// [`AheadRefusal::Empty`].
    pub fn ready(self) -> Result<Self, AheadRefusal> {
        if self.parts.is_empty() { Err(AheadRefusal::Empty) } else { Ok(Self { stage: SetbackStage::Ready, ..self }) }
    }

    /// A setback came. Used from a draft too: half a plan is better than none.
    ///
    /// # Errors
    /// [`AheadRefusal::Empty`].
    pub fn turn_to(self, now: Timestamp) -> Result<Self, AheadRefusal> {
        match self.stage {
            _ if self.parts.is_empty() => Err(AheadRefusal::Empty),
            SetbackStage::InUse { .. } => Ok(self),
            SetbackStage::Draft | SetbackStage::Ready => Ok(Self { stage: SetbackStage::InUse { since: now }, ..self }),
        }
    }

    /// It is over, and the plan is there for another time.
    ///
    /// # Errors
    /// [`AheadRefusal::NotNow`].
    pub fn over(self) -> Result<Self, AheadRefusal> {
        match self.stage {
            SetbackStage::InUse { .. } => Ok(Self { stage: SetbackStage::Ready, ..self }),
            SetbackStage::Draft | SetbackStage::Ready => Err(AheadRefusal::NotNow),
        }
    }
}

/// One date of a long-term plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    /// What it is about.
    pub what: PlanLine,
    /// What one wrote when looking back.
    pub looked_back: Option<PlanText>,
}

/// One person's dates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LongTermPlan {
    /// Whose it is.
    pub by: PersonId,
    points: BTreeMap<Date, Point>,
}

impl LongTermPlan {
    /// One without a date.
    pub fn new(by: PersonId) -> Self {
        Self { by, points: BTreeMap::new() }
    }

    /// As it was kept.
    pub fn kept(by: PersonId, points: BTreeMap<Date, Point>) -> Self {
        Self { by, points }
    }

    /// Every date.
    pub fn points(&self) -> &BTreeMap<Date, Point> {
        &self.points
    }

    /// With something on day `on`. The same sent twice is there once; what is on a day already is never written over.
    ///
    /// # Errors
    /// [`AheadRefusal::DayOutOfReach`] for a day before `today` or more than [`LONG_TERM_YEARS_MAX`] years ahead;
    /// [`AheadRefusal::DayTaken`]; [`AheadRefusal::Full`].
    pub fn set(self, on: Date, what: PlanLine, today: Date) -> Result<Self, AheadRefusal> {
        self.put(on, Point { what, looked_back: None }, today)
    }

    fn put(mut self, on: Date, point: Point, today: Date) -> Result<Self, AheadRefusal> {
        if on < today || i32::from(on.year()) - i32::from(today.year()) > i32::from(LONG_TERM_YEARS_MAX) {
            return Err(AheadRefusal::DayOutOfReach);
        }
        match self.points.get(&on) {
            Some(there) if there.what == point.what => return Ok(self),
            Some(_) => return Err(AheadRefusal::DayTaken),
            None if self.points.len() >= LONG_TERM_POINTS_MAX => return Err(AheadRefusal::Full),
            None => {}
        }
        self.points.insert(on, point);
        Ok(self)
    }

    /// With what was on day `on` on another day, with the look back at it, or gone.
    ///
    /// # Errors
    /// [`AheadRefusal::NotThere`], or as [`LongTermPlan::set`].
    pub fn change(mut self, on: Date, to: Option<Date>, today: Date) -> Result<Self, AheadRefusal> {
        let point = self.points.remove(&on).ok_or(AheadRefusal::NotThere)?;
        match to {
            Some(to) => self.put(to, point, today),
            None => Ok(self),
        }
    }

    /// With a look back at day `on`, once it has come.
    ///
    /// # Errors
    /// [`AheadRefusal::NotThere`], [`AheadRefusal::NotNow`].
    pub fn look_back(mut self, on: Date, words: PlanText, today: Date) -> Result<Self, AheadRefusal> {
        let point = self.points.get_mut(&on).ok_or(AheadRefusal::NotThere)?;
        if on > today {
            return Err(AheadRefusal::NotNow);
        }
        point.looked_back = Some(words);
        Ok(self)
    }

    /// The next date from `today` on.
    pub fn next(&self, today: Date) -> Option<(Date, &Point)> {
        self.points.range(today..).next().map(|(on, point)| (*on, point))
    }

    /// Dates that have come and that nobody has looked back on, oldest first: an invitation, never a debt.
    pub fn to_look_back_on(&self, today: Date) -> impl Iterator<Item = (Date, &Point)> {
        self.points.range(..=today).filter(|(_, point)| point.looked_back.is_none()).map(|(on, point)| (*on, point))
    }
}
