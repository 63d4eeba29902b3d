//! Adding somebody who works here.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;
use troth_domain::limits;
use troth_domain::people::{PersonName, Role, StaffRefusal};
use troth_domain::practice::Slug;

use super::{invited, refusal_words, role_fields};
use crate::actions::team::{self, TeamError};
use crate::app::App;
use crate::web::actor::{OwnerActor, confirmed};
use crate::web::components::field::{FieldError, Line};
use crate::web::components::office::Place;
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields};
use crate::web::page::Page;
use crate::web::staff::{crumb, page};

const ADDRESS: &str = "/settings/staff/new";

/// `GET /settings/staff/new`
pub async fn ask(State(app): State<App>, OwnerActor(actor): OwnerActor) -> Result<Response, WebError> {
    confirmed(&app, &actor.session, ADDRESS)?;
    Ok(form(&app, &Fields::default(), &[]).into_response())
}

/// `POST /settings/staff/new`
pub async fn act(
    State(app): State<App>,
    OwnerActor(actor): OwnerActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    confirmed(&app, &actor.session, ADDRESS)?;
    let name = PersonName::new(fields.get("name"));
    let role = Role::parse(fields.get("role"));
    let therapist = Slug::new(fields.get("therapist")).ok();
    let mut errors = Vec::new();
    if name.is_err() {
        errors.push(FieldError::new("name", "Please write a name."));
    }
    if role.is_none() {
        errors.push(FieldError::new("role", "Please choose what they are there for."));
    }
    if role == Some(Role::Therapist) && therapist.is_none() {
        errors.push(FieldError::new("therapist", refusal_words(StaffRefusal::WhichTherapist)));
    }
    let (Ok(name), Some(role), true) = (name, role, errors.is_empty()) else {
        return Ok(refused(&app, &fields, &errors));
    };
    match team::add(&app, &actor.staff, &name, role, therapist.as_ref()).await {
        Ok(new) => {
            let body = html! {
                (crumb("/settings/staff", &html! { "Staff" }))
                h1 { bdi { (name.reveal()) } " is added" }
                (invited(&app, &new))
            };
            Ok(page(&app, Role::Owner, Place::Staff, "Added", &body).into_response())
        }
        Err(TeamError::Refused(refusal)) => {
            Ok(refused(&app, &fields, &[FieldError::new("therapist", refusal_words(refusal))]))
        }
        Err(TeamError::Action(error)) => Err(error.into()),
    }
}

fn refused(app: &App, fields: &Fields, errors: &[FieldError]) -> Response {
    form(app, fields, errors).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
}

fn form<'a>(app: &'a App, fields: &Fields, errors: &[FieldError]) -> Page<'a> {
    let name = Line {
        name: "name",
        label: "Their name",
        hint: "",
        kind: "text",
        autocomplete: "off",
        characters_max: limits::NAME_CHARACTERS_MAX,
    };
    let role = fields.given("role").unwrap_or(Role::FrontDesk.as_str());
    let body = html! {
        (crumb("/settings/staff", &html! { "Staff" }))
        (summary::errors(errors))
        h1 { "Add someone" }
        form method="post" {
            (name.render(fields.get("name"), errors))
            (role_fields(app, role, fields.get("therapist"), errors))
            button type="submit" class="button button-main" { "Add" }
        }
    };
    page(app, Role::Owner, Place::Staff, "Add someone", &body).has_errors(!errors.is_empty())
}
