//! The people who work here, for an owner.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::people::{Role, StaffId, StaffRefusal};

use super::{here, id_text, page};
use crate::actions::staff::{Invited, Listed};
use crate::actions::team::{TeamError, left_alone, list};
use crate::app::App;
use crate::web::actor::OwnerActor;
use crate::web::components::field::{FieldError, select};
use crate::web::components::notice;
use crate::web::components::office::{self, Place};
use crate::web::cookies::token_text;
use crate::web::errors::WebError;
use crate::web::input::QueryFields;
use crate::web::meeting::therapist_name;

pub mod add;
pub mod hand_over;
pub mod one;

impl From<TeamError> for WebError {
    fn from(error: TeamError) -> Self {
        match error {
            TeamError::Refused(StaffRefusal::NotFound) => Self::NotFound,
            TeamError::Refused(refusal) => Self::Unprocessable(refusal_words(refusal)),
            TeamError::Action(error) => error.into(),
        }
    }
}

fn refusal_words(refusal: StaffRefusal) -> &'static str {
    match refusal {
        StaffRefusal::LastOwner => "The practice needs an owner. Make someone else an owner first.",
        StaffRefusal::WhichTherapist => "Please choose which therapist of the practice they are.",
        StaffRefusal::StillHere => "Somebody signs in as that therapist, and can hand their clients over one by one.",
        StaffRefusal::NotFound => "Nobody of the kind works here.",
    }
}

/// `GET /settings/staff`
pub async fn show(
    State(app): State<App>,
    OwnerActor(actor): OwnerActor,
    QueryFields(fields): QueryFields,
) -> Result<Response, WebError> {
    let all = list(&app, &actor.staff).await?;
    let (alone, at_work) = left_alone(&app, &actor.staff).await?;
    let (gone, here): (Vec<&Listed>, Vec<&Listed>) = all.iter().partition(|listed| listed.left_at.is_some());
    let body = html! {
        @if fields.has("done") { (notice::done("It is done", &html! {})) }
        h1 { "Staff" }
        p { "Each person has an account of their own, with one role. An owner sees people and settings, and nothing that a client wrote." }
        ul class="folk" { @for listed in &here { (row(&app, listed)) } }
        p { a class="button button-main" href="/settings/staff/new" { "Add someone" } }
        (hand_over::section(&app, &alone, &at_work))
        @if !gone.is_empty() {
            section aria-labelledby="left" {
                h2 id="left" { "No longer here" }
                ul class="folk" { @for listed in &gone { (row(&app, listed)) } }
            }
        }
    };
    Ok(page(&app, Role::Owner, Place::Staff, "Staff", &body).into_response())
}

fn row(app: &App, listed: &Listed) -> Markup {
    let when = here(app);
    html! {
        li {
            @match listed.left_at {
                Some(at) => {
                    @if let Ok(name) = &listed.name { h3 { bdi { (name.reveal()) } } } @else { (unreadable(listed)) }
                    p class="hint" { (role_of(app, listed)) ". Left on " (when.day(when.date(at))) }
                }
                None => {
                    @if let Ok(name) = &listed.name {
                        a href=(address(listed.staff.id)) { bdi { (name.reveal()) } }
                    } @else {
                        (unreadable(listed))
                        a href=(address(listed.staff.id)) { "What else is there" }
                    }
                    p class="hint" { (role_of(app, listed)) }
                }
            }
        }
    }
}

fn unreadable(listed: &Listed) -> Markup {
    office::unreadable("The name of this member of staff", &id_text(&listed.staff.id.0))
}

fn address(staff: StaffId) -> String {
    format!("/settings/staff/{}", id_text(&staff.0))
}

fn role_of(app: &App, listed: &Listed) -> Markup {
    html! {
        (role_words(listed.staff.role))
        @if let Some(slug) = &listed.staff.therapist { ", as " bdi { (therapist_name(app.practice(), slug)) } }
    }
}

fn role_words(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner",
        Role::Therapist => "Therapist or coach",
        Role::FrontDesk => "Front desk",
    }
}

/// The two fields that say what someone is there for.
fn role_fields(app: &App, role: &str, therapist: &str, errors: &[FieldError]) -> Markup {
    let roles = Role::ALL.map(|role| (role.as_str().to_owned(), role_words(role).to_owned()));
    let none = (String::new(), "None of them".to_owned());
    let named = app.practice().therapists.iter();
    let named = named.map(|therapist| (therapist.slug.as_str().to_owned(), therapist.name.clone()));
    let therapists = std::iter::once(none).chain(named).collect::<Vec<_>>();
    html! {
        (select("role", "What they are there for", &roles, role, errors))
        (select("therapist", "If a therapist: which of the practice", &therapists, therapist, errors))
    }
}

/// A link to hand over, shown this once.
fn invited(app: &App, invited: &Invited) -> Markup {
    let link = format!("{}/sign-in/link/{}", app.links().base_url(), token_text(&invited.token));
    html! {
        p { "They open this link and choose what they sign in with:" }
        p class="keep link-text" { (link) }
        p { "Their sign-in name is " strong class="number" { (invited.sign_in_name.reveal()) } "." }
        p { strong { "The link is shown only now." } " It works once, until " (here(app).marked(invited.expires_at)) ". Hand it to them yourself: whoever has it can sign in as them." }
    }
}
