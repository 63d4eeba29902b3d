//! Screening, joint work and the secrets policy.

use jiff::Timestamp;
use proptest::prelude::*;
use troth_domain::people::{PersonId, Role, Staff, StaffId};
use troth_domain::safety::joint_work::{Cause, Clinician, HeardAlone, Hearing, Hold, JointWork, Refusal};
use troth_domain::safety::pacing::Passage;
use troth_domain::safety::screening::{
    self, Answers, Choice, Concern, InvalidSet, Question, SKIP, ScreeningSet, Section,
};
use troth_domain::safety::secrets_policy::{NotSigned, Signature, TextVersion, may_share_with_therapist};
use troth_domain::writing::{PrivateText, Writing};

use crate::world::{World, cases, slug, therapist};

const ANA: PersonId = PersonId([1; 16]);
const BO: PersonId = PersonId([2; 16]);
const STRANGER: PersonId = PersonId([3; 16]);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn question(name: &str, concern: Concern) -> Question {
    let choice = |name: &str, raises| Choice { name: slug(name), text: name.to_uppercase(), raises };
    let choices = vec![choice("never", false), choice("rarely", false), choice("often", true)];
    Question { name: slug(name), text: format!("{name}?"), concern, choices }
}

fn set_of(questions: Vec<Question>) -> Result<ScreeningSet, InvalidSet> {
    let section = Section { title: "At home".into(), before: None, questions };
    ScreeningSet::new(slug("small"), 3, vec![section])
}

fn set() -> ScreeningSet {
    set_of(vec![question("afraid", Concern::Fear), question("watched", Concern::Watched)]).unwrap()
}

#[test]
fn a_question_that_was_not_answered_was_skipped() {
    let answers = Answers::new(&set(), [("watched", "rarely")]).unwrap();
    let given: Vec<_> = answers.entries.iter().map(|entry| (entry.text.as_str(), entry.answer.as_deref())).collect();
    assert_eq!(given, [("afraid?", None), ("watched?", Some("RARELY"))]);
    assert_eq!((answers.set.as_str(), answers.version), ("small", 3));
    let skipped = Answers::new(&set(), [("watched", SKIP), ("afraid", SKIP)]).unwrap();
    assert_eq!(skipped, Answers::new(&set(), []).unwrap());
    assert!(skipped.outcome().concerns.is_empty());
}

#[test]
fn what_no_form_of_ours_sends_is_refused() {
    let refusal = |sent: &[(&'static str, &'static str)]| Answers::new(&set(), sent.iter().copied()).unwrap_err();
    assert_eq!(refusal(&[("money", "often")]), screening::Refusal::NoSuchQuestion);
    assert_eq!(refusal(&[("afraid", "always")]), screening::Refusal::NoSuchChoice);
    assert_eq!(refusal(&[("afraid", "")]), screening::Refusal::NoSuchChoice);
    assert_eq!(refusal(&[("afraid", SKIP), ("afraid", "often")]), screening::Refusal::Twice);
}

