//! The form of an offer: what it asks for, and what was typed made into terms.

use jiff::Span;
use jiff::civil::Date;
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::people::{ClientZone, InvalidPersonal};
use troth_domain::plan::commitment::Terms;
use troth_domain::plan::recurrence::{DaysOfWeek, Recurrence, RecurrenceRefusal, Rule, Until};
use troth_domain::plan::surveillance::{Watchword, Watchwords};
use troth_domain::plan::{CommitmentId, PlanLine};
use troth_domain::practice::CivilMinute;

use super::words::{DAYS, weeks};
use crate::content::surveillance::RefusedPromise;
use crate::web::components::field::{FieldError, Line, checkbox, error_line, hidden, radios, select};
use crate::web::components::notice;
use crate::web::input::{Fields, id_bytes, id_text};
use crate::web::words::{When, civil_clock};

const CUE: Line<'_> = Line {
    name: "cue",
    label: "When\u{2026}",
    hint: "Something that happens, such as \u{201c}I come home from work\u{201d}.",
    kind: "text",
    autocomplete: "off",
    characters_max: limits::PLAN_LINE_CHARACTERS_MAX,
};
const WILL: Line<'_> = Line {
    name: "will",
    label: "I will\u{2026}",
    hint: "One small thing that you do, such as \u{201c}put my phone away and ask about your day\u{201d}.",
    kind: "text",
    autocomplete: "off",
    characters_max: limits::PLAN_LINE_CHARACTERS_MAX,
};
const HOW: [(&str, &str); 4] = [
    ("once", "Once"),
    ("daily", "Every day"),
    ("weekdays", "Monday to Friday"),
    ("weekly", "On days of the week that I choose"),
];
/// For how many weeks it goes on.
const LASTS: [(u8, &str); 7] = [
    (1, "One week"),
    (2, "Two weeks"),
    (4, "Four weeks"),
    (8, "Eight weeks"),
    (13, "Three months"),
    (26, "Half a year"),
    (52, "A year"),
];
const LASTS_CHOSEN: &str = "4";
/// Six in the evening.
const AT_CHOSEN: &str = "1080";

/// What is wrong with what was typed.
pub struct Wrong {
    /// By field.
    pub errors: Vec<FieldError>,
    /// What it would have watched, if anything.
    pub watched: Option<Watchword>,
}

/// The terms that were typed, or all that is wrong with them at once.
pub fn read(fields: &Fields, zone: &ClientZone, watchwords: &Watchwords) -> Result<Terms, Wrong> {
    let mut errors = Vec::new();
    let cue = line(fields, "cue", "Say when, in a few words", &mut errors);
    let will = line(fields, "will", "Say what you will do, in a few words", &mut errors);
    let recurrence = recurrence(fields, zone, &mut errors);
    let watched_in = |name: &'static str, text: &PlanLine| watchwords.find(text.reveal()).map(|kind| (name, kind));
    let watched = cue.as_ref().and_then(|text| watched_in("cue", text));
    let watched = watched.or_else(|| will.as_ref().and_then(|text| watched_in("will", text)));
    if let Some((field, _)) = watched {
        errors.push(FieldError::new(field, "By this one of you would watch the other. Please promise something else"));
    }
    let instead_of = id_bytes(fields.get("instead")).map(CommitmentId);
    let watched = watched.map(|(_, kind)| kind);
    match (cue, will, recurrence) {
        (Some(cue), Some(will), Some(recurrence)) if errors.is_empty() => {
            Terms::new(cue, will, recurrence, instead_of, watchwords)
                .map_err(|kind| Wrong { errors: Vec::new(), watched: Some(kind) })
        }
        _ => Err(Wrong { errors, watched }),
    }
}

fn line(fields: &Fields, name: &'static str, empty: &str, errors: &mut Vec<FieldError>) -> Option<PlanLine> {
    let said = match PlanLine::new(fields.get(name)) {
        Ok(line) => return Some(line),
        Err(InvalidPersonal::TooLong(characters_max)) => format!("Shorten this to {characters_max} characters"),
        Err(InvalidPersonal::Empty) => empty.to_owned(),
        Err(InvalidPersonal::Character | InvalidPersonal::Form) => "Use letters and signs, on one line".to_owned(),
    };
    errors.push(FieldError::new(name, said));
    None
}

fn recurrence(fields: &Fields, zone: &ClientZone, errors: &mut Vec<FieldError>) -> Option<Recurrence> {
    let before = errors.len();
    let days = DAYS.iter().filter(|(name, ..)| fields.has(name)).map(|(.., day)| *day);
    let rule = match (fields.get("how"), DaysOfWeek::new(days)) {
        ("once", _) => Some(Rule::Once),
        ("daily", _) => Some(Rule::Daily),
        ("weekdays", _) => Some(Rule::Weekdays),
        ("weekly", Some(days)) => {
            let every_weeks = number(fields, "weeks", 1..=limits::RECURRENCE_WEEKS_MAX);
            if every_weeks.is_none() {
                errors.push(FieldError::new("weeks", "Choose how many weeks"));
            }
            every_weeks.map(|every_weeks| Rule::Weekly { days, every_weeks })
        }
        ("weekly", None) => {
            errors.push(FieldError::new("on-mon", "Choose one or more days"));
            None
        }
        _ => {
            errors.push(FieldError::new("how", "Choose how often"));
            None
        }
    };
    let first = fields.get("first").parse::<Date>().ok();
    if first.is_none() {
        errors.push(FieldError::new("first", "Choose a first day"));
    }
    let at = fields.get("at").parse().ok().and_then(CivilMinute::new);
    if at.is_none() {
        errors.push(FieldError::new("at", "Choose a time of day"));
    }
    let lasts = LASTS.iter().find(|(weeks, _)| number(fields, "lasts", 1..=u8::MAX) == Some(*weeks));
    if lasts.is_none() && rule != Some(Rule::Once) {
        errors.push(FieldError::new("lasts", "Choose for how long"));
    }
    let (rule, first, at) = (rule?, first?, at?);
    if errors.len() > before {
        return None;
    }
    let last = |weeks: u8| first.saturating_add(Span::new().days(i32::from(weeks) * 7 - 1));
    let until = match (rule, lasts) {
        (Rule::Once, _) | (_, None) => Until::Times(1),
        (_, Some((weeks, _))) => Until::Day(last(*weeks)),
    };
    let made = Recurrence::new(first, at, zone.clone(), rule, until);
    made.map_err(|refusal| errors.push(refused(refusal))).ok()
}

