//! The check-in that comes with Troth, a practice's own instrument, and files with errors.

use std::collections::BTreeSet;

use proptest::prelude::*;
use troth_domain::measures::change::Change;
use troth_domain::measures::questionnaire::{Answers, Kind, LinkId, SKIP};
use troth_domain::measures::scoring::Scored;

use super::*;
use crate::content::Content;
use crate::content::tests::folder;

const PHQ_9: &str = include_str!("../../../tests/measures/phq-9.json");
const PHQ_9_RULES: &str = include_str!("../../../tests/measures/phq-9.toml");
const CHECK_IN_RULES: &str = include_str!("../../../../../content/en/measures/check-in.toml");

fn slug(name: &str) -> Slug {
    Slug::new(name).unwrap()
}

fn read(questions: &str, rules: &str) -> Result<Measure, Vec<Fault>> {
    let source = |path: &str, text: &str| Source::new(path.to_owned(), path, text.to_owned());
    Measure::read(&source("phq-9.json", questions), &source("phq-9.toml", rules))
}

/// Scores of the nine answers, each 0 to 3 or skipped.
fn score(measure: &Measure, picked: [Option<usize>; 9]) -> Scored {
    let codes = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"];
    let names: Vec<String> = (1..=9).map(|number| format!("/q{number}")).collect();
    let sent = names.iter().zip(picked).map(|(name, pick)| (name.as_str(), pick.map_or(SKIP, |pick| codes[pick])));
    measure.scoring.score(&Answers::new(&measure.questionnaire, sent).unwrap())
}

#[test]
fn a_practices_own_instrument_is_scored_as_by_hand() {
    let files = [("measures/phq-9.json", PHQ_9), ("measures/phq-9.toml", PHQ_9_RULES)];
    let content = Content::load(Some(folder(&files).path()));
    assert_eq!(content.faults, []);
    assert!(content.check_in().is_some());
    let measure = &content.measures["phq-9"];
    let scale = measure.scoring.scale(&slug("phq-9")).unwrap();
    let value = |picked| score(measure, picked).get(&slug("phq-9")).map(|score| score.value);
    // 2 + 1 + 3 + 2 + 0 + 1 + 1 + 0 + 0
    let moderate = [2, 1, 3, 2, 0, 1, 1, 0, 0].map(Some);
    assert_eq!(value(moderate), Some(10.0));
    assert_eq!(scale.band(10.0).unwrap().label, "moderate");
    assert_eq!(value([Some(3); 9]), Some(27.0));
    // Seven answers that sum to 14 stand for nine: 14 / 7 * 9.
    let two_missing = [Some(2), Some(2), None, Some(2), Some(2), Some(2), Some(2), Some(2), None];
    assert_eq!(value(two_missing), Some(18.0));
    let three_missing = [Some(2), Some(2), None, Some(2), Some(2), Some(2), Some(2), None, None];
    assert_eq!(value(three_missing), None);
    // The standard error of a difference is 6 * sqrt(2 * 0.16) = 3.39; the cut-off (4 * 17 + 6 * 3) / 10 = 8.6.
    assert_eq!(scale.change(17.0, 11.0), Some(Change::Unchanged));
    assert_eq!(scale.change(17.0, 10.0), Some(Change::Improved));
    assert_eq!(scale.change(17.0, 8.0), Some(Change::Recovered));
    assert_eq!(scale.change(10.0, 17.0), Some(Change::Deteriorated));
}

#[test]
fn an_answer_about_harm_raises_an_alert_and_a_skipped_one_does_not() {
    let measure = read(PHQ_9, PHQ_9_RULES).unwrap();
    let mut picked = [Some(0); 9];
    assert_eq!(score(&measure, picked).alerts, []);
    picked[8] = Some(1);
    assert_eq!(score(&measure, picked).alerts, [LinkId::new("/q9").unwrap()]);
    picked[8] = None;
    assert_eq!(score(&measure, picked).alerts, []);
}

/// What is said of a file that differs from ours in one place.
#[track_caller]
fn check(questions: (&str, &str), rules: (&str, &str), said: &str) {
    assert!(PHQ_9.contains(questions.0) && PHQ_9_RULES.contains(rules.0), "{questions:?} {rules:?}");
    let faults =
        read(&PHQ_9.replacen(questions.0, questions.1, 1), &PHQ_9_RULES.replacen(rules.0, rules.1, 1)).unwrap_err();
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(faults.iter().any(|fault| fault.starts_with(said)), "{said}\n{faults:#?}");
    assert!(faults.iter().all(|fault| fault.contains("; ")), "each says how to mend it: {faults:#?}");
}

