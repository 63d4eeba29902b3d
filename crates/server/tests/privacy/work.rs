//! The work, as the people of a world do it.

use troth_domain::measures::questionnaire::{Kind, Question, SKIP};
use troth_domain::people::{PersonId, Staff};
use troth_domain::plan::ahead::{LongTermPlan, SetbackPart, SetbackPlan};
use troth_domain::plan::closeness::{Choice, Step as Near};
use troth_domain::plan::disclosure::{Felt, Ladder, Rung};
use troth_domain::plan::entry::{OwnEntry, StatedBreach, Statements};
use troth_domain::plan::own_plan::{OwnPlan, Progress, Way};
use troth_domain::plan::proposal::{Area, Breach, Goal, Whose};
use troth_domain::plan::{BreachId, PlanLine, PlanText};
use troth_domain::practice::Slug;
use troth_server::actions::ahead::{self, Turn};
use troth_server::actions::own_plan::{self, Change, Forget};
use troth_server::actions::showing::Showable;
use troth_server::actions::{check_in, client_plan, closeness, screening, showing, telling};
use troth_server::app::App;

use crate::trace::Step;
use crate::world::POLICY;

/// An exercise for two.
pub fn together(place: usize) -> Slug {
    const TOGETHER: [&str; 3] = ["words-that-mend", "say-it-back", "a-small-trial"];
    Slug::new(TOGETHER[place % TOGETHER.len()]).unwrap()
}

/// Answers the check-in of a week.
pub async fn check_in(app: &App, who: PersonId, place: usize) {
    let content = app.content().await;
    let measure = content.check_in().unwrap();
    let answer = |question: &Question| match &question.kind {
        Kind::Choice(choices) => choices[place % choices.len()].code.clone(),
        _ => SKIP.to_owned(),
    };
    let answers = measure.questionnaire.questions().map(|question| (question.link_id.to_string(), answer(question)));
    let answers = answers.collect::<Vec<_>>();
    let sent = answers.iter().map(|(question, choice)| (question.as_str(), choice.as_str()));
    check_in::answer(app, who, measure, sent).await.unwrap();
}

/// Answers the safety check.
pub async fn screen(app: &App, who: PersonId, afraid: bool) {
    let content = app.content().await;
    let set = content.screening.as_ref().unwrap().set.clone();
    let answer = |choices: &[troth_domain::safety::screening::Choice]| {
        let choice = choices.iter().find(|choice| choice.raises == afraid);
        choice.unwrap().name.as_str().to_owned()
    };
    let answers = set.questions().map(|question| (question.name.to_string(), answer(&question.choices)));
    let answers = answers.collect::<Vec<_>>();
    let sent = answers.iter().map(|(question, choice)| (question.as_str(), choice.as_str()));
    screening::answer(app, who, &set, sent).await.unwrap();
}

/// An exercise for one.
fn alone(place: usize) -> &'static str {
    const ALONE: [&str; 3] = ["what-to-bring", "six-parts", "through-a-bad-night"];
    ALONE[place % ALONE.len()]
}

/// What a step does about a plan of one's own, if anything.
pub async fn plan(app: &App, therapist: &Staff, who: PersonId, step: Step, place: usize) {
    match step {
        Step::AnaEnters => enter(app, who, place).await,
        Step::AnaPlans => change(app, who, place).await,
        Step::AnaPlansAhead => plan_ahead(app, who, place).await,
        Step::AnaTells => tell(app, who, place).await,
        Step::AnaMarks => mark(app, who, (0, place)).await,
        Step::AnaForgets => forget(app, who, place).await,
        Step::TherapistAssigns => {
            assert!(client_plan::assign(app, therapist, who, alone(place)).await.unwrap());
            let _ = client_plan::see(app, therapist, who).await;
            let _ = showing::see::<SetbackPlan>(app, therapist, who).await;
            let _ = showing::see::<LongTermPlan>(app, therapist, who).await;
            let _ = showing::see::<Ladder>(app, therapist, who).await;
        }
        _ => {}
    }
}

/// Answers the questions at the beginning, each time otherwise.
async fn enter(app: &App, who: PersonId, place: usize) {
    let before = own_plan::see(app, who).await.unwrap().entry.map(|kept| kept.version);
    let stated = StatedBreach {
        id: BreachId(app.random_bytes()),
        kind: Breach::ALL[place % Breach::ALL.len()],
        whose: Whose::ALL[place % Whose::ALL.len()],
        stated_by: who,
    };
    let entry = OwnEntry {
        statements: Statements::new(who).state(stated).unwrap(),
        goal: Goal::ALL.get(place % 4).copied(),
        hard: Area::ALL.iter().copied().take(place % 6).collect(),
    };
    own_plan::keep_entry(app, who, before, entry).await.unwrap();
    own_plan::propose(app, who).await.unwrap();
}

