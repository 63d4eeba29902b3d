//! What, when, who calls whom, what happens next, how to change it; then it stops.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, REFERRER_POLICY};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::{Subject, opened};
use crate::api;
use crate::app::App;
use crate::calendar_file::{Purpose, calendar_file};
use crate::web::assets::Script;
use crate::web::components::{contact, facts, seam};
use crate::web::errors::WebError;
use crate::web::input::{Fields, QueryFields, Token};
use crate::web::meeting;
use crate::web::page::Page;

/// `GET /manage/{token}`
pub async fn show(
    State(app): State<App>,
    Token(token): Token,
    headers: HeaderMap,
    QueryFields(fields): QueryFields,
) -> Result<Response, WebError> {
    if api::wants_json(&headers) {
        return Ok(api::manage::see_json(&app, &token).await);
    }
    let managed = opened(&app, &token).await?;
    let subject = Subject { practice: app.practice(), managed: &managed, token: &token, now: app.now() };
    let link = app.links().manage_url(&managed.found.booking);
    Ok(page(&subject, News::of(&fields), &link).into_response())
}

/// `GET /manage/{token}/appointment.ics`
pub async fn calendar(State(app): State<App>, Token(token): Token) -> Result<Response, WebError> {
    let managed = opened(&app, &token).await?;
    let purpose = Purpose::Download;
    let headers = [
        (CONTENT_TYPE, purpose.content_type()),
        (CONTENT_DISPOSITION, "attachment; filename=\"appointment.ics\"".to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
        (REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    Ok((headers, calendar_file(&managed.found.booking, &purpose, app.now())).into_response())
}

/// What just happened. It changes the heading only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum News {
    Booked,
    Moved,
    None,
}

impl News {
    fn of(fields: &Fields) -> Self {
        match (fields.has("booked"), fields.has("moved")) {
            (true, _) => Self::Booked,
            (_, true) => Self::Moved,
            _ => Self::None,
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Booked => "It is booked",
            Self::Moved => "It is moved",
            Self::None => "Your appointment",
        }
    }
}

fn page<'a>(subject: &Subject<'a>, news: News, link: &str) -> Page<'a> {
    let (heading, body) = if subject.is_cancelled() {
        ("It is cancelled", cancelled(subject))
    } else {
        (news.heading(), standing(subject, link))
    };
    let has_news = news != News::None && !subject.is_cancelled();
    let body = html! { h1 { (heading) } @if has_news { (seam::under_heading()) } (body) };
    Page::new(subject.practice, heading, body).private().script(Script::Copy)
}

fn cancelled(subject: &Subject<'_>) -> Markup {
    html! {
        (facts::list(&[("What", html! { (subject.offering_name()) }), ("When it would have been", subject.when_words())]))
        p { "The time is free again. There is nothing else to do. You can come back whenever you want." }
        @if let Some(offering) = subject.offering() {
            p { a class="button" href={ "/book/" (offering.slug) } { "Book again" } }
        }
    }
}

fn standing(subject: &Subject<'_>, link: &str) -> Markup {
    let booking = &subject.managed.found.booking;
    let facts = meeting::facts(subject.practice, &subject.managed.found, subject.now);
    html! {
        (facts::list(&facts))
        @if subject.managed.changeable.is_ok() || booking.slot.start > subject.now { (next(subject, link)) }
        (change(subject))
        p { a href=(subject.address("/account")) { "A private space of your own" } " to write in, if you want one." }
    }
}

fn next(subject: &Subject<'_>, link: &str) -> Markup {
    let client = &subject.managed.found.client;
    let mailed = client.contact.email().filter(|_| client.safe_contact.email);
    html! {
        section aria-labelledby="next" {
            h2 id="next" { "What happens next" }
            @match mailed {
                Some(email) => {
                    p {
                        "We send a plain e-mail with the link to this page to " (email.reveal())
                        "."
                        @if client.invitation { " A calendar entry comes with it." }
                        " If there is time, a reminder follows."
                    }
                    p class="hint" { "This is the link: " (link_text(link)) }
                }
                None => {
                    p { strong { "We send you no e-mail. Please keep this link." } " It is your way back to this page, to see, move or cancel." }
                    p class="keep" { (link_text(link)) }
                    button type="button" class="button" hidden data-copy=(link) data-copied="Copied" { "Copy the link" }
                }
            }
            p { a href=(subject.address("/appointment.ics")) download="appointment.ics" { "Add it to your calendar" } " (it says only \u{201c}Appointment\u{201d})" }
        }
    }
}

