//! The times of an offering, soonest first.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use troth_domain::calendar::Openings;
use troth_domain::practice::{Audience, Offering, Practice};

use super::{Choice, choice, settings};
use crate::actions::ActionError;
use crate::actions::openings::{Wish, search};
use crate::app::App;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, hidden};
use crate::web::components::{contact, summary, times};
use crate::web::errors::WebError;
use crate::web::input::{Fields, OfferingNamed, QueryFields, hold_text};
use crate::web::page::Page;
use crate::web::words::{When, offering_facts};

/// Days searched at once.
const SEARCH_DAYS: u32 = 14;
/// Days with openings that one page shows: more is a wall.
const DAYS_SHOWN: usize = 3;

/// `GET /book`: the first free offering, or else the first.
pub async fn show_default(State(app): State<App>, QueryFields(fields): QueryFields) -> Result<Response, WebError> {
    let offering = default_offering(app.practice()).ok_or(WebError::NotFound)?;
    respond(&app, offering, &fields).await
}

/// `GET /book/{offering}`
pub async fn show(
    State(app): State<App>,
    OfferingNamed(offering): OfferingNamed,
    QueryFields(fields): QueryFields,
) -> Result<Response, WebError> {
    respond(&app, &offering, &fields).await
}

/// What is offered to someone who has not said what they want.
pub fn default_offering(practice: &Practice) -> Option<&Offering> {
    practice.offerings.iter().find(|offering| offering.price_cents == 0).or(practice.offerings.first())
}

async fn respond(app: &App, offering: &Offering, fields: &Fields) -> Result<Response, WebError> {
    let practice = app.practice();
    let (choice, errors) = Choice::read(fields, practice, offering);
    let zone = choice.shown_zone(practice);
    let when = When { zone: zone.zone(), now: app.now() };
    let openings = find(app, &choice.wish(), when.zone, choice.from.map(|from| from.max(when.today()))).await?;
    let view = View { practice, offering, choice: &choice, openings: &openings, when, errors: &errors };
    Ok(view.page().into_response())
}

/// The openings of the first days that have any.
///
/// # Errors
/// As [`search`].
pub async fn find(app: &App, wish: &Wish, zone: &TimeZone, from: Option<Date>) -> Result<Openings, ActionError> {
    let found = search(app, wish, zone, from, SEARCH_DAYS).await?;
    match found.next_from {
        Some(next) if found.openings.is_empty() => search(app, wish, zone, Some(next), SEARCH_DAYS).await,
        _ => Ok(found),
    }
}

/// The page's values.
pub struct View<'a> {
    pub practice: &'a Practice,
    pub offering: &'a Offering,
    pub choice: &'a Choice,
    pub openings: &'a Openings,
    pub when: When<'a>,
    pub errors: &'a [FieldError],
}

impl<'a> View<'a> {
    pub fn page(&self) -> Page<'a> {
        let has_errors = !self.errors.is_empty();
        let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let page = Page::new(self.practice, format!("{}: choose a time", self.offering.name), self.body()).posts();
        let page = page.status(status).has_errors(has_errors);
        if has_errors { page.script(Script::Summary) } else { page }
    }

    fn body(&self) -> Markup {
        html! {
            (summary::errors(self.errors))
            h1 { (self.offering.name) }
            p class="lede" { (offering_facts(self.offering)) "." @if self.offering.audience == Audience::Couple { " For both partners together." } }
            (settings::fold(self.practice, self.offering, self.choice, &self.when, self.errors))
            @if self.openings.openings.is_empty() { (self.none()) } @else { (self.list()) }
            (self.others())
        }
    }

    fn list(&self) -> Markup {
        let days = times::by_day(&self.openings.openings, &self.when);
        let later = days.get(DAYS_SHOWN).map(|day| day.date).or(self.openings.next_from);
        let places = Choice::has_places(self.practice, self.offering).then_some(self.practice);
        let soonest = self.openings.openings.first().filter(|_| self.choice.from.is_none());
        html! {
            form action={ "/book/" (self.offering.slug) "/hold" } method="post" {
                (self.choice.hidden())
                @if let Some(hold) = self.choice.replaces { (hidden("replaces", &hold_text(hold))) }
                @if let Some(opening) = soonest {
                    button type="submit" class="time time-wide time-soonest" name="start" value=(opening.start) {
                        span { "Soonest: " }
                        (self.when.marked(opening.start))
                    }
                }
                @for day in days.iter().take(DAYS_SHOWN) { (times::day(day, &self.when, places)) }
            }
            nav class="pager" aria-label="Other days" {
                @if self.choice.from.is_some() { a href=(self.choice.times_address(None)) { "Soonest times" } }
                @if let Some(later) = later {
                    a href=(self.choice.times_address(Some(later))) { "Later days, from " (self.when.day(later)) }
                }
            }
        }
    }

    fn none(&self) -> Markup {
        let any = Choice { therapist: None, location: None, from: None, ..self.choice.clone() };
        let is_narrowed =
            self.choice.therapist.is_some() || self.choice.location.is_some() || self.choice.from.is_some();
        html! {
            div class="empty" {
                h2 { "No free times right now" }
                @if is_narrowed {
                    p { a href=(any.times_address(None)) { "See all times, with any therapist" } }
                }
                p { "Please " (contact::call_us(self.practice)) ". We will look for a time with you." }
            }
        }
    }

    fn others(&self) -> Markup {
        let others: Vec<&Offering> =
            self.practice.offerings.iter().filter(|offering| offering.slug != self.offering.slug).collect();
        let zone: Vec<_> = self.choice.zone.iter().map(|zone| ("zone", zone.name().to_owned())).collect();
        html! {
            @if !others.is_empty() {
                section class="others" aria-labelledby="others" {
                    h2 id="others" { "Looking for something else?" }
                    ul class="cards" {
                        @for other in others {
                            li {
                                a href=(choice::address(&format!("/book/{}", other.slug), &zone)) { (other.name) }
                                p { (offering_facts(other)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
