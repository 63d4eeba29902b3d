//! Rules for two that are newer than those before which two were linked: read, and agreed to or left, by each alone.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::{LinkRefusal, RulesOfTwo};

use super::code::rules_changed;
use super::{rules, rules_in_full};
use crate::actions::couple::LinkError;
use crate::actions::rules_of_two;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::field::hidden;
use crate::web::errors::WebError;
use crate::web::input::{FormFields, QueryFields};
use crate::web::page::Page;
use crate::web::person::{Space, crumb, done, page};

const TITLE: &str = "The rules for two";

/// The way to rules that a person is asked to agree to; none where they are not.
pub async fn asked(app: &App, space: &Space) -> Result<Option<Markup>, WebError> {
    let of_two = rules_of_two::see(app, space.person.id).await?;
    let is_asked = of_two.is_some_and(|of_two| is_asked(space, &of_two));
    Ok(is_asked.then(|| html! { a href="/home/couple/rules" { "There are new lines in the rules for two" } }))
}

fn is_asked(space: &Space, of_two: &RulesOfTwo) -> bool {
    let current = space.content.couple_rules.as_ref().map(|rules| rules.text.version);
    current.is_some_and(|current| of_two.is_asked(space.person.id, current))
}

/// `GET /home/couple/rules`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let said = if query.has("agreed") {
        done("You agreed.")
    } else {
        html! {}
    };
    match rules_of_two::see(&app, actor.person).await? {
        Some(of_two) => Ok(rules_page(&app, &space, &of_two, &said)?.into_response()),
        None => Ok(Redirect::to("/home/couple").into_response()),
    }
}

/// `POST /home/couple/rules`
pub async fn agree(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let Some(of_two) = rules_of_two::see(&app, actor.person).await? else {
        return Ok(Redirect::to("/home/couple").into_response());
    };
    let text = &rules(&space)?.text;
    // What was read is what is agreed to.
    if fields.get("rules") != text.mark() {
        let page = rules_page(&app, &space, &of_two, &rules_changed())?;
        return Ok(page.status(StatusCode::CONFLICT).into_response());
    }
    match rules_of_two::agree(&app, actor.person, text.version).await {
        Ok(()) => Ok(Redirect::to("/home/couple/rules?agreed").into_response()),
        Err(LinkError::Refused(LinkRefusal::NotLinked)) => Ok(Redirect::to("/home/couple").into_response()),
        Err(error) => Err(error.into()),
    }
}

fn rules_page<'a>(app: &'a App, space: &Space, of_two: &RulesOfTwo, said: &Markup) -> Result<Page<'a>, WebError> {
    let rules = rules(space)?;
    let is_asked = is_asked(space, of_two);
    let body = html! {
        (said)
        (crumb("/home/couple", "Your link"))
        h1 { (TITLE) }
        @if is_asked {
            p class="lede" { "They have new lines. Read them when you like. You agree alone, and you can leave it for as long as you want." }
            div class="aside" {
                p { strong { "Do not agree if you are afraid of your partner" } ", or if someone wants you to. " a href="/help-now" { "Help now" } }
            }
            @if !rules.new.is_empty() {
                h2 { "What is new" }
                ul { @for line in &rules.new { li { (line) } } }
            }
            p { "All that you two have stays as it is, whether or not you agree. Only what is new waits. It begins at a delivery hour, once both of you have agreed." }
            p { "Nobody is told that you read this, or that you left it. When it begins, each of you can tell that the other agreed." }
        } @else if of_two.both_agreed(rules.text.version, app.now()) {
            p class="lede" { "You both agreed to these rules." }
        } @else {
            p class="lede" { "You agreed to these rules." }
            p { "What is new in them begins at a delivery hour, once both of you have agreed. Until then all stays as it is. There is nothing more for you to do." }
        }
        (rules_in_full(rules))
        @if is_asked {
            form action="/home/couple/rules" method="post" {
                (hidden("rules", &rules.text.mark()))
                div class="either" {
                    button type="submit" class="button" { "I agree" }
                    a class="button" href="/home/couple" { "Not now" }
                }
            }
        }
    };
    Ok(page(app, TITLE, body))
}
