//! A person's own plan, proposed from their own answers by rules that are data.
//!
//! The proposal holds only what one does alone: what two do together is opened by a clinician and stands in the couple's
//! plan. Whoever has reason to be afraid is offered nothing that leads to the partner, whatever the rules say. Nothing
//! in it comes from what the partner answered, and nothing of it reaches them.

use std::collections::BTreeSet;

use crate::limits;
use crate::practice::Slug;
use crate::safety::screening::Concern;

macro_rules! answers {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name {
            $($(#[$what])* $variant,)+
        }

        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As forms and files name it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// The one of this name.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}

answers! {
    /// What happened.
    Breach {
        /// Sex or love with someone else.
        Infidelity = "infidelity",
        /// Lies, or things kept back.
        Dishonesty = "dishonesty",
        /// What was counted on and did not come.
        UnmetExpectations = "unmet-expectations",
        /// Money that was hidden, spent or lost.
        Money = "money",
        /// Something else.
        Other = "other",
    }
}

answers! {
    /// Whose breach it was, as the one who answers states it for themselves.
    Whose {
        /// The partner's: the one who answers was hurt.
        Theirs = "theirs",
        /// One's own.
        Mine = "mine",
        /// Both broke trust.
        Both = "both",
    }
}

answers! {
    /// What somebody wants. Each is as good as the others.
    Goal {
        /// To rebuild.
        Rebuild = "rebuild",
        /// To find out.
        Decide = "decide",
        /// To part well.
        Part = "part",
    }
}

answers! {
    /// What a breach harms, as asked at the beginning.
    Area {
        /// How heavy one's own days are.
        Distress = "distress",
        /// How content one is with the two of them.
        Satisfaction = "satisfaction",
        /// How they talk.
        Communication = "communication",
        /// How close they are.
        Closeness = "closeness",
        /// Trust.
        Trust = "trust",
        /// Hope.
        Hope = "hope",
    }
}

/// What one person answered at the beginning. To skip a question leaves it empty.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// What happened, and whose each breach was. Who was hurt differs from one to the other.
    pub stated: BTreeSet<(Breach, Whose)>,
    /// What they want.
    pub goal: Option<Goal>,
    /// Areas that are hard at the moment.
    pub hard: BTreeSet<Area>,
    /// Concerns that their own screening raised.
    pub concerns: BTreeSet<Concern>,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Entry(private)")
    }
}

impl Entry {
    /// Whether they said something that is a reason to be afraid of the partner.
    pub fn may_be_afraid(&self) -> bool {
        self.concerns.iter().any(|concern| match concern {
            Concern::Fear | Concern::Injury | Concern::Control | Concern::Watched => true,
            Concern::SelfHarm => false,
        })
    }
}

/// When a rule applies: where each of these that names something names something that was answered.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct When {
    /// What happened, one of these.
    pub breaches: BTreeSet<Breach>,
    /// Whose breach, one of these.
    pub whose: BTreeSet<Whose>,
    /// The goal, one of these.
    pub goals: BTreeSet<Goal>,
    /// An area that is hard, one of these.
    pub hard: BTreeSet<Area>,
    /// A concern, one of these.
    pub concerns: BTreeSet<Concern>,
}

impl When {
    /// Whether it fits what somebody answered.
    pub fn fits(&self, entry: &Entry) -> bool {
        fn any<T: Ord>(named: &BTreeSet<T>, mut answered: impl Iterator<Item = T>) -> bool {
            named.is_empty() || answered.any(|one| named.contains(&one))
        }
        self.fits_what_happened(entry)
            && any(&self.goals, entry.goal.into_iter())
            && any(&self.hard, entry.hard.iter().copied())
            && any(&self.concerns, entry.concerns.iter().copied())
    }

    /// Whether one and the same breach is of a kind that is named, and of somebody who is named: a rule for whoever hid
    /// money does not meet someone from whom it was hidden. Where each has a breach of their own, trust was broken by both.
    fn fits_what_happened(&self, entry: &Entry) -> bool {
        if self.breaches.is_empty() && self.whose.is_empty() {
            return true;
        }
        let named = |breach: Breach, whose: Whose| {
            (self.breaches.is_empty() || self.breaches.contains(&breach))
                && (self.whose.is_empty() || self.whose.contains(&whose))
        };
        let is_of = |whose: Whose| entry.stated.iter().any(|(_, own)| *own == whose);
        let of_each = is_of(Whose::Theirs) && is_of(Whose::Mine);
        let by_both = self.breaches.is_empty() && self.whose.contains(&Whose::Both) && of_each;
        by_both || entry.stated.iter().any(|(breach, whose)| named(*breach, *whose))
    }
}

/// Proposes exercises to whoever it fits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanRule {
    /// Its name.
    pub name: Slug,
    /// When it applies.
    pub when: When,
    /// What it proposes, in order.
    pub exercises: Vec<Slug>,
    /// Why this, in a sentence that gives nothing away over a shoulder.
    pub why: String,
    /// Whether the rules below it are not looked at any more where it applies.
    pub is_last: bool,
}

/// What has to be known of an exercise before it is proposed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// Its name.
    pub name: Slug,
    /// Whether one does it alone, and nothing has to happen before it opens.
    pub is_open_alone: bool,
    /// Whether it can be shown to someone who may be afraid of their partner.
    pub is_for_anyone: bool,
}

impl Candidate {
    /// Whether the rules may put it before whoever answered `entry`, now or with what they once proposed.
    pub fn may_be_proposed(&self, entry: &Entry) -> bool {
        let can_be_done = self.is_open_alone; // guard: open alone
        let leads_to_nobody_feared = self.is_for_anyone || !entry.may_be_afraid(); // guard: fear
        can_be_done && leads_to_nobody_feared
    }
}

/// A line of the proposed plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposed {
    /// What to do.
    pub exercise: Slug,
    /// The rule that proposes it, whose words say why.
    pub rule: Slug,
}

/// The plan that the rules propose, in order: each exercise once, by the first rule that names it, and at most
/// [`PLAN_PROPOSED_MAX`](limits::PLAN_PROPOSED_MAX).
pub fn propose(rules: &[PlanRule], candidates: &[Candidate], entry: &Entry) -> Vec<Proposed> {
    let may = |name: &Slug| {
        let known = candidates.iter().find(|candidate| candidate.name == *name);
        known.is_some_and(|candidate| candidate.may_be_proposed(entry))
    };
    let mut plan: Vec<Proposed> = Vec::new();
    for rule in rules.iter().filter(|rule| rule.when.fits(entry)) {
        for exercise in rule.exercises.iter().filter(|exercise| may(exercise)) {
            if !plan.iter().any(|line| line.exercise == *exercise) {
                plan.push(Proposed { exercise: exercise.clone(), rule: rule.name.clone() });
            }
        }
        if rule.is_last {
            break;
        }
    }
    plan.truncate(limits::PLAN_PROPOSED_MAX);
    plan
}
