//! The front desk: who comes when, and how to reach them safely. Nothing clinical.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use troth_domain::people::Role;

use super::{here, id_text, page, queue};
use crate::actions::desk::{Desk, DeskBooking, desk};
use crate::app::App;
use crate::web::actor::DeskActor;
use crate::web::components::cards::{self, Card};
use crate::web::components::office::{self, Place};
use crate::web::components::reach::{self, Reach};
use crate::web::errors::WebError;
use crate::web::input::QueryFields;
use crate::web::meeting::therapist_name;
use crate::web::words::When;

/// `GET /desk`
pub async fn show(
    State(app): State<App>,
    DeskActor(actor): DeskActor,
    QueryFields(fields): QueryFields,
) -> Result<Response, WebError> {
    let found = desk(&app, &actor.staff, fields.get("day").parse().ok()).await?;
    let body = html! {
        h1 { "Desk" }
        (queue::calls(&found.calls, "/desk/calls", "", &here(&app)))
        (bookings(&app, &found))
    };
    Ok(page(&app, Role::FrontDesk, Place::Desk, "Desk", &body).into_response())
}

fn bookings(app: &App, found: &Desk) -> Markup {
    let when = here(app);
    html! {
        section aria-labelledby="day" {
            h2 id="day" { (when.near_day(found.day)) }
            @if found.bookings.is_empty() { p { "Nothing is booked on this day." } }
            @else { ul class="folk" { @for booking in &found.bookings { (row(app, booking, &when)) } } }
            @if found.has_more { p class="hint" { "There are more after these. " code { "troth bookings" } " lists all of them." } }
        }
        section aria-labelledby="coming" {
            h2 id="coming" { "Coming days" }
            @if found.coming.is_empty() { p { "Nothing is booked after this day." } }
            @else { (cards::list(&found.coming.iter().map(|day| card(day, &when)).collect::<Vec<_>>())) }
            @if found.day != when.today() { p { a href="/desk" { "Back to today" } } }
        }
    }
}

/// A day that leads to its bookings, and to the days after it.
fn card((date, count): &(Date, usize), when: &When<'_>) -> Card {
    let mark = if *count == 1 { "1 booking".to_owned() } else { format!("{count} bookings") };
    Card { address: format!("/desk?day={date}"), name: html! { (when.near_day(*date)) }, about: String::new(), mark }
}

fn row(app: &App, listed: &DeskBooking, when: &When<'_>) -> Markup {
    let slot = &listed.booking.slot;
    let offering = app.practice().offering(&slot.offering);
    let what = offering.map_or("Appointment", |offering| offering.name.as_str());
    html! {
        li {
            h3 {
                time datetime=(when.for_programs(slot.start)) { (when.clock(slot.start)) }
                @if let Ok(client) = &listed.client { ", " bdi { (client.name.reveal()) } }
            }
            p class="hint" {
                (what) " with " bdi { (therapist_name(app.practice(), &slot.therapist)) }
                ". Reference " span class="number" { (listed.booking.reference.as_str()) }
            }
            @match &listed.client {
                Ok(client) => {
                    details {
                        summary { "Before you call" }
                        (reach::rules(Reach::from(client), when))
                    }
                }
                Err(_) => { (office::unreadable("Who this is", &id_text(&listed.booking.id.0))) }
            }
        }
    }
}
