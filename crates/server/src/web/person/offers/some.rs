//! Choosing some parts of an account, by the questions that they answer. The questions are the same whichever of them its
//! author answered, so none of them tells anything.

use axum::http::StatusCode;
use maud::html;
use troth_domain::receiving::Parts;

use super::{Looked, heading};
use crate::app::App;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, checkbox, error_line};
use crate::web::components::summary;
use crate::web::page::Page;
use crate::web::person::{crumb, page};

impl Looked {
    /// The form in which the parts are ticked.
    pub(super) fn some<'a>(&self, app: &'a App, ticked: Parts, wrong: &[FieldError]) -> Page<'a> {
        let first = wrong.first().map(|error| error.field.as_ref()).unwrap_or_default().to_owned();
        let body = html! {
            (summary::errors(wrong))
            (crumb(&self.address(), "Back, without asking for more"))
            h1 { "Some parts of it" }
            p class="lede" { "Choose what you want to read now. The rest stays where it is, for another day or for good." }
            (self.warning())
            form action=(self.address()) method="post" novalidate {
                fieldset class="one-of" {
                    legend { "What your partner was asked" }
                    @if !first.is_empty() { (error_line(wrong, &first)) }
                    @for part in self.offered.left().each() {
                        (checkbox(part.as_str(), heading(&self.space.content, part), ticked.has(part)))
                    }
                }
                p class="hint" { "These are the questions that everyone is asked. There may be no answer to some of them." }
                div class="either" {
                    button type="submit" class="button" name="choice" value="some" { "Get these parts" }
                    a class="button" href=(self.address()) { "Not now" }
                }
            }
        };
        let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        page(app, "Some parts of it", body).status(status).has_errors(!wrong.is_empty()).script(Script::Summary)
    }
}
