//! Measures: answers, scores by hand, and change after Jacobson and Truax.

use proptest::prelude::*;
use troth_domain::limits;
use troth_domain::measures::Kept;
use troth_domain::measures::change::{Change, Cutoff};
use troth_domain::measures::questionnaire::{
    Answers, Choice, Entry, InvalidQuestionnaire, Kind, LinkId, Question, Questionnaire, Refusal, SKIP,
};
use troth_domain::measures::scoring::{
    Alert, Band, Combine, Direction, Group, InvalidScoring, Line, Part, Scale, Scored, Scoring, Statistics,
};

use crate::world::{cases, slug};

pub fn id(text: &str) -> LinkId {
    LinkId::new(text).unwrap()
}

fn question(name: &str, kind: Kind) -> Entry {
    Entry::Question(Question { link_id: id(name), text: format!("How is {name}?"), kind })
}

/// Four choices that count 0 to 3.
fn four() -> Kind {
    let choice = |value: u8| Choice {
        code: format!("c{value}"),
        text: "x".repeat(3 + usize::from(value)),
        value: Some(value.into()),
    };
    Kind::Choice((0..4).map(choice).collect())
}

/// Three questions of four choices, a number of 0 to 10, a yes or no, and words.
fn small() -> Questionnaire {
    let entries = vec![
        Entry::Heading("This week".into()),
        question("a", four()),
        question("b", four()),
        question("c", four()),
        question("number", Kind::Number { min: 0, max: 10 }),
        question("yes", Kind::YesNo),
        question("words", Kind::Text),
    ];
    Questionnaire::new(slug("small"), "1", "Small", entries).unwrap()
}

pub fn scale(name: &str, parts: &[&str]) -> Scale {
    let part = |name: &&str| match name.strip_prefix('-') {
        Some(name) => Part { link_id: id(name), weight: 1.0, reversed: true },
        None => Part { link_id: id(name), weight: 1.0, reversed: false },
    };
    Scale {
        name: slug(name),
        title: name.to_uppercase(),
        parts: parts.iter().map(part).collect(),
        combine: Combine::Sum,
        answered_min: parts.len(),
        direction: Direction::HigherIsBetter,
        bands: vec![],
        line: None,
        statistics: None,
    }
}

fn scored(scales: Vec<Scale>, sent: &[(&str, &str)]) -> Scored {
    let questionnaire = small();
    let answers = Answers::new(&questionnaire, sent.iter().copied()).unwrap();
    Scoring::new(&questionnaire, scales, vec![], &[]).unwrap().score(&answers)
}

fn value(scale: Scale, sent: &[(&str, &str)]) -> Option<f64> {
    let name = scale.name.clone();
    scored(vec![scale], sent).get(&name).map(|score| score.value)
}

#[test]
fn sums_means_weights_and_turned_round_questions_by_hand() {
    let all = [("a", "c1"), ("b", "c3"), ("c", "c2"), ("number", "7"), ("yes", "yes")];
    assert_eq!(value(scale("sum", &["a", "b", "c"]), &all), Some(6.0));
    assert_eq!(value(scale("turned", &["a", "-b", "c"]), &all), Some(1.0 + 0.0 + 2.0));
    assert_eq!(value(scale("mixed", &["-number", "yes"]), &all), Some(3.0 + 1.0));
    let mean = Scale { combine: Combine::Mean, ..scale("mean", &["a", "b", "c"]) };
    assert_eq!(value(mean.clone(), &all), Some(2.0));
    let mut weighted = scale("weighted", &["a", "b"]);
    weighted.parts[1].weight = 2.5;
    assert_eq!(value(weighted.clone(), &all), Some(1.0 + 7.5));
    weighted.combine = Combine::Mean;
    // (1 * 1 + 2.5 * 3) / 3.5
    assert_eq!(value(weighted, &all), Some(2.428571));
}

