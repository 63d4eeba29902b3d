//! A therapist's word that what is about forgiving may open for a client. Whether the client marked anything does not show.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::PersonId;
use troth_domain::plan::forgiveness::Release;

use super::couple::{hearing, hearings};
use super::{Named, client, person_address};
use crate::actions::forgiveness;
use crate::app::App;
use crate::web::actor::TherapistActor;
use crate::web::components::button;
use crate::web::components::field::{FieldError, select};
use crate::web::errors::WebError;
use crate::web::input::FormFields;
use crate::web::words::When;

const HEARD: &str = "heard-alone";

/// `POST /caseload/people/{person}/forgiveness-release`
pub async fn release(
    State(app): State<App>,
    actor: TherapistActor,
    Named([person]): Named<1>,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let person = PersonId(person);
    let how = hearing(fields.get(HEARD));
    if !forgiveness::release(&app, &actor.staff, person, how).await? {
        let errors = [FieldError::new(HEARD, "Please say how you heard this person alone.")];
        return client::shown(&app, &actor, person, &errors).await;
    }
    Ok(Redirect::to(&format!("{}#forgiving", person_address(person))).into_response())
}

/// On the page of a client.
pub fn shown(person: PersonId, released: Option<Release>, when: &When<'_>, errors: &[FieldError]) -> Markup {
    html! {
        section aria-labelledby="forgiving" {
            h2 id="forgiving" { "About forgiving" }
            p { "An exercise about forgiving opens for a person who marked, for themselves, that amends were made, once you release it. You do not see whether they did. Nothing waits for it." }
            @match released.map(|release| release.by()) {
                Some((_, at)) => p { "Released on " (when.day(when.date(at))) "." },
                None => {
                    form method="post" action={ (person_address(person)) "/forgiveness-release" } {
                        (select(HEARD, "How you heard them alone about it", &hearings(), "", errors))
                        (button::plain("Release it"))
                    }
                }
            }
        }
    }
}