fn number(fields: &Fields, name: &str, range: std::ops::RangeInclusive<u8>) -> Option<u8> {
    fields.get(name).parse().ok().filter(|number| range.contains(number))
}

fn refused(refusal: RecurrenceRefusal) -> FieldError {
    match refusal {
        RecurrenceRefusal::EndOfDay => FieldError::new("at", "Choose a time of day"),
        RecurrenceRefusal::Weeks => FieldError::new("weeks", "Choose how many weeks"),
        RecurrenceRefusal::Never => FieldError::new("lasts", "No such day comes in this time. Choose a longer one"),
        RecurrenceRefusal::Times | RecurrenceRefusal::TooLong => {
            FieldError::new("lasts", "This goes on for too long. Choose a shorter time")
        }
    }
}

/// The first day lies further ahead than is offered.
pub fn is_too_far(terms: &Terms, today: Date) -> bool {
    terms.recurrence().first() > today.saturating_add(Span::new().days(limits::COMMITMENT_FIRST_DAYS_MAX))
}

/// The form as something smaller than `terms` begins.
pub fn smaller(terms: &Terms, id: CommitmentId) -> Fields {
    let at = terms.recurrence().at().minutes().to_string();
    let (cue, will) = (terms.when().reveal().to_owned(), terms.will().reveal().to_owned());
    Fields::of([("cue", cue), ("will", will), ("at", at), ("instead", id_text(&id.0))])
}

/// What is said instead of a promise to be watched, above the form.
pub fn refusal(promise: &RefusedPromise) -> Markup {
    notice::aside(&html! {
        p { strong { (promise.title) } }
        p { (promise.reason) }
        p { "You could promise this: \u{201c}" (promise.instead) "\u{201d}" }
        p { "Did you mean something else? Then say it in other words." }
    })
}

/// The form, with what was typed. `fresh` names a command that was not named yet.
pub fn form(typed: &Fields, errors: &[FieldError], when: &When<'_>, fresh: &str, ways: &Markup) -> Markup {
    let or = |name: &str, other: String| typed.given(name).map_or(other, str::to_owned);
    let tomorrow = when.today().tomorrow().unwrap_or(when.today()).to_string();
    let lasts = LASTS.map(|(weeks, words)| (weeks.to_string(), words.to_owned()));
    let every = (1..=limits::RECURRENCE_WEEKS_MAX).map(|every| (every.to_string(), weeks(every))).collect::<Vec<_>>();
    let is_wrong = errors.iter().any(|error| error.field == "on-mon");
    html! {
        form action="/plan/commitments/new" method="post" autocomplete="off" novalidate {
            (hidden("command", typed.given("command").unwrap_or(fresh)))
            (hidden("instead", typed.get("instead")))
            (CUE.render(typed.get("cue"), errors))
            (WILL.render(typed.get("will"), errors))
            (radios("how", "How often?", &HOW, typed.get("how"), errors))
            fieldset class="one-of" aria-describedby=[is_wrong.then_some("on-mon-error")] {
                legend { "Days of the week, if you chose that" }
                (error_line(errors, "on-mon"))
                @for (name, words, _) in DAYS { (checkbox(name, words, typed.has(name))) }
            }
            (select("weeks", "And how often on these days?", &every, &or("weeks", "1".to_owned()), errors))
            (select("first", "First day", &first_days(typed, when), &or("first", tomorrow), errors))
            (select("at", "Time", &times(), &or("at", AT_CHOSEN.to_owned()), errors))
            (select("lasts", "For how long, if it is more than once?", &lasts, &or("lasts", LASTS_CHOSEN.to_owned()), errors))
            (ways)
        }
    }
}

fn first_days(typed: &Fields, when: &When<'_>) -> Vec<(String, String)> {
    let today = when.today();
    let days = (0..=limits::COMMITMENT_FIRST_DAYS_MAX).map(|ahead| today.saturating_add(Span::new().days(ahead)));
    // A day that has passed since it was chosen stays, so that what is wrong with it can be said.
    let chosen = typed.get("first").parse::<Date>().ok().filter(|first| *first < today);
    chosen.into_iter().chain(days).map(|date| (date.to_string(), when.near_day(date))).collect()
}

fn times() -> Vec<(String, String)> {
    let minutes = (0..1440).step_by(usize::from(limits::COMMITMENT_STEP_MINUTES)).filter_map(CivilMinute::new);
    minutes.map(|at| (at.minutes().to_string(), civil_clock(at))).collect()
}
