//! What is typed about something that keeps coming back, and what is wrong with it.

use troth_domain::limits;
use troth_domain::plan::PlanText;
use troth_domain::plan::conflict::{Conflict, ConflictMove, Outcome, Stage, Trial};

use super::shared;
use crate::web::components::area::Area;
use crate::web::components::day::DayField;
use crate::web::components::field::FieldError;
use crate::web::errors::WebError;
use crate::web::input::Fields;

pub const NEED: Area<'_> = Area {
    name: "need",
    label: "What do you need beneath it?",
    hint: "Only for yourself. It may be rest, or to be asked, or to know what comes.",
    rows: 4,
    characters_max: limits::PLAN_TEXT_CHARACTERS_MAX,
};
pub const OPTION: Area<'_> = Area {
    name: "option",
    label: "What could you two try?",
    hint: "Small things. None of them has to be the right one.",
    rows: 3,
    characters_max: limits::PLAN_TEXT_CHARACTERS_MAX,
};
pub const WHAT: Area<'_> = Area {
    name: "what",
    label: "What do you try?",
    hint: "One small thing that both of you can do.",
    rows: 3,
    characters_max: limits::PLAN_TEXT_CHARACTERS_MAX,
};
pub const FROM: DayField<'_> = DayField {
    name: "from",
    question: "From which day on?",
    hint: "Leave some days until then: it has to come, and to be read.",
};
pub const UNTIL: DayField<'_> =
    DayField { name: "until", question: "When do you look back?", hint: "Four weeks later at most." };

/// What is typed in a form here, for when it has to be given back.
pub const TEXTS: [(&str, &str); 4] = [
    ("issue", "What keeps coming back"),
    ("need", "What you need"),
    ("option", "What you could try"),
    ("what", "What you try"),
];

/// What a form asks for, or all that is wrong with it at once.
pub fn read(fields: &Fields, one: &Conflict) -> Result<Result<ConflictMove, Vec<FieldError>>, WebError> {
    let text = |name: &'static str, empty: &str| {
        let words = |fault| vec![FieldError::new(name, shared::fault(fault, empty))];
        PlanText::new(fields.get(name)).map_err(words)
    };
    Ok(match fields.get("deed") {
        "need" => text("need", "Write a few words on what you need").map(ConflictMove::Needed),
        "option" => text("option", "Write a few words on what you could try").map(ConflictMove::Optioned),
        "trial" => trial(fields, text("what", "Write a few words on what you try")),
        "agree" => match &one.stage {
            Stage::TrialProposed { id, .. } => Ok(ConflictMove::TrialAgreed(*id)),
            _ => return Err(WebError::Unprocessable("There is no trial to say yes to by now.")),
        },
        "keep" => Ok(ConflictMove::LookedBack(Outcome::Keep)),
        "change" => Ok(ConflictMove::LookedBack(Outcome::Change)),
        "drop" => Ok(ConflictMove::LookedBack(Outcome::Drop)),
        "stop" => Ok(ConflictMove::Stopped),
        _ => return Err(WebError::Unprocessable("That is nothing that this page can do.")),
    })
}

fn trial(fields: &Fields, what: Result<PlanText, Vec<FieldError>>) -> Result<ConflictMove, Vec<FieldError>> {
    let day = |name: &'static str| {
        let typed = shared::day_of(fields, name);
        typed.and_then(|day| day.ok_or("Give a day")).map_err(|words| FieldError::new(name, words))
    };
    match (what, day("from"), day("until")) {
        (Ok(what), Ok(from), Ok(until)) => Ok(ConflictMove::TrialProposed(Trial { what, from, until })),
        (what, from, until) => Err(what.err().into_iter().flatten().chain(from.err()).chain(until.err()).collect()),
    }
}

/// What to do where the days of a trial do not fit.
pub fn days_out_of_reach() -> Vec<FieldError> {
    let words = format!(
        "Start tomorrow or later, within {} days, and look back after that, within {} days more",
        limits::TRIAL_DAYS_MAX,
        limits::TRIAL_DAYS_MAX
    );
    vec![FieldError::new("from", words)]
}

/// What to do where there is no room for an option.
pub fn too_many_options() -> Vec<FieldError> {
    vec![FieldError::new("option", "That is as many as this can hold. Take one of them and try it")]
}
