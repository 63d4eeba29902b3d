//! What has come from a partner. Whether it is read, nobody is told.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::{Space, crumb, named, page};
use crate::actions::{couple, writing};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::written;
use crate::web::errors::WebError;
use crate::web::input::{ItemNamed, item_text};

/// `GET /home/received`
pub async fn list(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let received = writing::received(&app, actor.person).await?;
    let names = couple::partner_names(&app, actor.person).await?;
    let when = space.when(&app);
    let body = html! {
        (crumb("/home", "Your space"))
        h1 { "What came from your partner" }
        p class="lede" { "Nobody is told whether you open it. You can leave it for another day, or for good." }
        @if received.is_empty() {
            p { "What your partner shares with you is found here once it has come." }
        } @else {
            ul class="cards" {
                @for item in &received {
                    li {
                        @match item {
                            Ok(item) => {
                                a href={ "/home/received/" (item_text(item.id)) } { (written::title(&space.content, item.kind, Some(&item.writing))) }
                                p { "From " (named(names.get(&item.author))) ". Came " (when.day(when.date(item.came_at))) "." }
                            }
                            Err(_) => p { (written::UNREADABLE) },
                        }
                    }
                }
            }
        }
        @if space.link.is_linked() { p class="hint" { (space.pacing()) } }
    };
    Ok(page(&app, "What came from your partner", body).into_response())
}

/// `GET /home/received/{item}`
pub async fn show(State(app): State<App>, actor: PersonActor, ItemNamed(id): ItemNamed) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let item = writing::see_received(&app, actor.person, id).await?;
    let names = couple::partner_names(&app, actor.person).await?;
    let title = written::title(&space.content, item.kind, Some(&item.writing));
    let from = named(names.get(&item.author));
    let body = html! {
        (crumb("/home/received", "What came from your partner"))
        h1 { (title) }
        p class="lede" { "From " (from) ". You can stop at any line. " (from) " is not told that you opened it." }
        (written::writing(&space.content, item.kind, &item.writing))
        p { "If it is a lot: put it away for now, and talk it over with someone you trust. " a href="/help-now" { "Help now" } }
    };
    Ok(page(&app, title, body).into_response())
}