#[test]
fn questions_with_errors_are_named_by_line() {
    for (old, new, said) in [
        ("\"version\": \"1\",", "\"version\": \"1\"", "phq-9.json:4: it is no JSON: expected `,` or `}`"),
        ("\"Questionnaire\"", "\"Bundle\"", "phq-9.json:1: resourceType is not \"Questionnaire\""),
        ("\"version\": \"1\"", "\"date\": \"2026\"", "phq-9.json:1: it has no version"),
        (
            "\"version\": \"1\"",
            "\"version\": \" \"",
            "phq-9.json:1: the title, the version, a heading or a text is empty",
        ),
        ("\"active\"", "\"retired\"", "phq-9.json:6: status is \"retired\""),
        ("\"title\": \"PHQ-9\",", "", "phq-9.json:1: it has no title"),
        ("\"type\": \"choice\"", "\"type\": \"decimal\"", "phq-9.json:10: type is \"decimal\"; write one of choice"),
        ("\"required\": true", "\"enableWhen\": []", "phq-9.json:10: it has enableWhen; take it out"),
        ("\"required\": true", "\"repeats\": true", "phq-9.json:10: the question takes several answers"),
        ("\"required\": true", "\"item\": []", "phq-9.json:10: questions stand below a question"),
        ("\"required\": true", "\"modifierExtension\": []", "phq-9.json:10: it has modifierExtension"),
        ("\"answerOption\"", "\"answerValueSet\"", "phq-9.json:10: it has answerValueSet"),
        ("\"linkId\": \"/q1\"", "\"linkId\": \"q 1\"", "phq-9.json:10: linkId is missing"),
        ("\"linkId\": \"/q2\"", "\"linkId\": \"/q1\"", "phq-9.json:16: two questions have the linkId /q1"),
        ("\"Little interest or pleasure in doing things\"", "\"\"", "phq-9.json:10: the words of /q1"),
        ("\"code\": \"LA6569-3\"", "\"code\": \"LA6568-5\"", "phq-9.json:10: the choices of /q1 are fewer than two"),
        ("\"code\": \"LA6569-3\"", "\"kode\": \"x\"", "phq-9.json:12: the choice has no code"),
        ("\"type\": \"choice\"", "\"type\": \"integer\"", "phq-9.json:10: the whole number has no least"),
        (
            "\"linkId\": \"over\"",
            "\"extension\": [{\"url\": \"http://hl7.org/fhir/StructureDefinition/questionnaire-hidden\"}], \"linkId\": \"over\"",
            "phq-9.json:9: the question is hidden",
        ),
    ] {
        check((old, new), ("", ""), said);
    }
}

#[test]
fn rules_with_errors_are_named_by_line() {
    for (old, new, said) in [
        ("minutes = 3", "minutes = \"x\"", "phq-9.toml:2: invalid type: string \"x\"; it takes u32"),
        ("skip =", "skipp =", "phq-9.toml:7: unknown field `skipp`"),
        ("licence = \"Free to reproduce\"", "licence = \"\"", "phq-9.toml:4: licence is empty"),
        ("score = \"sum\"", "score = \"most\"", "phq-9.toml:14: unknown variant `most`; it takes "),
        ("\"/q2\",", "", "phq-9.toml:17: range is [0, 27], and the questions come to 0 to 24"),
        ("\"/q2\"", "\"/q22\"", "phq-9.toml:13: items names \"/q22\""),
        ("score = \"sum\"", "score = \"sum\"\nreversed = [\"/x\"]", "phq-9.toml:15: reversed names \"/x\""),
        ("score = \"sum\"", "score = \"sum\"\nweights = { \"/x\" = 2 }", "phq-9.toml:15: weights names \"/x\""),
        (
            "score = \"sum\"",
            "score = \"sum\"\nweights = { \"/q1\" = -2 }",
            "phq-9.toml:11: phq-9 gives the question /q1 a weight",
        ),
        ("answered_min = 7", "answered_min = 10", "phq-9.toml:11: phq-9 needs 10 answers, and it has 9 questions"),
        ("name = \"phq-9\"", "name = \"PHQ 9\"", "phq-9.toml:11: name is \"PHQ 9\", which is no slug"),
        ("at = 10", "at = 30", "phq-9.toml:11: the line of phq-9"),
        ("from = 5", "from = 12", "phq-9.toml:11: the bands of phq-9 do not rise"),
        ("reliability = 0.84", "reliability = 1.84", "phq-9.toml:11: the statistics of phq-9 cannot be"),
        ("reliability = 0.84", "assumed = true", "phq-9.toml:11: the statistics of phq-9 are assumed"),
        ("item = \"/q9\"", "item = \"/q10\"", "phq-9.toml:46: an [[alert]] names \"/q10\""),
        ("at_least = 1", "at_least = 4", "phq-9.toml:46: the alert for /q9"),
        ("[[alert]]\nitem = \"/q9\"\nat_least = 1\n", "", "phq-9.toml:1: the question /q9 seems to ask about harm"),
        ("minutes = 3", "minutes = 3\noff_track = \"x\"", "phq-9.toml:3: off_track names \"x\""),
    ] {
        check(("", ""), (old, new), said);
    }
}

