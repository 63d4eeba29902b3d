//! Cancelling, with a few private words if someone wants to say why.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::booking::Refusal;
use troth_domain::limits;
use troth_domain::people::{InvalidPersonal, Reason};

use super::{Subject, of_booking, opened};
use crate::actions::{ActionError, manage};
use crate::api;
use crate::app::App;
use crate::web::assets::Script;
use crate::web::components::area::Area;
use crate::web::components::field::FieldError;
use crate::web::components::{facts, safety, summary};
use crate::web::errors::WebError;
use crate::web::input::{Sent, Token};
use crate::web::page::Page;

/// `GET /manage/{token}/cancellation`
pub async fn ask(State(app): State<App>, Token(token): Token) -> Result<Response, WebError> {
    let managed = opened(&app, &token).await?;
    let subject = Subject { practice: app.practice(), managed: &managed, token: &token, now: app.now() };
    Ok(page(&subject, "", &[]).into_response())
}

/// `POST /manage/{token}/cancellation`
pub async fn cancel(State(app): State<App>, Token(token): Token, sent: Sent) -> Result<Response, WebError> {
    let fields = match sent {
        Sent::Form(fields) => fields,
        Sent::Program(headers, body) => return Ok(api::manage::cancel_json(&app, &token, &headers, &body).await),
    };
    let typed = fields.get("reason");
    let reason = match fields.given("reason").map(Reason::new).transpose() {
        Ok(reason) => reason,
        Err(fault) => {
            let managed = opened(&app, &token).await?;
            let subject = Subject { practice: app.practice(), managed: &managed, token: &token, now: app.now() };
            return Ok(page(&subject, typed, &[reason_error(fault)]).into_response());
        }
    };
    match manage::cancel(&app, &token, reason).await {
        // Whoever finds that it is too late is told so by the booking's own page.
        Ok(_) | Err(ActionError::Refused(Refusal::NotActive)) => {
            Ok(Redirect::to(&format!("/manage/{token}")).into_response())
        }
        Err(ActionError::Refused(Refusal::TooLate { .. })) => {
            let managed = opened(&app, &token).await?;
            let subject = Subject { practice: app.practice(), managed: &managed, token: &token, now: app.now() };
            Ok(page(&subject, typed, &[]).status(StatusCode::CONFLICT).into_response())
        }
        Err(error) => Err(of_booking(error)),
    }
}

fn reason_error(fault: InvalidPersonal) -> FieldError {
    let message = match fault {
        InvalidPersonal::TooLong(characters_max) => format!("Shorten what you wrote to {characters_max} characters"),
        _ => "Use letters, numbers and common signs".to_owned(),
    };
    FieldError::new("reason", message)
}

fn page<'a>(subject: &Subject<'a>, typed: &str, errors: &[FieldError]) -> Page<'a> {
    let facts = [("What", html! { (subject.offering_name()) }), ("When", subject.when_words())];
    let (heading, act) = match &subject.managed.changeable {
        Ok(()) => ("Cancel this appointment?", form(subject, typed, errors)),
        Err(refusal) => ("It cannot be cancelled here", subject.unchangeable(refusal)),
    };
    let body = html! {
        (summary::errors(errors))
        h1 { (heading) }
        (facts::list(&facts))
        (act)
        a class="button button-same" href=(subject.address("")) {
            @if subject.managed.changeable.is_ok() { "Keep it and go back" } @else { "Go back" }
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(subject.practice, heading, body).private().posts();
    page.status(status).has_errors(!errors.is_empty()).script(Script::Summary)
}

fn form(subject: &Subject<'_>, typed: &str, errors: &[FieldError]) -> Markup {
    let reason = Area {
        name: "reason",
        label: "Why? You can skip this.",
        hint: "Only our staff may read it. By law we may have to act if a child or another person is in danger.",
        rows: 3,
        characters_max: limits::REASON_CHARACTERS_MAX,
    };
    html! {
        form action=(subject.address("/cancellation")) method="post" novalidate {
            (reason.render(typed, errors))
            (safety::not_read_now())
            button type="submit" class="button button-main" { "Cancel the appointment" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::manage::Managed;
    use crate::web::{page::text_of, tests::samples};

    #[test]
    fn asks_before_it_acts_and_keeps_what_was_typed() {
        let practice = samples::practice();
        let client = samples::client(None, Some("801-555-0134"));
        let managed = Managed { found: samples::booked("phone-consult", client), changeable: Ok(()) };
        let subject = Subject { practice: &practice, managed: &managed, token: "abc", now: samples::now() };
        let text = text_of(page(&subject, "<i>", &[reason_error(InvalidPersonal::TooLong(500))]));
        for part in
            ["method=\"post\"", "&lt;i&gt;", "Error: ", "href=\"#reason\"", "500 characters", "Keep it and go back"]
        {
            assert!(text.contains(part), "{part}");
        }
    }
}
