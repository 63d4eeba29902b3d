//! Who are you? Two fields, and what is safe.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use maud::{Markup, html};
use troth_domain::booking::BookingId;
use troth_domain::calendar::Opening;
use troth_domain::practice::{Offering, Practice};

use super::Choice;
use super::form::Typed;
use super::hold::NO_TIME;
use crate::actions::hold::{self, HoldView};
use crate::app::App;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, hidden};
use crate::web::components::{contact, facts, safety, summary, times};
use crate::web::errors::WebError;
use crate::web::input::{Fields, OfferingNamed, QueryFields, hold_id, hold_text};
use crate::web::page::Page;
use crate::web::words::{When, offering_facts};
use crate::web::{meeting, zones};

/// Characters of the name that a form gives itself, so that sending it twice books once.
const ATTEMPT_CHARACTERS: usize = 32;

/// What is about to be booked, as addresses and forms carry it.
pub struct Ask {
    pub choice: Choice,
    pub start: Timestamp,
    pub hold: Option<BookingId>,
    pub attempt: String,
}

impl Ask {
    /// What `fields` ask for.
    ///
    /// # Errors
    /// When they name no time, or a therapist, place or zone that does not exist.
    pub fn read(fields: &Fields, app: &App, offering: &Offering) -> Result<Self, WebError> {
        let (choice, errors) = Choice::read(fields, app.practice(), offering);
        let start = fields.given("start").and_then(|text| text.parse().ok());
        let (Some(start), true) = (start, errors.is_empty()) else { return Err(WebError::Unprocessable(NO_TIME)) };
        let sent = fields.get("attempt");
        let fits = sent.len() == ATTEMPT_CHARACTERS && sent.bytes().all(|byte| byte.is_ascii_hexdigit());
        let attempt = if fits { sent.to_owned() } else { HEXLOWER.encode(&app.random_bytes::<16>()) };
        Ok(Self { choice, start, hold: fields.given("hold").and_then(hold_id), attempt })
    }

    /// The hold, while it is good and keeps this time.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn held(&self, app: &App) -> Result<Option<HoldView>, WebError> {
        let Some(id) = self.hold else { return Ok(None) };
        Ok(hold::see(app, id)
            .await?
            .filter(|view| view.slot.start == self.start && view.slot.offering == self.choice.offering))
    }
}

/// Why the form is shown again.
pub enum Trouble {
    /// It is shown for the first time.
    None,
    /// Fields have to be mended.
    Fields(Vec<FieldError>),
    /// The time cannot be had; these are close.
    Time { status: StatusCode, heading: String, nearest: Vec<Opening> },
}

/// `GET /book/{offering}/details`
pub async fn show(
    State(app): State<App>,
    OfferingNamed(offering): OfferingNamed,
    QueryFields(fields): QueryFields,
) -> Result<Response, WebError> {
    let ask = Ask::read(&fields, &app, &offering)?;
    respond(&app, &offering, &ask, &Typed::default(), &Trouble::None).await
}

/// The form with what was typed, and what is in its way.
///
/// # Errors
/// When the database is away.
pub async fn respond(
    app: &App,
    offering: &Offering,
    ask: &Ask,
    typed: &Typed,
    trouble: &Trouble,
) -> Result<Response, WebError> {
    let held = ask.held(app).await?;
    let zone = ask.choice.shown_zone(app.practice());
    let when = When { zone: zone.zone(), now: app.now() };
    Ok(View { practice: app.practice(), offering, ask, held: held.as_ref(), typed, trouble, when }
        .page()
        .into_response())
}

struct View<'a> {
    practice: &'a Practice,
    offering: &'a Offering,
    ask: &'a Ask,
    held: Option<&'a HoldView>,
    typed: &'a Typed,
    trouble: &'a Trouble,
    when: When<'a>,
}