fn link_text(link: &str) -> Markup {
    html! { a class="link-text" href=(link) { (link) } }
}

fn change(subject: &Subject<'_>) -> Markup {
    html! {
        section aria-labelledby="change" {
            h2 id="change" { "If you want to change it" }
            @match &subject.managed.changeable {
                Ok(()) => {
                    ul class="actions" {
                        @if subject.offering().is_some() {
                            li { a class="button" href=(subject.address("/move")) { "Choose another time" } }
                        }
                        li { a class="button" href=(subject.address("/cancellation")) { "Cancel it" } }
                    }
                    p { "You can also " (contact::call_us(subject.practice)) "." }
                }
                Err(refusal) => (subject.unchangeable(refusal)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use troth_domain::booking::{Actor, Refusal, State};
    use troth_domain::people::Client;

    use super::*;
    use crate::actions::manage::Managed;
    use crate::web::{page::text_of, tests::samples};

    const LINK: &str = "http://localhost:8080/manage/abc";

    fn shown(offering: &str, client: Client, alter: impl Fn(&mut Managed)) -> String {
        let practice = samples::practice();
        let mut managed = Managed { found: samples::booked(offering, client), changeable: Ok(()) };
        alter(&mut managed);
        let subject = Subject { practice: &practice, managed: &managed, token: "abc", now: samples::now() };
        text_of(page(&subject, News::Booked, LINK))
    }

    fn check(text: &str, parts: &[&str]) {
        for part in parts {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn says_who_calls_whom() {
        let by_phone = shown("phone-consult", samples::client(None, Some("801-555-0134")), |_| {});
        check(&by_phone, &["Dana Whitfield calls you at", "801-555-0134", "The call comes from", "801-555-0100"]);
        check(&by_phone, &["We send you no e-mail. Please keep this link.", LINK, "We leave no voicemail"]);
        let by_email = shown("phone-consult", samples::client(Some("ana@example.org"), None), |_| {});
        check(&by_email, &["You call us at", "801-555-0100", "plain e-mail", "ana@example.org"]);
        let in_person = shown("couple-session", samples::client(Some("ana@example.org"), None), |_| {});
        check(&in_person, &["You come to us: Orem office, 100 Center Street, Orem, UT 84057"]);
    }

    #[test]
    fn sends_nothing_to_an_address_that_is_not_safe() {
        let mut client = samples::client(Some("ana@example.org"), Some("801-555-0134"));
        client.safe_contact.email = false;
        check(&shown("phone-consult", client, |_| {}), &["We send you no e-mail", LINK]);
    }

    #[test]
    fn escapes_what_the_client_wrote() {
        let text = shown("phone-consult", samples::client(None, Some("801-555-0134")), |_| {});
        check(&text, &["Ana &lt;b&gt;"]);
    }

    #[test]
    fn says_whom_to_call_when_it_is_too_late() {
        let until = "2026-11-22T16:15:00Z".parse().unwrap();
        let text = shown("couple-session", samples::client(None, Some("801-555-0134")), |managed| {
            managed.changeable = Err(Refusal::TooLate { until });
        });
        check(&text, &["until", "Sunday, November 22 at 9:15 am", "call us at", "tel:8015550100"]);
        assert!(!text.contains("/manage/abc/move"));
    }

    #[test]
    fn a_cancelled_one_is_calm_and_offers_to_book_again() {
        let text = shown("phone-consult", samples::client(None, Some("801-555-0134")), |managed| {
            managed.found.booking.state = State::Cancelled { at: samples::now(), by: Actor::Client };
            managed.changeable = Err(Refusal::NotActive);
        });
        check(&text, &["It is cancelled", "Book again", "href=\"/book/phone-consult\""]);
        assert!(!text.contains("/manage/abc/move"));
    }

    #[test]
    fn what_left_the_practice_is_still_shown() {
        let text = shown("gone", samples::client(None, Some("801-555-0134")), |_| {});
        check(&text, &["Appointment", "Tuesday, November 24 at 9:15 am"]);
    }
}
