//! Making a code for the partner, which is shown once.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::people::{InvitationCode, LinkRefusal, PersonName};

use super::{own, rules, rules_in_full};
use crate::actions::couple::{self, LinkError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, Line, hidden};
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::FormFields;
use crate::web::page::Page;
use crate::web::person::{Space, crumb, name_error, page};

/// `GET /home/couple/code`
pub async fn ask(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    if own(&space).is_some() {
        return Ok(Redirect::to("/home/couple").into_response());
    }
    let name = space.profile.name.reveal().to_owned();
    Ok(form_page(&app, &space, &name, &[], html! {})?.into_response())
}

/// `POST /home/couple/code`: the answer shows the code, this once.
pub async fn make(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let typed = fields.get("name");
    let name = match PersonName::new(typed) {
        Ok(name) => name,
        Err(fault) => {
            let wrong = [name_error("name", fault)];
            return Ok(form_page(&app, &space, typed, &wrong, html! {})?.into_response());
        }
    };
    let rules = &rules(&space)?.text;
    if fields.get("rules") != rules.mark() {
        let page = form_page(&app, &space, typed, &[], rules_changed())?;
        return Ok(page.status(StatusCode::CONFLICT).into_response());
    }
    match couple::invite(&app, actor.person, name, rules.version).await {
        Ok((code, until)) => Ok(code_page(&app, &space, &code, until).into_response()),
        Err(LinkError::Refused(LinkRefusal::AlreadyLinked)) => Ok(Redirect::to("/home/couple").into_response()),
        Err(error) => Err(error.into()),
    }
}

/// `POST /home/couple/code/withdrawal`
pub async fn take_back(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    couple::take_back_invitation(&app, actor.person).await?;
    Ok(Redirect::to("/home/couple?taken-back").into_response())
}

/// That the rules are other ones than those that were read.
pub fn rules_changed() -> Markup {
    summary::notice("The rules have changed", html! { p { "Please read them again before you agree." } })
}

/// What a person is to be called by on the other's pages.
pub fn name_field(typed: &str, wrong: &[FieldError]) -> Markup {
    let line = Line {
        name: "name",
        label: "The name that your partner sees you by",
        hint: "It stays as it is while you are linked.",
        kind: "text",
        autocomplete: "off",
        characters_max: limits::NAME_CHARACTERS_MAX,
    };
    line.render(typed, wrong)
}

fn form_page<'a>(
    app: &'a App,
    space: &Space,
    typed: &str,
    wrong: &[FieldError],
    notice: Markup,
) -> Result<Page<'a>, WebError> {
    let rules = rules(space)?;
    let body = html! {
        (notice)
        (summary::errors(wrong))
        (crumb("/home/couple", "Your link"))
        h1 { "Make a code" }
        p class="lede" { "Read this first. Making a code agrees to these rules. Your partner agrees to the same ones when they use it." }
        (rules_in_full(rules))
        form action="/home/couple/code" method="post" novalidate {
            (hidden("rules", &rules.text.mark()))
            (name_field(typed, wrong))
            div class="either" {
                button type="submit" class="button" { "I agree. Make a code" }
                a class="button" href="/home/couple" { "Not now" }
            }
        }
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page(app, "Make a code", body).status(status).has_errors(!wrong.is_empty()).script(Script::Summary))
}

fn code_page<'a>(app: &'a App, space: &Space, code: &InvitationCode, until: Timestamp) -> Page<'a> {
    let body = html! {
        (crumb("/home/couple", "Your link"))
        h1 { "Your code" }
        p class="code" { (code.shown()) }
        p { "It is shown this once. It can be used once, until " (space.when(app).marked(until)) "." }
        h2 { "Passing it on" }
        ul {
            li { "Say it or hand it over yourself. We mail nothing, and we tell nobody." }
            li { "Your partner needs their own sign-in here, which they get from the practice." }
            li { "They read the same rules and agree for themselves. They can also leave it." }
            li { strong { "If you are afraid of your partner, do not pass it on." } " You can take the code back at any time." }
        }
        form action="/home/couple/code/withdrawal" method="post" {
            button type="submit" class="button" { "Take the code back" }
        }
        p { a href="/home" { "Go to your space" } }
    };
    page(app, "Your code", body)
}
