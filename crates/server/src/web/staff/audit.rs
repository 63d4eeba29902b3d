//! The audit, for an owner: ids only, the newest first, by day and by page.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use jiff::civil::Date;
use maud::{Markup, html};
use troth_domain::audit::{AuditActor, AuditEvent, AuditNote};
use troth_domain::people::{AccountId, Role};

use super::{here, id, id_text, page};
use crate::actions::access_log::{self, AuditEntry, AuditPlace};
use crate::app::App;
use crate::web::actor::OwnerActor;
use crate::web::components::office::Place;
use crate::web::errors::WebError;
use crate::web::input::QueryFields;
use crate::web::words::When;

/// Signs of an id that are shown first: enough to tell two apart.
const SHORT_ID_CHARACTERS: usize = 8;

/// `GET /settings/audit`, with `?after=` for older notes.
pub async fn show(
    State(app): State<App>,
    OwnerActor(actor): OwnerActor,
    QueryFields(fields): QueryFields,
) -> Result<Response, WebError> {
    let after = place(fields.get("after"));
    let found = access_log::audit(&app, &actor.staff, after).await?.ok_or(WebError::NotFound)?;
    let when = here(&app);
    let deeds = deeds(&found.entries, &when);
    let body = html! {
        h1 { "Audit" }
        p { "Who looked at, or changed, what: the newest first. No names or words stand here, only how record numbers begin. A person\u{2019}s number is on the staff page." }
        @if deeds.is_empty() { p { "Nothing is written down yet." } }
        @for (date, same) in by_day(&deeds) {
            section aria-labelledby={ "day-" (date) } {
                h2 id={ "day-" (date) } { (when.near_day(date)) }
                ul class="folk deeds" { @for deed in same { (row(deed)) } }
            }
        }
        @if let Some(place) = found.older { p { a class="button" href={ "/settings/audit?after=" (place_text(place)) } { "Older" } } }
        @if after.is_some() { p { a href="/settings/audit" { "Back to the newest" } } }
        p class="hint" { "Whether anything was changed afterwards is for " code { "troth verify" } " to find." }
    };
    Ok(page(&app, Role::Owner, Place::Audit, "Audit", &body).into_response())
}

/// What one did in one minute: a list that was read names many at once.
#[derive(PartialEq, Eq)]
struct Deed {
    date: Date,
    clock: String,
    /// What, and who did it; none where the note cannot be read.
    what: Option<(AuditEvent, AuditActor)>,
    notes: Vec<AuditNote>,
}

fn deeds(entries: &[AuditEntry], when: &When<'_>) -> Vec<Deed> {
    let mut deeds: Vec<Deed> = Vec::new();
    for entry in entries {
        let what = entry.note.map(|note| (note.event, note.by));
        let (date, clock) = (when.date(entry.at), when.clock(entry.at));
        match deeds.last_mut().filter(|deed| deed.date == date && deed.clock == clock && deed.what == what) {
            Some(same) => same.notes.extend(entry.note),
            None => deeds.push(Deed { date, clock, what, notes: entry.note.into_iter().collect() }),
        }
    }
    deeds
}

fn by_day(deeds: &[Deed]) -> impl Iterator<Item = (Date, &[Deed])> {
    let days = deeds.chunk_by(|one, next| one.date == next.date);
    days.filter_map(|same| same.first().map(|first| (first.date, same)))
}

fn row(deed: &Deed) -> Markup {
    html! {
        li {
            @match deed.what {
                Some((event, by)) => {
                    p { (deed.clock) ": " strong { (event.name().replace('-', " ")) } ", by " (doer(by)) }
                    (about(&deed.notes))
                }
                None => { p { (deed.clock) ": this note cannot be read. It was changed, or a newer version wrote it." } }
            }
        }
    }
}

fn doer(actor: AuditActor) -> Markup {
    match actor {
        AuditActor::Account(AccountId::Staff(staff)) => {
            html! { "staff " a href={ "/settings/staff/" (id_text(&staff.0)) } { (short(&staff.0)) } }
        }
        AuditActor::Account(AccountId::Person(person)) => html! { "person " (short(&person.0)) },
        AuditActor::System => html! { "the program" },
    }
}

fn is_doer(actor: AuditActor, id: &[u8; 16]) -> bool {
    match actor {
        AuditActor::Account(AccountId::Staff(staff)) => staff.0 == *id,
        AuditActor::Account(AccountId::Person(person)) => person.0 == *id,
        AuditActor::System => false,
    }
}

/// Whom and what it was about, each once; many of them to be opened.
fn about(notes: &[AuditNote]) -> Markup {
    let mut all = Vec::new();
    for note in notes {
        let parts = [
            ("person", note.person.map(|id| id.0)),
            ("item", note.item.map(|id| id.0)),
            ("couple", note.couple.map(|id| id.0)),
            ("staff", note.staff.map(|id| id.0)),
        ];
        for (kind, id) in parts {
            // Who did it stands above already.
            if let Some(id) = id.filter(|id| !all.contains(&(kind, *id)) && !is_doer(note.by, id)) {
                all.push((kind, id));
            }
        }
    }
    let list =
        html! { @for (place, (kind, id)) in all.iter().enumerate() { @if place > 0 { ", " } (kind) " " (short(id)) } };
    html! {
        @match all.len() {
            0 => {}
            1..=2 => { p class="hint" { "About " (list) } }
            many => { details { summary { "About " (many) " records" } p class="hint" { (list) } } }
        }
    }
}

/// How an id begins; the whole of it is in the page for whoever needs it.
fn short(id: &[u8; 16]) -> Markup {
    let text = id_text(id);
    html! { code title=(text) { (text.get(..SHORT_ID_CHARACTERS).unwrap_or(&text)) } }
}

fn place_text(place: AuditPlace) -> String {
    format!("{}-{}", place.microsecond, HEXLOWER.encode(&place.id))
}

fn place(text: &str) -> Option<AuditPlace> {
    let (microsecond, number) = text.split_once('-')?;
    Some(AuditPlace { microsecond: microsecond.parse().ok()?, id: id(number)? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_comes_back_as_it_was(microsecond in 0..i64::MAX, id: [u8; 16]) {
            let own = AuditPlace { microsecond, id };
            prop_assert_eq!(place(&place_text(own)), Some(own));
        }

        #[test]
        fn no_text_makes_it_fail(text in "\\PC{0,60}") {
            let _ = place(&text);
        }
    }
}
