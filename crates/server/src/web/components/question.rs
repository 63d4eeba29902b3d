//! A question with a few answers, one of which is not to say. None is chosen beforehand, and none is larger.

use maud::{Markup, html};

use super::field::{FieldError, error_line};
use crate::web::gallery::Sample;

/// One answer: what is sent, and what people read.
pub type Answer<'a> = (&'a str, &'a str);

/// The question `text`, whose answer is sent as `name`.
pub fn question<'a>(name: &str, text: &str, answers: impl IntoIterator<Item = Answer<'a>>) -> Markup {
    question_with(name, text, answers, "", &[])
}

/// The same with the answer `chosen` before, which a form that has to be sent again keeps, and what is wrong with it.
pub fn question_with<'a>(
    name: &str,
    text: &str,
    answers: impl IntoIterator<Item = Answer<'a>>,
    chosen: &str,
    errors: &[FieldError],
) -> Markup {
    html! {
        fieldset class="question" id=(name) {
            legend { (text) }
            (error_line(errors, name))
            @for (value, words) in answers {
                label class="choice" for={ (name) "-" (value) } {
                    input type="radio" id={ (name) "-" (value) } name=(name) value=(value) checked[value == chosen];
                    span { (words) }
                }
            }
        }
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    let long = "How often has it been so, in the last twelve months, that you would rather have been somewhere else?";
    let few = [("no", "No"), ("maybe", "Maybe"), ("yes", "Yes"), ("skip", "I would rather not say")];
    let words = "It happened now and then, and I can not say how often, because I did not count";
    vec![
        Sample::new("few answers", question("short", "Could someone else read this?", few)),
        Sample::new("many words", question("long", long, [("some", words), ("skip", "I would rather not say")])),
    ]
}