#[test]
fn answers_that_are_missing_are_stood_for_only_while_enough_are_there() {
    let of_three = |answered_min| Scale { answered_min, ..scale("sum", &["a", "b", "-c"]) };
    // b is missing: the mean of 1 and (3 - 0) stands for it, so 2 * 3.
    let two = [("a", "c1"), ("c", "c0"), ("b", SKIP)];
    assert_eq!(value(of_three(2), &two), Some(6.0));
    assert_eq!(value(of_three(3), &two), None);
    assert_eq!(value(of_three(2), &[("a", "c1")]), None);
    let name = slug("sum");
    let score = scored(vec![of_three(2)], &two).get(&name).unwrap();
    assert_eq!((score.answered, score.of), (2, 3));
    let mean = Scale { combine: Combine::Mean, ..of_three(1) };
    assert_eq!(value(mean, &[("b", "c2")]), Some(2.0));
}

#[test]
fn a_score_has_a_band_and_an_answer_can_raise_an_alert() {
    let band = |from, label: &str| Band { from, label: label.into() };
    let banded = Scale {
        bands: vec![band(0.0, "low"), band(3.0, "middle"), band(7.0, "high")],
        ..scale("sum", &["a", "b", "c"])
    };
    for (score, label) in [(0.0, "low"), (2.9, "low"), (3.0, "middle"), (9.0, "high")] {
        assert_eq!(banded.band(score).unwrap().label, label);
    }
    let questionnaire = small();
    let alert = Alert { link_id: id("c"), at_least: 1.0 };
    let scoring = Scoring::new(&questionnaire, vec![banded], vec![alert], &[]).unwrap();
    let alerts =
        |sent: &[(&str, &str)]| scoring.score(&Answers::new(&questionnaire, sent.iter().copied()).unwrap()).alerts;
    assert_eq!(alerts(&[("c", "c1")]), [id("c")]);
    assert_eq!(alerts(&[("c", "c0"), ("a", "c3")]), []);
    assert_eq!(alerts(&[]), []);
    assert_eq!(scoring.range(&slug("sum")), Some((0.0, 9.0)));
}

#[test]
fn every_answer_that_is_none_is_named_at_once() {
    let sent = [("a", "c9"), ("number", "11"), ("number", "1"), ("yes", "maybe"), ("nobody", "c1")];
    let refused = Answers::new(&small(), sent).unwrap_err();
    let expected = [
        Refusal::NoSuchAnswer(id("a")),
        Refusal::NoSuchNumber(id("number"), 0, 10),
        Refusal::Twice,
        Refusal::NoSuchAnswer(id("yes")),
        Refusal::NoSuchQuestion,
    ];
    assert_eq!(refused, expected);
    let long = "a".repeat(limits::MEASURE_ANSWER_CHARACTERS_MAX + 1);
    assert!(matches!(Answers::new(&small(), [("words", long.as_str())]).unwrap_err()[..], [Refusal::Text(..)]));
    assert_eq!(Answers::new(&small(), [("a", ""), ("words", " "), ("yes", SKIP)]).unwrap().count(), 0);
}

