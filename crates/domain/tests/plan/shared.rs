//! What holds for every machine of the plan: answers that tell nothing, words that are never lost, pages that agree in the
//! end, and a way out at any time.

use std::collections::BTreeSet;
use std::fmt::Debug;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::people::PersonId;
use troth_domain::plan::{Log, Machine, Moment, Move, Reach, Refusal, Reply, Request, Ticket};

use crate::people::{ANA, BO, id, noon, partners};

/// One step of a random run: who, which of the moves that the test offers, how late the page is, when it arrives.
#[derive(Clone, Debug)]
pub struct Step {
    pub person: PersonId,
    pub choice: usize,
    pub is_stale: bool,
    pub is_open: bool,
    pub hours: i64,
    pub comes_hours: Option<i64>,
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let comes = prop_oneof![4 => (1_i64..100).prop_map(Some), 1 => Just(None)];
    let person = prop_oneof![Just(ANA), Just(BO)];
    let step = (person, 0_usize..1000, prop::bool::weighted(0.1), prop::bool::weighted(0.95), 0_i64..30, comes);
    let step = step.prop_map(|(person, choice, is_stale, is_open, hours, comes_hours)| Step {
        person,
        choice,
        is_stale,
        is_open,
        hours,
        comes_hours,
    });
    prop::collection::vec(step, 1..60)
}

pub fn moment(now: Timestamp, is_open: bool) -> Moment {
    Moment { now, today: jiff::tz::TimeZone::UTC.to_datetime(now).date(), is_open }
}

/// The log as somebody would know it who was told only what reached `person`.
fn as_reached<K: Machine>(log: &Log<K>, person: PersonId, now: Timestamp) -> Log<K> {
    let reached = log.seen_by(person, now).into_iter().cloned();
    Log::kept(partners(), reached.zip(1..).map(|(one, number)| Move { number, ..one }).collect()).unwrap()
}

/// The log once everything that is not private has come.
fn arrived<K: Machine>(log: &Log<K>) -> Log<K> {
    let moves = log.moves().iter().cloned().map(|one| match one.reach {
        Reach::Never => one,
        Reach::At(_) | Reach::AtOnce | Reach::Waits => Move { reach: Reach::AtOnce, ..one },
    });
    Log::kept(partners(), moves.collect()).unwrap()
}

/// Runs `steps`. `offer` makes a move out of a page and a number; `shared` is the part of a page that both see alike.
pub fn check<K: Machine, S: PartialEq + Debug>(
    steps: &[Step],
    offer: impl Fn(&K::State, PersonId, usize, Moment) -> K,
    shared: impl Fn(&K::State) -> S,
) -> Result<Log<K>, TestCaseError> {
    let mut log = Log::<K>::new(partners());
    let mut now = noon();
    for (number, step) in steps.iter().enumerate() {
        now = now.saturating_add(SignedDuration::from_hours(step.hours)).unwrap();
        let moment = moment(now, step.is_open);
        let page = log.page(step.person, now).unwrap();
        let known = as_reached(&log, step.person, now);
        prop_assert_eq!(known.page(step.person, now), Some(page.clone()));
        let kind = offer(&page.state, step.person, step.choice, moment);
        let seen = page.seen - u32::from(step.is_stale && page.seen > 0);
        let ticket = Ticket { command: id(u32::try_from(number).unwrap()), seen };
        let request = Request { ticket, kind: kind.clone() };
        let comes = step.comes_hours.map(|hours| now + SignedDuration::from_hours(hours));
        let answer = log.decide(step.person, request.clone(), moment, comes);
        match (&answer, known.decide(step.person, request.clone(), moment, comes)) {
            (Ok(Reply::Taken(one)), Ok(Reply::Taken(other))) => prop_assert_eq!(&one.kind, &other.kind),
            (one, other) => prop_assert_eq!(one, &other, "an answer tells nothing of what is under way"),
        }
        match answer {
            Ok(Reply::Taken(next)) => {
                log = log.with(next).unwrap();
                let again = log.decide(step.person, request, moment, comes);
                prop_assert_eq!(again, Ok(Reply::Known(kind)), "sent twice, done once");
            }
            Ok(Reply::Known(sent) | Reply::Unchanged(sent)) => prop_assert_eq!(sent, kind),
            Err(rejected) => {
                prop_assert!(!kind.is_way_out() || matches!(rejected.why, Refusal::Own(_)), "a way out is open");
                prop_assert_eq!(rejected.kind, kind, "words are never lost");
            }
        }
    }
    let all = arrived(&log);
    let [ana, bo] = [ANA, BO].map(|person| shared(&all.page(person, now).unwrap().state));
    prop_assert_eq!(ana, bo, "both see the same once all has come");
    Ok(log)
}

/// What closes a thing has closed it for good on each page that it came to, whatever comes there later.
pub fn stays_closed<K: Machine>(log: &Log<K>, is_over: impl Fn(&K::State) -> bool) -> Result<(), TestCaseError> {
    let came = log.moves().iter().flat_map(|one| [one.at, one.came_to(ANA), one.came_to(BO)]).collect::<BTreeSet<_>>();
    for person in [ANA, BO] {
        for now in came.iter().copied() {
            let is_closed = |one: &&Move<K>| one.kind.closes() && one.came_to(person) <= now;
            if log.seen_by(person, now).iter().any(is_closed) {
                prop_assert!(is_over(&log.page(person, now).unwrap().state), "{person:?} at {now}");
            }
        }
    }
    Ok(())
}

/// Makes a move on an up-to-date page; it reaches the other an hour later. Answers why not.
pub fn act<K: Machine>(
    log: &mut Log<K>,
    person: PersonId,
    kind: K,
    now: Timestamp,
) -> Result<bool, Refusal<K::Refusal>> {
    let seen = log.page(person, now).unwrap().seen;
    let ticket = Ticket { command: id(1000 + log.next_number()), seen };
    let comes = Some(now + SignedDuration::from_hours(1));
    match log.decide(person, Request { ticket, kind }, moment(now, true), comes) {
        Err(rejected) => Err(rejected.why),
        Ok(Reply::Taken(next)) => {
            *log = log.clone().with(next).unwrap();
            Ok(true)
        }
        Ok(Reply::Known(_) | Reply::Unchanged(_)) => Ok(false),
    }
}
