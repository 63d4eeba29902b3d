//! What a person answered at the beginning, and the plan of their own.

use maud::{Markup, html};
use serde_json::{Value, json};
use troth_domain::plan::agenda::OwnAgenda;
use troth_domain::plan::ahead::{LongTermPlan, SetbackPlan};
use troth_domain::plan::closeness::Marks;
use troth_domain::plan::disclosure::{Ladder, LadderState};
use troth_domain::plan::entry::OwnEntry;
use troth_domain::plan::own_plan::{Origin, OwnPlan, Progress};

use super::Taken;
use crate::actions::export::Own;
use crate::actions::showing::Showable;
use crate::content::Content;
use crate::web::plan::{Shown, answers, closeness};

impl Taken<'_> {
    pub(super) fn planned(&self, own: &Own) -> Markup {
        html! {
            h2 { "My answers" }
            @match &own.entry {
                None => p { "None." },
                Some(entry) => (answers(entry)),
            }
            h2 { "My plan" }
            @match &own.plan {
                None => p { "None." },
                Some(plan) => (shown(own, plan, &self.space.content)),
            }
            @if let Some(plan) = &own.setbacks {
                h2 { "My plan for a setback" }
                (shown(own, plan, &self.space.content))
            }
            @if let Some(plan) = &own.long_term {
                h2 { "The time ahead" }
                (shown(own, plan, &self.space.content))
            }
            @if let Some(ladder) = &own.ladder {
                h2 { "Telling a little at a time" }
                (shown(own, ladder, &self.space.content))
            }
            @if let Some(agenda) = &own.agenda {
                h2 { "What I alone want to bring to a session" }
                (shown(own, agenda, &self.space.content))
            }
            @if let Some(marks) = &own.closeness {
                h2 { "Closer, in small steps: my own marks" }
                @if marks.is_empty() { p { "None." } }
                ul { @for (step, choice) in marks { li { (closeness::words(*step)) ": " (closeness::choice_words(*choice)) } } }
            }
        }
    }
}

/// Something that can be shown, exactly as it would be; and whether it is.
fn shown<D: Shown>(own: &Own, document: &D, content: &Content) -> Markup {
    html! {
        @if own.shown.has::<D>(D::ABOUT) { p { "My therapist may see it." } }
        (document.as_shown(content))
    }
}

/// What of it the therapist may see, by the names that it has in the file.
pub fn shown_data(own: &Own) -> Value {
    let all = [
        ("my_plan", own.shown.has::<OwnPlan>(OwnPlan::ABOUT)),
        ("my_plan_for_a_setback", own.shown.has::<SetbackPlan>(SetbackPlan::ABOUT)),
        ("the_time_ahead", own.shown.has::<LongTermPlan>(LongTermPlan::ABOUT)),
        ("telling", own.shown.has::<Ladder>(Ladder::ABOUT)),
        ("to_bring_to_a_session", own.shown.has::<OwnAgenda>(OwnAgenda::ABOUT)),
    ];
    all.into_iter().filter(|(_, is_shown)| *is_shown).map(|(name, _)| Value::from(name)).collect()
}

pub fn entry_data(entry: &OwnEntry) -> Value {
    let stated = entry.statements.stated().iter();
    let stated = stated.map(|stated| json!({ "what": stated.kind.as_str(), "whose": stated.whose.as_str() }));
    json!({
        "what_happened": stated.collect::<Vec<_>>(),
        "goal": entry.goal.map(|goal| goal.as_str()),
        "hard": entry.hard.iter().map(|area| area.as_str()).collect::<Vec<_>>(),
    })
}

pub fn setbacks_data(plan: &SetbackPlan) -> Value {
    plan.parts().iter().map(|(part, text)| (part.as_str().to_owned(), Value::from(text.reveal()))).collect()
}

pub fn dates_data(plan: &LongTermPlan) -> Value {
    let points = plan.points().iter().map(|(on, point)| {
        let back = point.looked_back.as_ref().map(|words| words.reveal());
        json!({ "on": on.to_string(), "what": point.what.reveal(), "looking_back": back })
    });
    points.collect()
}

pub fn closeness_data(marks: &Marks) -> Value {
    marks.iter().map(|(step, choice)| (step.as_str().to_owned(), Value::from(choice.as_str()))).collect()
}

pub fn ladder_data(ladder: &Ladder) -> Value {
    let (state, rung, what) = match ladder.state() {
        LadderState::Offered { rung, .. } => ("offered", rung, None),
        LadderState::Planned { rung, what } => ("planned", rung, Some(what.reveal())),
        LadderState::Resting { rung } => ("resting", rung, None),
    };
    json!({ "state": state, "how_hard": rung.number(), "what": what })
}

pub fn agenda_data(agenda: &OwnAgenda) -> Value {
    agenda.lines.iter().map(|line| Value::from(line.words.reveal())).collect()
}

pub fn plan_data(plan: &OwnPlan) -> Value {
    let items = plan.items.iter().map(|item| {
        let progress = match item.progress {
            Progress::Open => "open",
            Progress::Done => "done",
            Progress::SetAside => "set aside",
        };
        let from = match item.origin {
            Origin::Rules { .. } => "proposed",
            Origin::Own => "me",
            Origin::Therapist => "therapist",
        };
        json!({ "exercise": item.exercise.as_str(), "progress": progress, "from": from })
    });
    items.collect()
}