#[test]
fn rules_that_do_not_fit_the_questions_are_refused() {
    let questionnaire = small();
    let with = |bend: fn(&mut Scale)| {
        let mut one = scale("sum", &["a", "b", "c"]);
        bend(&mut one);
        Scoring::new(&questionnaire, vec![one], vec![], &[]).unwrap_err()
    };
    let name = || slug("sum");
    let band = |from| Band { from, label: "low".into() };
    assert_eq!(Scoring::new(&questionnaire, vec![], vec![], &[]).unwrap_err(), InvalidScoring::Scales(0));
    let twins = vec![scale("sum", &["a"]), scale("sum", &["b"])];
    assert_eq!(Scoring::new(&questionnaire, twins, vec![], &[]).unwrap_err(), InvalidScoring::Twice(name()));
    assert_eq!(with(|one| one.parts.clear()), InvalidScoring::Parts(name()));
    assert_eq!(with(|one| one.parts[1] = one.parts[0].clone()), InvalidScoring::Parts(name()));
    assert_eq!(with(|one| one.parts[0].link_id = id("z")), InvalidScoring::NoSuchQuestion(name(), id("z")));
    assert_eq!(with(|one| one.parts[0].link_id = id("words")), InvalidScoring::Uncounted(name(), id("words")));
    assert_eq!(with(|one| one.parts[0].weight = 0.0), InvalidScoring::Weight(name(), id("a")));
    assert_eq!(with(|one| one.parts[0].weight = f64::NAN), InvalidScoring::Weight(name(), id("a")));
    assert_eq!(with(|one| one.answered_min = 4), InvalidScoring::Needed(name(), 4, 3));
    assert_eq!(with(|one| one.answered_min = 0), InvalidScoring::Needed(name(), 0, 3));
    let unequal = |one: &mut Scale| {
        one.parts[0].link_id = id("number");
        one.answered_min = 2;
    };
    assert_eq!(with(unequal), InvalidScoring::Unequal(name()));
    assert_eq!(with(|one| one.title = " ".into()), InvalidScoring::Words(name()));
    assert!(matches!(with(|one| one.bands = vec![Band { from: 1.0, label: "a".into() }]), InvalidScoring::Bands(..)));
    let falling = vec![band(0.0), band(5.0), band(5.0)];
    let falling = Scale { bands: falling, ..scale("sum", &["a"]) };
    assert!(matches!(Scoring::new(&questionnaire, vec![falling], vec![], &[]).unwrap_err(), InvalidScoring::Bands(..)));
    assert_eq!(with(|one| one.line = Some(Line { at: 9.0, label: "x".into() })), InvalidScoring::Line(name()));
    let numbers = |reliability, assumed| Statistics {
        starting: Group { mean: 3.0, sd: 2.0 },
        general: None,
        reliability: Some(reliability),
        assumed,
    };
    let known = Scale { statistics: Some(numbers(1.0, false)), ..scale("sum", &["a"]) };
    assert_eq!(Scoring::new(&questionnaire, vec![known], vec![], &[]).unwrap_err(), InvalidScoring::Statistics(name()));
    let guessed = Scale { statistics: Some(numbers(0.8, true)), ..scale("sum", &["a"]) };
    assert_eq!(Scoring::new(&questionnaire, vec![guessed], vec![], &[]).unwrap_err(), InvalidScoring::Assumed(name()));
    let every = Alert { link_id: id("a"), at_least: 0.0 };
    assert_eq!(
        Scoring::new(&questionnaire, vec![scale("sum", &["a"])], vec![every], &[]).unwrap_err(),
        InvalidScoring::Alert(id("a"))
    );
}

#[test]
fn a_question_about_harm_needs_an_alert_or_the_word_that_it_is_none() {
    let mut entries = small().entries().to_vec();
    let text = "Thoughts of hurting yourself in some way".to_owned();
    entries.push(Entry::Question(Question { link_id: id("harm"), text, kind: four() }));
    let questionnaire = Questionnaire::new(slug("small"), "1", "Small", entries).unwrap();
    let taken = |alerts, harmless: &[LinkId]| {
        Scoring::new(&questionnaire, vec![scale("sum", &["a"])], alerts, harmless).map(drop)
    };
    assert_eq!(taken(vec![], &[]), Err(InvalidScoring::NoAlert(id("harm"))));
    assert_eq!(taken(vec![Alert { link_id: id("harm"), at_least: 1.0 }], &[]), Ok(()));
    assert_eq!(taken(vec![], &[id("harm")]), Ok(()));
}

