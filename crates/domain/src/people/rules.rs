//! Which rules two live by, where there are newer ones than those before which they were linked.
//!
//! Nothing that the two have depends on it. What only newer rules speak of waits until both agreed to those, each alone. It
//! begins at a delivery hour, the same for both, so neither sees at which minute the other was here.

use jiff::Timestamp;

use super::{Couple, PersonId};
use crate::safety::pacing::{DeliveryHour, Pace, Passage, deliver_at};
use crate::safety::secrets_policy::TextVersion;

/// From this version on the rules speak of accounts that are offered.
const OFFERS_SINCE: u32 = 2;

/// One of two agreed to newer rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RulesAgreement {
    /// Who.
    pub person: PersonId,
    /// To which rules.
    pub version: TextVersion,
    /// When.
    pub at: Timestamp,
    /// From when on it counts, for both.
    pub counts_at: Timestamp,
}

/// The rules that each of two agreed to. How far one of them has come shows to the other only by [`both_agreed`](Self::both_agreed).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RulesOfTwo {
    /// Those before which they were linked.
    first: TextVersion,
    persons: [PersonId; 2],
    later: Vec<RulesAgreement>,
}

impl RulesOfTwo {
    /// Of `couple`, where each agreed to `later` ones.
    pub fn new(couple: &Couple, later: Vec<RulesAgreement>) -> Self {
        Self { first: couple.rules, persons: couple.members.map(|member| member.person), later }
    }

    /// Whether `person` is asked to agree to `current`: it has a higher number than all that they agreed to. Other words
    /// under the same number ask nobody anew.
    pub fn is_asked(&self, person: PersonId, current: TextVersion) -> bool {
        current.number > self.newest(person, |_| true)
    }

    /// What it comes to when `person` agrees to `current` now; `None` where they are not asked.
    pub fn agree(
        &self,
        person: PersonId,
        current: TextVersion,
        delivery: &DeliveryHour,
        now: Timestamp,
    ) -> Option<RulesAgreement> {
        // Whatever holds what they share: an hour that depended on it would tell.
        let counts_at = deliver_at(delivery, Passage::Flows, Pace::AskedToReceive, now, [0; 8])?;
        let agreement = RulesAgreement { person, version: current, at: now, counts_at };
        self.is_asked(person, current).then_some(agreement)
    }

    /// Whether both agreed to rules of the number of `version`, or to newer ones, and that counts by now.
    pub fn both_agreed(&self, version: TextVersion, now: Timestamp) -> bool {
        self.by_both(now) >= version.number
    }

    /// Whether both agreed to rules that speak of accounts that are offered.
    pub fn speak_of_offers(&self, now: Timestamp) -> bool {
        self.by_both(now) >= OFFERS_SINCE
    }

    /// The newer rules that `person` agreed to.
    pub fn later_of(&self, person: PersonId) -> impl Iterator<Item = &RulesAgreement> {
        self.later.iter().filter(move |one| one.person == person)
    }

    fn by_both(&self, now: Timestamp) -> u32 {
        let [first, second] = self.persons.map(|person| self.newest(person, |one| one.counts_at <= now));
        first.min(second)
    }

    fn newest(&self, person: PersonId, counts: impl Fn(&RulesAgreement) -> bool) -> u32 {
        let numbers = self.later_of(person).filter(|one| counts(one)).map(|one| one.version.number);
        numbers.fold(self.first.number, u32::max)
    }
}
