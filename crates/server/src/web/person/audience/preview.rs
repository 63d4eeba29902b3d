//! Exactly what would be seen, by whom, and when. Only from here it is shared.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::ItemId;
use troth_domain::writing::Audience;

use super::{address, choices, looked_at};
use crate::actions::audience::{self, AudienceError, AudienceRequest, Preview};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::field::{FieldError, hidden};
use crate::web::components::{summary, written};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, ItemNamed, QueryFields, item_text};
use crate::web::page::Page;
use crate::web::person::write::read::offered;
use crate::web::person::{Space, crumb, page};

/// Whom the form names, beside those who see it now.
#[derive(Clone, Copy)]
struct Added {
    therapist: bool,
    partner: bool,
}

impl Added {
    fn read(fields: &Fields) -> Self {
        Self { therapist: fields.has("therapist"), partner: fields.has("partner") }
    }

    /// Who sees it then.
    fn wanted(self, now: Audience) -> Audience {
        Audience { therapist: now.therapist || self.therapist, partner: now.partner || self.partner }
    }
}

/// `GET /home/write/{item}/audience/preview`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    ItemNamed(id): ItemNamed,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    shown(&app, &space, id, Added::read(&query), html! {}, StatusCode::OK).await
}

/// `POST /home/write/{item}/audience`
pub async fn share(
    State(app): State<App>,
    actor: PersonActor,
    ItemNamed(id): ItemNamed,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let added = Added::read(&fields);
    let version = fields.given("version").and_then(|version| version.parse().ok()).ok_or(WebError::Unreadable)?;
    let now = looked_at(&app, &space, id, None).await?.now;
    let policy_version = space.policy_version()?;
    let request = AudienceRequest { item: id, wanted: added.wanted(now), version, policy_version };
    match audience::change(&app, actor.person, request).await {
        Ok(()) => Ok(Redirect::to(&format!("/home/write/{}?shared", item_text(id))).into_response()),
        Err(AudienceError::ChangedSincePreview) => {
            let changed = summary::notice(
                "It was changed since you looked at it",
                html! { p { "Nothing was shared. Here is what they would get now." } },
            );
            shown(&app, &space, id, added, changed, StatusCode::CONFLICT).await
        }
        Err(AudienceError::Refused(_)) => shown(&app, &space, id, added, html! {}, StatusCode::OK).await,
        Err(error) => Err(error.into()),
    }
}

/// The preview; or the choices again, where something stands in the way by now.
async fn shown(
    app: &App,
    space: &Space,
    id: ItemId,
    added: Added,
    notice: Markup,
    status: StatusCode,
) -> Result<Response, WebError> {
    let found = looked_at(app, space, id, None).await?;
    let wanted = added.wanted(found.now);
    if wanted == found.now {
        let can_therapist = !found.now.therapist && found.standing.policy_signed;
        let field = if can_therapist { "therapist" } else { "partner" };
        let wrong = [FieldError::new(field, "Choose someone, or leave it as it is")];
        return Ok(choices(app, space, &found, &wrong).into_response());
    }
    if super::in_the_way(&found, wanted).is_some() {
        return Ok(choices(app, space, &found, &[]).status(StatusCode::CONFLICT).into_response());
    }
    Ok(preview_page(app, space, &found, wanted, notice).status(status).into_response())
}

fn preview_page<'a>(app: &'a App, space: &Space, found: &Preview, wanted: Audience, notice: Markup) -> Page<'a> {
    let (now, item) = (found.now, &found.written.item);
    let adds_therapist = wanted.therapist && !now.therapist;
    let adds_partner = wanted.partner && !now.partner;
    let therapist = space.therapist(app.practice());
    let body = html! {
        (notice)
        (crumb(&address(item, "/audience"), "Back: nothing is shared yet"))
        h1 { "Exactly what they would get" }
        ul {
            @if adds_therapist { li { (therapist) ", your therapist, sees it at once." } }
            @if adds_partner && !item.kind.comes_whole() { (offering(space)) }
            @else if adds_partner {
                li { (space.partner()) ", your partner. " (space.pacing()) }
                li { "While it is shared with " (space.partner()) ", its words stay as they are." }
            }
            li { "You can take it back at any time. It is never said whether it was read." }
        }
        (sheet(space, found))
        form action=(address(item, "/audience")) method="post" {
            (hidden("version", &item.version.to_string()))
            @if adds_therapist { (hidden("therapist", "yes")) }
            @if adds_partner { (hidden("partner", "yes")) }
            div class="either" {
                button type="submit" class="button" {
                    @if item.kind.comes_whole() || !adds_partner {
                        "Share it with "
                        @if adds_therapist { (therapist) }
                        @if adds_therapist && adds_partner { " and " }
                        @if adds_partner { (space.partner()) }
                    } @else {
                        @if adds_therapist { "Share it with " (therapist) ", and offer" } @else { "Offer" }
                        " it to " (space.partner())
                    }
                }
                a class="button" href=(address(item, "")) { "Not now" }
            }
        }
    };
    page(app, "Exactly what they would get", body)
}

/// What offering an account comes to.
fn offering(space: &Space) -> Markup {
    html! {
        li { (offered(space)) }
        li { "They see none of its words before they ask for them. They can ask for all of it or for some parts, once they have said what it did to them." }
        li { "While it is offered, its words stay as they are." }
    }
}

fn sheet(space: &Space, found: &Preview) -> Markup {
    let kind = found.written.item.kind;
    html! {
        h2 { (written::title(&space.content, kind, Some(&found.written.writing))) }
        (written::writing(&space.content, kind, &found.written.writing))
    }
}
