//! Moving a booking to another time. Its link, reference and therapist stay.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use troth_domain::booking::{Refusal, wanted_to_move};
use troth_domain::calendar::{Opening, Openings};
use troth_domain::practice::Practice;

use super::{Subject, of_booking, opened};
use crate::actions::manage::Managed;
use crate::actions::openings::{self, Own, Wish};
use crate::actions::{ActionError, manage};
use crate::api;
use crate::app::App;
use crate::web::assets::Script;
use crate::web::booking::{address, find};
use crate::web::components::field::hidden;
use crate::web::components::{contact, facts, summary, times};
use crate::web::errors::{WebError, never_words};
use crate::web::input::{Fields, QueryFields, Sent, Token};
use crate::web::meeting;
use crate::web::page::Page;
use crate::web::zones;

/// Days with openings that one page shows.
const DAYS_SHOWN: usize = 3;

/// What someone who moves a booking may choose besides the time.
struct Wanted {
    any_therapist: bool,
    from: Option<Date>,
}

impl Wanted {
    fn read(fields: &Fields, practice: &Practice, managed: &Managed) -> Self {
        let slot = &managed.found.booking.slot;
        // Whoever booked with a therapist who has left since can only have another one.
        let is_gone = !practice.therapists_of(&slot.offering).any(|therapist| therapist.slug == slot.therapist);
        let any_therapist = is_gone || fields.given("therapist") == Some("any");
        Self { any_therapist, from: fields.given("from").and_then(|text| text.parse().ok()) }
    }

    fn wish(&self, practice: &Practice, managed: &Managed) -> Wish {
        let wanted = wanted_to_move(practice, &managed.found.booking, self.any_therapist);
        Wish {
            offering: wanted.offering.clone(),
            therapist: wanted.therapist.cloned(),
            location: wanted.location.cloned(),
            own: wanted.own.map(Own::Booking),
        }
    }
}

/// `GET /manage/{token}/move`
pub async fn show(
    State(app): State<App>,
    Token(token): Token,
    QueryFields(fields): QueryFields,
) -> Result<Response, WebError> {
    let managed = opened(&app, &token).await?;
    respond(&app, &token, &managed, &Wanted::read(&fields, app.practice(), &managed), None).await
}

/// `POST /manage/{token}/move`
pub async fn change(State(app): State<App>, Token(token): Token, sent: Sent) -> Result<Response, WebError> {
    let fields = match sent {
        Sent::Form(fields) => fields,
        Sent::Program(headers, body) => return Ok(api::manage::move_json(&app, &token, &headers, &body).await),
    };
    let managed = opened(&app, &token).await?;
    let wanted = Wanted::read(&fields, app.practice(), &managed);
    let Some(start) = fields.given("start").and_then(|text| text.parse().ok()) else {
        let trouble = Trouble::unprocessable("Please choose a time from the list.");
        return respond(&app, &token, &managed, &wanted, Some(trouble)).await;
    };
    let refusal = match manage::move_booking(&app, &token, start, wanted.any_therapist, None).await {
        Ok(_) => return Ok(Redirect::to(&format!("/manage/{token}?moved")).into_response()),
        Err(ActionError::Refused(refusal)) => refusal,
        Err(error) => return Err(of_booking(error)),
    };
    let trouble = match refusal {
        Refusal::Taken { nearest } => {
            let heading = "That time is no longer free".to_owned();
            Trouble { status: StatusCode::CONFLICT, heading, nearest }
        }
        Refusal::NeverOpen(never) => {
            let nearest =
                openings::nearest(&app, &wanted.wish(app.practice(), &managed), start).await.map_err(of_booking)?;
            Trouble { nearest, ..Trouble::unprocessable(never_words(never)) }
        }
        Refusal::TooLate { .. } | Refusal::NotActive => {
            let heading = "It can no longer be moved here".to_owned();
            Trouble { status: StatusCode::CONFLICT, heading, nearest: Vec::new() }
        }
        other => return Err(of_booking(ActionError::Refused(other))),
    };
    let managed = opened(&app, &token).await?;
    respond(&app, &token, &managed, &wanted, Some(trouble)).await
}

/// Why the time that was chosen did not do.
struct Trouble {
    status: StatusCode,
    heading: String,
    nearest: Vec<Opening>,
}

impl Trouble {
    fn unprocessable(heading: &str) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, heading: heading.to_owned(), nearest: Vec::new() }
    }
}

async fn respond(
    app: &App,
    token: &str,
    managed: &Managed,
    wanted: &Wanted,
    trouble: Option<Trouble>,
) -> Result<Response, WebError> {
    let subject = Subject { practice: app.practice(), managed, token, now: app.now() };
    let when = subject.when();
    let from = wanted.from.map(|from| from.max(when.today()));
    let can_move = managed.changeable.is_ok() && subject.offering().is_some();
    let mut openings = if can_move {
        find(app, &wanted.wish(app.practice(), managed), when.zone, from).await?
    } else {
        Openings { openings: Vec::new(), next_from: None }
    };
    openings.openings.retain(|opening| opening.start != managed.found.booking.slot.start);
    Ok(page(&subject, wanted, &openings, trouble.as_ref()).into_response())
}

