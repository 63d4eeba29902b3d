//! Who sees something that a person wrote: chosen, shown exactly, and only then made so. Taking somebody out is one
//! button.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::people::ItemId;
use troth_domain::writing::{Audience, AudienceRefusal, ItemKind, Stage, audience_allowed};

use super::write::address;
use super::{Space, crumb, page};
use crate::actions::audience::{self, AudienceError, Preview, TakeOut};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::field::{FieldError, checkbox};
use crate::web::components::{button, facts, summary, written};
use crate::web::errors::WebError;
use crate::web::input::{FormFields, ItemNamed};
use crate::web::page::Page;

pub mod preview;

/// `GET /home/write/{item}/audience`
pub async fn show(State(app): State<App>, actor: PersonActor, ItemNamed(id): ItemNamed) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let found = looked_at(&app, &space, id, None).await?;
    Ok(choices(&app, &space, &found, &[]).into_response())
}

/// `POST /home/write/{item}/withdrawal`
pub async fn take_out(
    State(app): State<App>,
    actor: PersonActor,
    ItemNamed(id): ItemNamed,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let who = match fields.get("from") {
        "therapist" => TakeOut::Therapist,
        "partner" => TakeOut::Partner,
        _ => return Err(WebError::Unreadable),
    };
    audience::take_out(&app, actor.person, id, who).await?;
    Ok(Redirect::to(&format!("/home/write/{}?taken-out", crate::web::input::item_text(id))).into_response())
}

/// The item, who sees it, and what stands in the way of `wanted`; without it, of what is so now.
async fn looked_at(app: &App, space: &Space, id: ItemId, wanted: Option<Audience>) -> Result<Preview, WebError> {
    let policy = space.policy_version()?;
    let found = audience::preview(app, space.person.id, id, wanted.unwrap_or_default(), policy).await?;
    // Answers to the safety questions have their audience named before they begin.
    if found.written.item.kind == ItemKind::Screening { Err(WebError::NotFound) } else { Ok(found) }
}

/// Why `wanted` cannot be, if it cannot.
fn in_the_way(found: &Preview, wanted: Audience) -> Option<AudienceRefusal> {
    audience_allowed(&found.written.item, found.now, wanted, found.standing).err()
}

fn choices<'a>(app: &'a App, space: &Space, found: &Preview, wrong: &[FieldError]) -> Page<'a> {
    let item = &found.written.item;
    let title = written::title(&space.content, item.kind, Some(&found.written.writing));
    let known = [("Who sees it", super::write::who_sees(app, space, item))];
    let body = html! {
        (summary::errors(wrong))
        (crumb(&address(item, ""), "Back without a change"))
        h1 { "Who may see this" }
        p class="lede" { (title) }
        (facts::list(&known))
        @if item.stage == Stage::Draft {
            p { "It is a draft, so it is yours alone. Only what is finished can be shared." }
            (button::link(&address(item, "/text"), "Go on writing"))
        } @else {
            (adding(app, space, found))
            (taking_out(app, space, found))
        }
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(app, "Who may see this", body).status(status).has_errors(!wrong.is_empty())
}

/// Those who can be added, and why others cannot. Nothing happens before the exact text was shown.
fn adding(app: &App, space: &Space, found: &Preview) -> Markup {
    let (now, item) = (found.now, &found.written.item);
    let therapist = (!now.therapist).then(|| in_the_way(found, Audience { therapist: true, ..now }));
    let partner = (!now.partner).then(|| in_the_way(found, Audience { partner: true, ..now }));
    let can_add = therapist == Some(None) || partner == Some(None);
    let name = space.therapist_name(app.practice());
    html! {
        section aria-labelledby="add" {
            h2 id="add" { "Add someone" }
            @if can_add { p { "Next you see exactly what they would get. Nothing is shared before that." } }
            form action=(address(item, "/audience/preview")) method="get" {
                @match therapist {
                    Some(None) => (checkbox("therapist", &format!("My therapist, {name}"), false)),
                    Some(Some(refusal)) => p { "My therapist, " bdi { (name) } ": " (why_not(refusal)) },
                    None => {}
                }
                @match partner {
                    Some(None) if item.kind.comes_whole() => {
                        (checkbox("partner", &format!("My partner, {}", space.partner_name()), false))
                    }
                    Some(None) => (checkbox("partner", &format!("Offer it to my partner, {}", space.partner_name()), false)),
                    Some(Some(refusal)) => p { "My partner: " (why_not(refusal)) },
                    None => {}
                }
                @if can_add {
                    div class="either" {
                        button type="submit" class="button" { "See what they would get" }
                        a class="button" href=(address(item, "")) { "Not now" }
                    }
                }
            }
        }
    }
}

/// Why somebody cannot be added, and what to do.
fn why_not(refusal: AudienceRefusal) -> Markup {
    html! {
        @match refusal {
            AudienceRefusal::PolicyNotSigned => {
                "first read and sign " a href="/home/policy" { "what your therapist keeps to themselves" } "."
            }
            AudienceRefusal::NotForPartner => {
                "this kind stays with you."
            }
            AudienceRefusal::NotLinked => {
                "you are not linked with a partner here. " a href="/home/couple" { "Your link" }
            }
            AudienceRefusal::RulesNotAgreed => {
                "an account is offered once you have both agreed to rules for two that speak of it. " a href="/home/couple/rules" { "The rules for two" }
            }
            AudienceRefusal::JointWorkClosed => "joint work is closed. Your therapist opens it, for both of you alike. There is no set time.",
            AudienceRefusal::ManyOffered => {
                "you offer " (limits::ACCOUNTS_OFFERED_MAX) " accounts already. Take one of them back first."
            }
            AudienceRefusal::NotFound | AudienceRefusal::StillDraft | AudienceRefusal::FixedAudience => {
                "not for this one."
            }
        }
    }
}

fn taking_out(app: &App, space: &Space, found: &Preview) -> Markup {
    let (now, item) = (found.now, &found.written.item);
    let is_elsewhere = !now.partner && item.is_fixed();
    let withdrawal = address(item, "/withdrawal");
    html! {
        @if now.therapist || item.is_fixed() {
            section aria-labelledby="take-out" {
                h2 id="take-out" { "Take it back" }
                p { "From then on they do not have it. It is never said whether they read it, neither to you nor to them." }
                form action=(withdrawal) method="post" {
                    @if now.therapist {
                        p { button type="submit" class="button" name="from" value="therapist" { "Take it back from " (space.therapist(app.practice())) } }
                    }
                    @if now.partner {
                        p { button type="submit" class="button" name="from" value="partner" { "Take it back from " (space.partner()) } }
                    }
                    @if is_elsewhere {
                        p { button type="submit" class="button" name="from" value="partner" { "Take it back from a link that has ended" } }
                    }
                }
            }
        }
    }
}

impl From<AudienceError> for WebError {
    fn from(error: AudienceError) -> Self {
        match error {
            AudienceError::Refused(AudienceRefusal::NotFound | AudienceRefusal::FixedAudience) => Self::NotFound,
            AudienceError::Refused(_) => Self::Unprocessable("That cannot be shared as things are now."),
            AudienceError::ChangedSincePreview => Self::Unprocessable("It was changed elsewhere in between."),
            AudienceError::Action(error) => error.into(),
        }
    }
}
