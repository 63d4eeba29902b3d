//! The work, as the people of a world do it.

use troth_domain::measures::questionnaire::{Kind, Question, SKIP};
use troth_domain::people::PersonId;
use troth_domain::practice::Slug;
use troth_server::actions::{check_in, screening};
use troth_server::app::App;

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