impl<'a> View<'a> {
    fn page(&self) -> Page<'a> {
        let (status, has_errors) = match self.trouble {
            Trouble::None => (StatusCode::OK, false),
            Trouble::Fields(_) => (StatusCode::UNPROCESSABLE_ENTITY, true),
            Trouble::Time { status, .. } => (*status, true),
        };
        let title = format!("{}: your details", self.offering.name);
        let page = Page::new(self.practice, title, self.body()).private().posts().status(status).has_errors(has_errors);
        let page = if has_errors { page.script(Script::Summary) } else { page };
        if self.held.is_some() { page.script(Script::Hold) } else { page }
    }

    fn body(&self) -> Markup {
        html! {
            @match self.trouble {
                Trouble::Time { heading, nearest, .. } => (self.gone(heading, nearest)),
                Trouble::Fields(errors) => { (summary::errors(errors)) (self.chosen()) }
                Trouble::None => (self.chosen()),
            }
            (self.form())
        }
    }

    fn chosen(&self) -> Markup {
        html! {
            h1 { "Almost done" }
            (facts::list(&self.facts()))
            p { a href=(self.other_times()) { "Choose another time" } }
            (self.kept())
        }
    }

    fn gone(&self, heading: &str, nearest: &[Opening]) -> Markup {
        html! {
            (summary::notice(heading, html! { p { "Nothing was booked. What you typed is still here." } }))
            h1 { "Choose another time" }
            @if nearest.is_empty() {
                p { "There is no other free time close to it. Please " (contact::call_us(self.practice)) "." }
            } @else {
                p {
                    "Free times for the " (self.offering.name) " close to it, in "
                    (zones::words(self.practice, self.when.zone)) ". One press books."
                }
            }
        }
    }

    fn facts(&self) -> Vec<(&'static str, Markup)> {
        let slot = self.held.map(|view| &view.slot);
        let therapist = slot.map(|slot| &slot.therapist).or(self.ask.choice.therapist.as_ref());
        let location = slot.and_then(|slot| slot.location.as_ref()).or(self.ask.choice.location.as_ref());
        let mut facts = vec![
            ("What", html! { (self.offering.name) ": " (offering_facts(self.offering)) }),
            ("When", html! { (self.when.marked(self.ask.start)) ", " (zones::words(self.practice, self.when.zone)) }),
            (
                "With",
                html! { (therapist.map_or("Any therapist who is free", |slug| meeting::therapist_name(self.practice, slug))) },
            ),
        ];
        if let Some(location) = location.and_then(|slug| self.practice.location(slug)) {
            facts.push(("Where", meeting::place(location)));
        }
        facts
    }

    /// Until when the time is kept: a clock time, since a countdown pushes.
    fn kept(&self) -> Markup {
        html! {
            @match (self.held, self.ask.hold) {
                (Some(held), _) => {
                    p class="kept" data-hold=(hold_text(held.id)) data-zone=(self.when.zone.iana_name().unwrap_or("UTC")) {
                        "We keep this time for you until "
                        span data-kept-until="" { (self.when.clock(held.lapses_at)) }
                        ". There is no rush."
                    }
                    p class="kept" role="status" hidden data-kept-no-more=(NO_LONGER_KEPT) {}
                }
                (None, Some(_)) => p class="kept" { (NO_LONGER_KEPT) },
                (None, None) => p class="kept" { "The time is yours once you book it." },
            }
        }
    }

    fn form(&self) -> Markup {
        let therapist = self.held.map(|view| &view.slot.therapist).or(self.ask.choice.therapist.as_ref());
        let calls = meeting::contact_hint(
            self.practice,
            self.offering.mode,
            therapist.map_or("the therapist", |slug| meeting::therapist_name(self.practice, slug)),
        );
        let errors = if let Trouble::Fields(errors) = self.trouble { errors.as_slice() } else { &[] };
        html! {
            form action={ "/book/" (self.offering.slug) } method="post" novalidate {
                // Enter in a field must not choose the first of several times: a form's first button answers Enter.
                @if matches!(self.trouble, Trouble::Time { .. }) { button disabled hidden {} }
                (self.ask.choice.hidden())
                (hidden("attempt", &self.ask.attempt))
                @if let Some(hold) = self.ask.hold { (hidden("hold", &hold_text(hold))) }
                @match self.trouble {
                    Trouble::Time { nearest, .. } => {
                        (times::nearest(nearest, &self.when, "Book"))
                        p { a href=(self.other_times()) { "See all free times" } }
                    }
                    _ => (hidden("start", &self.ask.start.to_string())),
                }
                (self.typed.render(errors, calls))
                @if !matches!(self.trouble, Trouble::Time { .. }) {
                    p { "No account, no card." @if self.offering.price_cents == 0 { " It is free." } }
                    button type="submit" class="button button-main" { "Book " (self.when.marked(self.ask.start)) }
                }
                (safety::not_read_now())
            }
        }
    }

    fn other_times(&self) -> String {
        let replaces = self.held.map(|view| view.id).or(self.ask.hold);
        Choice { replaces, ..self.ask.choice.clone() }.times_address(None)
    }
}