/// Does something with the plan.
async fn change(app: &App, who: PersonId, place: usize) {
    own_plan::add(app, who, alone(place)).await.unwrap();
    let kept = own_plan::see(app, who).await.unwrap().kept.unwrap();
    let last = kept.document.items.last().unwrap().exercise.clone();
    let change = match place % 5 {
        0 => Change::Mark(Progress::Done),
        1 => Change::Mark(Progress::SetAside),
        2 => Change::Step(Way::Earlier),
        _ => return show_or_take_back::<OwnPlan>(app, who).await,
    };
    own_plan::change(app, who, Some(kept.version), &last, change).await.unwrap();
}

/// Shows something to their therapist, or takes it back. What is not there stays so.
pub async fn show_or_take_back<D: Showable>(app: &App, who: PersonId) {
    match showing::own::<D>(app, who).await.unwrap() {
        Some(kept) if kept.therapist_since.is_some() => showing::take_back::<D>(app, who).await.unwrap(),
        Some(kept) => showing::show::<D>(app, who, kept.version, POLICY).await.unwrap(),
        None => {}
    }
}

/// Keeps a plan for a setback, a date and something to tell, and shows all three to their therapist.
pub async fn show_what_lies_ahead(app: &App, who: PersonId) {
    let text = || PlanText::new("Hers alone").unwrap();
    ahead::write_setbacks(app, who, None, vec![(SetbackPart::WhatIDo, Some(text()))]).await.unwrap();
    let today = app.now().to_zoned(app.practice().time_zone.clone()).date();
    ahead::add(app, who, today, PlanLine::new("Hers alone").unwrap(), today).await.unwrap();
    telling::take(app, who, None, telling::Step::Plan(Rung::LOWEST, text())).await.unwrap();
    show_or_take_back::<SetbackPlan>(app, who).await;
    show_or_take_back::<LongTermPlan>(app, who).await;
    show_or_take_back::<Ladder>(app, who).await;
}

/// Deletes what was answered, and sometimes the plan.
async fn forget(app: &App, who: PersonId, place: usize) {
    let what = if place.is_multiple_of(2) { Forget::Answers } else { Forget::AnswersAndPlan };
    own_plan::forget(app, who, what).await.unwrap();
}

/// Plans for a setback and for a date ahead, uses what is planned, and shows it.
async fn plan_ahead(app: &App, who: PersonId, place: usize) {
    let kept = ahead::setbacks(app, who).await.unwrap();
    let version = kept.as_ref().map(|kept| kept.version);
    let text = PlanText::new(&format!("A slow walk, {place}")).unwrap();
    match place % 6 {
        0 if kept.is_some() => ahead::turn(app, who, Turn::To).await.unwrap(),
        1 if kept.is_some() => ahead::delete_setbacks(app, who).await.unwrap(),
        2 => {
            let today = app.now().to_zoned(app.practice().time_zone.clone()).date();
            let on = today.saturating_add(jiff::Span::new().days(i64::try_from(place).unwrap() + 1));
            ahead::add(app, who, on, PlanLine::new("Sundays").unwrap(), today).await.unwrap();
        }
        4 => {
            show_or_take_back::<SetbackPlan>(app, who).await;
            show_or_take_back::<LongTermPlan>(app, who).await;
        }
        _ => ahead::write_setbacks(app, who, version, vec![(SetbackPart::WhatIDo, Some(text))]).await.unwrap(),
    }
}

/// Plans to tell something, and says how it felt; or rests, leaves it, or shows it. What cannot be done now changes nothing.
async fn tell(app: &App, who: PersonId, place: usize) {
    let version = telling::ladder(app, who).await.unwrap().map(|kept| kept.version);
    let what = PlanText::new(&format!("A small wish, {place}")).unwrap();
    let step = match place % 5 {
        0 => telling::Step::Told(Felt::TooMuch),
        1 => telling::Step::GoOn,
        2 => return telling::leave(app, who).await.unwrap(),
        3 => return show_or_take_back::<Ladder>(app, who).await,
        _ => telling::Step::Plan(Rung::LOWEST, what),
    };
    let _ = telling::take(app, who, version, step).await;
}

/// Says yes to some of every other step, and no to others. Whoever is not linked any more marks nothing.
pub async fn mark(app: &App, who: PersonId, (first, place): (usize, usize)) {
    let yes = Near::ALL.into_iter().skip(first).step_by(2).take(place % 5).map(|step| (step, Choice::Yes));
    let no = Near::ALL.into_iter().skip(1 - first).step_by(2).take(place % 3).map(|step| (step, Choice::NotNow));
    let version = closeness::see(app, who).await.unwrap().map(|seen| seen.version);
    let _ = closeness::mark(app, who, version, yes.chain(no).collect()).await;
}
