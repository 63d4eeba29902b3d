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

/// Whether to go from one page to another. Exercises that one does alone are the same words for everybody: one step with
/// its own is walked, and whatever the plan itself leads to, which is what was opened.
pub fn is_walked(from: &str, to: &str) -> bool {
    match to.strip_prefix("/plan/") {
        Some(rest) if rest.starts_with("exercises/") => {
            from == "/plan" || (from == "/plan/steps/2" && to.contains("words"))
        }
        Some(rest) if rest.starts_with("steps/") => rest == "steps/2",
        Some(rest) => !rest.starts_with("obstacles/"),
        None => true,
    }
}

/// The links of a page that lead to a person's own pages.
pub fn links_of(text: &str) -> impl Iterator<Item = String> {
    let own =
        |link: &&str| ["/home", "/settings", "/safety", "/plan", "/manage/"].iter().any(|part| link.starts_with(part));
    let links = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(own).map(|link| link.split('#').next().unwrap().replace("&amp;", "&"))
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
