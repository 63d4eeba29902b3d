//! Boundaries need no consent, and crossings are noted for oneself.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::people::PersonId;
use troth_domain::plan::boundary::{Boundary, BoundaryMove, BoundaryRefusal, Standing};
use troth_domain::plan::{Log, Moment, PlanText, Refusal};

use crate::people::{ANA, BO, cases, noon, partners};
use crate::shared::{act, check, steps};

fn text(words: &str) -> PlanText {
    PlanText::new(words).unwrap()
}

fn hours(count: i64) -> Timestamp {
    noon() + SignedDuration::from_hours(count)
}

fn crossing(day: &str) -> BoundaryMove {
    BoundaryMove::CrossingNoted { on: day.parse::<Date>().unwrap(), note: text("he read my diary") }
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
fn a_crossing_is_for_whoever_noted_it_until_they_bring_it_up_in_words_of_their_choice() {
    for (author, other) in [(ANA, BO), (BO, ANA)] {
        let mut log = stated();
        let before = log.page(other, hours(9));
        assert_eq!(act(&mut log, author, crossing("2027-03-01"), hours(2)), Ok(true));
        let ahead = act(&mut log, author, crossing("2027-03-02"), hours(2));
        assert_eq!(ahead, Err(Refusal::Own(BoundaryRefusal::DayAhead)));
        assert_eq!(log.page(other, hours(9)), before, "nothing of it shows");
        assert_eq!(log.page(author, hours(9)).unwrap().state.crossings.len(), 1);
        let words = text("I would like to talk about last night");
        act(&mut log, author, BoundaryMove::BroughtUp { words: words.clone() }, hours(3)).unwrap();
        let page = log.page(other, hours(4)).unwrap().state;
        assert_eq!(page.brought_up.iter().map(|one| (one.by, &one.words)).collect::<Vec<_>>(), [(author, &words)]);
        assert!(page.crossings.is_empty(), "the note itself stays where it was");
    }
}

#[test]
fn nothing_is_noted_of_what_was_never_stated() {
    let mut log = Log::new(partners());
    let refused = act(&mut log, ANA, crossing("2027-03-01"), noon());
    assert_eq!(refused, Err(Refusal::Own(BoundaryRefusal::NotStated)));
}

fn offer(_state: &Boundary, _person: PersonId, choice: usize, moment: Moment) -> BoundaryMove {
    match choice % 6 {
        0 => BoundaryMove::Stated(text("one")),
        1 => BoundaryMove::Changed(text(&format!("words {choice}"))),
        2 if choice.is_multiple_of(5) => BoundaryMove::Withdrawn,
        3 | 4 => BoundaryMove::CrossingNoted { on: moment.today, note: text("note") },
        _ => BoundaryMove::BroughtUp { words: text("words") },
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn boundaries_tell_nothing_lose_nothing_and_agree_in_the_end(steps in steps()) {
        let shared = |state: &Boundary| {
            let author = match &state.standing {
                Standing::Stated { author, text, .. } => Some((*author, text.clone(), true)),
                Standing::Withdrawn { author } => Some((*author, text("-"), false)),
                Standing::NotStated => None,
            };
            (author, state.brought_up.iter().map(|one| (one.by, one.words.clone())).collect::<Vec<_>>())
        };
        check::<BoundaryMove, _>(&steps, offer, shared)?;
    }
}
