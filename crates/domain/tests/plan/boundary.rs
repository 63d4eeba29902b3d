//! Boundaries need no consent, and crossings are noted for oneself.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::limits::CROSSINGS_MAX;
use troth_domain::people::PersonId;
use troth_domain::plan::boundary::{
    Boundary, BoundaryMove, BoundaryRefusal, Crossing, CrossingRefusal, Crossings, Standing,
};
use troth_domain::plan::{CommandId, Log, Moment, PlanText, Refusal};

use crate::people::{ANA, BO, cases, noon, partners};
use crate::shared::{Step, act, check, stays_closed, steps};

fn text(words: &str) -> PlanText {
    PlanText::new(words).unwrap()
}

fn hours(count: i64) -> Timestamp {
    noon() + SignedDuration::from_hours(count)
}

fn crossing(number: u8, day: &str) -> Crossing {
    Crossing { id: CommandId([number; 16]), on: day.parse().unwrap(), note: text("he read my diary") }
}

fn stated() -> Log<BoundaryMove> {
    let mut log = Log::new(partners());
    act(&mut log, ANA, BoundaryMove::Stated(text("my diary is mine")), noon()).unwrap();
    log
}

#[test]
fn it_holds_because_its_author_says_so_and_only_they_change_it() {
    let mut log = stated();
    for kind in [BoundaryMove::Changed(text("other")), BoundaryMove::Withdrawn] {
        assert_eq!(act(&mut log, BO, kind, hours(2)), Err(Refusal::Own(BoundaryRefusal::NotTheAuthor)));
    }
    assert_eq!(
        act(&mut log, BO, BoundaryMove::Stated(text("other")), hours(2)),
        Err(Refusal::Own(BoundaryRefusal::Stated))
    );
    assert_eq!(act(&mut log, ANA, BoundaryMove::Changed(text("my desk is mine")), hours(3)), Ok(true));
    let shown = |now| match log.page(BO, now).unwrap().state.standing {
        Standing::Stated { text, .. } => text.reveal().to_owned(),
        Standing::NotStated | Standing::Withdrawn { .. } => String::new(),
    };
    assert_eq!((shown(hours(3)).as_str(), shown(hours(4)).as_str()), ("my diary is mine", "my desk is mine"));
    let mut log = log.clone();
    assert_eq!(act(&mut log, ANA, BoundaryMove::Withdrawn, hours(5)), Ok(true));
    assert_eq!(log.page(BO, hours(6)).unwrap().state.standing, Standing::Withdrawn { author: ANA });
}

#[test]
fn crossings_are_noted_by_day_once_each_and_not_ahead() {
    let today = "2027-03-02".parse::<Date>().unwrap();
    let notes = Crossings::none(ANA).note(crossing(1, "2027-03-02"), today).unwrap();
    let notes = notes.note(crossing(2, "2027-02-01"), today).unwrap().note(crossing(1, "2027-03-02"), today).unwrap();
    assert_eq!(notes.notes.iter().map(|note| note.id.0[0]).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(notes.clone().note(crossing(3, "2027-03-03"), today), Err(CrossingRefusal::DayAhead));
    assert_eq!(notes.clone().without(CommandId([2; 16])).notes, [crossing(1, "2027-03-02")]);
    assert_eq!(notes.clone().without(CommandId([9; 16])), notes);
}

#[test]
fn there_is_a_bound_to_what_is_noted() {
    let today = "2027-03-02".parse::<Date>().unwrap();
    let noted = (0..CROSSINGS_MAX).try_fold(Crossings::none(ANA), |notes, number| {
        notes.note(crossing(u8::try_from(number).unwrap(), "2027-03-01"), today)
    });
    assert_eq!(noted.unwrap().note(crossing(255, "2027-03-01"), today), Err(CrossingRefusal::Full));
}

fn offer(_state: &Boundary, _person: PersonId, choice: usize, _moment: Moment) -> BoundaryMove {
    match choice % 4 {
        0 => BoundaryMove::Stated(text("one")),
        1 if choice.is_multiple_of(5) => BoundaryMove::Withdrawn,
        _ => BoundaryMove::Changed(text(&format!("words {choice}"))),
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn boundaries_tell_nothing_lose_nothing_and_agree_in_the_end(steps in steps()) {
        let shared = |state: &Boundary| match &state.standing {
            Standing::Stated { author, text, .. } => Some((*author, text.clone(), true)),
            Standing::Withdrawn { author } => Some((*author, text("-"), false)),
            Standing::NotStated => None,
        };
        check::<BoundaryMove, _>(&steps, offer, shared)?;
    }

    /// Each is of one author, who gave it its name.
    #[test]
    fn a_boundary_that_is_withdrawn_on_a_page_stays_so(steps in steps()) {
        let own = steps.into_iter().map(|step| Step { person: ANA, ..step }).collect::<Vec<_>>();
        let log = check::<BoundaryMove, _>(&own, offer, |_| ())?;
        stays_closed(&log, |state| matches!(state.standing, Standing::Withdrawn { .. }))?;
    }
}
