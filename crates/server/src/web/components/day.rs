//! A day in three fields: month, day and year. A picker of the browser's own has stops inside that differ from one to the
//! next, and some cannot be read out.

use jiff::civil::Date;
use maud::{Markup, html};

use super::field::{FieldError, described_by, error_line, error_of};
use crate::web::gallery::Sample;
use crate::web::input::Fields;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A question whose answer is a day.
#[derive(Clone, Copy, Debug)]
pub struct DayField<'a> {
    /// Its name: the month's field has it as its own, so that the error summary leads there.
    pub name: &'static str,
    /// What it asks for.
    pub question: &'a str,
    /// How to fill it in; empty for none.
    pub hint: &'a str,
}

/// What was typed in the three fields, kept as it is.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct TypedDay {
    month: String,
    day: String,
    year: String,
}

impl TypedDay {
    /// What a form brought for the field `name`.
    pub fn read(fields: &Fields, name: &str) -> Self {
        let of = |part: &str| fields.get(&format!("{name}{part}")).trim().to_owned();
        Self { month: of(""), day: of("-day"), year: of("-year") }
    }

    /// A day, to be changed.
    pub fn of(date: Date) -> Self {
        Self { month: date.month().to_string(), day: date.day().to_string(), year: date.year().to_string() }
    }

    /// Only the year, for whoever has not typed yet.
    pub fn in_year(year: i16) -> Self {
        Self { year: year.to_string(), ..Self::default() }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        [&self.month, &self.day, &self.year].into_iter().all(String::is_empty)
    }

    /// The day; none where there is no such day.
    pub fn date(&self) -> Option<Date> {
        Date::new(self.year.parse().ok()?, self.month.parse().ok()?, self.day.parse().ok()?).ok()
    }
}

impl DayField<'_> {
    /// The three fields with what was typed and what is wrong.
    pub fn render(&self, typed: &TypedDay, errors: &[FieldError]) -> Markup {
        let name = self.name;
        let is_wrong = error_of(errors, name).is_some();
        let invalid = is_wrong.then_some("true");
        html! {
            fieldset class="one-of day-field" aria-describedby=[described_by(name, !self.hint.is_empty(), is_wrong)] {
                legend { (self.question) }
                @if !self.hint.is_empty() { p class="hint" id={ (name) "-hint" } { (self.hint) } }
                (error_line(errors, name))
                div class="day-parts" {
                    div class="field" {
                        label for=(name) { "Month" }
                        select id=(name) name=(name) aria-invalid=[invalid] {
                            option value="" { "Choose" }
                            @for (place, month) in MONTHS.iter().enumerate() {
                                @let value = (place + 1).to_string();
                                option value=(value) selected[value == typed.month] { (month) }
                            }
                        }
                    }
                    (part(name, "day", "Day", &typed.day, 2, invalid))
                    (part(name, "year", "Year", &typed.year, 4, invalid))
                }
            }
        }
    }
}

fn part(name: &str, part: &str, label: &str, typed: &str, digits: u8, invalid: Option<&str>) -> Markup {
    let id = format!("{name}-{part}");
    html! {
        div class="field" {
            label for=(id) { (label) }
            input class={ "digits-" (digits) } id=(id) name=(id) type="text" inputmode="numeric" value=(typed) autocomplete="off"
                maxlength=(digits) aria-invalid=[invalid];
        }
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    let field = DayField { name: "on", question: "On which day?", hint: "" };
    let hinted = DayField { hint: "From today on, up to ten years ahead.", ..field };
    let wrong = [FieldError::new("on", "Enter a day that there is, such as March 2, 2027.")];
    let typed = TypedDay { month: "2".to_owned(), day: "30".to_owned(), year: "2027".to_owned() };
    vec![
        Sample::new("empty", field.render(&TypedDay::default(), &[])),
        Sample::new("with a hint", hinted.render(&TypedDay::in_year(2027), &[])),
        Sample::new("with an error", hinted.render(&typed, &wrong)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_from_its_three_fields_or_is_none() {
        let check = |encoded: &str, expected: Option<&str>| {
            let typed = TypedDay::read(&Fields::parse(encoded.as_bytes()).unwrap(), "on");
            assert_eq!(typed.date(), expected.map(|day| day.parse().unwrap()), "{encoded}");
        };
        check("on=3&on-day=2&on-year=2027", Some("2027-03-02"));
        check("on=3&on-day=+02+&on-year=2027", Some("2027-03-02"));
        check("on=2&on-day=29&on-year=2028", Some("2028-02-29"));
        for none in [
            "on=2&on-day=29&on-year=2027",
            "on=&on-day=1&on-year=2027",
            "on=13&on-day=1&on-year=2027",
            "",
            "on=3&on-day=x&on-year=2027",
        ] {
            check(none, None);
        }
        assert!(TypedDay::read(&Fields::parse(b"on-day=+").unwrap(), "on").is_empty());
        let day: Date = "2027-11-30".parse().unwrap();
        assert_eq!(TypedDay::of(day).date(), Some(day));
    }
}
