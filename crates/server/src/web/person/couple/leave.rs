//! Leaving: alone, at once, without a reason. The page of the other says so on a day that the leaver picks.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use troth_domain::people::LinkRefusal;

use super::own;
use crate::actions::couple::{self, LeaveRequest, LinkError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, radios, select};
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields};
use crate::web::page::Page;
use crate::web::person::{Space, crumb, page};
use crate::web::words::{When, civil_clock};

const DAY: &str = "Choose a day from the list";

/// `GET /home/couple/leave`
pub async fn ask(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    if own(&space).is_none() {
        return Ok(Redirect::to("/home/couple").into_response());
    }
    Ok(form_page(&app, &space, &Typed::default(), &[]).into_response())
}

/// `POST /home/couple/leave`
pub async fn leave(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let typed = Typed::read(&fields);
    let request = match typed.check() {
        Ok(request) => request,
        Err(wrong) => return Ok(form_page(&app, &space, &typed, &wrong).into_response()),
    };
    match couple::leave(&app, actor.person, request).await {
        Ok(()) => Ok(Redirect::to("/home/couple?left").into_response()),
        // The same button twice: the link is ended already.
        Err(LinkError::Refused(LinkRefusal::NotLinked)) => Ok(Redirect::to("/home/couple").into_response()),
        Err(LinkError::Refused(LinkRefusal::DayOutOfReach)) => {
            let wrong = [FieldError::new("told_on", DAY)];
            Ok(form_page(&app, &space, &typed, &wrong).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What was chosen.
#[derive(Default)]
struct Typed {
    told_on: String,
    shared: String,
    bookings: String,
}

impl Typed {
    fn read(fields: &Fields) -> Self {
        let text = |name| fields.get(name).to_owned();
        Self { told_on: text("told_on"), shared: text("shared"), bookings: text("bookings") }
    }

    fn check(&self) -> Result<LeaveRequest, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let told_on = self.told_on.parse::<Date>().ok();
        if told_on.is_none() {
            wrong.push(FieldError::new("told_on", DAY));
        }
        let mut either = |field: &'static str, chosen: &str, yes: &str, no: &str, message: &str| {
            if chosen != yes && chosen != no {
                wrong.push(FieldError::new(field, message));
            }
            chosen == yes
        };
        let take_back = either("shared", &self.shared, "back", "stay", "Choose what becomes of what you shared");
        let bookings_stay = either("bookings", &self.bookings, "stay", "go", "Choose what becomes of appointments");
        match told_on {
            Some(told_on) if wrong.is_empty() => Ok(LeaveRequest { told_on, bookings_stay, take_back }),
            _ => Err(wrong),
        }
    }
}

fn form_page<'a>(app: &'a App, space: &Space, typed: &Typed, wrong: &[FieldError]) -> Page<'a> {
    let body = html! {
        (summary::errors(wrong))
        (crumb("/home/couple", "Your link"))
        h1 { "End the link with " (space.partner()) }
        p class="lede" { "You need no reason, and nobody has to agree." }
        ul {
            li { "From the moment you press the button nothing passes between you, either way." }
            li { "Your page stays yours, with all that you wrote." }
            li { (space.partner()) "\u{2019}s page stays as it was, but for what you take back, until the day that you pick. On that day it says that the link has ended, and what never came." }
            li { "If you offered an account, " (space.partner()) " can ask for it until that day, unless you take it back." }
            li { "What came to you by now stays, unless " (space.partner()) " takes it back." }
        }
        div class="aside" {
            p { "If you may be in danger when they learn of it, talk to someone first, and pick the day with care. " a href="/help-now" { "Help now" } }
        }
        (form(app, typed, wrong))
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(app, "End the link", body).status(status).has_errors(!wrong.is_empty()).script(Script::Summary)
}

fn form(app: &App, typed: &Typed, wrong: &[FieldError]) -> Markup {
    let hour = civil_clock(app.practice().policy.delivery_hour);
    let shared = [("stay", "Leave it where it came"), ("back", "Take it all back now")];
    let bookings = [("stay", "They stay"), ("go", "They go")];
    html! {
        form action="/home/couple/leave" method="post" novalidate {
            (select("told_on", "The day on which your partner is told", &days(app), &typed.told_on, wrong))
            p class="hint" { "At " (hour) " on that day. If that has passed today, today means at once." }
            (radios("shared", "What you shared", &shared, &typed.shared, wrong))
            p class="hint" { "What you take back is gone from their page at once, so it can be noticed before the day that you picked. Nobody is told whether it was read, either way." }
            (radios("bookings", "Appointments for you both, if there are any", &bookings, &typed.bookings, wrong))
            div class="either" {
                button type="submit" class="button" { "End the link now" }
                a class="button" href="/home/couple" { "Keep it" }
            }
        }
    }
}

/// Days in the practice's zone, since it is the practice's hour at which the other is told.
fn days(app: &App) -> Vec<(String, String)> {
    let when = When { zone: &app.practice().time_zone, now: app.now() };
    let none = (String::new(), "Choose a day".to_owned());
    let day = |date: Date| (date.to_string(), when.near_day(date));
    std::iter::once(none).chain(couple::days_to_tell(app).into_iter().map(day)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(encoded: &str, expected: &[&str]) {
        let typed = Typed::read(&Fields::parse(encoded.as_bytes()).unwrap());
        let wrong = typed.check().err().unwrap_or_default();
        assert_eq!(wrong.iter().map(|error| error.field.as_ref()).collect::<Vec<_>>(), expected, "{encoded}");
    }

    #[test]
    fn nothing_is_chosen_for_anyone() {
        check("", &["told_on", "shared", "bookings"]);
        check("told_on=2026-11-30&shared=back&bookings=stay", &[]);
        check("told_on=soon&shared=maybe&bookings=go", &["told_on", "shared"]);
    }
}
