//! Where a person starts from: what they can do now, and nothing that counts, dates or waits.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::booking::Booking;
use troth_domain::people::LinkView;
use troth_domain::practice::Audience;

use super::couple::newer;
use super::{Space, page, unread};
use crate::actions::person;
use crate::app::App;
use crate::content::writing::Piece;
use crate::web::actor::PersonActor;
use crate::web::components::{contact, seam};
use crate::web::errors::WebError;

/// `GET /home`
pub async fn show(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let next = person::next_booking(&app, actor.person).await?;
    let rules = newer::asked(&app, &space).await?;
    let body = html! {
        h1 { "Your space" }
        (seam::under_heading())
        p class="lede" { "What you write here is for your eyes only, until you add someone." }
        (appointment(&app, &space, next.as_ref()))
        (work())
        (write(&space))
        (two(&space, rules.as_ref()))
        (therapist(&app, &space))
        section aria-labelledby="yours" {
            h2 id="yours" { "Yours" }
            ul class="ways" {
                li { a href="/settings" { "Settings" } }
            }
        }
    };
    Ok(page(&app, "Your space", body).into_response())
}

fn appointment(app: &App, space: &Space, next: Option<&(Booking, String)>) -> Markup {
    html! {
        @if let Some((booking, token)) = next {
            section class="aside" aria-labelledby="next" {
                h2 id="next" { "Your next appointment" }
                p { strong { (space.when(app).marked(booking.slot.start)) } }
                p { a href={ "/manage/" (token) } { "See or change it" } }
                p { a href=(to_bring(app, space, booking)) { "What you want to bring" } }
            }
        }
    }
}

/// The list for an appointment: that of the two where it is for a couple, and one's own.
fn to_bring(app: &App, space: &Space, booking: &Booking) -> &'static str {
    let offering = app.practice().offering(&booking.slot.offering);
    let is_for_two = offering.is_some_and(|offering| offering.audience == Audience::Couple);
    if is_for_two && space.link.is_linked() { "/plan/agenda" } else { "/plan/agenda/mine" }
}

fn work() -> Markup {
    html! {
        section aria-labelledby="work" {
            h2 id="work" { "The work" }
            ul class="ways" {
                li { a href="/plan" { "Five steps, and things to do" } }
                li { a href="/plan/check-in" { "Look at this week" } }
            }
        }
    }
}

fn write(space: &Space) -> Markup {
    let pieces = space.content.writing.as_ref().map(|writing| writing.pieces.as_slice()).unwrap_or_default();
    html! {
        section aria-labelledby="write" {
            h2 id="write" { "Write" }
            ul class="cards" {
                @for piece in pieces { li { (name(piece)) span class="card-mark hint" { (piece.minutes) " minutes" } } }
            }
            p { a href="/home/write" { "All that you wrote" } }
            @if let Some(writing) = &space.content.writing {
                p class="hint" { (unread(&writing.unread)) }
            }
        }
    }
}

fn name(piece: &Piece) -> Markup {
    html! { a href={ "/home/write/new/" (piece.kind.as_str()) } { (piece.title) } }
}

/// What a piece is, and the way to it.
pub fn begin(piece: &Piece) -> Markup {
    html! {
        (name(piece))
        p { (piece.purpose) " About " (piece.minutes) " minutes." }
    }
}

fn two(space: &Space, rules: Option<&Markup>) -> Markup {
    let view = space.link.couple.as_ref().map(|(_, view)| *view);
    html! {
        section aria-labelledby="two" {
            h2 id="two" { "The two of you" }
            @match view {
                Some(LinkView::Linked) => {
                    p { "You are linked with " (space.partner()) "." }
                    (space.together())
                }
                Some(LinkView::OtherLeft { .. }) => p { "The link with " (space.partner()) " has ended." },
                Some(LinkView::Left { .. }) | None if space.link.invitation_until.is_some() => {
                    p { "You made a code for your partner. It waits until it is used, or until you take it back." }
                }
                Some(LinkView::Left { .. }) | None => {
                    p { "You are here on your own. That is enough to begin with, and it can stay so." }
                }
            }
            ul class="ways" {
                li { a href="/home/received" { "What came from your partner" } }
                li { a href="/home/couple" { "Your link" } }
                @if let Some(way) = rules { li { (way) } }
            }
        }
    }
}

fn therapist(app: &App, space: &Space) -> Markup {
    let practice = app.practice();
    html! {
        section aria-labelledby="therapist" {
            h2 id="therapist" { "Your therapist" }
            p { (space.therapist(practice)) ". They see only what you share with them." }
            ul class="ways" {
                li { a href="/home/policy" { "What your therapist keeps to themselves" } }
                li { a href="/safety" { "Questions about safety, for you alone" } }
                li { a href="/home/call" { "Ask for a call" } }
                li { a href="/book" { "Book a time" } }
            }
            p { "You can also " (contact::call_us(practice)) "." }
        }
    }
}