#[test]
fn a_questionnaire_that_cannot_be_asked_is_refused() {
    let with = |entries: Vec<Entry>| Questionnaire::new(slug("small"), "1", "Small", entries).unwrap_err();
    let choices = |bend: fn(&mut Vec<Choice>)| {
        let Kind::Choice(mut choices) = four() else { unreachable!() };
        bend(&mut choices);
        with(vec![question("a", Kind::Choice(choices))])
    };
    assert_eq!(with(vec![]), InvalidQuestionnaire::Questions(0));
    let many = (0..=limits::MEASURE_QUESTIONS_MAX).map(|number| question(&format!("q{number}"), four())).collect();
    assert_eq!(with(many), InvalidQuestionnaire::Questions(limits::MEASURE_QUESTIONS_MAX + 1));
    assert_eq!(with(vec![question("a", four()), question("a", four())]), InvalidQuestionnaire::Twice(id("a")));
    assert_eq!(choices(|choices| choices.truncate(1)), InvalidQuestionnaire::Choices(id("a")));
    assert_eq!(choices(|choices| choices[0].code = SKIP.into()), InvalidQuestionnaire::Choices(id("a")));
    assert_eq!(choices(|choices| choices[0].code = "c1".into()), InvalidQuestionnaire::Choices(id("a")));
    assert_eq!(choices(|choices| choices[0].value = Some(f64::INFINITY)), InvalidQuestionnaire::Value(id("a")));
    assert_eq!(choices(|choices| choices[0].text.clear()), InvalidQuestionnaire::Words(id("a")));
    let bounds = |min, max| with(vec![question("a", Kind::Number { min, max })]);
    assert_eq!(bounds(3, 3), InvalidQuestionnaire::Bounds(id("a")));
    assert_eq!(bounds(i32::MIN, 3), InvalidQuestionnaire::Bounds(id("a")));
    let wordy = |number: usize| {
        let text = "a".repeat(limits::MEASURE_TEXT_CHARACTERS_MAX);
        Entry::Question(Question { link_id: id(&format!("q{number}")), text, kind: four() })
    };
    let wordy = with((0..limits::MEASURE_QUESTIONS_MAX).map(wordy).collect());
    assert!(matches!(wordy, InvalidQuestionnaire::Long(_)), "{wordy}");
    let headings = vec![question("a", four()), Entry::Words(" ".into())];
    assert_eq!(with(headings), InvalidQuestionnaire::Heading);
}

/// The paper's own example: people who come for help have a mean of 40, others one of 60, both a spread of 7.5; the
/// reliability is 0.80, and somebody went from 32.5 to 47.5.
fn jacobson_and_truax(direction: Direction) -> Scale {
    let (starting, general) = match direction {
        Direction::HigherIsBetter => (40.0, 60.0),
        Direction::HigherIsWorse => (-40.0, -60.0),
    };
    let statistics = Statistics {
        starting: Group { mean: starting, sd: 7.5 },
        general: Some(Group { mean: general, sd: 7.5 }),
        reliability: Some(0.80),
        assumed: false,
    };
    Scale { direction, statistics: Some(statistics), ..scale("sum", &["a"]) }
}

#[track_caller]
fn near(one: Option<f64>, other: f64) {
    assert!((one.unwrap() - other).abs() < 0.005, "{one:?} {other}");
}

#[test]
fn change_as_jacobson_and_truax_work_it_out() {
    let better = Direction::HigherIsBetter;
    let known = jacobson_and_truax(better).statistics.unwrap();
    near(known.error(), 3.354); // 7.5 * sqrt(0.2)
    near(known.index(32.5, 47.5), 3.162); // 15 / sqrt(2 * 3.354^2)
    near(known.cutoff(Cutoff::A, better), 55.0);
    near(known.cutoff(Cutoff::B, better), 45.0);
    near(known.cutoff(Cutoff::C, better), 50.0);
    let narrow = Statistics { general: Some(Group { mean: 60.0, sd: 2.5 }), ..known };
    near(narrow.cutoff(Cutoff::C, better), 55.0); // (2.5 * 40 + 7.5 * 60) / 10
    let alone = Statistics { general: None, ..narrow };
    near(alone.best_cutoff(better), 55.0);
    for (direction, sign) in [(better, 1.0), (Direction::HigherIsWorse, -1.0)] {
        let scale = jacobson_and_truax(direction);
        let change = |before: f64, after: f64| scale.change(sign * before, sign * after).unwrap();
        assert_eq!(change(32.5, 47.5), Change::Improved);
        assert_eq!(change(40.0, 51.0), Change::Recovered);
        assert_eq!(change(45.0, 51.0), Change::Unchanged);
        assert_eq!(change(52.0, 62.0), Change::Improved);
        assert_eq!(change(45.0, 35.0), Change::Deteriorated);
    }
}

