//! Agreements: both sign the same version, and either retires it alone.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::limits;
use troth_domain::people::PersonId;
use troth_domain::plan::agreement::{Agreement, AgreementMove, AgreementRefusal, Standing, Terms};
use troth_domain::plan::{Log, Moment, Move, MoveId, PlanText, Refusal, Reply, Request, Ticket};

use crate::people::{ANA, BO, cases, id, noon, partners};
use crate::shared::{act, check, moment, stays_closed, steps};

fn terms(text: &str) -> Terms {
    Terms { text: PlanText::new(text).unwrap(), review_on: None }
}

fn hours(count: i64) -> Timestamp {
    noon() + SignedDuration::from_hours(count)
}

fn page(log: &Log<AgreementMove>, person: PersonId, now: Timestamp) -> Agreement {
    log.page(person, now).unwrap().state
}

fn latest(log: &Log<AgreementMove>, person: PersonId, now: Timestamp) -> MoveId {
    page(log, person, now).versions.last().unwrap().id
}

/// The words that both signed, and those of a change that is proposed.
fn holds(log: &Log<AgreementMove>, person: PersonId, now: Timestamp) -> Option<(String, Option<String>)> {
    match page(log, person, now).standing() {
        Standing::InForce { version, change } => {
            let words = |terms: &Terms| terms.text.reveal().to_owned();
            Some((words(&version.terms), change.map(|change| words(&change.terms))))
        }
        Standing::Nothing | Standing::Discussed { .. } | Standing::Retired => None,
    }
}

/// An agreement that both signed, three hours after noon.
fn signed() -> Log<AgreementMove> {
    let mut log = Log::new(partners());
    act(&mut log, ANA, AgreementMove::Proposed(terms("home by ten")), hours(0)).unwrap();
    act(&mut log, BO, AgreementMove::Proposed(terms("home by eleven")), hours(1)).unwrap();
    let version = latest(&log, ANA, hours(2));
    act(&mut log, BO, AgreementMove::Signed(version), hours(2)).unwrap();
    act(&mut log, ANA, AgreementMove::Signed(version), hours(3)).unwrap();
    log
}

#[test]
fn it_holds_once_both_signed_the_same_version() {
    let log = signed();
    assert_eq!(holds(&log, ANA, hours(3)), Some(("home by eleven".to_owned(), None)));
    assert_eq!(holds(&log, BO, hours(3)), None, "the signature is on its way");
    assert_eq!(holds(&log, BO, hours(4)), Some(("home by eleven".to_owned(), None)));
}

#[test]
fn an_older_version_is_not_signed_and_a_change_needs_both() {
    let mut log = signed();
    let first = page(&log, ANA, hours(4)).versions[0].id;
    let refused = act(&mut log, BO, AgreementMove::Signed(first), hours(4));
    assert_eq!(refused, Err(Refusal::Own(AgreementRefusal::NotTheLatest)));
    act(&mut log, ANA, AgreementMove::Proposed(terms("home by nine")), hours(5)).unwrap();
    let change = latest(&log, ANA, hours(5));
    act(&mut log, ANA, AgreementMove::Signed(change), hours(5)).unwrap();
    let both = Some(("home by eleven".to_owned(), Some("home by nine".to_owned())));
    assert_eq!(holds(&log, BO, hours(6)), both, "what was agreed stands until both signed the change");
    act(&mut log, BO, AgreementMove::Signed(change), hours(6)).unwrap();
    assert_eq!(holds(&log, ANA, hours(7)), Some(("home by nine".to_owned(), None)));
}

#[test]
fn either_retires_it_alone_and_what_is_in_force_is_not_taken_back() {
    for person in [ANA, BO] {
        let mut log = signed();
        let version = latest(&log, BO, hours(4));
        let refused = act(&mut log, BO, AgreementMove::TakenBack(version), hours(4));
        assert_eq!(refused, Err(Refusal::Own(AgreementRefusal::InForce)));
        assert_eq!(act(&mut log, person, AgreementMove::Retired, hours(4)), Ok(true));
        assert_eq!(page(&log, ANA, hours(5)).standing(), Standing::Retired);
        assert_eq!(page(&log, BO, hours(5)).standing(), Standing::Retired);
        let refused = act(&mut log, BO, AgreementMove::Proposed(terms("again")), hours(5));
        assert_eq!(refused, Err(Refusal::Own(AgreementRefusal::Retired)));
    }
    let mut log = Log::new(partners());
    assert_eq!(act(&mut log, ANA, AgreementMove::Retired, noon()), Err(Refusal::Own(AgreementRefusal::NotInForce)));
}

#[test]
fn what_is_out_of_date_closed_or_full_is_refused_but_never_a_way_out() {
    let log = signed();
    let version = latest(&log, BO, hours(4));
    let decide = |log: &Log<AgreementMove>, kind: AgreementMove, missed: u32, is_open: bool| {
        let seen = log.page(BO, hours(4)).unwrap().seen - missed;
        let request = Request { ticket: Ticket { command: id(1), seen }, kind: kind.clone() };
        match log.decide(BO, request, moment(hours(4), is_open), None) {
            Ok(reply) => Ok(matches!(reply, Reply::Taken(_))),
            Err(rejected) => {
                assert_eq!((rejected.kind, rejected.page), (kind, log.page(BO, hours(4))), "what was sent comes back");
                Err(rejected.why)
            }
        }
    };
    let propose = || AgreementMove::Proposed(terms("home by nine"));
    let ways_out = [AgreementMove::SetAside(version), AgreementMove::Retired];
    assert_eq!(decide(&log, propose(), 0, true), Ok(true));
    assert_eq!(decide(&log, propose(), 1, true), Err(Refusal::Stale));
    assert_eq!(decide(&log, propose(), 0, false), Err(Refusal::Closed));
    for kind in &ways_out {
        assert_eq!(decide(&log, kind.clone(), 1, false), Ok(true), "{kind:?}");
    }
    let mut full = log;
    for _ in full.moves().len()..usize::try_from(limits::PLAN_MOVES_MAX).unwrap() {
        let number = full.next_number();
        let next = Move { number, command: id(5_000 + number), ..full.moves()[0].clone() };
        full = full.with(Move { author: Some(BO), ..next }).unwrap();
    }
    assert_eq!(decide(&full, propose(), 0, true), Err(Refusal::Full));
    assert_eq!(decide(&full, AgreementMove::Retired, 0, true), Ok(true));
}