const NO_LONGER_KEPT: &str = "This time is not kept for you any more. If it is still free, it is yours when you book.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::page::text_of;
    use crate::web::tests::samples;

    fn shown(offering: &str, form: &str, is_held: bool, trouble: &Trouble) -> String {
        let practice = samples::practice();
        let offering = practice.offering(&samples::slug(offering)).unwrap();
        let fields = Fields::parse(form.as_bytes()).unwrap();
        let slot = samples::booked(offering.slug.as_str(), samples::client(None, Some("8015550134"))).booking.slot;
        let start = slot.start;
        let hold = BookingId([7; 16]);
        let lapses_at = "2026-11-22T18:10:00Z".parse().unwrap();
        let view = HoldView { id: hold, lapses_at, slot };
        let ask = Ask { choice: Choice::of(offering), start, hold: Some(hold), attempt: "ab".repeat(16) };
        let when = When { zone: &practice.time_zone, now: samples::now() };
        let typed = if form.is_empty() { Typed::default() } else { Typed::read(&fields) };
        let held = is_held.then_some(&view);
        text_of(View { practice: &practice, offering, ask: &ask, held, typed: &typed, trouble, when }.page())
    }

    fn check(text: &str, parts: &[&str]) {
        for part in parts {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn says_what_when_who_and_until_when_it_is_kept() {
        let text = shown("phone-consult", "", true, &Trouble::None);
        check(&text, &["Dana Whitfield calls you", "801-555-0100", "11:10 am", "There is no rush"]);
        check(&text, &["name=\"start\" value=\"2026-11-24T16:15:00Z\"", "name=\"hold\" value=\"07070707"]);
        check(&text, &["name=\"safe_email\" value=\"yes\" checked", "name=\"voicemail\" value=\"yes\">"]);
        check(&shown("phone-consult", "", false, &Trouble::None), &["is not kept for you any more"]);
    }

    #[test]
    fn shows_every_error_beside_its_field_and_on_top() {
        let errors = vec![FieldError::new("name", "Enter your name"), FieldError::new("phone", "Enter a number")];
        let text = shown("phone-consult", "email=x%40y&text=yes", true, &Trouble::Fields(errors));
        check(&text, &["<title>Error: ", "href=\"#name\"", "href=\"#phone\"", "id=\"name-error\"", "value=\"x@y\""]);
        check(&text, &["name=\"text\" value=\"yes\" checked", "name=\"safe_email\" value=\"yes\">"]);
    }

    #[test]
    fn whoever_lost_a_race_books_another_time_with_one_press() {
        let nearest = vec![samples::opening("2026-11-24T16:45:00Z")];
        let heading = "Tuesday, November 24 at 9:15 am has just been taken".to_owned();
        let trouble = Trouble::Time { status: StatusCode::CONFLICT, heading, nearest };
        let text = shown("phone-consult", "name=Ana&phone=8015550134", true, &trouble);
        check(&text, &["has just been taken", "value=\"Ana\"", "value=\"8015550134\""]);
        check(
            &text,
            &["<button type=\"submit\" class=\"time time-wide\" name=\"start\" value=\"2026-11-24T16:45:00Z\""],
        );
        assert!(!text.contains("type=\"hidden\" name=\"start\""), "only the pressed button names the time");
        assert!(
            text.contains("<form action=\"/book/phone-consult\" method=\"post\" novalidate><button disabled hidden>")
        );
    }
}
