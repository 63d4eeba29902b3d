//! What has come from a partner. Whether it is read, nobody is told.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::receiving::{AccountPart, Parts};
use troth_domain::writing::ItemKind;

use super::{Space, crumb, named, offers, page};
use crate::actions::couple;
use crate::actions::receiving::{self, Offered};
use crate::actions::writing::{self, ReceivedItem};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::written;
use crate::web::errors::WebError;
use crate::web::input::{ItemNamed, item_text};

/// `GET /home/received`
pub async fn list(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let received = writing::received(&app, actor.person).await?;
    let (aside, offered) =
        receiving::see(&app, actor.person).await?.all.into_iter().partition::<Vec<_>, _>(|one| one.is_aside);
    let names = couple::partner_names(&app, actor.person).await?;
    let when = space.when(&app);
    let body = html! {
        (crumb("/home", "Your space"))
        h1 { "What came from your partner" }
        p class="lede" { "Nobody is told whether you open it. You can leave it for another day, or for good." }
        @if received.is_empty() && offered.is_empty() && aside.is_empty() {
            p { "What your partner shares with you is found here once it has come." }
        } @else if !(received.is_empty() && offered.is_empty()) {
            ul class="cards" {
                (offered_to(&space, &offered))
                @for item in &received {
                    li {
                        @match item {
                            Ok(item) => {
                                a href={ "/home/received/" (item_text(item.id)) } { (heading(&space, item, named(names.get(&item.author)))) }
                                p { @if item.kind != ItemKind::Account { "From " (named(names.get(&item.author))) ". " } "Came " (when.day(when.date(item.came_at))) "." }
                            }
                            Err(_) => p { (written::UNREADABLE) },
                        }
                    }
                }
            }
        }
        @if !aside.is_empty() {
            details {
                summary { "Set aside" }
                ul class="ways" { @for one in &aside { li { a href=(offers::address(one.offer.id)) { (offers::title(&space)) } } } }
            }
        }
        @if space.link.is_linked() { p class="hint" { (space.pacing()) } }
    };
    Ok(page(&app, "What came from your partner", body).into_response())
}

/// What it is called on its reader's pages.
fn heading(space: &Space, item: &ReceivedItem, from: Markup) -> Markup {
    html! {
        @if item.kind == ItemKind::Account { "An account from " (from) }
        @else { (written::title(&space.content, item.kind, Some(&item.writing))) }
    }
}

/// The accounts that are theirs to read, of which not all has come.
fn offered_to(space: &Space, offered: &[Offered]) -> Markup {
    html! {
        @for one in offered.iter().filter(|one| one.come != Parts::WHOLE) {
            li {
                a href=(offers::address(one.offer.id)) {
                    @if one.come.is_empty() { (offers::title(space)) } @else { "The other parts of it, from " (space.partner()) }
                }
                @if one.under_way.is_empty() { p { "It is yours to read if and when you want it." } }
                @else { p { "You asked for it. It comes at the next delivery hour." } }
            }
        }
    }
}

/// `GET /home/received/{item}`
pub async fn show(State(app): State<App>, actor: PersonActor, ItemNamed(id): ItemNamed) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let item = writing::see_received(&app, actor.person, id).await?;
    let names = couple::partner_names(&app, actor.person).await?;
    let from = named(names.get(&item.author));
    let is_account = item.kind == ItemKind::Account;
    let title = if is_account { "An account" } else { written::title(&space.content, item.kind, Some(&item.writing)) };
    let offered = receiving::see(&app, actor.person).await?.all.into_iter().find(|one| one.offer.id == id);
    let body = html! {
        (crumb("/home/received", "What came from your partner"))
        h1 { (heading(&space, &item, from.clone())) }
        p class="lede" { @if !is_account { "From " (from) ". " } "You can stop at any line. " (from) " is not told that you opened it." }
        (written::writing(&space.content, item.kind, &item.writing))
        @match &offered {
            Some(offered) => (left_empty(&space, &item, offered.come)),
            None if item.writing.is_empty() => p { "No answer was written in the parts that you asked for." },
            None => {}
        }
        @if is_account { (after_reading(offered.as_ref())) }
        p { "If it is a lot: put it away for now, and talk it over with someone you trust. " a href="/help-now" { "Help now" } }
    };
    Ok(page(&app, title, body).into_response())
}

/// What was asked for and has no answer in it: otherwise it would look as if it had not come.
fn left_empty(space: &Space, item: &ReceivedItem, come: Parts) -> Markup {
    let is_empty = |part: &AccountPart| item.writing.keys().all(|name| name.as_str() != part.as_str());
    let empty = come.each().filter(is_empty).collect::<Vec<_>>();
    html! {
        @if !empty.is_empty() {
            p { "No answer was written to:" }
            ul { @for part in empty { li { (offers::heading(&space.content, part)) } } }
        }
    }
}

/// The other parts, and a place to answer for oneself.
fn after_reading(offered: Option<&Offered>) -> Markup {
    html! {
        section aria-labelledby="after" {
            h2 id="after" { "After reading" }
            p { "You owe no answer. What can you take in today? What not yet? Is there a question? You can write that down for yourself, and share it one day or never." }
            div class="either" {
                a class="button" href="/home/write/new/journal?after-reading" { "Write for myself" }
                @if let Some(offered) = offered.filter(|one| one.come != Parts::WHOLE) {
                    a class="button" href=(offers::address(offered.offer.id)) { "The other parts" }
                }
                a class="button" href="/home/received" { "Not now" }
            }
        }
    }
}
