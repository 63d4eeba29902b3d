//! The link between two: a code that one passes on, rules that both agree to, and a way out for either.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, PreEscaped, html};
use troth_domain::people::{Couple, LinkView, RulesOfTwo};

use super::{Space, crumb, done, page};
use crate::actions::writing::ListedItem;
use crate::actions::{couple, rules_of_two};
use crate::app::App;
use crate::content::signed::CoupleRules;
use crate::web::actor::PersonActor;
use crate::web::components::written;
use crate::web::errors::WebError;
use crate::web::input::{QueryFields, item_text};

pub mod code;
pub mod leave;
pub mod link;
pub mod newer;

/// `GET /home/couple`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let state = match &space.link.couple {
        Some((_, LinkView::Linked)) => {
            let of_two = rules_of_two::see(&app, actor.person).await?;
            linked(&app, &space, of_two.as_ref())
        }
        Some((couple, LinkView::OtherLeft { .. })) => {
            let never_came = couple::never_came(&app, actor.person, couple).await?;
            html! { (ended(&space, &never_came)) (alone(&app, &space)) }
        }
        Some((_, LinkView::Left { .. })) | None => alone(&app, &space),
    };
    let body = html! {
        @if query.has("left") { (done("The link is ended. From now on nothing passes between you.")) }
        @if query.has("linked") { (done("You are linked now.")) }
        @if query.has("taken-back") { (done("The code does nothing any more.")) }
        (crumb("/home", "Your space"))
        h1 { "Your link" }
        (state)
    };
    Ok(page(&app, "Your link", body).into_response())
}

fn linked(app: &App, space: &Space, of_two: Option<&RulesOfTwo>) -> Markup {
    html! {
        p class="lede" { "You are linked with " (space.partner()) "." }
        p { "Each of you has your own sign-in and your own page. Neither can open the other\u{2019}s." }
        (space.together())
        ul class="ways" {
            li { a href="/home/received" { "What came from " (space.partner()) } }
            li { a href="/home/write" { "What you write, and who sees it" } }
            li { a href="/home/rest" { "Ask for a rest from joint work" } }
        }
        (rules_to_open(app, space, of_two))
        section aria-labelledby="leaving" {
            h2 id="leaving" { "Ending the link" }
            p { "You can end it alone, at once and without a reason. You pick the day on which your partner is told." }
            a class="button" href="/home/couple/leave" { "How to end it" }
        }
    }
}

/// On the day that the other picked, and from then on.
fn ended(space: &Space, never_came: &[ListedItem]) -> Markup {
    html! {
        p class="lede" { (space.partner()) " has ended the link. Nothing passes between your pages any more." }
        p { "What had come by then stays, unless the one who wrote it takes it back." }
        @if !never_came.is_empty() {
            p { "This is what you had shared and what never came:" }
            ul class="cards" {
                @for listed in never_came {
                    li { a href={ "/home/write/" (item_text(listed.item.id)) } { (written::title(&space.content, listed.item.kind, listed.writing.as_ref().ok())) } }
                }
            }
        }
        p { "This may be a hard day. You do not have to be alone with it. " a href="/help-now" { "Help now" } }
    }
}

fn alone(app: &App, space: &Space) -> Markup {
    html! {
        p { "You can work here on your own, for as long as you like. It is just as real." }
        div class="aside" {
            p { strong { "Do not link if you are afraid of your partner" } ", or if someone wants you to. " a href="/help-now" { "Help now" } }
        }
        @if let Some(until) = space.link.invitation_until {
            section aria-labelledby="waiting" {
                h2 id="waiting" { "Your code" }
                p { "You made a code. It can be used until " (space.when(app).marked(until)) ". It was shown once, and we cannot show it again." }
                form action="/home/couple/code/withdrawal" method="post" {
                    button type="submit" class="button" { "Take the code back" }
                }
                ul class="ways" {
                    li { a href="/home/couple/code" { "Make another one in its place" } }
                    li { a href="/home/couple/link" { "Enter a code that you were given" } }
                }
            }
        } @else {
            section aria-labelledby="two" {
                h2 id="two" { "Linking two pages" }
                p { "One of you makes a code and passes it on by hand or by voice. The other enters it. We mail nothing and ask nobody." }
                ul class="actions" {
                    li { a class="button" href="/home/couple/code" { "Make a code" } }
                    li { a class="button" href="/home/couple/link" { "Enter a code" } }
                }
            }
        }
    }
}

/// The couple that a person is in, as far as they know.
fn own(space: &Space) -> Option<&Couple> {
    let (couple, view) = space.link.couple.as_ref()?;
    (*view == LinkView::Linked).then_some(couple)
}

/// The rules for two as they are now.
fn rules(space: &Space) -> Result<&CoupleRules, WebError> {
    space.content.couple_rules.as_ref().ok_or(WebError::Internal)
}

/// The rules in full, before anyone agrees to them.
fn rules_in_full(rules: &CoupleRules) -> Markup {
    html! {
        section class="rules prose" aria-labelledby="rules" {
            h2 id="rules" { (rules.text.title) }
            (PreEscaped(&rules.text.body.html))
        }
    }
}

/// The rules that both agreed to, to read again; or the way to newer ones.
fn rules_to_open(app: &App, space: &Space, of_two: Option<&RulesOfTwo>) -> Markup {
    let Some(rules) = &space.content.couple_rules else { return html! {} };
    let both_agreed = of_two.is_some_and(|of_two| of_two.both_agreed(rules.text.version, app.now()));
    html! {
        @if both_agreed {
            details class="rules-again" {
                summary { "The rules that you both agreed to" }
                (rules_in_full(rules))
            }
        } @else {
            p { "The rules for two have new lines since you were linked. All that you have stays as it is. " a href="/home/couple/rules" { "The rules for two" } }
        }
    }
}
