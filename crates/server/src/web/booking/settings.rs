//! "Any therapist, Mountain Time": what the list of times depends on, folded away under one line.

use maud::{Markup, html};
use troth_domain::practice::{Offering, Practice, Therapist};

use super::Choice;
use crate::web::components::field::{self, FieldError, described_by, error_line, error_of, hidden};
use crate::web::input::hold_text;
use crate::web::{words::When, zones};

/// One line that says zone and therapist, and opens to change them.
pub fn fold(
    practice: &Practice,
    offering: &Offering,
    choice: &Choice,
    when: &When<'_>,
    errors: &[FieldError],
) -> Markup {
    let therapists: Vec<&Therapist> = practice.therapists_of(&offering.slug).collect();
    let chosen = choice.therapist.as_ref().and_then(|slug| practice.therapist(slug));
    let with = chosen.map_or("Any therapist", |therapist| therapist.name.as_str());
    let place = choice.location.as_ref().and_then(|slug| practice.location(slug));
    html! {
        details class="settings" open[!errors.is_empty()] {
            summary {
                "Times in " (zones::words(practice, when.zone)) ". " (with)
                @match place {
                    Some(place) => { ", " (place.name) }
                    None if Choice::has_places(practice, offering) => { ", any place" }
                    None => {}
                }
                ". " span class="link" { "Change" }
            }
            form action={ "/book/" (offering.slug) } method="get" {
                @if therapists.len() > 1 {
                    (field::select("therapist", "Therapist", &therapist_options(&therapists), value_of(choice.therapist.as_ref()), errors))
                }
                @if Choice::has_places(practice, offering) {
                    (field::select("location", "Place", &place_options(practice), value_of(choice.location.as_ref()), errors))
                }
                (field::select("zone", "Time zone", &zone_options(practice, when), choice.shown_zone(practice).name(), errors))
                (first_day(choice, when, offering, errors))
                @if let Some(hold) = choice.replaces { (hidden("replaces", &hold_text(hold))) }
                button type="submit" class="button" { "Show these times" }
            }
        }
    }
}

fn value_of(slug: Option<&troth_domain::practice::Slug>) -> &str {
    slug.map_or("any", |slug| slug.as_str())
}

fn therapist_options(therapists: &[&Therapist]) -> Vec<(String, String)> {
    let any = ("any".to_owned(), "Any therapist".to_owned());
    let each = therapists.iter().map(|therapist| (therapist.slug.to_string(), therapist.name.clone()));
    std::iter::once(any).chain(each).collect()
}

fn place_options(practice: &Practice) -> Vec<(String, String)> {
    let any = ("any".to_owned(), "Any place".to_owned());
    let each = practice.locations.iter().map(|location| (location.slug.to_string(), location.name.clone()));
    std::iter::once(any).chain(each).collect()
}

fn zone_options(practice: &Practice, when: &When<'_>) -> Vec<(String, String)> {
    zones::choices(practice, when.zone).into_iter().map(|choice| (choice.name, choice.words)).collect()
}

fn first_day(choice: &Choice, when: &When<'_>, offering: &Offering, errors: &[FieldError]) -> Markup {
    let today = when.today();
    let last = today.saturating_add(jiff::Span::new().days(i64::from(offering.horizon_days)));
    let from = choice.from.unwrap_or(today);
    let is_wrong = error_of(errors, "from").is_some();
    html! {
        div class="field" {
            label for="from" { "From this day on" }
            (error_line(errors, "from"))
            input type="date" id="from" name="from" value=(from) min=(today) max=(last)
                aria-describedby=[described_by("from", false, is_wrong)] aria-invalid=[is_wrong.then_some("true")];
        }
    }
}