fn page<'a>(subject: &Subject<'a>, wanted: &Wanted, openings: &Openings, trouble: Option<&Trouble>) -> Page<'a> {
    let act = match &subject.managed.changeable {
        Err(refusal) => subject.unchangeable(refusal),
        Ok(()) if subject.offering().is_none() => {
            html! { p { "To find another time, please " (contact::call_us(subject.practice)) "." } }
        }
        Ok(()) => list(subject, wanted, openings, trouble),
    };
    let body = html! {
        @if let Some(trouble) = trouble {
            (summary::notice(&trouble.heading, html! { p { "Your appointment stands as it was." } }))
        }
        h1 { "Choose another time" }
        (facts::list(&[("What", html! { (subject.offering_name()) }), ("Now", subject.when_words())]))
        // Above the times too: who thinks better of it need not pass them all.
        @if subject.managed.changeable.is_ok() { (go_back(subject)) }
        (act)
        (go_back(subject))
    };
    let page = Page::new(subject.practice, "Choose another time", body).private().posts();
    match trouble {
        Some(trouble) => page.status(trouble.status).has_errors(true).script(Script::Summary),
        None => page,
    }
}

fn go_back(subject: &Subject<'_>) -> Markup {
    html! { p { a href=(subject.address("")) { "Keep it and go back" } } }
}

fn list(subject: &Subject<'_>, wanted: &Wanted, openings: &Openings, trouble: Option<&Trouble>) -> Markup {
    let when = subject.when();
    let days = times::by_day(&openings.openings, &when);
    let later = days.get(DAYS_SHOWN).map(|day| day.date).or(openings.next_from);
    let nearest = trouble.map_or(&[][..], |trouble| trouble.nearest.as_slice());
    let therapist = meeting::therapist_name(subject.practice, &subject.managed.found.booking.slot.therapist);
    html! {
        p {
            "Times in " (zones::words(subject.practice, when.zone)) ", with "
            @if wanted.any_therapist { "any therapist" } @else { (therapist) }
            ". " (other_therapists(subject, wanted, therapist))
        }
        @if days.is_empty() {
            p { "No other time is free right now. You can " (contact::call_us(subject.practice)) "." }
        }
        form action=(subject.address("/move")) method="post" {
            @if wanted.any_therapist { (hidden("therapist", "any")) }
            @if !nearest.is_empty() {
                h2 { "Free times close to it" }
                (times::nearest(nearest, &when, "Move to"))
            }
            @for day in days.iter().take(DAYS_SHOWN) { (times::day(day, &when, None)) }
        }
        @if let Some(later) = later {
            nav class="pager" aria-label="Other days" {
                a href=(move_address(subject, wanted.any_therapist, Some(later))) { "Later days, from " (when.day(later)) }
            }
        }
    }
}

fn other_therapists(subject: &Subject<'_>, wanted: &Wanted, therapist: &str) -> Markup {
    let slot = &subject.managed.found.booking.slot;
    let has_others = subject.practice.therapists_of(&slot.offering).any(|other| other.slug != slot.therapist);
    html! {
        @if has_others {
            a href=(move_address(subject, !wanted.any_therapist, None)) {
                @if wanted.any_therapist { "Only with " (therapist) } @else { "See times with any therapist" }
            }
        }
    }
}

fn move_address(subject: &Subject<'_>, any_therapist: bool, from: Option<Date>) -> String {
    let any = any_therapist.then(|| ("therapist", "any".to_owned()));
    let from = from.map(|from| ("from", from.to_string()));
    address(&subject.address("/move"), &any.into_iter().chain(from).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{page::text_of, tests::samples};

    #[test]
    fn shows_times_to_move_to_and_says_that_nothing_changed_yet() {
        let practice = samples::practice();
        let client = samples::client(None, Some("801-555-0134"));
        let managed = Managed { found: samples::booked("phone-consult", client), changeable: Ok(()) };
        let subject = Subject { practice: &practice, managed: &managed, token: "abc", now: samples::now() };
        let openings = Openings { openings: vec![samples::opening("2026-11-25T17:00:00Z")], next_from: None };
        let nearest = vec![samples::opening("2026-11-24T16:45:00Z")];
        let trouble =
            Trouble { status: StatusCode::CONFLICT, heading: "That time is no longer free".to_owned(), nearest };
        let wanted = Wanted { any_therapist: false, from: None };
        let text = text_of(page(&subject, &wanted, &openings, Some(&trouble)));
        let parts = [
            "Your appointment stands as it was",
            "with Dana Whitfield",
            "therapist=any",
            "value=\"2026-11-25T17:00:00Z\"",
            "value=\"2026-11-24T16:45:00Z\"",
            "action=\"/manage/abc/move\"",
        ];
        for part in parts {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
