//! A plan for a setback: written on a good day, there on a bad one.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::limits::PLAN_TEXT_CHARACTERS_MAX;
use troth_domain::people::InvalidPersonal;
use troth_domain::plan::PlanText;
use troth_domain::plan::ahead::{AheadRefusal, SetbackPart, SetbackPlan, SetbackStage};

use super::words;
use crate::actions::ahead::{self, AheadError, Parts, Turn, Versioned};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::area::Area;
use crate::web::components::field::{FieldError, hidden};
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields};
use crate::web::page::Page;
use crate::web::person::write::given_back;
use crate::web::person::{Space, before_writing, crumb, done, page, unread};
use crate::web::plan::showing::{self, who_sees};
use crate::web::plan::start::version;

const ADDRESS: &str = "/plan/setbacks";
const TEXT: &str = "/plan/setbacks/text";
const TITLE: &str = "When there is a setback";

/// `GET /plan/setbacks`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let kept = ahead::setbacks(&app, actor.person).await?;
    let sees = who_sees((&app, &space), "it", kept.as_ref());
    let body = html! {
        @if query.has("kept") { (done("It is kept.")) }
        @if query.has("deleted") { (done("It is deleted.")) }
        (showing::taken_back(&query))
        (crumb("/plan/steps/5", "Back to the step"))
        h1 { (TITLE) }
        @match kept.as_ref().map(|kept| (&kept.document, kept.document.stage())) {
            None => (nothing(&sees)),
            Some((plan, SetbackStage::InUse { since })) => (in_use(plan, &space.when(&app).day(space.when(&app).date(since)), &sees)),
            Some((plan, SetbackStage::Draft | SetbackStage::Ready)) => (ready(plan, &sees)),
        }
        @if kept.is_some() { (keeping(&showing::way(kept.as_ref()))) }
        @if let Some(writing) = &space.content.writing { p class="hint" { (unread(&writing.unread)) } }
    };
    Ok(page(&app, TITLE, body).into_response())
}

fn nothing(sees: &Markup) -> Markup {
    html! {
        p class="lede" { "A bad day can come after many good ones. It does not undo them. A few lines, written on a calm day, can help then." }
        p { "It may be a night when it all comes back. It may be an old habit that pulls at you. You choose what to plan for." }
        (before(sees))
        div class="either" {
            (button::link(TEXT, "Write a plan"))
            (button::link("/plan/steps/5", "Not now"))
        }
        p { a href="/plan/exercises/early-signs" { "Early signs, one by one" } " is a longer way to look at it. " a href="/plan/exercises/through-a-bad-night" { "Through a bad night" } " is for tonight." }
    }
}

/// What is to be known before it is written.
fn before(sees: &Markup) -> Markup {
    html! {
        (sees)
        p { "Each part can be left out." }
        p { strong { "If someone hurts you or scares you" } ", that is no setback of yours. " a href="/help-now" { "Help now" } }
    }
}

fn ready(plan: &SetbackPlan, sees: &Markup) -> Markup {
    html! {
        p class="lede" { "Your plan is here for when you need it." }
        (sees)
        (words::setbacks(plan))
        form action="/plan/setbacks/use" method="post" {
            div class="either" {
                button type="submit" class="button" name="turn" value="to" { "There is one now" }
                (button::link(TEXT, "Change the plan"))
            }
        }
    }
}

fn in_use(plan: &SetbackPlan, since: &str, sees: &Markup) -> Markup {
    html! {
        p class="lede" { "This is hard, and you thought of it ahead. Take one line at a time." }
        (words::setbacks(plan))
        p { "If it is too much: " a href="/help-now" { "Help now" } ", or " a href="/home/call" { "ask for a call" } "." }
        form action="/plan/setbacks/use" method="post" {
            div class="either" {
                button type="submit" class="button" name="turn" value="back" { "Lay it by again" }
                (button::link(TEXT, "Change the plan"))
            }
        }
        p class="hint" { "You turned to it on " (since) ". Nobody counts how often." }
        (sees)
    }
}

fn keeping(way: &Markup) -> Markup {
    html! {
        ul class="ways" {
            li { (way) }
            li { a href="/plan/setbacks/deletion" { "Delete the plan" } }
        }
        p class="hint" { "You can print this page. On paper, whoever finds it can read it." }
    }
}

/// `GET /plan/setbacks/text`
pub async fn write(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let typed = Typed::of(ahead::setbacks(&app, actor.person).await?.as_ref());
    Ok(typed.page(&app, &space, &[], &html! {}).await?.into_response())
}

/// `POST /plan/setbacks/text`
pub async fn keep(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    FormFields(fields): FormFields,
) -> Response {
    let kept = match actor {
        Ok(actor) => keep_for(&app, &actor, &fields).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(response) => response,
        Err(error) => {
            let typed = Typed::read(&fields);
            if typed.is_empty() {
                return error.into_response();
            }
            given_back::page(&app, error, "Keep it", |button| typed.form(&[], button))
        }
    }
}

