//! Clients whom no therapist sees, because theirs has left: the owner gives them to another, without learning who they are.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::practice::Slug;

use crate::actions::team;
use crate::app::App;
use crate::web::actor::{OwnerActor, confirmed};
use crate::web::components::field::hidden;
use crate::web::errors::WebError;
use crate::web::input::FormFields;
use crate::web::meeting::therapist_name;

const STAFF: &str = "/settings/staff";

/// Who waits for another therapist: how many, and of whom.
pub fn section(app: &App, alone: &[(Slug, u64)], at_work: &[Slug]) -> Markup {
    html! {
        @if !alone.is_empty() {
            section aria-labelledby="alone" {
                h2 id="alone" { "Clients whom no therapist sees" }
                p { "Nobody signs in as their therapist any more. Talk with the one who takes over first. Each client\u{2019}s own page names their therapist, so they see it at once." }
                @if at_work.is_empty() { p { "Nobody signs in here as a therapist. Add someone first." } }
                ul class="folk" {
                    @for (from, count) in alone { li { (clients(app, from, *count, at_work)) } }
                }
            }
        }
    }
}

fn clients(app: &App, from: &Slug, count: u64, at_work: &[Slug]) -> Markup {
    let id = format!("to-{from}");
    html! {
        p { (count) @if count == 1 { " client of " } @else { " clients of " } bdi { (therapist_name(app.practice(), from)) } }
        @if !at_work.is_empty() {
            form method="post" action={ (STAFF) "/hand-over" } {
                (hidden("from", from.as_str()))
                // One of several on the page, so its id is its own.
                div class="field" {
                    label for=(id) { "To which therapist" }
                    select id=(id) name="to" {
                        option value="" { "Please choose" }
                        @for slug in at_work { option value=(slug.as_str()) { (therapist_name(app.practice(), slug)) } }
                    }
                }
                button type="submit" class="button" { "Hand over" }
            }
        }
    }
}

/// `POST /settings/staff/hand-over`
pub async fn act(
    State(app): State<App>,
    OwnerActor(actor): OwnerActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    confirmed(&app, &actor.session, STAFF)?;
    let unclear = || WebError::Unprocessable("Please choose a therapist.");
    let from = Slug::new(fields.get("from")).map_err(|_| unclear())?;
    let to = Slug::new(fields.get("to")).map_err(|_| unclear())?;
    team::hand_over_all(&app, &actor.staff, &from, &to).await?;
    Ok(Redirect::to("/settings/staff?done").into_response())
}