#[test]
fn a_measure_with_errors_is_left_out_and_the_rest_works() {
    let load = |files: &[(&str, &str)]| {
        let folder = folder(files);
        let content = Content::load(Some(folder.path()));
        (content.faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"), content)
    };
    let (said, content) = load(&[("measures/phq-9.json", "{"), ("measures/phq-9.toml", PHQ_9_RULES)]);
    assert!(said.contains("phq-9.json:1: it is no JSON"), "{said}");
    assert_eq!(content.measures.keys().collect::<Vec<_>>(), [CHECK_IN]);
    let (said, _) = load(&[("measures/phq-9.json", PHQ_9)]);
    assert!(said.contains("phq-9.json:1: the measure has no rules; write phq-9.toml beside it"), "{said}");
    let (said, _) = load(&[("measures/phq-9.toml", PHQ_9_RULES)]);
    assert!(said.contains("phq-9.toml:1: the measure has no questions"), "{said}");
    let (said, content) = load(&[("measures/check-in.json", "[]")]);
    assert!(said.contains("check-in.json:1: it is no object"), "{said}");
    assert_eq!(content.check_in().unwrap().texts[0].file, "content/en/measures/check-in.json");
    let (said, _) = load(&[("measures/PHQ 9.json", PHQ_9), ("measures/LICENSE-CC0", "")]);
    assert!(said.contains("PHQ 9.json: the file is not used") && said.lines().count() == 1, "{said}");
}

#[test]
fn a_practice_can_change_how_the_check_in_is_introduced_and_keep_its_questions() {
    let own = CHECK_IN_RULES.replace("minutes = 2", "minutes = 5");
    let content = Content::load(Some(folder(&[("measures/check-in.toml", &own)]).path()));
    assert_eq!(content.faults, []);
    assert_eq!(content.check_in().unwrap().minutes, 5);
}

#[test]
fn the_check_in_asks_about_each_area_and_takes_two_minutes() {
    let content = Content::load(None);
    let check_in = content.check_in().unwrap();
    let scales: Vec<&str> = check_in.scoring.scales().map(|scale| scale.name.as_str()).collect();
    assert_eq!(scales, ["distress", "satisfaction", "communication", "closeness", "trust", "hope", "relationship"]);
    let areas = check_in.scoring.scales().filter(|scale| scale.name != slug("relationship"));
    let asked: BTreeSet<&LinkId> = areas.flat_map(|scale| scale.parts.iter().map(|part| &part.link_id)).collect();
    assert_eq!(asked.len(), check_in.questionnaire.questions().count(), "every question is in an area");
    let choose = |last: bool| {
        let sent = check_in.questionnaire.questions().map(|question| {
            let Kind::Choice(choices) = &question.kind else { panic!("{}", question.text) };
            let reversed = check_in
                .scoring
                .scales()
                .flat_map(|scale| &scale.parts)
                .find(|part| part.link_id == question.link_id)
                .unwrap()
                .reversed;
            let choice = if last == reversed { choices.first() } else { choices.last() };
            (question.link_id.as_str(), choice.unwrap().code.as_str())
        });
        check_in.scoring.score(&Answers::new(&check_in.questionnaire, sent).unwrap())
    };
    for scale in check_in.scoring.scales() {
        let value = |last| choose(last).get(&scale.name).unwrap().value;
        assert_eq!((value(false), value(true)), (0.0, 100.0), "{}: higher is better", scale.name);
    }
    // Six seconds to choose, and reading at 180 words in a minute.
    let words: usize = check_in.questionnaire.questions().map(|one| one.text.split(' ').count()).sum();
    let seconds = 6 * check_in.questionnaire.questions().count() + words * 60 / 180;
    assert!(seconds <= 120, "{seconds} s");
    assert!(!check_in.validated && check_in.licence == "CC0-1.0");
    assert!(check_in.texts.iter().all(|texts| texts.measure.grade() <= 8.0));
    assert!(check_in.before.join(" ").contains("for you alone") && check_in.after.join(" ").contains("Help now"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn no_file_stops_the_reader(cut in 0_usize..4000, put in "[\\[\\]{}\",:a1\\\\\u{e9} ]{0,6}", rules: bool) {
        let text = if rules { PHQ_9_RULES } else { PHQ_9 };
        let cut = (0..=cut.min(text.len())).rev().find(|place| text.is_char_boundary(*place)).unwrap_or(0);
        let spoiled = format!("{}{put}{}", &text[..cut], &text[cut..]);
        for spoiled in [spoiled, text[..cut].to_owned()] {
            let read = if rules { read(PHQ_9, &spoiled) } else { read(&spoiled, PHQ_9_RULES) };
            prop_assert!(read.is_ok() || read.is_err_and(|faults| faults.iter().all(|fault| fault.line.is_some())));
        }
    }
}