async fn keep_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let typed = Typed::read(fields);
    let before = version(fields)?;
    let parts = match typed.check() {
        Ok(parts) => parts,
        Err(errors) => return Ok(typed.page(app, &space, &errors, &html! {}).await?.into_response()),
    };
    match ahead::write_setbacks(app, actor.person, before, parts).await {
        Ok(()) => Ok(Redirect::to("/plan/setbacks?kept").into_response()),
        Err(AheadError::Refused(refusal @ AheadRefusal::Empty)) => {
            let error = FieldError::new(SetbackPart::EarlySigns.as_str(), words::refusal(refusal));
            Ok(typed.page(app, &space, &[error], &html! {}).await?.into_response())
        }
        Err(AheadError::ChangedElsewhere) => {
            let now = ahead::setbacks(app, actor.person).await?;
            let notice = summary::notice(
                "You changed this on another device",
                html! {
                    p { "Nothing was lost. What is kept now stands first, and what you typed here below it. If you keep yours, it takes the place of the other." }
                },
            );
            let between = html! {
                (notice)
                h2 { "What is kept now" }
                @match &now { Some(now) => (words::setbacks(&now.document)), None => p { "Nothing: it was deleted." } }
                h2 { "What you typed here" }
            };
            let typed = Typed { version: now.map(|now| now.version), ..typed };
            Ok(typed.page(app, &space, &[], &between).await?.status(StatusCode::CONFLICT).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed, part by part.
struct Typed {
    parts: Vec<(SetbackPart, String)>,
    version: Option<u32>,
}

impl Typed {
    fn of(kept: Option<&Versioned<SetbackPlan>>) -> Self {
        let text = |part: SetbackPart| kept.and_then(|kept| kept.document.parts().get(&part));
        let part = |part| (part, text(part).map_or(String::new(), |text: &PlanText| text.reveal().to_owned()));
        Self { parts: SetbackPart::ALL.map(part).to_vec(), version: kept.map(|kept| kept.version) }
    }

    fn read(fields: &Fields) -> Self {
        let part = |part: SetbackPart| (part, fields.get(part.as_str()).to_owned());
        Self { parts: SetbackPart::ALL.map(part).to_vec(), version: version(fields).ok().flatten() }
    }

    fn is_empty(&self) -> bool {
        self.parts.iter().all(|(_, text)| text.trim().is_empty())
    }

    fn check(&self) -> Result<Parts, Vec<FieldError>> {
        let (mut parts, mut errors) = (Parts::new(), Vec::new());
        for (part, typed) in &self.parts {
            match PlanText::new(typed) {
                Ok(text) => parts.push((*part, Some(text))),
                Err(InvalidPersonal::Empty) => parts.push((*part, None)),
                Err(fault) => errors.push(FieldError::new(part.as_str(), words::fault(fault))),
            }
        }
        if errors.is_empty() { Ok(parts) } else { Err(errors) }
    }

    async fn page<'a>(
        &self,
        app: &'a App,
        space: &Space,
        errors: &[FieldError],
        between: &Markup,
    ) -> Result<Page<'a>, WebError> {
        let kept = ahead::setbacks(app, space.person.id).await?;
        let ways = html! {
            div class="either" {
                (button::plain("Keep it"))
                (button::link(ADDRESS, "Leave it as it is"))
            }
        };
        let body = html! {
            (summary::errors(errors))
            (crumb(ADDRESS, "Back without a change"))
            h1 { (TITLE) }
            (before(&who_sees((app, space), "it", kept.as_ref())))
            (before_writing(&space.content))
            (between)
            (self.form(errors, &ways))
        };
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        Ok(page(app, TITLE, body).status(status).has_errors(!errors.is_empty()).script(Script::Summary))
    }

    fn form(&self, errors: &[FieldError], ways: &Markup) -> Markup {
        html! {
            form action=(TEXT) method="post" autocomplete="off" novalidate {
                (hidden("version", &self.version.map(|version| version.to_string()).unwrap_or_default()))
                @for (part, typed) in &self.parts {
                    (Area {
                        name: part.as_str(),
                        label: words::part(*part),
                        hint: words::hint(*part),
                        rows: 4,
                        characters_max: PLAN_TEXT_CHARACTERS_MAX,
                    }.render(typed, errors))
                }
                (ways)
            }
        }
    }
}

/// `POST /plan/setbacks/use`
pub async fn turn(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let turn = match fields.get("turn") {
        "to" => Turn::To,
        "back" => Turn::Back,
        _ => return Err(WebError::Unreadable),
    };
    ahead::turn(&app, actor.person, turn).await?;
    Ok(Redirect::to(ADDRESS).into_response())
}

/// `GET /plan/setbacks/deletion`
pub async fn ask_to_delete(State(app): State<App>, _: PersonActor) -> Result<Response, WebError> {
    let body = html! {
        (crumb(ADDRESS, "Back without a change"))
        h1 { "Delete the plan" }
        p class="lede" { "It is gone at once, and cannot be brought back." }
        form action="/plan/setbacks/deletion" method="post" {
            div class="either" {
                (button::plain("Delete it"))
                (button::link(ADDRESS, "Keep it"))
            }
        }
    };
    Ok(page(&app, "Delete the plan", body).into_response())
}

/// `POST /plan/setbacks/deletion`
pub async fn delete(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    ahead::delete_setbacks(&app, actor.person).await?;
    Ok(Redirect::to("/plan/setbacks?deleted").into_response())
}
