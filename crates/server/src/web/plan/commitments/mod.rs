//! What one promises the other: `/plan/commitments`. Small, with a day, and agreed to by the one it is for.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use troth_domain::limits;

use crate::actions::commitments::{self, Seen, Standing};
use crate::actions::together::Extent;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::button;
use crate::web::components::cards::{self, Card};
use crate::web::errors::WebError;
use crate::web::input::id_text;
use crate::web::person::{Space, crumb, page};
use crate::web::plan::shared::foot;
use crate::web::words::When;

mod mend;
mod offer;
mod one;
mod reports;
mod typed;
mod words;

pub use reports::words as said_in_words;
pub use words::{how_often, promise};

/// The addresses under `/plan/commitments`.
pub fn router() -> Router<App> {
    let writing = Router::new()
        .route("/plan/commitments/{commitment}/repair", get(mend::show).post(mend::act))
        .layer(DefaultBodyLimit::max(limits::WRITING_BODY_BYTES_MAX));
    Router::new()
        .route("/plan/commitments", get(list))
        .route("/plan/commitments/over", get(over))
        .route("/plan/commitments/new", get(offer::show).post(offer::offer))
        .route("/plan/commitments/{commitment}", get(one::show).post(one::act))
        .route("/plan/commitments/{commitment}/reports", post(reports::keep))
        .merge(writing)
}

/// The page of one.
pub fn address(seen: &Seen) -> String {
    format!("/plan/commitments/{}", id_text(&seen.id.0))
}

/// `GET /plan/commitments`
async fn list(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let all = commitments::list(&app, actor.person, Extent::GoingOn).await?;
    let when = space.when(&app);
    let of = |standing: Standing| all.iter().filter(|seen| seen.standing() == standing).collect::<Vec<_>>();
    let (asked, agreed, offered, declined) =
        (of(Standing::Asked), of(Standing::Agreed), of(Standing::Offered), of(Standing::Declined));
    let is_empty = [&asked, &agreed, &offered, &declined].iter().all(|some| some.is_empty());
    let body = html! {
        (crumb("/plan", "The work"))
        h1 { "Your promises" }
        p class="lede" { "Small things that one of you does, and the other said yes to. Few, and small enough for a bad day." }
        (section("asked", "They wait for your answer", &asked, &space, &when))
        (section("agreed", "You both said yes", &agreed, &space, &when))
        (section("offered", "You offered", &offered, &space, &when))
        @if !declined.is_empty() {
            details class="rules-again" {
                summary { "You would rather not" }
                p class="hint" { "Only you see this. You can still say yes." }
                (cards::list(&cards_of(&declined, &space, &when)))
            }
        }
        @if space.joint_work.is_some_and(|view| view.open) {
            @if is_empty { p { "There is none right now." } }
            p { (button::main_link("/plan/commitments/new", "Offer a promise")) }
            p class="hint" { (few_at_once(&app)) }
        } @else if space.link.is_linked() {
            (space.together())
        } @else {
            p { "A promise needs two linked pages. " a href="/home/couple" { "Your link" } }
        }
        p { a href="/plan/commitments/over" { "Promises that are over" } }
        @if space.link.is_linked() { p { a href="/plan/appreciations" { "What you were glad of" } } }
        (foot(&space))
    };
    Ok(page(&app, "Your promises", body).into_response())
}

/// `GET /plan/commitments/over`
async fn over(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let all = commitments::list(&app, actor.person, Extent::Whole).await?;
    let when = space.when(&app);
    let past = all.iter().rev().filter(|seen| seen.standing() == Standing::Past);
    let past = past.take(limits::COMMITMENTS_LISTED_MAX).collect::<Vec<_>>();
    let body = html! {
        (crumb("/plan/commitments", "Your promises"))
        h1 { "Promises that are over" }
        @if past.is_empty() { p { "There is none yet. What has ended, and what has had its last day, is found here." } }
        @else { (cards::list(&cards_of(&past, &space, &when))) }
        (foot(&space))
    };
    Ok(page(&app, "Promises that are over", body).into_response())
}

fn section(id: &str, heading: &str, some: &[&Seen], space: &Space, when: &When<'_>) -> Markup {
    html! {
        @if !some.is_empty() {
            section aria-labelledby=(id) {
                h2 id=(id) { (heading) }
                (cards::list(&cards_of(some, space, when)))
            }
        }
    }
}

fn cards_of(some: &[&Seen], space: &Space, when: &When<'_>) -> Vec<Card> {
    let card = |seen: &&Seen| {
        let whose = if seen.is_own() { "You promise this." } else { "They promise this." };
        let often = how_often(seen.terms.recurrence(), when);
        Card {
            address: address(seen),
            name: html! { bdi { (promise(&seen.terms)) } },
            about: format!("{} {often}", if space.link.is_linked() { whose } else { "" }).trim().to_owned(),
            mark: String::new(),
        }
    };
    some.iter().map(card).collect()
}

/// How many there can be at once.
fn few_at_once(app: &App) -> String {
    format!("Few at a time are easier to keep. You can have {} at once.", app.practice().policy.commitments_max.count())
}