#[test]
fn a_set_whose_answers_would_tell_nothing_is_refused() {
    let refusal = |questions| set_of(questions).unwrap_err();
    let bent = |bend: fn(&mut Question)| {
        let mut one = question("afraid", Concern::Fear);
        bend(&mut one);
        refusal(vec![one])
    };
    assert_eq!(refusal(vec![]), InvalidSet::Questions(0));
    let many = (0..25).map(|number| question(&format!("q{number}"), Concern::Fear)).collect();
    assert_eq!(refusal(many), InvalidSet::Questions(25));
    let twins = vec![question("afraid", Concern::Fear), question("afraid", Concern::Injury)];
    assert_eq!(refusal(twins), InvalidSet::Twice(slug("afraid")));
    assert_eq!(bent(|one| one.choices.truncate(1)), InvalidSet::Choices(slug("afraid")));
    assert_eq!(bent(|one| one.choices[0].name = slug(SKIP)), InvalidSet::Choices(slug("afraid")));
    assert_eq!(bent(|one| one.choices[0].name = slug("often")), InvalidSet::Choices(slug("afraid")));
    assert_eq!(bent(|one| one.choices.truncate(2)), InvalidSet::TellsNothing(slug("afraid")));
    assert_eq!(
        bent(|one| one.choices.iter_mut().for_each(|choice| choice.raises = true)),
        InvalidSet::TellsNothing(slug("afraid"))
    );
    for words in [String::new(), " ".into(), "\u{7}".into(), "a".repeat(251)] {
        let mut one = question("afraid", Concern::Fear);
        one.text = words;
        assert_eq!(refusal(vec![one]), InvalidSet::Words(slug("afraid")));
    }
    assert_eq!(bent(|one| one.choices[0].text = "a".repeat(101)), InvalidSet::Words(slug("afraid")));
    assert_eq!(set().not_asked(), [Concern::Injury, Concern::Control, Concern::SelfHarm]);
}

#[test]
fn answers_and_what_they_mean_never_print() {
    let answers = Answers::new(&set(), [("afraid", "often")]).unwrap();
    let printed = format!("{answers:?} {:?} {:?}", answers.entries[0], answers.outcome());
    assert_eq!(printed, "Answers(private) Entry(private) Outcome(private)");
}

#[test]
fn kept_answers_are_all_of_one_length() {
    let set = set();
    let length = |sent: &[(&'static str, &'static str)]| {
        let answers = Answers::new(&set, sent.iter().copied()).unwrap();
        answers.to_writing(&set).unwrap().values().map(|text| text.reveal().len()).sum::<usize>()
    };
    let lengths = [length(&[]), length(&[("afraid", "never")]), length(&[("afraid", "often"), ("watched", "rarely")])];
    assert_eq!(lengths, [lengths[0]; 3]);
}

proptest! {
    #![proptest_config(cases(300))]

    /// What was answered is read as it was answered, and no other text stops the reader.
    #[test]
    fn kept_answers_are_read_as_they_were(
        texts in prop::collection::vec(("[^\\p{Cc}]{1,40}", 0_usize..4), 1..8),
        other in "\\PC{0,60}(\t|\n|end|0|\\+){0,6}",
    ) {
        let named = |(number, (text, _)): (usize, &(String, usize))| {
            let mut one = question(&format!("q{number}"), Concern::ALL[number % 5]);
            one.text = format!("q {text}");
            one.choices[1].text = format!("c {text} ");
            one
        };
        let set = set_of(texts.iter().enumerate().map(named).collect()).unwrap();
        let names: Vec<String> = (0..texts.len()).map(|number| format!("q{number}")).collect();
        let choices = ["never", "rarely", "often", SKIP];
        let sent = names.iter().zip(&texts).map(|(name, (_, choice))| (name.as_str(), choices[*choice]));
        let answers = Answers::new(&set, sent).unwrap();
        let kept = answers.to_writing(&set).unwrap();
        prop_assert_eq!(Answers::from_writing(&kept), Ok(answers));
        if let Ok(text) = PrivateText::new(&other) {
            let _read_or_not = Answers::from_writing(&Writing::from([(slug("answers"), text)]));
        }
    }
}

/// Ana works on Mondays to Fridays from nine to five, Bo on Saturdays.
fn practice() -> World {
    let mut world = World::new(
        vec![therapist("ana", "America/Denver", "09:00-12:00 13:00-17:00"), therapist("bo", "America/Denver", "")],
        "2026-11-23T09:00:00-07:00",
    );
    let (saturday, sunday) = (jiff::civil::date(2026, 11, 28), jiff::civil::date(2026, 11, 29));
    let off = [saturday, sunday, jiff::civil::date(2026, 12, 5), jiff::civil::date(2026, 12, 6)];
    off.into_iter().for_each(|date| drop(world.therapist("ana").overrides.insert(date, vec![])));
    world
}

