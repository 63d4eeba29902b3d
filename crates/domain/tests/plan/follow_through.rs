//! Reports are private, summaries are of one's own, and a share says how sure it is.

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use proptest::prelude::*;
use troth_domain::limits;
use troth_domain::people::PersonId;
use troth_domain::plan::CommitmentId;
use troth_domain::plan::commitment::CommitmentMove;
use troth_domain::plan::follow_through::{OwnReports, ReportRefusal, Said, Summary, due};

use crate::commitment::{agreed, hours, page};
use crate::people::{ANA, BO, cases};
use crate::shared::act;

const CALLS: CommitmentId = CommitmentId([5; 16]);

fn day(number: i64) -> Date {
    "2027-03-01".parse::<Date>().unwrap() + Span::new().days(number)
}

/// The evening of that day, after it was due.
fn evening(number: i64) -> Timestamp {
    hours(24 * number + 8)
}

/// Reports of `person` on the first days, one each.
fn reports(person: PersonId, said: &[Said]) -> OwnReports {
    let own = page(&agreed(100), person, evening(99));
    said.iter().zip(0..).fold(OwnReports::new(person), |reports, (said, number)| {
        reports.report(CALLS, &own, day(number), *said, evening(99)).unwrap()
    })
}

fn summary(person: PersonId, said: &[Said], now: Timestamp) -> Summary {
    let own = page(&agreed(100), person, now);
    reports(person, said).summary([(CALLS, &own)], now)
}

#[test]
fn each_time_is_reported_once_it_was_due_and_may_be_answered_otherwise() {
    let own = page(&agreed(3), ANA, evening(1));
    let reports = OwnReports::new(ANA);
    let refused = reports.clone().report(CALLS, &own, day(2), Said::Kept, evening(1));
    assert_eq!(refused, Err(ReportRefusal::NotDue));
    assert_eq!(reports.clone().report(CALLS, &own, day(9), Said::Kept, evening(9)), Err(ReportRefusal::NotDue));
    let reports = reports.report(CALLS, &own, day(0), Said::Not, evening(1)).unwrap();
    let reports = reports.report(CALLS, &own, day(0), Said::Unsure, evening(1)).unwrap();
    assert_eq!(reports.said(CALLS, day(0)), Some(Said::Unsure));
    let found = reports.summary([(CALLS, &own)], evening(1));
    assert_eq!((found.due, found.unsure, found.not, found.recent), (2, 1, 0, None));
}

#[test]
fn nothing_is_due_before_both_agreed_or_after_it_ended() {
    let mut log = agreed(30);
    assert_eq!(due(&page(&log, BO, hours(1)), evening(3)).count(), 0, "the acceptance has not reached the doer");
    act(&mut log, ANA, CommitmentMove::Ended, hours(24 * 2)).unwrap();
    let own = page(&log, ANA, evening(20));
    assert_eq!(due(&own, evening(20)).map(|once| once.on).collect::<Vec<_>>(), [day(0), day(1)]);
}

#[test]
fn it_is_too_early_to_tell_below_a_stated_number_and_then_comes_with_a_range() {
    let least = usize::try_from(limits::FOLLOW_THROUGH_REPORTS_MIN).unwrap();
    assert_eq!(summary(ANA, &vec![Said::Kept; least - 1], evening(20)).recent, None);
    let mut said = vec![Said::Kept; least - 1];
    said.extend([Said::Unsure; 9]);
    assert_eq!(summary(ANA, &said, evening(20)).recent, None, "unsure says neither");
    let found = summary(ANA, &vec![Said::Kept; least], evening(20));
    let recent = found.recent.unwrap();
    assert_eq!((found.due, found.kept), (21, 8));
    assert!((recent.share - 1.0).abs() < 1e-12 && recent.range.low < 0.8, "all kept is still uncertain: {recent:?}");
    assert!((recent.range.high - 1.0).abs() < 1e-12);
}

#[test]
fn recent_days_weigh_more_and_half_as_much_after_the_half_life() {
    let improving: Vec<Said> = (0..56).map(|number| if number < 28 { Said::Not } else { Said::Kept }).collect();
    let found = summary(BO, &improving, evening(55)).recent.unwrap();
    // Each of the later days weighs twice what the day four weeks before it does.
    assert!((found.share - 2.0 / 3.0).abs() < 1e-9, "{found:?}");
    let worsening: Vec<Said> = improving.iter().rev().copied().collect();
    let found = summary(BO, &worsening, evening(55)).recent.unwrap();
    assert!((found.share - 1.0 / 3.0).abs() < 1e-9, "{found:?}");
    let partly = summary(BO, &[Said::Partly; 12], evening(20)).recent.unwrap();
    assert!((partly.share - 0.5).abs() < 1e-12);
}

/// A number drawn from `state`, from 0 to 1: the same each time the test runs.
fn drawn(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    f64::from(u32::try_from(*state >> 32).unwrap()) / f64::from(u32::MAX)
}

#[test]
fn with_weights_the_range_still_holds_the_share_about_nine_times_in_ten() {
    let mut state = 1;
    let mut covered = Vec::new();
    for share in [0.3, 0.5, 0.7, 0.85, 0.95] {
        let holds = (0..150).filter(|_| {
            let said: Vec<Said> =
                (0..60).map(|_| if drawn(&mut state) < share { Said::Kept } else { Said::Not }).collect();
            let range = summary(ANA, &said, evening(60)).recent.unwrap().range;
            (range.low..=range.high).contains(&share)
        });
        covered.push(f64::from(u32::try_from(holds.count()).unwrap()) / 150.0);
    }
    println!("sixty daily reports, weighed: covered {covered:.3?} for 0.3, 0.5, 0.7, 0.85, 0.95");
    assert!(covered.iter().all(|covered| *covered > 0.8), "{covered:?}");
}

#[test]
fn what_one_reports_is_nothing_to_the_other() {
    let own = page(&agreed(100), BO, evening(20));
    let before = reports(BO, &[Said::Kept; 10]).summary([(CALLS, &own)], evening(20));
    let _ = reports(ANA, &[Said::Not; 10]);
    assert_eq!(reports(BO, &[Said::Kept; 10]).summary([(CALLS, &own)], evening(20)), before);
    assert_eq!((reports(ANA, &[]).by(), reports(BO, &[]).by()), (ANA, BO));
}

fn said() -> impl Strategy<Value = Said> {
    prop::sample::select(vec![Said::Kept, Said::Partly, Said::Not, Said::Unsure])
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn counts_add_up_and_the_range_holds_the_share(said in prop::collection::vec(said(), 0..40), days in 0_i64..99) {
        let now = evening(days);
        let found = summary(ANA, &said, now);
        let reported = u32::try_from(said.len()).unwrap().min(found.due);
        prop_assert_eq!(found.kept + found.partly + found.not + found.unsure, reported);
        let told = found.kept + found.partly + found.not;
        prop_assert_eq!(found.recent.is_some(), told >= limits::FOLLOW_THROUGH_REPORTS_MIN);
        if let Some(recent) = found.recent {
            prop_assert!(recent.range.low <= recent.share + 1e-9 && recent.share <= recent.range.high + 1e-9);
        }
    }
}
