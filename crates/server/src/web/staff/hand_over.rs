//! Handing a client over to another therapist.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use troth_domain::people::{PersonId, Role};
use troth_domain::practice::Slug;

use super::{Named, crumb, page, person_address};
use crate::actions::caseload::ListedPerson;
use crate::actions::client::{HandOverError, before_hand_over, hand_over};
use crate::app::App;
use crate::web::actor::{TherapistActor, confirmed};
use crate::web::components::field::{FieldError, select};
use crate::web::components::office::Place;
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::FormFields;
use crate::web::meeting::therapist_name;
use crate::web::page::Page;

fn address(person: PersonId) -> String {
    format!("{}/clinician", person_address(person))
}

/// `GET /caseload/people/{person}/clinician`
pub async fn ask(
    State(app): State<App>,
    actor: TherapistActor,
    Named([person]): Named<1>,
) -> Result<Response, WebError> {
    let (listed, others) = before_hand_over(&app, &actor.staff, PersonId(person)).await?;
    confirmed(&app, &actor.session, &address(PersonId(person)))?;
    Ok(form(&app, &listed, &others, &[]).into_response())
}

/// `POST /caseload/people/{person}/clinician`
pub async fn act(
    State(app): State<App>,
    actor: TherapistActor,
    Named([person]): Named<1>,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let person = PersonId(person);
    let (listed, others) = before_hand_over(&app, &actor.staff, person).await?;
    confirmed(&app, &actor.session, &address(person))?;
    let wanted = Slug::new(fields.get("clinician")).ok();
    let done = match wanted {
        Some(wanted) => hand_over(&app, &actor.staff, person, &wanted).await,
        None => Err(HandOverError::NotAtWork),
    };
    match done {
        Ok(()) => Ok(Redirect::to("/caseload?handed-over").into_response()),
        Err(HandOverError::NotAtWork) => {
            let errors = [FieldError::new("clinician", "Please choose a therapist.")];
            Ok(form(&app, &listed, &others, &errors).status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
        Err(HandOverError::Action(error)) => Err(error.into()),
    }
}

fn form<'a>(app: &'a App, listed: &ListedPerson, others: &[Slug], errors: &[FieldError]) -> Page<'a> {
    let name = listed.profile.as_ref().map_or("this person", |profile| profile.name.reveal());
    let none = ("".to_owned(), "Please choose".to_owned());
    let others = others.iter().map(|slug| (slug.as_str().to_owned(), therapist_name(app.practice(), slug).to_owned()));
    let options = std::iter::once(none).chain(others).collect::<Vec<_>>();
    let person = listed.person.id;
    let body = html! {
        (crumb(&person_address(person), &html! { bdi { (name) } }))
        (summary::errors(errors))
        h1 { "Hand over " bdi { (name) } }
        p { "Talk with them about it first. Their own page names their therapist, so they see it at once." }
        ul {
            li { "The other therapist sees what they shared with \u{201c}my therapist\u{201d}, and their safety screening." }
            li { "You no longer do." }
            li { "Bookings stay as they are." }
        }
        @if options.len() > 1 {
            form method="post" {
                (select("clinician", "To which therapist", &options, "", errors))
                button type="submit" class="button button-main" { "Hand over" }
            }
        } @else {
            p { "Nobody else signs in here as a therapist. The owner can add someone." }
        }
        p { a href=(person_address(person)) { "Not now" } }
    };
    page(app, Role::Therapist, Place::Caseload, "Hand over", &body).has_errors(!errors.is_empty())
}