#[track_caller]
fn check_due(world: &World, answer: &str, now: &str, expected: &str) {
    let outcome = Answers::new(&set(), [("afraid", answer)]).unwrap().outcome();
    assert_eq!(outcome.due_at(&world.practice, at(now)), at(expected), "{answer} at {now}");
}

#[test]
fn a_concern_is_looked_at_within_one_working_day_and_anything_else_within_five() {
    let mut world = practice();
    check_due(&world, "often", "2026-11-23T09:30:00-07:00", "2026-11-24T17:00:00-07:00");
    check_due(&world, "often", "2026-11-23T01:00:00-07:00", "2026-11-23T17:00:00-07:00");
    check_due(&world, "often", "2026-11-27T22:00:00-07:00", "2026-11-30T17:00:00-07:00");
    check_due(&world, "never", "2026-11-23T09:30:00-07:00", "2026-11-30T17:00:00-07:00");
    world.practice.closed_dates.insert(jiff::civil::date(2026, 11, 24));
    check_due(&world, "often", "2026-11-23T09:30:00-07:00", "2026-11-25T17:00:00-07:00");
    let saturday = crate::world::windows("10:00-13:00");
    world.therapist("bo").overrides.insert(jiff::civil::date(2026, 11, 28), saturday);
    check_due(&world, "often", "2026-11-27T22:00:00-07:00", "2026-11-28T13:00:00-07:00");
}

#[test]
fn nothing_waits_for_ever_where_nobody_works() {
    let world = World::new(vec![therapist("ana", "America/Denver", "")], "2026-11-23T09:00:00-07:00");
    check_due(&world, "often", "2026-11-23T09:30:00-07:00", "2026-11-24T09:30:00-07:00");
    check_due(&world, "never", "2026-11-23T09:30:00-07:00", "2026-11-28T09:30:00-07:00");
}

fn clinician() -> Clinician {
    Clinician::new(&Staff { id: StaffId([9; 16]), role: Role::Therapist, therapist: Some(slug("ana")) }).unwrap()
}

fn heard(person: PersonId) -> HeardAlone {
    HeardAlone { person, how: Hearing::ByPhone }
}

fn now() -> Timestamp {
    at("2026-11-23T09:00:00-07:00")
}

fn open() -> JointWork {
    JointWork::new([ANA, BO]).open(clinician(), &[heard(ANA), heard(BO)], now()).unwrap()
}

#[test]
fn joint_work_is_closed_until_a_clinician_has_heard_both_alone() {
    let closed = JointWork::new([ANA, BO]);
    assert!(!closed.partner_view().open);
    assert_eq!(Passage::new(&closed, false), Passage::Stopped);
    for heard in [&[][..], &[heard(ANA)], &[heard(ANA), heard(ANA)], &[heard(ANA), heard(STRANGER)]] {
        assert_eq!(closed.clone().open(clinician(), heard, now()), Err(Refusal::NotHeard));
    }
    assert!(open().partner_view().open);
    assert_eq!(Passage::new(&open(), false), Passage::Flows);
    assert_eq!(Passage::new(&open(), true), Passage::Stopped, "one of the two has left");
    assert_eq!(open().open(clinician(), &[heard(ANA), heard(BO)], now()), Err(Refusal::Open));
    for role in [Role::Owner, Role::FrontDesk] {
        assert_eq!(Clinician::new(&Staff { id: StaffId([9; 16]), role, therapist: None }), None);
    }
}

