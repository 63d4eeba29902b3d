//! Showing what one alone would like to bring to one's therapist.

use maud::{Markup, html};
use troth_domain::plan::agenda::OwnAgenda;

use crate::actions::agenda;
use crate::app::App;
use crate::web::components::{button, lines};
use crate::web::errors::WebError;
use crate::web::person::Space;
use crate::web::plan::showing::{Document, ToShow, Words};

impl ToShow for OwnAgenda {
    const WORDS: Words = Words {
        address: "/plan/agenda/mine/therapist",
        back: ("/plan/agenda/mine", "What you alone want to bring"),
        title: "Show your list to your therapist",
        note: "",
        taken_back: "/plan/agenda/mine?did=taken-back",
    };

    async fn now(app: &App, space: &Space) -> Result<Option<Document>, WebError> {
        let own = agenda::own(app, space.person.id).await?;
        Ok(own.map(|own| Document {
            version: own.version,
            is_shown: own.therapist_since.is_some(),
            as_shown: html! { div class="sheet" { (lines::own(&own.document)) } },
        }))
    }

    fn nothing() -> Markup {
        html! {
            p { "Nothing is on your list, so there is nothing to show." }
            (button::link("/plan/agenda/mine", "Your list"))
        }
    }
}
