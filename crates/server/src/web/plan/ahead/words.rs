//! The words of what lies ahead, and what was written of it.

use maud::Markup;
use troth_domain::people::InvalidPersonal;
use troth_domain::plan::ahead::{AheadRefusal, LongTermPlan, SetbackPart, SetbackPlan};

use crate::web::components::written;
use crate::web::plan::shared;

/// What a part asks for.
pub fn part(part: SetbackPart) -> &'static str {
    match part {
        SetbackPart::EarlySigns => "How I notice early",
        SetbackPart::WhatIDo => "What I do first",
        SetbackPart::WhoITurnTo => "Who I turn to",
        SetbackPart::WhatITell => "What I tell my partner, and when",
        SetbackPart::WhatHelps => "What helps me afterward",
    }
}

/// How to fill it in.
pub fn hint(part: SetbackPart) -> &'static str {
    match part {
        SetbackPart::EarlySigns => {
            "A mood, a place, a thought, an hour of the day. What comes first, long before the rest?"
        }
        SetbackPart::WhatIDo => "One or two small things that you can do at once.",
        SetbackPart::WhoITurnTo => "A name, and how you reach them. Your therapist can be one of them.",
        SetbackPart::WhatITell => "Leave this out if it is not safe to tell, or if you do not want to.",
        SetbackPart::WhatHelps => "The next day, and the day after it.",
    }
}

/// The plan for a setback, part by part.
pub fn setbacks(plan: &SetbackPlan) -> Markup {
    let parts = plan.parts().iter().map(|(one, text)| (part(*one), text.reveal()));
    written::sheet(&parts.collect::<Vec<_>>())
}

/// Every date with its year, with what was written when looking back.
pub fn dates(plan: &LongTermPlan) -> Markup {
    let mut parts = Vec::new();
    for (on, point) in plan.points() {
        let day = on.strftime("%A, %B %-d, %Y").to_string();
        let looked_back = point.looked_back.as_ref().map(|words| (format!("{day}: looking back"), words.reveal()));
        parts.push((day, point.what.reveal()));
        parts.extend(looked_back);
    }
    written::sheet(&parts.iter().map(|(day, words)| (day.as_str(), *words)).collect::<Vec<_>>())
}

/// Why something was not kept.
pub fn refusal(refusal: AheadRefusal) -> &'static str {
    match refusal {
        AheadRefusal::Empty => "Write a word in one of the places, or leave it",
        AheadRefusal::NotNow => "That day has not come yet",
        AheadRefusal::DayOutOfReach => "Choose a day from today on, at most ten years ahead",
        AheadRefusal::Full => "There is no more room. You can take out a date that is past",
        AheadRefusal::NotThere => "There is nothing on that day any more",
        AheadRefusal::DayTaken => "There is something on that day already. Choose another day",
    }
}

/// What is wrong with a text.
pub fn fault(fault: InvalidPersonal) -> String {
    shared::fault(fault, "Write a few words, or leave it")
}
