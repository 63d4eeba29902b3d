//! What either notes for themselves of a boundary that was crossed. Nobody else finds that there is anything.

use jiff::civil::Date;
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::boundary::Crossing;
use troth_domain::plan::{CommandId, LogId, PlanText};

use super::{address, shared};
use crate::app::App;
use crate::web::components::area::Area;
use crate::web::components::day::{DayField, TypedDay};
use crate::web::components::field::{FieldError, hidden};
use crate::web::input::{Fields, id_bytes, id_text};
use crate::web::words::When;

/// What the button says.
pub const KEEP: &str = "Keep this note";
const ON: DayField<'_> = DayField { name: "on", question: "On which day was it?", hint: "" };
const NOTE: Area<'_> = Area {
    name: "note",
    label: "What happened",
    hint: "For you alone. A few words are enough.",
    rows: 4,
    characters_max: limits::PLAN_TEXT_CHARACTERS_MAX,
};

/// What was typed, or all that is wrong with it at once.
pub fn read(fields: &Fields, fresh: [u8; 16]) -> Result<Crossing, Vec<FieldError>> {
    let id = CommandId(id_bytes(fields.get("command")).unwrap_or(fresh));
    let on = shared::day_of(fields, "on");
    let on = on.and_then(|on| on.ok_or("Give the day on which it was"));
    match (on, PlanText::new(fields.get("note"))) {
        (Ok(on), Ok(note)) => Ok(Crossing { id, on, note }),
        (on, note) => {
            let on = on.err().map(|words| FieldError::new("on", words));
            let empty = "Write a few words on what happened";
            let note = note.err().map(|fault| FieldError::new("note", shared::fault(fault, empty)));
            Err(on.into_iter().chain(note).collect())
        }
    }
}

/// What to do where the day lies ahead.
pub fn day_ahead() -> FieldError {
    FieldError::new("on", "That day has not come yet. Choose today or an earlier day")
}

/// What to do where there is no more room.
pub fn no_room() -> FieldError {
    FieldError::new("note", "There is no more room here. Delete a note first")
}

/// The notes, and a form for another.
pub fn section(
    app: &App,
    (id, when): (LogId, &When<'_>),
    (notes, is_own): (&[Crossing], bool),
    (typed, errors): (&Fields, &[FieldError]),
) -> Markup {
    html! {
        section aria-labelledby="crossed" {
            h2 id="crossed" { @if is_own { "If it was crossed" } @else { "If you crossed it" } }
            p { "You can note it here. Only you see it, and only you know that there is anything. You can leave it, too." }
            @for note in notes { (one(app, (id, when), note)) }
            details class="fold" open[typed.has("note")] {
                summary { "Note it for yourself" }
                form action=(address(id)) method="post" novalidate {
                    (hidden("command", &id_text(&app.random_bytes())))
                    (ON.render(&day(typed, when.today()), errors))
                    (NOTE.render(typed.get("note"), errors))
                    button type="submit" class="button" name="deed" value="note" { (KEEP) }
                }
            }
        }
    }
}

/// The day as it was typed; today to begin with.
fn day(typed: &Fields, today: Date) -> TypedDay {
    if typed.has("note") { TypedDay::read(typed, "on") } else { TypedDay::of(today) }
}

fn one(app: &App, (id, when): (LogId, &When<'_>), note: &Crossing) -> Markup {
    html! {
        p class="hint" { (when.day(note.on)) }
        div class="written" dir="auto" { (note.note.reveal()) }
        form action=(address(id)) method="post" {
            (hidden("command", &id_text(&app.random_bytes())))
            (hidden("crossing", &id_text(&note.id.0)))
            button type="submit" class="button" name="deed" value="delete-note" { "Delete this note" }
        }
    }
}
