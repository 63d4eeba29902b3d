//! A commitment in words: what is promised, how often, and when next.

use jiff::civil::Weekday;
use maud::{Markup, html};
use troth_domain::plan::commitment::Terms;
use troth_domain::plan::recurrence::{DaysOfWeek, Recurrence, Rule};

use crate::web::words::{When, civil_clock};
use crate::zone_words::zone_in_words;

/// The days of a week, from Monday on, as forms name them and as people read them.
pub const DAYS: [(&str, &str, Weekday); 7] = [
    ("on-mon", "Monday", Weekday::Monday),
    ("on-tue", "Tuesday", Weekday::Tuesday),
    ("on-wed", "Wednesday", Weekday::Wednesday),
    ("on-thu", "Thursday", Weekday::Thursday),
    ("on-fri", "Friday", Weekday::Friday),
    ("on-sat", "Saturday", Weekday::Saturday),
    ("on-sun", "Sunday", Weekday::Sunday),
];

/// What was promised, as one sentence in the words of whoever promised it.
pub fn promise(terms: &Terms) -> String {
    format!("When {}, I will {}", terms.when().reveal(), terms.will().reveal())
}

/// How often, at which time, from when to when.
pub fn how_often(recurrence: &Recurrence, when: &When<'_>) -> String {
    let at = civil_clock(recurrence.at());
    let occurrences = || recurrence.occurrences().map(|once| once.on);
    let first = occurrences().next().unwrap_or(recurrence.first());
    let last = occurrences().last().unwrap_or(first);
    let zone = recurrence.zone().zone();
    let zone = if zone == when.zone { String::new() } else { format!(" ({})", zone_in_words(zone)) };
    let every = match recurrence.rule() {
        Rule::Once => return format!("Once, on {} at {at}{zone}.", when.day(first)),
        Rule::Daily => "Every day".to_owned(),
        Rule::Weekdays => "Monday to Friday".to_owned(),
        Rule::Weekly { days, every_weeks } => format!("{}, on {}", weeks(every_weeks), days_of(days)),
    };
    format!("{every}, at {at}{zone}. From {} to {}.", when.day(first), when.day(last))
}

/// Every so-manieth week.
pub fn weeks(every: u8) -> String {
    match every {
        1 => "Every week".to_owned(),
        2 => "Every second week".to_owned(),
        3 => "Every third week".to_owned(),
        more => format!("Every {more} weeks"),
    }
}

fn days_of(days: DaysOfWeek) -> String {
    let names = DAYS.iter().filter(|(.., day)| days.contains(*day)).map(|(_, name, _)| *name).collect::<Vec<_>>();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// When it is due next, by the reader's clocks.
pub fn next(recurrence: &Recurrence, when: &When<'_>) -> Option<Markup> {
    let next = recurrence.next_after(when.now)?;
    Some(html! { "Next: " (when.marked(next.at)) "." })
}
