//! Showing one's plan to one's therapist.

use maud::{Markup, html};
use troth_domain::plan::own_plan::OwnPlan;

use super::showing::{Document, ToShow, Words};
use crate::actions::own_plan;
use crate::app::App;
use crate::web::components::button;
use crate::web::components::own_plan::as_shown;
use crate::web::errors::WebError;
use crate::web::person::Space;

impl ToShow for OwnPlan {
    const WORDS: Words = Words {
        address: "/plan/therapist",
        back: ("/plan", "Your plan"),
        title: "Show your plan to your therapist",
        note: "Your answers are not in it, though what is proposed may hint at them.",
        taken_back: "/plan?taken-back",
    };

    async fn now(app: &App, space: &Space) -> Result<Option<Document>, WebError> {
        let own = own_plan::see(app, space.person.id).await?;
        Ok(own.kept.as_ref().zip(own.plan(space.person.id)).map(|(kept, plan)| Document {
            version: kept.version,
            is_shown: kept.therapist_since.is_some(),
            as_shown: as_shown(&space.content, &plan),
        }))
    }

    fn nothing() -> Markup {
        html! {
            p { "You have no plan yet, so there is nothing to show." }
            (button::link("/plan/start", "Begin a plan"))
        }
    }
}
