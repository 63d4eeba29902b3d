//! What a couple wants to talk about in a session, on their therapist's page of them.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::people::CoupleId;
use troth_domain::plan::agenda::AgendaLine;
use troth_domain::plan::{CommandId, LogId, PlanLine};

use super::couple::{members, name_of, shown_with};
use super::{Named, couple_address, id_text};
use crate::actions::caseload::{CoupleFile, couple};
use crate::actions::couple_agenda::{self as action, AgendaNote, CoupleAgendaError, Deed};
use crate::app::App;
use crate::web::actor::TherapistActor;
use crate::web::components::field::{FieldError, Line, hidden};
use crate::web::components::{button, office};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, id_bytes};
use crate::web::plan::{fault, kept_words};
use crate::web::words::When;

const WORDS: Line<'_> = Line {
    name: "words",
    label: "Add a line for both",
    hint: "Both see it from the next delivery hour on, as from a therapist.",
    kind: "text",
    autocomplete: "off",
    characters_max: limits::PLAN_LINE_CHARACTERS_MAX,
};

impl From<CoupleAgendaError> for WebError {
    fn from(error: CoupleAgendaError) -> Self {
        match error {
            CoupleAgendaError::NotFound => Self::NotFound,
            CoupleAgendaError::Closed => Self::Unprocessable("Joint work is closed, so no line can be added."),
            CoupleAgendaError::Full => Self::Unprocessable("There is no more room on the list."),
            CoupleAgendaError::Action(error) => error.into(),
        }
    }
}