#[test]
fn nothing_is_called_reliable_by_numbers_that_nobody_measured() {
    let starting = Group { mean: 50.0, sd: 20.0 };
    let assumed = Statistics { starting, general: None, reliability: None, assumed: true };
    let scale = Scale { statistics: Some(assumed.clone()), ..scale("sum", &["a"]) };
    assert_eq!(scale.change(10.0, 90.0), None);
    assert_eq!(assumed.cutoff(Cutoff::A, Direction::HigherIsBetter), None);
}

#[test]
fn answers_and_scores_never_print() {
    let questionnaire = small();
    let answers = Answers::new(&questionnaire, [("a", "c1")]).unwrap();
    let scoring = Scoring::new(&questionnaire, vec![scale("sum", &["a"])], vec![], &[]).unwrap();
    let scored = scoring.score(&answers);
    let kept = Kept::of(&questionnaire, &scoring, &answers);
    let printed = format!(
        "{answers:?} {:?} {scored:?} {:?} {kept:?} {:?} {:?}",
        answers.get(&id("a")).unwrap(),
        scored.get(&slug("sum")).unwrap(),
        kept.answers[0],
        kept.scores[0]
    );
    assert!(!printed.contains(|sign: char| sign.is_ascii_digit()), "{printed}");
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn what_is_kept_comes_back_and_its_length_tells_nothing(
        picked in proptest::collection::vec(0_usize..5, 3),
        number in proptest::option::of(0_i32..=10),
        words in "[a-z\\n\u{5d0}\u{1f642}]{0,40}",
    ) {
        let questionnaire = small();
        let code = |pick: &usize| if *pick == 4 { SKIP.to_owned() } else { format!("c{pick}") };
        let codes: Vec<String> = picked.iter().map(code).collect();
        let number = number.map_or(SKIP.to_owned(), |number| number.to_string());
        let sent = ["a", "b", "c"].into_iter().zip(codes.iter().map(String::as_str));
        let sent = sent.chain([("number", number.as_str()), ("words", words.as_str())]);
        let answers = Answers::new(&questionnaire, sent).unwrap();
        let mean = Scale { combine: Combine::Mean, answered_min: 1, ..scale("mean", &["a", "b", "-c"]) };
        let scoring = Scoring::new(&questionnaire, vec![mean], vec![], &[]).unwrap();
        let kept = Kept::of(&questionnaire, &scoring, &answers);
        let writing = kept.to_writing(&questionnaire).unwrap();
        prop_assert!(Kept::from_writing(&writing).unwrap() == kept);
        let nothing = Kept::of(&questionnaire, &scoring, &Answers::new(&questionnaire, []).unwrap());
        let length = |kept: &Kept| {
            kept.to_writing(&questionnaire).unwrap().values().map(|text| text.reveal().len()).next().unwrap()
        };
        prop_assert_eq!(length(&nothing), length(&kept));
    }

    #[test]
    fn a_score_stays_in_its_range(picked in proptest::collection::vec(0_usize..5, 3), sum: bool, needed in 1_usize..=3) {
        let questionnaire = small();
        let code = |pick: &usize| if *pick == 4 { SKIP.to_owned() } else { format!("c{pick}") };
        let codes: Vec<String> = picked.iter().map(code).collect();
        let sent = ["a", "b", "c"].into_iter().zip(codes.iter().map(String::as_str));
        let answers = Answers::new(&questionnaire, sent).unwrap();
        let combine = if sum { Combine::Sum } else { Combine::Mean };
        let one = Scale { combine, answered_min: needed, ..scale("one", &["a", "-b", "c"]) };
        let scoring = Scoring::new(&questionnaire, vec![one], vec![], &[]).unwrap();
        let (least, most) = scoring.range(&slug("one")).unwrap();
        let score = scoring.score(&answers).get(&slug("one"));
        prop_assert_eq!(score.is_some(), answers.count() >= needed);
        prop_assert!(score.is_none_or(|score| (least..=most).contains(&score.value)));
    }
}
