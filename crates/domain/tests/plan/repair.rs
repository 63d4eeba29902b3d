//! A repair plan is the doer's own, and begins from the doer's own report.

use troth_domain::people::PersonId;
use troth_domain::plan::commitment::Terms;
use troth_domain::plan::follow_through::{OwnReports, Said};
use troth_domain::plan::repair::{Repair, RepairRefusal, Step};
use troth_domain::plan::{CommitmentId, PlanLine, PlanText};

use crate::commitment::{agreed, daily, hours, page};
use crate::people::{ANA, BO};

const CALLS: CommitmentId = CommitmentId([5; 16]);

fn begin(person: PersonId, said: Option<Said>) -> Result<Repair, RepairRefusal> {
    let own = page(&agreed(9), person, hours(8));
    let on = "2027-03-01".parse().unwrap();
    let reports = OwnReports::new(person);
    let reports = match said {
        Some(said) => reports.report(CALLS, &own, on, said, hours(8)).unwrap(),
        None => reports,
    };
    Repair::begin(CALLS, &own, &reports, on)
}

fn smaller(instead_of: Option<CommitmentId>) -> Terms {
    Terms::kept(PlanLine::new("When I am late").unwrap(), PlanLine::new("I will text").unwrap(), daily(3), instead_of)
}

#[test]
fn only_the_doer_begins_one_and_only_from_their_own_report() {
    for (person, said, begins) in [
        (BO, Some(Said::Not), true),
        (BO, Some(Said::Partly), true),
        (BO, Some(Said::Kept), false),
        (BO, Some(Said::Unsure), false),
        (BO, None, false),
        (ANA, Some(Said::Not), false),
    ] {
        assert_eq!(begin(person, said).is_ok(), begins, "{person:?} {said:?}");
    }
}

#[test]
fn each_step_can_be_skipped_and_a_smaller_version_is_proposed_like_any_other() {
    let text = |words: &str| Some(PlanText::new(words).unwrap());
    let begun = begin(BO, Some(Said::Not)).unwrap();
    assert_eq!(begun.clone().next(None), Err(RepairRefusal::NotNow));
    let asked = begun.clone().got_in_the_way(text("a long meeting")).unwrap();
    assert_eq!(asked.clone().got_in_the_way(None), Err(RepairRefusal::NotNow));
    let asked = asked.next(None).unwrap();
    assert_eq!(asked.clone().finish(Some(smaller(None))), Err(RepairRefusal::AnotherCommitment));
    let done = asked.clone().finish(Some(smaller(Some(CALLS)))).unwrap();
    let Step::Done { obstacle, next, smaller } = done.step() else { panic!("it is done") };
    assert_eq!((obstacle, next, smaller.is_some()), (&text("a long meeting"), &None, true));
    assert_eq!(done.clone().finish(None), Err(RepairRefusal::NotNow));
    let skipped =
        begun.got_in_the_way(None).and_then(|repair| repair.next(None)).and_then(|repair| repair.finish(None));
    let skipped = skipped.unwrap();
    assert_eq!((skipped.doer(), skipped.about().0), (BO, CALLS));
    assert_eq!(asked.lay_down().step(), &Step::LaidDown);
}
