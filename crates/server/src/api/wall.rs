//! Instants as the clock on a wall shows them, in RFC 3339.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde::{Serialize, Serializer};

const DAY_SECONDS: i64 = 86_400;

/// Length of an instant in RFC 3339 with an offset.
const SHOWN_BYTES: usize = 25;

/// An instant as it is written, such as `2026-11-24T09:00:00-07:00`.
#[derive(Clone, Copy, Debug)]
pub struct Shown([u8; SHOWN_BYTES]);

impl Shown {
    /// The text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `instant` with the offset that `zone` has then.
pub fn shown(instant: Timestamp, zone: &TimeZone) -> Shown {
    Wall::new(zone).show(instant)
}

/// Writes many instants of one zone quickly: the offset is looked up once for each stretch without a change of clocks,
/// the date once for each day. Seconds are the finest that is written; years have four digits.
pub struct Wall<'a> {
    zone: &'a TimeZone,
    /// The seconds since 1970 for which `offset` is known to hold: from the first to before the second.
    offset_holds: (i64, i64),
    offset: Offset,
    day: Option<i64>,
    /// Date and offset filled in; the time of day is not.
    pattern: [u8; SHOWN_BYTES],
}

impl<'a> Wall<'a> {
    /// A writer for `zone`.
    pub fn new(zone: &'a TimeZone) -> Self {
        let pattern = *b"0000-00-00T00:00:00+00:00";
        Self { zone, offset_holds: (0, 0), offset: Offset::UTC, day: None, pattern }
    }

    /// `instant` as it is written.
    pub fn show(&mut self, instant: Timestamp) -> Shown {
        let second = instant.as_second();
        if second < self.offset_holds.0 || second >= self.offset_holds.1 {
            self.look_up_offset(instant);
        }
        let local = second.saturating_add(i64::from(self.offset.seconds()));
        let day = local.div_euclid(DAY_SECONDS);
        if self.day != Some(day) {
            self.look_up_date(instant);
            self.day = Some(day);
        }
        let mut text = self.pattern;
        let of_day = local.rem_euclid(DAY_SECONDS);
        put(&mut text, 11, of_day / 3600);
        put(&mut text, 14, of_day / 60 % 60);
        put(&mut text, 17, of_day % 60);
        Shown(text)
    }

    fn look_up_offset(&mut self, instant: Timestamp) {
        self.offset = self.zone.to_offset(instant);
        let until = self.zone.following(instant).next().map_or(i64::MAX, |change| change.timestamp().as_second());
        self.offset_holds = (instant.as_second(), until);
        self.day = None;
        let minutes = i64::from(self.offset.seconds()) / 60;
        if let Some(sign) = self.pattern.get_mut(19) {
            *sign = if minutes < 0 { b'-' } else { b'+' };
        }
        put(&mut self.pattern, 20, minutes.abs() / 60);
        put(&mut self.pattern, 23, minutes.abs() % 60);
    }

    fn look_up_date(&mut self, instant: Timestamp) {
        let date = self.offset.to_datetime(instant).date();
        let year = i64::from(date.year()).max(0);
        put(&mut self.pattern, 0, year / 100);
        put(&mut self.pattern, 2, year % 100);
        put(&mut self.pattern, 5, i64::from(date.month()));
        put(&mut self.pattern, 8, i64::from(date.day()));
    }
}

/// Two digits of `number` from `place` on.
fn put(text: &mut [u8; SHOWN_BYTES], place: usize, number: i64) {
    let digit = |number: i64| b'0' + u8::try_from(number % 10).unwrap_or(0);
    for (byte, value) in text.iter_mut().skip(place).take(2).zip([number / 10, number]) {
        *byte = digit(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn jiff_says(instant: Timestamp, zone: &TimeZone) -> String {
        instant.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    #[test]
    fn shows_the_offset_of_the_day() {
        let zone = TimeZone::get("America/Denver").unwrap();
        let summer: Timestamp = "2026-10-31T15:00:00Z".parse().unwrap();
        let winter: Timestamp = "2026-11-24T16:00:00Z".parse().unwrap();
        assert_eq!(shown(summer, &zone).as_str(), "2026-10-31T09:00:00-06:00");
        assert_eq!(shown(winter, &zone).as_str(), "2026-11-24T09:00:00-07:00");
        assert_eq!(shown(winter, &TimeZone::UTC).as_str(), "2026-11-24T16:00:00+00:00");
    }

    proptest! {
        #[test]
        fn writes_what_the_time_library_writes(
            zone in prop::sample::select(vec![
                "America/Denver", "Europe/Dublin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "UTC",
            ]),
            mut cells in prop::collection::vec(5_600_000_i64..6_400_000, 1..50),
            sorted: bool,
        ) {
            let zone = TimeZone::get(zone).unwrap();
            if sorted {
                cells.sort_unstable();
            }
            let mut wall = Wall::new(&zone);
            for cell in cells {
                let instant = Timestamp::from_second(cell * 300).unwrap();
                let shown = wall.show(instant);
                prop_assert_eq!(shown.as_str(), jiff_says(instant, &zone));
            }
        }
    }
}
