//! Who of the staff opened what kind of thing, and when: for the person alone.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::audit::AuditEvent;
use troth_domain::people::Role;

use crate::actions::access_log::{self, OpenedWhen, Opening};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::errors::WebError;
use crate::web::person::{Space, crumb, page};
use crate::web::words::When;

/// `GET /settings/access-log`
pub async fn show(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let openings = access_log::openings(&app, actor.person).await?;
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
                        tr { td { (told(opening.when, &when)) } td { (who(opening)) } td { (what(opening.event)) } }
                    }
                }
            }
        }
        p class="hint" { "For a list or your page the day is noted, once for each who opened it. For what you wrote, each time." }
        p class="hint" { "What your partner does is not here, and what you do is on no page of theirs." }
    };
    Ok(page(&app, "Who opened what is yours", body).into_response())
}

fn told(opened: OpenedWhen, when: &When<'_>) -> Markup {
    match opened {
        OpenedWhen::OnDay(day) => html! { (when.day(day)) },
        OpenedWhen::At(at) => when.marked(at),
    }
}

fn who(opening: &Opening) -> Markup {
    html! {
        @match (&opening.therapist, opening.role) {
            (Some(name), _) => bdi { (name) },
            (None, Role::Therapist) => "A therapist",
            (None, Role::FrontDesk) => "The front desk",
            (None, Role::Owner) => "The owner of the practice",
        }
    }
}

fn what(event: AuditEvent) -> &'static str {
    match event {
        AuditEvent::ItemRead => "Something that you wrote and shared",
        AuditEvent::ScreeningRead => "Your answers about safety",
        AuditEvent::ProfileRead => "Your name and how to reach you",
        AuditEvent::ListRead => "A list with your name in it",
        AuditEvent::Exported => "A copy of what is yours",
        _ => "Something of yours",
    }
}
