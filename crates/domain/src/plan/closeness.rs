//! Closeness in small steps, each of which either declines as easily as they choose it.
//!
//! Each of the two marks for themselves: yes, not now, or something else, or nothing. Nothing of it shows to the other, but
//! that a step is on: once both said yes and each yes had its delivery hour, for both at the same moment, so that neither
//! learns who was first. A yes that is taken back ends it at once, for both. Not now and something else look like nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

/// A step, from small to large. There is no order in which they have to come, and none has to be reached.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Step {
    /// To sit in one room.
    OneRoom,
    /// To eat together.
    Meal,
    /// To tell each other of the day.
    TheDay,
    /// To go for a walk.
    Walk,
    /// To hold hands.
    Hands,
    /// A hug.
    Hug,
    /// To sleep in one bed, and no more.
    OneBed,
    /// A kiss.
    Kiss,
}

impl Step {
    /// Every one, from small to large. What is kept counts on this order: a new one goes to the end.
    pub const ALL: [Self; 8] =
        [Self::OneRoom, Self::Meal, Self::TheDay, Self::Walk, Self::Hands, Self::Hug, Self::OneBed, Self::Kiss];

    /// Its name in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OneRoom => "one-room",
            Self::Meal => "meal",
            Self::TheDay => "the-day",
            Self::Walk => "walk",
            Self::Hands => "hands",
            Self::Hug => "hug",
            Self::OneBed => "one-bed",
            Self::Kiss => "kiss",
        }
    }
}

/// What somebody marks: three equal answers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Choice {
    /// Yes.
    Yes,
    /// Not now.
    NotNow,
    /// Something else, or something smaller.
    SomethingElse,
}

impl Choice {
    /// Each.
    pub const ALL: [Self; 3] = [Self::Yes, Self::NotNow, Self::SomethingElse];

    /// Its name in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::NotNow => "not-now",
            Self::SomethingElse => "something-else",
        }
    }

    /// The choice of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == text)
    }
}

/// What somebody marked, step by step. What is left open is not there.
pub type Marks = BTreeMap<Step, Choice>;

/// One person's marks for one couple, and from when on they count.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Choices {
    marks: Marks,
    counted: BTreeSet<Step>,
    counts_at: Option<Timestamp>,
}

impl Choices {
    /// Of somebody who marked nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// As they were kept: the marks, each yes that counted when they were last changed, and from when on the others do;
    /// none while a rest or a pause holds them.
    pub fn kept(marks: Marks, counted: BTreeSet<Step>, counts_at: Option<Timestamp>) -> Self {
        Self { marks, counted, counts_at }
    }

    /// What is marked.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Each yes that counted when the marks were last changed.
    pub fn counted(&self) -> &BTreeSet<Step> {
        &self.counted
    }

    /// From when on the others count.
    pub fn counts_at(&self) -> Option<Timestamp> {
        self.counts_at
    }

    /// With other marks. What is new counts from `deliver_at` on, which is what `safety::pacing` answers for something that is
    /// shared now; what counted goes on, as long as it is a yes.
    #[must_use]
    pub fn mark(self, marks: Marks, deliver_at: Option<Timestamp>, now: Timestamp) -> Self {
        let counted = self.counting(now, None).filter(|step| marks.get(step) == Some(&Choice::Yes)).collect();
        Self { marks, counted, counts_at: deliver_at }
    }

    /// Each yes that counts at `now`, where the couple ended at `ended_at` if it did.
    fn counting(&self, now: Timestamp, ended_at: Option<Timestamp>) -> impl Iterator<Item = Step> + '_ {
        let counts = move |step: Step, choice: Choice| {
            let is_yes = choice == Choice::Yes; // guard: yes
            let has_come = self.counts_at.is_some_and(|at| at <= now); // guard: hour of closeness
            let before_leaving = self.counts_at.is_some_and(|at| ended_at.is_none_or(|ended| at <= ended)); // guard: closeness after leaving
            is_yes && (self.counted.contains(&step) || (has_come && before_leaving))
        };
        self.marks.iter().filter(move |(step, choice)| counts(**step, **choice)).map(|(step, _)| *step)
    }
}

/// The steps that are on for two at `now`: to both of them alike. Where one of them left, what was to count after
/// `ended_at` never does.
///
/// ```
/// use troth_domain::plan::closeness::{Choice, Choices, Step, on};
/// let [noon, evening] = ["2027-03-01T12:00:00Z", "2027-03-01T18:00:00Z"].map(|at| at.parse().unwrap());
/// let yes = || Choices::new().mark([(Step::Walk, Choice::Yes)].into(), Some(evening), noon);
/// let not_now = Choices::new().mark([(Step::Walk, Choice::NotNow)].into(), Some(evening), noon);
/// assert!(on([&yes(), &yes()], noon, None).is_empty());
/// assert_eq!(on([&yes(), &yes()], evening, None), [Step::Walk].into());
/// assert!(on([&yes(), &not_now], evening, None).is_empty());
/// ```
pub fn on(both: [&Choices; 2], now: Timestamp, ended_at: Option<Timestamp>) -> BTreeSet<Step> {
    let [first, second] = both;
    let second = second.counting(now, ended_at).collect::<BTreeSet<_>>();
    let mut found = BTreeSet::new();
    for step in first.counting(now, ended_at) {
        let is_the_others_too = second.contains(&step); // guard: both
        if is_the_others_too {
            found.insert(step);
        }
    }
    found
}
