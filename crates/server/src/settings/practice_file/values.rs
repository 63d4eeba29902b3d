//! Dates, times of day, zones, addresses: the values that have a form of their own.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use toml::de::DeValue;
use troth_domain::limits;
use troth_domain::people::{EmailAddress, InvalidPersonal, PhoneNumber};
use troth_domain::practice::{CivilMinute, Slug};

use super::super::network::{NetworkRange, origin};
use super::reader::{Item, nearest, quoted};

/// Where a time of day stands: only an end may be 24:00.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    From,
    To,
}

/// Days of the week as the file writes them.
const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

impl Item<'_, '_> {
    /// A slug, with the text that was written even when it is none.
    pub(super) fn slug(self) -> Option<Slug> {
        let text = self.raw_text("\"a-short-name\"")?;
        let slug = Slug::new(text).ok();
        if slug.is_none() {
            let problem = format!("{} is {}, which is no slug", self.name, quoted(text));
            self.fault(problem, "write 1 to 64 of a-z, 0-9 and -, starting with a letter or digit");
        }
        slug
    }

    /// A date, as text or as TOML's own date.
    pub(super) fn date(self) -> Option<Date> {
        const MEND: &str = "write a date such as \"2026-12-24\"";
        let (date, written) = match &self.value {
            DeValue::String(text) => (plain_date(text), quoted(text)),
            DeValue::Datetime(stamp) => (native_date(stamp), stamp.to_string()),
            _ => {
                self.raw_text("\"2026-12-24\"");
                return None;
            }
        };
        let Some(date) = date else {
            self.fault(format!("{} is {written}, which is no date", self.name), MEND);
            return None;
        };
        let (first, last) = (limits::DATE_YEAR_MIN, limits::DATE_YEAR_MAX);
        if !(first..=last).contains(&date.year()) {
            self.fault(format!("{} is {date}", self.name), format!("write a year from {first} to {last}"));
            return None;
        }
        Some(date)
    }

    /// A time of day in multiples of five minutes.
    pub(super) fn civil_minute(self, edge: Edge) -> Option<CivilMinute> {
        if matches!(self.value, DeValue::Datetime(_)) {
            self.fault(format!("{} is a time without quotes", self.name), "write it in quotes, such as \"09:00\"");
            return None;
        }
        let text = self.raw_text("\"09:00\"")?;
        let Some(minutes) = minutes_of_day(text) else {
            let problem = format!("{} is {}, which is no time of day", self.name, quoted(text));
            self.fault(problem, "write hours and minutes with two digits each, such as \"09:00\"");
            return None;
        };
        if minutes == 1440 && edge == Edge::From {
            self.fault(
                format!("{} is \"24:00\"", self.name),
                "only an end may be 24:00; write \"00:00\" or an earlier time",
            );
            return None;
        }
        let minute = CivilMinute::new(minutes);
        if minute.is_none() {
            let earlier = minutes - minutes % 5;
            let mend = format!("write a multiple of five minutes, such as \"{:02}:{:02}\"", earlier / 60, earlier % 60);
            self.fault(format!("{} is {}", self.name, quoted(text)), mend);
        }
        minute
    }

    /// A day of the week.
    pub(super) fn weekday(self) -> Option<Weekday> {
        self.one_of(&DAYS)
    }

    /// One of a closed list of words.
    pub(super) fn one_of<T: Copy>(self, words: &[(&'static str, T)]) -> Option<T> {
        let known = || words.iter().map(|(word, _)| *word);
        let text = self.raw_text(&quoted(known().next().unwrap_or_default()))?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let problem = format!("{} is {}", self.name, quoted(text));
            self.fault(problem, format!("write one of {}", known().map(quoted).collect::<Vec<_>>().join(", ")));
        }
        found
    }

    /// A zone by its IANA name.
    pub(super) fn time_zone(self) -> Option<TimeZone> {
        let text = self.raw_text("\"America/Denver\"")?;
        let zone = TimeZone::get(text).ok().filter(|zone| zone.iana_name().is_some() && !zone.is_unknown());
        if zone.is_none() {
            let names: Vec<String> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
            let mend = match nearest(text, names.iter().map(String::as_str)) {
                Some(name) => format!("did you mean {}?", quoted(name)),
                None => "write an IANA name such as \"America/Denver\"".to_owned(),
            };
            self.fault(format!("{} is {}, which is no time zone", self.name, quoted(text)), mend);
        }
        zone
    }

    /// An e-mail address.
    pub(super) fn email(self) -> Option<EmailAddress> {
        let text = self.raw_text("\"name@example.org\"")?;
        match EmailAddress::new(text) {
            Ok(email) => Some(email),
            Err(reason) => {
                self.personal("e-mail address", text, reason, "write one address such as \"name@example.org\"");
                None
            }
        }
    }

    /// A phone number, as people write it.
    pub(super) fn phone(self) -> Option<String> {
        let text = self.raw_text("\"+1 801 555 0100\"")?;
        match PhoneNumber::new(text) {
            Ok(phone) => Some(phone.reveal().to_owned()),
            Err(reason) => {
                self.personal("phone number", text, reason, "write 7 to 15 digits, such as \"+1 801 555 0100\"");
                None
            }
        }
    }

    fn personal(&self, what: &str, text: &str, reason: InvalidPersonal, mend: &str) {
        self.fault(format!("{} is {}, which is no {what} ({reason})", self.name, quoted(text)), mend);
    }

    /// Where the site is reached: scheme, host and port, nothing after.
    pub(super) fn origin(self) -> Option<String> {
        let text = self.raw_text("\"https://www.example.org\"")?;
        match origin(text) {
            Ok(origin) => Some(origin),
            Err(mend) => {
                self.fault(format!("{} is {}", self.name, quoted(text)), mend.to_string());
                None
            }
        }
    }

    /// A network address or a range of them.
    pub(super) fn network_range(self) -> Option<NetworkRange> {
        let text = self.raw_text("\"127.0.0.1\"")?;
        match text.parse::<NetworkRange>() {
            Ok(range) => Some(range),
            Err(mend) => {
                self.fault(format!("{} has {}", self.name, quoted(text)), mend.to_string());
                None
            }
        }
    }
}

/// `2026-12-24` and nothing else of what jiff would take.
fn plain_date(text: &str) -> Option<Date> {
    let shape = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if shape { text.parse().ok() } else { None }
}

fn native_date(stamp: &toml::value::Datetime) -> Option<Date> {
    let date = stamp.date.filter(|_| stamp.time.is_none() && stamp.offset.is_none())?;
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
}

/// Minutes since midnight of `HH:MM`, up to 24:00.
fn minutes_of_day(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str| {
        let fits = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if fits { digits.parse::<u16>().ok() } else { None }
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= 1440).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::minutes_of_day;

    #[test]
    fn a_time_of_day_is_two_digits_and_two_digits() {
        for (text, wanted) in [("00:00", 0), ("09:05", 545), ("23:59", 1439), ("24:00", 1440)] {
            assert_eq!(minutes_of_day(text), Some(wanted), "{text}");
        }
        for text in ["", ":", "9:00", "09:0", "09:60", "24:01", "25:00", "-1:00", "+1:00", "09:00:00", "09.00", "٠٩:٠٠"]
        {
            assert_eq!(minutes_of_day(text), None, "{text}");
        }
    }
}
