//! The error summary on top of a page: every error at once, each a link to its field.

use maud::{Markup, html};

use super::field::FieldError;
use crate::web::gallery::Sample;

/// Nothing when there is no error.
pub fn errors(errors: &[FieldError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="summary" role="alert" tabindex="-1" aria-labelledby="summary-title" data-summary="" {
                h2 id="summary-title" { "Please check this" }
                ul {
                    @for error in errors {
                        li { a href={ "#" (error.field) } { (error.message) } }
                    }
                }
            }
        }
    }
}

/// Something that stands in the way and is no field's fault.
pub fn notice(heading: &str, text: Markup) -> Markup {
    html! {
        div class="summary" role="alert" tabindex="-1" aria-labelledby="summary-title" data-summary="" {
            h2 id="summary-title" { (heading) }
            (text)
        }
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    let wrong =
        [FieldError::new("name", "Please write a name."), FieldError::new("email", "Please check the e-mail address.")];
    let fields = html! { p { label for="name" { "Name" } } input id="name"; p { label for="email" { "E-mail" } } input id="email"; };
    vec![
        Sample::new("errors", html! { (errors(&wrong)) (fields) }),
        Sample::new("notice", notice("That time was just taken", html! { p { "Nothing you typed is lost." } })),
    ]
}