#[test]
fn each_rest_and_each_pause_ends_alone_and_only_after_that_person_was_heard() {
    let held = open().rest(ANA, now()).unwrap().pause(ANA, clinician(), now()).unwrap().rest(BO, now()).unwrap();
    assert!(held.is_holding());
    assert_eq!(Passage::new(&held, false), Passage::Held);
    let release = |work: JointWork, person, cause, heard_person| {
        work.release(Hold { person, cause }, clinician(), heard(heard_person))
    };
    assert_eq!(release(held.clone(), ANA, Cause::Rest, BO), Err(Refusal::NotHeard));
    assert_eq!(release(held.clone(), BO, Cause::Pause, BO), Err(Refusal::NotHeld));
    let one = release(held, ANA, Cause::Pause, ANA).unwrap();
    let two = release(one, BO, Cause::Rest, BO).unwrap();
    assert!(two.is_holding(), "Ana's own rest goes on");
    let none = release(two, ANA, Cause::Rest, ANA).unwrap();
    assert_eq!(none, open());
    assert_eq!(open().rest(STRANGER, now()), Err(Refusal::NotAPartner));
    let closed = JointWork::new([ANA, BO]);
    assert_eq!(closed.clone().rest(ANA, now()), Err(Refusal::Closed));
    assert_eq!(closed.clone().close(clinician()), Err(Refusal::Closed));
    assert_eq!(release(closed, ANA, Cause::Rest, ANA), Err(Refusal::Closed));
}

#[test]
fn to_ask_twice_is_to_ask_once() {
    let later = at("2026-11-24T09:00:00-07:00");
    let once = open().rest(ANA, now()).unwrap();
    assert_eq!(once.clone().rest(ANA, later), Ok(once));
}

#[test]
fn closing_ends_what_held_it() {
    let closed = open().rest(ANA, now()).unwrap().pause(BO, clinician(), now()).unwrap().close(clinician()).unwrap();
    assert_eq!(closed, JointWork::new([ANA, BO]));
    let again = closed.open(clinician(), &[heard(ANA), heard(BO)], now()).unwrap();
    assert!(!again.is_holding());
}

fn step(work: JointWork, what: u8) -> JointWork {
    let person = if what.is_multiple_of(2) { ANA } else { BO };
    let cause = if what & 2 == 0 { Cause::Rest } else { Cause::Pause };
    let both = [heard(ANA), heard(BO)];
    let kept = work.clone();
    let after = match what / 4 {
        0 => work.open(clinician(), &both, now()),
        1 => work.close(clinician()),
        2 | 3 if cause == Cause::Rest => work.rest(person, now()),
        2 | 3 => work.pause(person, clinician(), now()),
        _ => work.release(Hold { person, cause }, clinician(), heard(person)),
    };
    after.unwrap_or(kept)
}

proptest! {
    #![proptest_config(cases(500))]

    /// For each history there is one without a rest or a pause that partners see the same of, step by step.
    #[test]
    fn what_partners_see_has_no_place_for_a_hold(steps in prop::collection::vec(0_u8..20, 0..40)) {
        let (mut with, mut without) = (JointWork::new([ANA, BO]), JointWork::new([ANA, BO]));
        for what in steps {
            with = step(with, what);
            if what / 4 < 2 {
                without = step(without, what);
            }
            prop_assert_eq!(with.partner_view(), without.partner_view());
            prop_assert!(!without.is_holding());
            prop_assert!(!with.is_holding() || with.partner_view().open);
        }
    }
}

#[test]
fn only_a_signature_under_the_words_as_they_are_now_counts() {
    let version = |number, digest| TextVersion { number, digest: [digest; 32] };
    let signature = |version, person| Signature { version, person, at: now() };
    let current = version(2, 7);
    for (signatures, expected) in [
        (vec![], Err(NotSigned)),
        (vec![signature(version(1, 7), ANA)], Err(NotSigned)),
        (vec![signature(version(2, 8), ANA)], Err(NotSigned)),
        (vec![signature(current, BO)], Err(NotSigned)),
        (vec![signature(version(1, 7), ANA), signature(current, ANA)], Ok(())),
    ] {
        assert_eq!(may_share_with_therapist(current, ANA, &signatures), expected, "{signatures:?}");
    }
}