/// `POST /caseload/couples/{couple}/agenda`
pub async fn add(
    State(app): State<App>,
    actor: TherapistActor,
    Named([id]): Named<1>,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let found = couple(&app, &actor.staff, CoupleId(id)).await?;
    let words = match PlanLine::new(fields.get("words")) {
        Ok(words) => words,
        Err(wrong) => {
            let error = FieldError::new("words", fault(wrong, "Write in a line what to talk about"));
            return Ok(shown_with(&app, &found, &fields, &[error]).await);
        }
    };
    let command = id_bytes(fields.get("command")).map(CommandId).ok_or(WebError::Unreadable)?;
    match action::act(&app, &actor.staff, found.listed.couple.id, Deed::Add(command, words)).await {
        Ok(()) => Ok(done(&found)),
        Err(CoupleAgendaError::Full) => {
            let words = format!("There are {} lines of yours. Take one of them off first", limits::AGENDA_NOTES_MAX);
            Ok(shown_with(&app, &found, &fields, &[FieldError::new("words", words)]).await)
        }
        Err(CoupleAgendaError::Closed) => {
            let error = FieldError::new("words", "Joint work is closed, so this line was not added");
            Ok(shown_with(&app, &found, &fields, &[error]).await)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /caseload/couples/{couple}/agenda/changes`
pub async fn change(
    State(app): State<App>,
    actor: TherapistActor,
    Named([id]): Named<1>,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let found = couple(&app, &actor.staff, CoupleId(id)).await?;
    let named = |field: &str| id_bytes(fields.get(field));
    let deed = match (fields.get("deed"), named("line"), named("note")) {
        ("talked-about", Some(line), _) => Deed::LineTalkedAbout(LogId(line)),
        ("talked-about", None, Some(note)) => Deed::NoteTalkedAbout(note),
        ("remove", _, Some(note)) => Deed::Remove(note),
        _ => return Err(WebError::Unprocessable("That is nothing that this page can do.")),
    };
    action::act(&app, &actor.staff, found.listed.couple.id, deed).await?;
    Ok(done(&found))
}

fn done(found: &CoupleFile) -> Response {
    Redirect::to(&format!("{}?done", couple_address(found.listed.couple.id))).into_response()
}

/// The part of a couple's page that is about their next session.
pub fn section(app: &App, found: &CoupleFile, when: &When<'_>, (typed, errors): (&Fields, &[FieldError])) -> Markup {
    let (lines, notes) = (&found.agenda.lines, &found.agenda.notes);
    let is_open = |line: &AgendaLine| line.is_open();
    let to_come = lines.iter().filter(|(_, line)| line.as_ref().map_or(true, is_open));
    let talked = lines.iter().filter_map(|(_, line)| line.as_ref().ok()).filter(|line| !is_open(line));
    let talked = talked.collect::<Vec<_>>();
    let talked = talked.iter().rev().take(limits::AGENDA_TALKED_SHOWN).collect::<Vec<_>>();
    let address = couple_address(found.listed.couple.id);
    html! {
        section aria-labelledby="agenda" {
            h2 id="agenda" { "For the next session" }
            p class="hint" { "Each line is from one of them, for both and for you. You see it once it was sent. The other sees it later, at a delivery hour: do not bring it up as known. Whoever wrote a line is told that you opened it." }
            @if lines.is_empty() && notes.is_empty() { p { "Nothing is on the list." } }
            ul class="folk" {
                @for (id, line) in to_come { li { (of_two(found, when, &address, (*id, line.as_ref().ok()))) } }
                @for note in notes.iter().filter(|note| note.talked_at.is_none()) { li { (of_therapist(when, &address, note)) } }
            }
            @if found.open_since.is_some() {
                form method="post" action={ (address) "/agenda" } novalidate {
                    (hidden("command", &id_text(&app.random_bytes())))
                    (WORDS.render(typed.get("words"), errors))
                    (button::plain("Add it for both"))
                }
            } @else {
                (kept_words(typed.get("words")))
            }
            @if !talked.is_empty() || notes.iter().any(|note| note.talked_at.is_some()) {
                details {
                    summary { "Talked about" }
                    ul class="folk" {
                        @for line in talked { @if let Some(line) = line.line() { li dir="auto" { (line.words.reveal()) } } }
                        @for note in notes.iter().filter(|note| note.talked_at.is_some()).rev().take(limits::AGENDA_TALKED_SHOWN) {
                            @if let Ok(words) = &note.words { li dir="auto" { (words.reveal()) } }
                        }
                    }
                }
            }
        }
    }
}

fn of_two(found: &CoupleFile, when: &When<'_>, address: &str, (id, line): (LogId, Option<&AgendaLine>)) -> Markup {
    let Some(line) = line.and_then(AgendaLine::line) else {
        return office::unreadable("A line", &id_text(&id.0));
    };
    let place = usize::from(members(found).first() != Some(&line.author));
    html! {
        p class="line" dir="auto" { (line.words.reveal()) }
        p class="hint" { "From " (name_of(found, place)) ", " (when.day(when.date(line.since))) }
        (changes(address, ("line", &id.0), line.words.reveal(), false))
    }
}

fn of_therapist(when: &When<'_>, address: &str, note: &AgendaNote) -> Markup {
    let words = note.words.as_ref().map(PlanLine::reveal);
    html! {
        @match words {
            Ok(words) => p class="line" dir="auto" { (words) },
            Err(_) => (office::unreadable("A line", &id_text(&note.id))),
        }
        p class="hint" { "From a therapist. Both see it from " (when.day_and_clock(note.shows_at)) }
        (changes(address, ("note", &note.id), words.unwrap_or_default(), true))
    }
}

fn changes(address: &str, (field, id): (&str, &[u8; 16]), words: &str, may_be_removed: bool) -> Markup {
    let press = |deed: &str, label: &str| {
        html! {
            button type="submit" class="button" name="deed" value=(deed) {
                (label) span class="visually-hidden" { ": " (words) }
            }
        }
    };
    html! {
        form method="post" action={ (address) "/agenda/changes" } {
            (hidden(field, &id_text(id)))
            div class="actions" {
                (press("talked-about", "It was talked about"))
                @if may_be_removed { (press("remove", "Take it off")) }
            }
        }
    }
}
