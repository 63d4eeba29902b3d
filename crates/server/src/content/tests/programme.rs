//! Exercises of the programme: what comes with Troth is whole, and a practice adds its own without code.

use std::collections::BTreeMap;

use super::super::exercises::{Exercise, Need, Obstacle, Place, Side, Who};
use super::{Content, folder};

const OWN: &str = r#"+++
title = "Our own"
step = 3
minutes = 10
who = "together"
not_if_afraid = true
purpose = "To try something small."
hard = true
warning = "It may stir things up."
evidence = "Informed by a game with strangers."
references = ["schweitzer-2006"]
+++

**You can skip this.** Either of you can stop.

**Do not do this if you are afraid of your partner.** Turn to [Help now](/help-now).

## First part

1. Say one thing.

   ___

   ___

2. Hear one thing.

   - a list inside
   - of two

## Second part

3. Drink some tea.

- a list that counts nothing

## Afterward

Rest.
"#;

fn load(text: &str) -> Content {
    Content::load(Some(folder(&[("programme/our-own.md", text)]).path()))
}

fn own(content: &Content) -> &Exercise {
    content.programme.get("our-own").unwrap()
}

#[test]
fn there_are_exercises_for_every_step_obstacle_and_side() {
    let content = Content::load(None);
    assert!(content.programme.len() >= 30, "{}", content.programme.len());
    let mut places: BTreeMap<Place, Vec<&Exercise>> = BTreeMap::new();
    for exercise in content.programme.values() {
        places.entry(exercise.place).or_default().push(exercise);
    }
    let steps = (1..=5).map(Place::Step);
    let obstacles = [Obstacle::Doubts, Obstacle::Openness, Obstacle::Time].map(Place::Obstacle);
    for place in steps.chain(obstacles) {
        let there = places.get(&place).unwrap();
        assert!(there.len() >= 3, "{place:?}");
        assert!(there.iter().any(|one| one.who == Who::Alone), "{place:?}: someone alone finds nothing");
        let for_side = |side: Side| there.iter().any(|one| one.side == side || one.side == Side::Either);
        assert!(for_side(Side::Hurt) && for_side(Side::BrokeTrust), "{place:?}");
    }
}

#[test]
fn who_is_afraid_finds_enough_alone_and_nothing_that_leads_to_the_other() {
    let content = Content::load(None);
    let fit: Vec<&Exercise> = content.programme.values().filter(|one| one.is_for_anyone()).collect();
    assert!(fit.len() >= 12, "{}", fit.len());
    assert!(fit.iter().all(|one| one.needs.is_empty()));
    for exercise in content.programme.values().filter(|one| one.who == Who::Together) {
        assert!(exercise.not_if_afraid && exercise.needs.contains(&Need::JointWork), "{}", exercise.name);
    }
    for exercise in content.programme.values().filter(|one| one.not_if_afraid) {
        assert!(exercise.body.html.contains("href=\"/help-now\""), "{}: where to turn", exercise.name);
    }
    let plain =
        |text: &str| ["afraid", "fear", "abuse", "violen", "danger", "affair"].iter().all(|word| !text.contains(word));
    for exercise in content.programme.values() {
        assert!(plain(&exercise.title.to_lowercase()) && plain(&exercise.name), "{}: over a shoulder", exercise.name);
    }
}

#[test]
fn what_is_about_forgiving_opens_after_amends_and_is_done_alone_or_with_care() {
    let content = Content::load(None);
    let forgiving = content.programme.get("what-forgiving-could-mean").unwrap();
    assert_eq!(forgiving.needs, [Need::Amends].into());
    assert_eq!((forgiving.who, forgiving.side), (Who::Alone, Side::Hurt));
    let marked = content.programme.values().filter(|one| one.needs.contains(&Need::Amends));
    assert!(
        marked.into_iter().all(|one| one.who == Who::Alone && one.side == Side::Hurt),
        "nobody else learns of the mark"
    );
    assert!(content.programme.values().filter(|one| one.side == Side::BrokeTrust).count() >= 8);
}

#[test]
fn every_exercise_reads_like_a_letter_from_a_friend() {
    let hard: Vec<_> =
        Content::load(None).levels().into_iter().filter(|level| level.address.starts_with("programme/")).collect();
    assert!(hard.len() >= 30 && hard[0].grade <= 5.0, "{:?}", hard.first());
}

