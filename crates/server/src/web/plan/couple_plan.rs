//! The couple's plan: what a clinician opened for both, and what both agreed to. It is the same for both, and made of
//! nothing private.
//!
//! It is a list of parts, each with its heading. Whoever builds another thing that two do together adds a part to
//! [`parts`], and a way to its own pages.

use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::agreement::{AgreementMove, Standing};

use super::agreements::address as agreement;
use super::doubts::times;
use super::{commitments, exercises};
use crate::actions::agenda;
use crate::actions::commitments::{self as action, Seen};
use crate::actions::together::{self, Extent};
use crate::app::App;
use crate::content::exercises::Exercise;
use crate::web::errors::WebError;
use crate::web::person::Space;

/// A part of it.
pub struct Part {
    /// The id of its heading.
    pub id: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What is there, and ways on.
    pub body: Markup,
}

/// Every part that has something in it, in order; none for whoever is not linked. `opened` is what can be done now.
pub async fn parts(app: &App, space: &Space, opened: &[&Exercise]) -> Result<Vec<Part>, WebError> {
    if !space.link.is_linked() {
        return Ok(Vec::new());
    }
    let mut parts = Vec::new();
    if !opened.is_empty() {
        parts.push(Part { id: "together-now", heading: "To do together", body: exercises(opened) });
    }
    let agreements = agreements(app, space).await?;
    if !agreements.is_empty() {
        parts.push(Part { id: "agreements", heading: "What you both agreed", body: linked(&agreements) });
    }
    if let Some(at) = times::next(app, space).await? {
        let body =
            html! { p { (space.when(app).marked(at)) ". " a href="/plan/doubts/times" { "When you check in" } } };
        parts.push(Part { id: "next-check-in", heading: "Your next check-in", body });
    }
    let commitments = agreed(app, space).await?;
    if !commitments.is_empty() {
        let body = html! { ul class="ways" { @for one in &commitments { li { (one) } } } };
        parts.push(Part { id: "commitments", heading: "What you promised each other", body });
    }
    let agenda = agenda(app, space).await?;
    if !agenda.is_empty() {
        let body = html! {
            ul { @for line in &agenda { li dir="auto" { (line) } } }
            p { a href="/plan/agenda" { "The whole list" } }
        };
        parts.push(Part { id: "for-a-session", heading: "To talk about in a session", body });
    }
    Ok(parts)
}

/// The section of a plan page.
pub fn section(space: &Space, parts: &[Part]) -> Markup {
    html! {
        @if space.link.is_linked() {
            section aria-labelledby="together" {
                h2 id="together" { "For the two of you" }
                @if parts.is_empty() { p { "What you do together is opened by your therapist, one thing after the other." } }
                @for part in parts {
                    h3 id=(part.id) { (part.heading) }
                    (part.body)
                }
                (space.together())
                ul class="ways" {
                    li { a href="/plan/agenda" { "For your next session" } }
                    li { a href="/plan/commitments" { "Your promises" } }
                    li { a href="/plan/appreciations" { "What you were glad of" } }
                    li { a href="/plan/talks" { "Your talks" } }
                    li { a href="/plan/agreements" { "Your agreements" } }
                    li { a href="/plan/boundaries" { "Your boundaries" } }
                    li { a href="/plan/conflicts" { "What keeps coming back" } }
                    li { a href="/plan/doubts" { "Doubts, and when you check in" } }
                }
            }
        }
    }
}

/// What is to be talked about, the oldest of it; not what this person set aside.
async fn agenda(app: &App, space: &Space) -> Result<Vec<String>, WebError> {
    let all = agenda::see(app, space.person.id, Extent::GoingOn).await?;
    let lines = all.lines.iter().map(|(_, page)| &page.state).filter(|line| line.is_open() && !line.is_set_aside);
    let lines = lines.filter_map(|line| Some(line.line()?.words.reveal().to_owned()));
    let notes = all.notes.iter().filter(|(note, _)| note.talked_at.is_none());
    let notes = notes.map(|(_, words)| words.reveal().to_owned());
    Ok(lines.chain(notes).take(limits::AGENDA_ON_PLAN_SHOWN).collect())
}

/// Agreements in force, in the words that both signed, each with its page.
async fn agreements(app: &App, space: &Space) -> Result<Vec<(String, String)>, WebError> {
    let pages = together::pages::<AgreementMove>(app, space.person.id, Extent::GoingOn).await?;
    let in_force = pages.iter().filter_map(|(id, page)| match page.state.standing() {
        Standing::InForce { version, .. } => Some((agreement(*id), version.terms.text.reveal().to_owned())),
        Standing::Nothing | Standing::Discussed { .. } | Standing::Retired => None,
    });
    Ok(in_force.collect())
}

/// Commitments that both agreed to and that are still to come, each with the way to its page.
async fn agreed(app: &App, space: &Space) -> Result<Vec<Markup>, WebError> {
    let all = action::list(app, space.person.id, Extent::GoingOn).await?;
    let agreed = all.iter().filter(|seen| seen.standing() == action::Standing::Agreed);
    let line = |seen: &Seen| {
        html! { a href=(commitments::address(seen)) dir="auto" { (commitments::promise(&seen.terms)) } }
    };
    Ok(agreed.map(line).collect())
}

fn linked(all: &[(String, String)]) -> Markup {
    html! { ul { @for (address, text) in all { li dir="auto" { a href=(address) { (text) } } } } }
}
