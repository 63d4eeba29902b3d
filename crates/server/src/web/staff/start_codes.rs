//! Start codes: for a new client, or for one who lost every way in.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::people::{PersonId, Role};
use troth_domain::practice::Slug;

use super::{Named, crumb, here, page, person_address};
use crate::actions::client::before_hand_over;
use crate::actions::start_code::{Handed, for_new_client, to_come_back};
use crate::app::App;
use crate::web::actor::{DeskActor, TherapistActor, confirmed};
use crate::web::components::field::{FieldError, select};
use crate::web::components::office::Place;
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::FormFields;
use crate::web::page::Page;

/// `GET /caseload/start-codes`
pub async fn show_own(State(app): State<App>, _: TherapistActor) -> Response {
    own_page(&app, None).into_response()
}

/// `POST /caseload/start-codes`
pub async fn make_own(State(app): State<App>, actor: TherapistActor) -> Result<Response, WebError> {
    let handed = for_new_client(&app, &actor.staff, &actor.slug).await?;
    Ok(own_page(&app, Some(&handed)).into_response())
}

/// `GET /desk/start-codes`
pub async fn show_desk(State(app): State<App>, _: DeskActor) -> Response {
    desk_page(&app, None, &[]).into_response()
}

/// `POST /desk/start-codes`
pub async fn make_desk(
    State(app): State<App>,
    DeskActor(actor): DeskActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let wanted = Slug::new(fields.get("clinician")).ok();
    let wanted = wanted.filter(|slug| app.practice().therapist(slug).is_some());
    let Some(clinician) = wanted else {
        let errors = [FieldError::new("clinician", "Please choose a therapist.")];
        let page = desk_page(&app, None, &errors).status(StatusCode::UNPROCESSABLE_ENTITY);
        return Ok(page.into_response());
    };
    let handed = for_new_client(&app, &actor.staff, &clinician).await?;
    Ok(desk_page(&app, Some(&handed), &[]).into_response())
}

/// `GET /caseload/people/{person}/start-code`
pub async fn ask_to_return(
    State(app): State<App>,
    actor: TherapistActor,
    Named([person]): Named<1>,
) -> Result<Response, WebError> {
    let person = PersonId(person);
    let (listed, _) = before_hand_over(&app, &actor.staff, person).await?;
    confirmed(&app, &actor.session, &format!("{}/start-code", person_address(person)))?;
    let name = listed.profile.as_ref().map_or("this person", |profile| profile.name.reveal());
    let body = html! {
        (crumb(&person_address(person), &html! { bdi { (name) } }))
        h1 { "Let " bdi { (name) } " back in" }
        p { "For someone who lost every way to sign in. The code lets whoever has it choose a new one, and read everything in this account." }
        ul {
            li { "Hand it over only in person, and only if you know their face." }
            li { "Never through a partner or anyone else. Never by phone, mail or text." }
            li { "Every other device is signed out once the code is used." }
        }
        form method="post" { button type="submit" class="button button-main" { "Make the code" } }
        p { a href=(person_address(person)) { "Not now" } }
    };
    Ok(page(&app, Role::Therapist, Place::Caseload, "Let someone back in", &body).into_response())
}

/// `POST /caseload/people/{person}/start-code`
pub async fn make_to_return(
    State(app): State<App>,
    actor: TherapistActor,
    Named([person]): Named<1>,
) -> Result<Response, WebError> {
    let person = PersonId(person);
    let address = person_address(person);
    before_hand_over(&app, &actor.staff, person).await?;
    confirmed(&app, &actor.session, &format!("{address}/start-code"))?;
    let handed = to_come_back(&app, &actor.staff, person).await?;
    let body = html! {
        (crumb(&address, &html! { "This person" }))
        h1 { "A code to come back with" }
        (code(&app, &handed))
        p { "They open the sign-in page on their own device, choose \u{201c}I have a code\u{201d}, and type it." }
    };
    Ok(page(&app, Role::Therapist, Place::Caseload, "A code to come back with", &body).into_response())
}

fn own_page<'a>(app: &'a App, handed: Option<&Handed>) -> Page<'a> {
    let body = html! {
        h1 { "Start code for a new client" }
        (about(app, handed))
        p { "They are told that you are their therapist." }
        form method="post" { (button(handed)) }
    };
    page(app, Role::Therapist, Place::StartCodes, "Start code", &body)
}

fn desk_page<'a>(app: &'a App, handed: Option<&Handed>, errors: &[FieldError]) -> Page<'a> {
    let none = (String::new(), "Please choose".to_owned());
    let named = app.practice().therapists.iter();
    let named = named.map(|therapist| (therapist.slug.as_str().to_owned(), therapist.name.clone()));
    let options = std::iter::once(none).chain(named).collect::<Vec<_>>();
    let body = html! {
        (summary::errors(errors))
        h1 { "Start code for a new client" }
        (about(app, handed))
        form method="post" {
            (select("clinician", "Their therapist", &options, "", errors))
            (button(handed))
        }
    };
    page(app, Role::FrontDesk, Place::StartCodes, "Start code", &body).has_errors(!errors.is_empty())
}

fn button(handed: Option<&Handed>) -> Markup {
    html! {
        @if handed.is_some() { button type="submit" class="button" { "Make another" } }
        @else { button type="submit" class="button button-main" { "Make a code" } }
    }
}

fn about(app: &App, handed: Option<&Handed>) -> Markup {
    html! {
        @match handed {
            Some(handed) => { (code(app, handed)) }
            None => {
                p { "With a start code a new client opens their own space here. It works once." }
                p { "Give each of two partners a code of their own, each to themselves." }
            }
        }
    }
}

/// The code, this once.
fn code(app: &App, handed: &Handed) -> Markup {
    html! {
        p class="code" { (handed.code.grouped()) }
        p { strong { "It is shown only now." } " It works once, until " (here(app).marked(handed.expires_at)) "." }
    }
}
