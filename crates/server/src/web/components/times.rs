//! Openings as big buttons, by day, under morning, afternoon and evening.

use jiff::civil::Date;
use maud::{Markup, html};
use troth_domain::calendar::Opening;
use troth_domain::practice::Practice;

use crate::web::gallery::{Sample, Stage};
use crate::web::words::When;

/// Hour from which it is afternoon.
const AFTERNOON_HOUR: i8 = 12;
/// Hour from which it is evening.
const EVENING_HOUR: i8 = 17;

/// Openings of one civil day.
pub struct Day<'a> {
    /// The day.
    pub date: Date,
    /// Its openings, soonest first.
    pub openings: Vec<&'a Opening>,
}

/// Sorted openings by civil day.
pub fn by_day<'a>(openings: &'a [Opening], when: &When<'_>) -> Vec<Day<'a>> {
    let mut days: Vec<Day<'a>> = Vec::new();
    for opening in openings {
        let date = when.date(opening.start);
        match days.last_mut() {
            Some(day) if day.date == date => day.openings.push(opening),
            _ => days.push(Day { date, openings: vec![opening] }),
        }
    }
    days
}

/// A day with its times. Stands inside a form that posts `start`.
pub fn day(day: &Day<'_>, when: &When<'_>, places: Option<&Practice>) -> Markup {
    let heading = format!("day-{}", day.date);
    let hour = |opening: &Opening| when.zone.to_datetime(opening.start).hour();
    let part = |from: i8, to: i8| {
        day.openings.iter().copied().filter(|opening| (from..to).contains(&hour(opening))).collect::<Vec<_>>()
    };
    let parts = [
        ("Morning", part(0, AFTERNOON_HOUR)),
        ("Afternoon", part(AFTERNOON_HOUR, EVENING_HOUR)),
        ("Evening", part(EVENING_HOUR, 24)),
    ];
    html! {
        section class="day" aria-labelledby=(heading) {
            h2 id=(heading) { (when.near_day(day.date)) }
            @for (name, openings) in parts.iter().filter(|(_, openings)| !openings.is_empty()) {
                h3 { (name) }
                ul class="times" {
                    @for opening in openings { li { (time(opening, when, places)) } }
                }
            }
        }
    }
}

/// One time. `places` names where, when there are several places and only one of them is free then.
fn time(opening: &Opening, when: &When<'_>, places: Option<&Practice>) -> Markup {
    html! {
        button type="submit" class="time" name="start" value=(opening.start) {
            time datetime=(when.for_programs(opening.start)) { (when.clock(opening.start)) }
            span class="visually-hidden" { ", " (when.day(when.date(opening.start))) }
            @if let Some(place) = places.and_then(|practice| only_place(opening, practice)) {
                span class="time-place" { (place) }
            }
        }
    }
}

/// The one place where it can be. When there is a choice, the page of details says which it became.
fn only_place<'a>(opening: &Opening, practice: &'a Practice) -> Option<&'a str> {
    let [slug] = opening.locations.as_slice() else { return None };
    practice.location(slug).map(|location| location.name.as_str())
}

/// A few times with their days, each a button. Stands inside a form that posts `start`.
pub fn nearest(openings: &[Opening], when: &When<'_>, verb: &str) -> Markup {
    html! {
        ul class="nearest" {
            @for opening in openings {
                li {
                    button type="submit" class="time time-wide" name="start" value=(opening.start) {
                        (verb) " " (when.marked(opening.start))
                    }
                }
            }
        }
    }
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let shown = |hours: &[i64]| {
        let openings = stage.openings(hours);
        let days = by_day(&openings, &stage.when);
        html! { form { @for one in &days { (day(one, &stage.when, None)) } } }
    };
    let near = stage.openings(&[20, 21, 44]);
    vec![
        Sample::new("one", shown(&[20])),
        Sample::new("many", shown(&(18..60).collect::<Vec<_>>())),
        Sample::new("nearest", html! { form { (nearest(&near, &stage.when, "Take")) } }),
    ]
}
