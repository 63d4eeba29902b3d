//! Times, prices and places in plain words.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::practice::{CivilMinute, Mode, Offering};

/// Says instants the way people in `zone` say them on the day of `now`.
#[derive(Clone, Copy, Debug)]
pub struct When<'a> {
    /// Whose clocks.
    pub zone: &'a TimeZone,
    /// The moment.
    pub now: Timestamp,
}

impl When<'_> {
    /// Today, by these clocks.
    pub fn today(&self) -> Date {
        self.date(self.now)
    }

    /// The civil day of `at`.
    pub fn date(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// `Tuesday, November 24`, with the year where it is another one.
    pub fn day(&self, date: Date) -> String {
        let year = if date.year() == self.today().year() { String::new() } else { format!(", {}", date.year()) };
        format!("{}{year}", date.strftime("%A, %B %-d"))
    }

    /// As [`day`](Self::day), after `Today,` or `Tomorrow,` where that is so.
    pub fn near_day(&self, date: Date) -> String {
        let day = self.day(date);
        if date == self.today() {
            format!("Today, {day}")
        } else if self.today().tomorrow().is_ok_and(|tomorrow| date == tomorrow) {
            format!("Tomorrow, {day}")
        } else {
            day
        }
    }

    /// `9:15 am`; when clocks go back and say this time twice, with the letters that tell which.
    pub fn clock(&self, at: Timestamp) -> String {
        let civil = self.zone.to_datetime(at);
        let words = clock_words(civil.hour().unsigned_abs(), civil.minute().unsigned_abs());
        if self.zone.to_ambiguous_timestamp(civil).is_ambiguous() {
            let letters = self.zone.to_offset_info(at).abbreviation().to_owned();
            return format!("{words} {letters}");
        }
        words
    }

    /// `Tuesday, November 24 at 9:15 am`.
    pub fn day_and_clock(&self, at: Timestamp) -> String {
        format!("{} at {}", self.day(self.date(at)), self.clock(at))
    }

    /// As [`day_and_clock`](Self::day_and_clock), for programs too.
    pub fn marked(&self, at: Timestamp) -> Markup {
        html! { time datetime=(self.for_programs(at)) { (self.day_and_clock(at)) } }
    }

    /// RFC 3339 with the offset of the zone.
    pub fn for_programs(&self, at: Timestamp) -> String {
        at.display_with_offset(self.zone.to_offset(at)).to_string()
    }
}

fn clock_words(hour: u8, minute: u8) -> String {
    match (hour, minute) {
        (0, 0) => "12 midnight".to_owned(),
        (12, 0) => "12 noon".to_owned(),
        _ => {
            let half = if hour < 12 { "am" } else { "pm" };
            let hour = if hour.is_multiple_of(12) { 12 } else { hour % 12 };
            format!("{hour}:{minute:02} {half}")
        }
    }
}

/// `9:00 am` for a civil time of day.
pub fn civil_clock(at: CivilMinute) -> String {
    let hour = u8::try_from(at.minutes() / 60).unwrap_or(0) % 24;
    clock_words(hour, u8::try_from(at.minutes() % 60).unwrap_or(0))
}

/// The first words of a text, on one line, by which it is called in a list.
pub fn beginning(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(limits::TOPIC_WORDS_CHARACTERS) {
        Some((end, _)) => format!("{}\u{2026}", line.get(..end).unwrap_or_default().trim_end()),
        None => line,
    }
}

/// `free`, `$150` or `$99.50`.
pub fn price(cents: u32) -> String {
    match (cents / 100, cents % 100) {
        (0, 0) => "free".to_owned(),
        (dollars, 0) => format!("${dollars}"),
        (dollars, cents) => format!("${dollars}.{cents:02}"),
    }
}

/// `by phone`, `in person`, `by video`.
pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Phone => "by phone",
        Mode::InPerson => "in person",
        Mode::Video => "by video",
    }
}

/// `15 minutes, by phone, free`.
pub fn offering_facts(offering: &Offering) -> String {
    format!("{} minutes, {}, {}", offering.minutes, mode(offering.mode), price(offering.price_cents))
}

/// The number without what a dialler cannot read, for `tel:`.
pub fn dial(phone: &str) -> String {
    let number = phone.split('x').next().unwrap_or_default();
    format!(
        "tel:{}",
        number.chars().filter(|character| character.is_ascii_digit() || *character == '+').collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(zone: &str, now: &str, at: &str, expected: &str) {
        let zone = TimeZone::get(zone).unwrap();
        let when = When { zone: &zone, now: now.parse().unwrap() };
        assert_eq!(when.day_and_clock(at.parse().unwrap()), expected);
    }

    #[test]
    fn says_times_as_people_do() {
        let now = "2026-11-22T10:00:00Z";
        check("America/Denver", now, "2026-11-24T16:15:00Z", "Tuesday, November 24 at 9:15 am");
        check("America/Denver", now, "2026-11-24T19:00:00Z", "Tuesday, November 24 at 12 noon");
        check("America/Denver", now, "2026-11-25T07:00:00Z", "Wednesday, November 25 at 12 midnight");
        check("America/New_York", now, "2027-01-05T05:30:00Z", "Tuesday, January 5, 2027 at 12:30 am");
        check("Asia/Kolkata", now, "2026-11-24T16:15:00Z", "Tuesday, November 24 at 9:45 pm");
    }

    #[test]
    fn tells_the_two_half_past_ones_apart() {
        let now = "2026-10-30T10:00:00Z";
        check("America/Denver", now, "2026-11-01T07:30:00Z", "Sunday, November 1 at 1:30 am MDT");
        check("America/Denver", now, "2026-11-01T08:30:00Z", "Sunday, November 1 at 1:30 am MST");
    }

    #[test]
    fn names_near_days() {
        let zone = TimeZone::get("America/Denver").unwrap();
        let when = When { zone: &zone, now: "2026-11-23T03:00:00Z".parse().unwrap() };
        let named = |date: &str| when.near_day(date.parse().unwrap());
        assert_eq!(named("2026-11-22"), "Today, Sunday, November 22");
        assert_eq!(named("2026-11-23"), "Tomorrow, Monday, November 23");
        assert_eq!(named("2026-11-24"), "Tuesday, November 24");
    }

    #[test]
    fn says_prices_and_numbers() {
        assert_eq!([price(0), price(15_000), price(9_950), price(50)], ["free", "$150", "$99.50", "$0.50"]);
        assert_eq!(dial("+1 (801) 555-0134 x12"), "tel:+18015550134");
    }
}
