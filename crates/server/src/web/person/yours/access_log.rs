//! Who of the staff opened what kind of thing, and on which day: for the person alone.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::audit::{AuditEvent, ToldAs};

use crate::actions::access_log;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::errors::WebError;
use crate::web::person::{Space, crumb, page};

/// `GET /settings/access-log`
pub async fn show(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let openings = access_log::openings(&app, actor.person, space.zone()).await?;
    let when = space.when(&app);
    let body = html! {
        (crumb("/settings", "Settings"))
        h1 { "Who opened what is yours" }
        p class="lede" { "When someone of the staff opens something of yours, it is noted here. Only you see this page." }
        @if openings.is_empty() {
            p { "Nobody of the staff has opened anything." }
        } @else {
            table class="log" {
                thead { tr { th scope="col" { "When" } th scope="col" { "Who" } th scope="col" { "What" } } }
                tbody {
                    @for opening in &openings {
                        tr { td { (when.day(opening.day)) } td { (who(&app, &space, opening.by)) } td { (what(opening.event)) } }
                    }
                }
            }
        }
        p class="hint" { "Each line is a day, however often something was opened on it. Only your own therapist is named." }
        p class="hint" { "What your partner does is not here, and what you do is on no page of theirs." }
    };
    Ok(page(&app, "Who opened what is yours", body).into_response())
}

fn who(app: &App, space: &Space, by: ToldAs) -> Markup {
    html! {
        @match by {
            ToldAs::OwnTherapist => { (space.therapist(app.practice())) },
            ToldAs::OtherTherapist => "A therapist of the practice",
            ToldAs::FrontDesk => "The front desk",
            ToldAs::Owner => "The owner of the practice",
        }
    }
}

fn what(event: AuditEvent) -> &'static str {
    match event {
        AuditEvent::ItemRead => "Something that you wrote and shared",
        AuditEvent::PlanRead => "Your plan, which you showed",
        AuditEvent::AgendaRead => "What you want to talk about in a session",
        AuditEvent::SetbacksRead => "Your plan for a setback, which you showed",
        AuditEvent::DatesRead => "The time ahead, which you showed",
        AuditEvent::LadderRead => "Telling a little at a time, which you showed",
        AuditEvent::ScreeningRead => "Your answers about safety",
        AuditEvent::ProfileRead => "Your name and how to reach you",
        AuditEvent::ListRead => "A list with your name in it",
        AuditEvent::Exported => "A copy of what is yours",
        _ => "Something of yours",
    }
}
