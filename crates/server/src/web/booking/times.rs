//! The times of an offering, soonest first.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use troth_domain::calendar::Openings;
use troth_domain::practice::{Audience, Offering, Practice};

use super::kept::Kept;
use super::{Choice, choice, settings};
use crate::actions::ActionError;
use crate::actions::openings::{Wish, search};
use crate::app::App;
use crate::web::assets::Script;
use crate::web::components::cards::{self, Card};
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
pub async fn show_default(
    State(app): State<App>,
    kept: Kept,
    QueryFields(fields): QueryFields,
) -> Result<Response, WebError> {
    let offering = default_offering(app.practice()).ok_or(WebError::NotFound)?;
    respond(&app, offering, &kept, &fields).await
}

/// `GET /book/{offering}`
pub async fn show(
    State(app): State<App>,
    kept: Kept,
    OfferingNamed(offering): OfferingNamed,
    QueryFields(fields): QueryFields,
) -> Result<Response, WebError> {
    respond(&app, &offering, &kept, &fields).await
}

/// What is offered to someone who has not said what they want.
pub fn default_offering(practice: &Practice) -> Option<&Offering> {
    practice.offerings.iter().find(|offering| offering.price_cents == 0).or(practice.offerings.first())
}

async fn respond(app: &App, offering: &Offering, kept: &Kept, fields: &Fields) -> Result<Response, WebError> {
    let practice = app.practice();
    let (mut choice, errors) = Choice::read(fields, practice, offering);
    choice.replaces = choice.replaces.or(kept.hold);
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
        let page = Page::new(self.practice, format!("{}: choose a time", self.offering.name), self.body())
            .posts()
            .script(Script::Choose)
            .at(&format!("/book/{}", self.offering.slug))
            .describe(&format!(
                "{}: {}. Real times, booked at once, without an account.",
                self.offering.name,
                offering_facts(self.offering)
            ));
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
            form action={ "/book/" (self.offering.slug) "/hold" } method="post" data-choose="" {
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
        let zone: Vec<_> = self.choice.zone.iter().map(|zone| ("zone", zone.name().to_owned())).collect();
        let others = self.practice.offerings.iter().filter(|offering| offering.slug != self.offering.slug);
        let card = |other: &Offering| Card::offering(other, choice::address(&format!("/book/{}", other.slug), &zone));
        let others: Vec<Card> = others.map(card).collect();
        html! {
            @if !others.is_empty() {
                section class="others" aria-labelledby="others" {
                    h2 id="others" { "Looking for something else?" }
                    (cards::list(&others))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;
    use crate::web::page::text_of;
    use crate::web::tests::samples;

    fn shown(query: &str, starts: &[&str]) -> String {
        let practice = samples::practice();
        let offering = default_offering(&practice).unwrap();
        let (choice, errors) = Choice::read(&Fields::parse(query.as_bytes()).unwrap(), &practice, offering);
        let zone = choice.shown_zone(&practice);
        let when = When { zone: zone.zone(), now: samples::now() };
        let openings = starts.iter().map(|start| samples::opening(start)).collect();
        let openings = Openings { openings, next_from: None };
        text_of(
            View { practice: &practice, offering, choice: &choice, openings: &openings, when, errors: &errors }.page(),
        )
    }

    const STARTS: &[&str] =
        &["2026-11-23T16:15:00Z", "2026-11-23T21:00:00Z", "2026-11-24T00:30:00Z", "2026-11-24T16:15:00Z"];

    #[test]
    fn names_the_soonest_first_then_each_day_by_its_parts() {
        let text = shown("", STARTS);
        let mut rest = text.as_str();
        for part in [
            "Times in Mountain Time, Orem. Any therapist",
            "Soonest: ",
            "Monday, November 23 at 9:15 am",
            "Tomorrow, Monday, November 23",
            "Morning",
            "9:15 am",
            "Afternoon",
            "2:00 pm",
            "Evening",
            "5:30 pm",
            "Tuesday, November 24",
        ] {
            let place = rest.find(part).unwrap_or_else(|| panic!("{part} in {rest}"));
            rest = &rest[place + part.len()..];
        }
    }

    #[test]
    fn shows_the_visitors_own_zone_and_carries_it_on() {
        let text = shown("zone=America%2FNew_York&therapist=demo-b", STARTS);
        for part in [
            "Eastern Time, New York. Marcus Lee",
            "11:15 am",
            "name=\"zone\" value=\"America/New_York\"",
            "?zone=America%2FNew_York",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn says_what_cannot_be_chosen_and_shows_times_all_the_same() {
        let text = shown("zone=Mars%2FBase&therapist=nobody&from=2026-02-30", STARTS);
        for part in [
            "<title>Error: ",
            "href=\"#zone\"",
            "href=\"#therapist\"",
            "href=\"#from\"",
            "<details class=\"settings\" open",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(text.contains("9:15 am"));
    }

    #[test]
    fn an_empty_list_says_what_to_do() {
        let text = shown("therapist=demo-a", &[]);
        for part in ["No free times right now", "any therapist", "tel:8015550100", "Couple session"] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn one_page_shows_three_days_and_leads_to_the_fourth() {
        let start: jiff::Timestamp = STARTS[0].parse().unwrap();
        let starts: Vec<String> = (0..5).map(|day| (start + (24 * day).hours()).to_string()).collect();
        let text = shown("", &starts.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(text.contains("Later days, from Thursday, November 26") && text.contains("from=2026-11-26"), "{text}");
        assert!(!text.contains("day-2026-11-26"));
    }
}