#[test]
fn a_practice_adds_an_exercise_and_its_steps_are_found() {
    let content = load(OWN);
    assert_eq!(content.faults, []);
    let exercise = own(&content);
    assert_eq!(exercise.needs, [Need::JointWork].into(), "two together need joint work, whatever the file says");
    assert_eq!(exercise.skip, "Not now");
    let course = &exercise.body.course;
    assert!(course.before.contains("You can skip this") && course.after.contains("Rest"));
    let steps: Vec<(usize, Option<&str>, &str, usize)> = course
        .steps
        .iter()
        .map(|step| (step.line, step.heading.as_deref(), step.text.as_str(), step.write_lines))
        .collect();
    assert_eq!(
        steps,
        [
            (20, Some("First part"), "Say one thing.", 2),
            (26, Some("First part"), "Hear one thing. a list inside of two", 0),
            (33, Some("Second part"), "Drink some tea.", 0),
        ]
    );
    assert!(course.steps.iter().all(|step| !step.html.contains("class=\"write\"")));
    assert!(!content.findings().iter().any(|one| one.file.ends_with("our-own.md")), "{:?}", content.findings());
}

#[test]
fn a_broken_exercise_is_named_by_line_and_the_rest_works() {
    for (old, new, said) in [
        ("step = 3", "step = 6", ":3: the exercise belongs to no step"),
        (
            "step = 3",
            "step = 3\nobstacle = \"doubts\"",
            ":3: the exercise belongs to no step and no obstacle, or to both",
        ),
        ("step = 3", "obstacle = \"anger\"", ":3: unknown variant `anger`; it takes "),
        ("who = \"together\"", "who = \"both\"", ":5: unknown variant `both`"),
        ("not_if_afraid = true", "not_if_afraid = false", ":6: it is for two, and does not leave out who is afraid"),
        ("warning = \"It may stir things up.\"\n", "", ":8: its content is hard and it has no warning"),
        ("hard = true", "skip = \" \"\nhard = true", ":8: the choice to leave it has no words"),
        (
            "hard = true",
            "needs = [\"amends\"]\nhard = true",
            ":8: it needs amends, and is not for the person who was hurt alone",
        ),
        ("minutes = 10", "minutes = \"ten\"", ":4: invalid type: string \"ten\"; it takes u32"),
        ("schweitzer-2006", "nobody-1999", ":11: references names \"nobody-1999\""),
        ("Say one thing.", "Say <b>one</b> thing.", ":20: there is HTML"),
        ("title =", "titel =", ":2: unknown field `titel`"),
    ] {
        assert!(OWN.contains(old), "{old}");
        let content = load(&OWN.replacen(old, new, 1));
        let found: Vec<String> = content.faults.iter().map(ToString::to_string).collect();
        assert!(found.iter().any(|fault| fault.contains(&format!("our-own.md{said}"))), "{said}\n{found:#?}");
        assert!(!content.programme.contains_key("our-own") && content.programme.len() >= 30, "the rest works");
    }
}

#[test]
fn findings_name_what_should_not_stay_in_an_exercise() {
    let long = "word ".repeat(70);
    for (old, new, said) in [
        ("minutes = 10", "minutes = 90", ":1: it takes 90 minutes; make it 5 to 45 minutes"),
        (
            "title = \"Our own\"",
            "title = \"A title that is far too long to fit on one line of a phone\"",
            "its title has ",
        ),
        ("To try something small.", "To try. It is small.", "its purpose is more than one sentence"),
        ("**You can skip this.** ", "", "does not say that it can be skipped"),
        ("if you are afraid of", "if you fear", "does not say \"not if you are afraid\""),
        ("Either of you can stop.", "Do it all.", "does not say that either can stop"),
        ("evidence = \"Informed by a game with strangers.\"\n", "", "does not say what is known of it"),
        ("Informed by a game", "A game", "its evidence says more than its sources"),
        ("references = [\"schweitzer-2006\"]", "", "its evidence names no source"),
        ("Say one thing.", &long, ":20: this step has 70 words; shorten it to 60 words"),
        ("Drink some tea.", "You must forgive, says the victim!", ":33: it says \"you must\""),
        ("To try something small.", "To forgive.", "would open before amends"),
        ("3. Drink some tea.", "Drink some tea.", "it has 2 steps; number 3 to 9"),
        ("(/help-now)", "(/help)", "it links to /help"),
    ] {
        assert!(OWN.contains(old), "{old}");
        let content = load(&OWN.replacen(old, new, 1));
        assert_eq!(content.faults, [], "{new}");
        let found: Vec<String> = content.findings().iter().map(ToString::to_string).collect();
        assert!(found.iter().any(|one| one.contains("our-own.md") && one.contains(said)), "{said}\n{found:#?}");
    }
}