#[test]
fn nothing_that_is_under_way_arrives_once_one_has_left() {
    let mut log = signed();
    act(&mut log, ANA, AgreementMove::Proposed(terms("home by nine")), hours(5)).unwrap();
    let before = log.page(BO, hours(5));
    let left = log.clone().passing_until(Some(hours(5)));
    assert_eq!(left.page(BO, hours(99)), before, "what had come stays, and the change never comes");
    assert_ne!(log.page(BO, hours(99)), before);
}

#[test]
fn setting_a_proposal_aside_changes_nothing_for_the_other() {
    let mut log = Log::new(partners());
    act(&mut log, ANA, AgreementMove::Proposed(terms("home by ten")), hours(0)).unwrap();
    let before = log.page(ANA, hours(9));
    let version = latest(&log, BO, hours(1));
    act(&mut log, BO, AgreementMove::SetAside(version), hours(1)).unwrap();
    assert_eq!(log.page(ANA, hours(9)), before);
    assert!(page(&log, BO, hours(9)).set_aside.contains(&version));
}

#[test]
fn a_signature_that_crosses_with_taking_back_binds_nobody() {
    for taker in [ANA, BO] {
        let mut log = Log::new(partners());
        act(&mut log, ANA, AgreementMove::Proposed(terms("home by ten")), hours(0)).unwrap();
        let version = latest(&log, BO, hours(1));
        let other = if taker == ANA { BO } else { ANA };
        act(&mut log, taker, AgreementMove::Signed(version), hours(1)).unwrap();
        act(&mut log, other, AgreementMove::Signed(version), hours(2)).unwrap();
        act(&mut log, taker, AgreementMove::TakenBack(version), hours(2)).unwrap();
        for person in [ANA, BO] {
            assert_eq!(holds(&log, person, hours(4)), None, "{taker:?} {person:?}");
        }
    }
}

#[test]
fn it_is_looked_at_again_on_its_day_and_holds_on() {
    let on = |text: &str| Terms { review_on: Some(text.parse::<Date>().unwrap()), ..terms("home by ten") };
    let mut log = Log::new(partners());
    for (day, fits) in [("2027-03-01", false), ("2027-03-02", true), ("2028-03-01", true), ("2028-03-02", false)] {
        let answer = act(&mut log, ANA, AgreementMove::Proposed(on(day)), noon());
        assert_eq!(answer.is_ok(), fits, "{day}");
    }
    act(&mut log, ANA, AgreementMove::Proposed(on("2027-04-01")), noon()).unwrap();
    let version = latest(&log, ANA, noon());
    act(&mut log, ANA, AgreementMove::Signed(version), noon()).unwrap();
    act(&mut log, BO, AgreementMove::Signed(version), hours(1)).unwrap();
    let page = page(&log, BO, hours(2));
    assert!(!page.is_to_review("2027-03-31".parse().unwrap()));
    assert!(page.is_to_review("2027-04-01".parse().unwrap()) && holds(&log, BO, hours(2)).is_some());
}

fn offer(state: &Agreement, _person: PersonId, choice: usize, moment: Moment) -> AgreementMove {
    let version = state.versions.get(choice / 8 % state.versions.len().max(1)).map(|version| version.id);
    let last = state.versions.last().map(|version| version.id);
    match (choice % 8, version, last) {
        (0, _, _) | (_, None, _) | (_, _, None) => {
            let review_on = (choice.is_multiple_of(3)).then(|| moment.today.tomorrow().unwrap());
            AgreementMove::Proposed(Terms { review_on, ..terms(&format!("version {choice}")) })
        }
        (1 | 2, Some(version), _) => AgreementMove::Signed(version),
        (3 | 4, _, Some(last)) => AgreementMove::Signed(last),
        (5, Some(version), _) => AgreementMove::TakenBack(version),
        (6, Some(version), _) => AgreementMove::SetAside(version),
        _ => AgreementMove::Retired,
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn agreements_tell_nothing_lose_nothing_and_agree_in_the_end(steps in steps()) {
        let words = |state: &Agreement| {
            let ids = state.versions.iter().map(|version| (version.id, version.signed.clone(), version.is_taken_back));
            let standing = format!("{:?}", std::mem::discriminant(&state.standing()));
            let holds = match state.standing() {
                Standing::InForce { version, change } => Some((version.id, change.map(|change| change.id))),
                Standing::Nothing | Standing::Discussed { .. } | Standing::Retired => None,
            };
            (ids.collect::<Vec<_>>(), standing, holds)
        };
        let log = check::<AgreementMove, _>(&steps, offer, words)?;
        stays_closed(&log, |state| state.standing() == Standing::Retired)?;
        for person in [ANA, BO] {
            let page = log.page(person, noon()).unwrap().state;
            if let Standing::InForce { version, .. } = page.standing() {
                prop_assert_eq!(version.signed.len(), 2, "nothing holds that not both signed");
            }
        }
    }
}
