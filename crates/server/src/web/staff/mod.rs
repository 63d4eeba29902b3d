//! Pages for the people who work here. Each is of one role; whoever has another finds no page.

use axum::Router;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::routing::{get, post};
use data_encoding::HEXLOWER;
use maud::{Markup, html};
use troth_domain::people::{CoupleId, PersonId, Role};
use troth_domain::plan::agenda::OwnAgenda;
use troth_domain::plan::ahead::{LongTermPlan, SetbackPlan};
use troth_domain::plan::disclosure::Ladder;
use troth_domain::plan::own_plan::OwnPlan;

use super::components::office::{self, Place};
use super::errors::WebError;
use super::page::Page;
use super::words::When;
use crate::actions::sessions::home_of;
use crate::app::App;

mod agenda;
mod audit;
mod caseload;
mod client;
mod couple;
mod desk;
mod exercises;
mod forgiveness;
mod hand_over;
mod item;
mod plan;
mod protocol;
mod queue;
mod refused;
mod shown;
mod start_codes;
mod team;

pub use refused::note_refusals;

/// The addresses under `/caseload`, `/desk`, `/settings/staff` and `/settings/audit`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/caseload", get(caseload::show))
        .route("/caseload/start-codes", get(start_codes::show_own).post(start_codes::make_own))
        .route("/caseload/people/{person}", get(client::show))
        .route("/caseload/people/{person}/items/{item}", get(item::show))
        .route("/caseload/people/{person}/items/{item}/look", post(item::looked))
        .route("/caseload/people/{person}/plan", get(shown::show::<OwnPlan>))
        .route("/caseload/people/{person}/agenda", get(shown::show::<OwnAgenda>))
        .route("/caseload/people/{person}/setbacks", get(shown::show::<SetbackPlan>))
        .route("/caseload/people/{person}/long-term", get(shown::show::<LongTermPlan>))
        .route("/caseload/people/{person}/telling", get(shown::show::<Ladder>))
        .route("/caseload/people/{person}/exercises", post(plan::assign))
        .route("/caseload/people/{person}/call", post(queue::called_own))
        .route("/caseload/people/{person}/forgiveness-release", post(forgiveness::release))
        .route("/caseload/couples/{couple}", get(couple::show))
        .route("/caseload/couples/{couple}/agenda", post(agenda::add))
        .route("/caseload/couples/{couple}/agenda/changes", post(agenda::change))
        .route("/caseload/couples/{couple}/opening", post(couple::open))
        .route("/caseload/couples/{couple}/closing", post(couple::close))
        .route("/caseload/couples/{couple}/pauses", post(couple::pause))
        .route("/caseload/couples/{couple}/exercises", post(couple::open_exercise))
        .route("/caseload/couples/{couple}/releases", post(couple::release))
        .route("/desk/calls/{person}", post(queue::called_from_desk))
        .route("/caseload/people/{person}/clinician", get(hand_over::ask).post(hand_over::act))
        .route(
            "/caseload/people/{person}/start-code",
            get(start_codes::ask_to_return).post(start_codes::make_to_return),
        )
        .route("/desk", get(desk::show))
        .route("/desk/start-codes", get(start_codes::show_desk).post(start_codes::make_desk))
        .route("/settings/staff", get(team::show))
        .route("/settings/staff/new", get(team::add::ask).post(team::add::act))
        .route("/settings/staff/hand-over", post(team::hand_over::act))
        .route("/settings/staff/{staff}", get(team::one::show))
        .route("/settings/staff/{staff}/role", post(team::one::change_role))
        .route("/settings/staff/{staff}/leaving", post(team::one::leave))
        .route("/settings/staff/{staff}/reset", post(team::one::reset))
        .route("/settings/audit", get(audit::show))
}

/// The ids that an address names, in order. What is no id names nothing.
pub struct Named<const COUNT: usize>(pub [[u8; 16]; COUNT]);

impl<const COUNT: usize> FromRequestParts<App> for Named<COUNT> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let Path(named) =
            Path::<Vec<(String, String)>>::from_request_parts(parts, app).await.map_err(|_| WebError::NotFound)?;
        let ids = named.iter().map(|(_, text)| id(text)).collect::<Option<Vec<_>>>();
        ids.and_then(|ids| ids.try_into().ok()).map(Self).ok_or(WebError::NotFound)
    }
}

/// An id out of an address or a form.
fn id(text: &str) -> Option<[u8; 16]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// An id as it stands in addresses.
fn id_text(id: &[u8; 16]) -> String {
    HEXLOWER.encode(id)
}

/// The page of a client.
fn person_address(person: PersonId) -> String {
    format!("/caseload/people/{}", id_text(&person.0))
}

/// The page of a couple.
fn couple_address(couple: CoupleId) -> String {
    format!("/caseload/couples/{}", id_text(&couple.0))
}

/// A page for staff, with where they can go above it.
fn page<'a>(app: &'a App, role: Role, at: Place, title: &str, body: &Markup) -> Page<'a> {
    let body = html! { (office::nav(role, at)) (body) };
    Page::new(app.practice(), title, body).signed_in(home_of(role))
}

/// By the practice's own clocks.
fn here(app: &App) -> When<'_> {
    When { zone: &app.practice().time_zone, now: app.now() }
}

/// The way back.
fn crumb(address: &str, words: &Markup) -> Markup {
    html! { p class="crumb" { a href=(address) { (words) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_as_they_were_and_nothing_else_is_one() {
        let check = |text: &str, expected: Option<[u8; 16]>| assert_eq!(id(text), expected, "{text}");
        check(&id_text(&[7; 16]), Some([7; 16]));
        check("", None);
        check(&"07".repeat(15), None);
        check(&"07".repeat(17), None);
        check(&"0G".repeat(16), None);
        check(&"AB".repeat(16), None);
    }
}
