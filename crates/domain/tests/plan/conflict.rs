//! A conflict: the issue, needs, options, one small trial, a look back.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::people::PersonId;
use troth_domain::plan::conflict::{Conflict, ConflictMove, ConflictRefusal, Outcome, Stage, Trial};
use troth_domain::plan::{Log, Moment, MoveId, PlanLine, PlanText, Refusal};

use crate::people::{ANA, BO, cases, noon, partners};
use crate::shared::{act, check, stays_closed, steps};

fn text(words: &str) -> PlanText {
    PlanText::new(words).unwrap()
}

fn hours(count: i64) -> Timestamp {
    noon() + SignedDuration::from_hours(count)
}

fn named() -> Log<ConflictMove> {
    let mut log = Log::new(partners());
    act(&mut log, ANA, ConflictMove::Named(PlanLine::new("Who cooks").unwrap()), noon()).unwrap();
    log
}

fn trial(from: &str, until: &str) -> ConflictMove {
    let (from, until) = (from.parse().unwrap(), until.parse().unwrap());
    ConflictMove::TrialProposed(Trial { what: text("each cooks on three days"), from, until })
}

fn stage(log: &Log<ConflictMove>, person: PersonId, now: Timestamp) -> Stage {
    log.page(person, now).unwrap().state.stage
}

fn proposed(log: &Log<ConflictMove>, now: Timestamp) -> MoveId {
    let Stage::TrialProposed { id, .. } = stage(log, BO, now) else { panic!("no trial is proposed") };
    id
}

/// Both agreed to a trial, by four hours after noon.
fn on_trial() -> Log<ConflictMove> {
    let mut log = named();
    act(&mut log, ANA, trial("2027-03-02", "2027-03-16"), hours(1)).unwrap();
    let id = proposed(&log, hours(2));
    act(&mut log, BO, ConflictMove::TrialAgreed(id), hours(2)).unwrap();
    log
}

#[test]
fn each_says_what_they_need_themselves_and_a_trial_is_small_and_dated() {
    let mut log = named();
    act(&mut log, ANA, ConflictMove::Needed(text("time to land")), hours(1)).unwrap();
    act(&mut log, BO, ConflictMove::Needed(text("to eat together")), hours(1)).unwrap();
    act(&mut log, BO, ConflictMove::Needed(text("to sit together")), hours(1)).unwrap();
    let needs = log.page(ANA, hours(3)).unwrap().state.needs;
    assert_eq!(needs.get(&BO), Some(&text("to sit together")));
    for (from, until, fits) in [
        ("2027-03-02", "2027-03-30", true),
        ("2027-03-02", "2027-03-31", false),
        ("2027-03-01", "2027-03-05", false),
        ("2027-03-09", "2027-03-09", false),
        ("2027-03-29", "2027-04-05", true),
        ("2027-03-30", "2027-04-05", false),
    ] {
        let refused = Err(Refusal::Own(ConflictRefusal::DaysOutOfReach));
        let answer = act(&mut log.clone(), ANA, trial(from, until), hours(4));
        assert_eq!(answer, if fits { Ok(true) } else { refused }, "{from} {until}");
    }
}

#[test]
fn the_other_agrees_to_a_trial_and_both_look_back() {
    use Outcome::{Change, Drop, Keep};
    let mut log = named();
    act(&mut log, ANA, trial("2027-03-02", "2027-03-16"), hours(1)).unwrap();
    let id = proposed(&log, hours(2));
    let own = act(&mut log, ANA, ConflictMove::TrialAgreed(id), hours(2));
    assert_eq!(own, Err(Refusal::Own(ConflictRefusal::OwnProposal)));
    let page = on_trial().page(ANA, hours(4)).unwrap().state;
    assert!(
        page.is_to_look_back("2027-03-16".parse().unwrap()) && !page.is_to_look_back("2027-03-15".parse().unwrap())
    );
    for (ana, bo, settled) in [
        (Keep, Keep, "kept"),
        (Keep, Change, "open"),
        (Change, Change, "open"),
        (Drop, Keep, "dropped"),
        (Change, Drop, "dropped"),
    ] {
        let mut log = on_trial();
        act(&mut log, ANA, ConflictMove::LookedBack(ana), hours(5)).unwrap();
        let _ = act(&mut log, BO, ConflictMove::LookedBack(bo), hours(5));
        let found = match stage(&log, ANA, hours(7)) {
            Stage::Kept { .. } => "kept",
            Stage::Open => "open",
            Stage::Dropped => "dropped",
            _ => "another",
        };
        assert_eq!(found, settled, "{ana:?} {bo:?}");
    }
}

#[test]
fn either_stops_at_any_time() {
    for person in [ANA, BO] {
        for mut log in [named(), on_trial()] {
            assert_eq!(act(&mut log, person, ConflictMove::Stopped, hours(8)), Ok(true));
            assert_eq!(stage(&log, ANA, hours(9)), Stage::Stopped);
            assert_eq!(stage(&log, BO, hours(9)), Stage::Stopped);
            let refused = act(&mut log, ANA, ConflictMove::Needed(text("more")), hours(9));
            assert_eq!(refused, Err(Refusal::Own(ConflictRefusal::NotNow)));
        }
    }
}

fn offer(state: &Conflict, _person: PersonId, choice: usize, moment: Moment) -> ConflictMove {
    let from = moment.today.tomorrow().unwrap();
    match (choice % 9, &state.stage) {
        (0, _) | (_, Stage::NotNamed) => ConflictMove::Named(PlanLine::new("Who cooks").unwrap()),
        (1, _) => ConflictMove::Needed(text(&format!("need {choice}"))),
        (2, _) => ConflictMove::Optioned(text("option")),
        (3 | 4, Stage::TrialProposed { id, .. }) => ConflictMove::TrialAgreed(*id),
        (3..=5, _) => ConflictMove::TrialProposed(Trial { what: text("trial"), from, until: from.tomorrow().unwrap() }),
        (6, _) => ConflictMove::LookedBack(Outcome::Keep),
        (7, _) => ConflictMove::LookedBack(if choice.is_multiple_of(2) { Outcome::Change } else { Outcome::Drop }),
        _ if choice.is_multiple_of(4) => ConflictMove::Stopped,
        _ => ConflictMove::Optioned(text("another option")),
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn conflicts_tell_nothing_lose_nothing_and_agree_in_the_end(steps in steps()) {
        let log = check::<ConflictMove, _>(&steps, offer, Clone::clone)?;
        stays_closed(&log, |state| state.stage == Stage::Stopped)?;
    }
}
