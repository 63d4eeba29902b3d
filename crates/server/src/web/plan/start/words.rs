//! The words of the questions, and of what was answered.

use maud::{Markup, html};
use troth_domain::plan::entry::OwnEntry;
use troth_domain::plan::proposal::{Area, Breach, Goal, Whose};

use super::questions::Question;

pub fn breach(kind: Breach) -> &'static str {
    match kind {
        Breach::Infidelity => "Sex or love with someone else",
        Breach::Dishonesty => "Lies, or things kept back",
        Breach::UnmetExpectations => "Something that was counted on and did not come",
        Breach::Money => "Money that was hidden, spent or lost",
        Breach::Other => "Something else",
    }
}

pub fn whose(whose: Whose) -> &'static str {
    match whose {
        Whose::Theirs => "By my partner",
        Whose::Mine => "By me",
        Whose::Both => "By both of us",
    }
}

pub fn goal(goal: Goal) -> &'static str {
    match goal {
        Goal::Rebuild => "To rebuild trust",
        Goal::Decide => "To find out what I want",
        Goal::Part => "To part well",
    }
}

pub fn area(area: Area) -> &'static str {
    match area {
        Area::Distress => "How heavy my days are",
        Area::Satisfaction => "How content I am with the two of us",
        Area::Communication => "How we talk",
        Area::Closeness => "How close we are",
        Area::Trust => "Trust",
        Area::Hope => "Hope",
    }
}

/// What was answered to a question.
pub fn answers(question: Question, entry: &OwnEntry) -> Markup {
    let said: Vec<String> = match question {
        Question::What => {
            let stated = entry.statements.stated().iter();
            stated.map(|stated| format!("{}: {}", breach(stated.kind), whose(stated.whose).to_lowercase())).collect()
        }
        Question::Goal => entry.goal.iter().map(|one| goal(*one).to_owned()).collect(),
        Question::Hard => entry.hard.iter().map(|one| area(*one).to_owned()).collect(),
    };
    html! {
        @if said.is_empty() { "Left out" } @else { ul { @for one in &said { li { (one) } } } }
    }
}
