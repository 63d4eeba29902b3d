//! The words with which a program says what it wants, and what it is told when they mean nothing.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use troth_domain::booking::{BookingId, Never, Refusal, Request};
use troth_domain::people::ClientZone;
use troth_domain::practice::{Practice, Slug};

use super::fields::{FieldError, Fields};
use super::problem::Problem;
use crate::actions::ActionError;
use crate::app::App;

/// There is no offering of this slug.
pub const UNKNOWN_OFFERING: &str = "There is no such offering. See /api/v1/offerings.";
/// There is no therapist of this slug, or not for the offering.
pub const UNKNOWN_THERAPIST: &str = "No such therapist gives this offering. See /api/v1/therapists.";
/// There is no location of this slug, or not for the offering.
pub const UNKNOWN_LOCATION: &str = "This offering is not given at such a location. See /api/v1/locations.";
const UNKNOWN_ZONE: &str = "There is no such time zone. Give an IANA name such as America/Denver.";
const NO_INSTANT: &str = "This must be a time with an offset such as 2026-11-24T09:00:00-07:00.";
const NO_HOLD: &str = "This is no hold. Give the one that was answered, or leave it out.";

/// The slug of an offering that there is.
pub fn known_offering(practice: &Practice, text: &str) -> Result<Slug, &'static str> {
    let slug = Slug::new(text).ok().filter(|slug| practice.offering(slug).is_some());
    slug.ok_or(UNKNOWN_OFFERING)
}

/// The slug of a therapist whom there is.
pub fn known_therapist(practice: &Practice, text: &str) -> Result<Slug, &'static str> {
    let slug = Slug::new(text).ok().filter(|slug| practice.therapist(slug).is_some());
    slug.ok_or(UNKNOWN_THERAPIST)
}

/// The slug of a location that there is.
pub fn known_location(practice: &Practice, text: &str) -> Result<Slug, &'static str> {
    let slug = Slug::new(text).ok().filter(|slug| practice.location(slug).is_some());
    slug.ok_or(UNKNOWN_LOCATION)
}

/// A time zone.
pub fn zone(text: &str) -> Result<ClientZone, &'static str> {
    ClientZone::new(text).ok_or(UNKNOWN_ZONE)
}

/// An instant in RFC 3339: a time without an offset is refused, since it could be meant in any zone.
pub fn instant(text: &str) -> Result<Timestamp, &'static str> {
    let instant: Option<Timestamp> = if is_rfc3339(text.as_bytes()) { text.parse().ok() } else { None };
    instant.ok_or(NO_INSTANT)
}

fn is_rfc3339(text: &[u8]) -> bool {
    let shaped = |text: &[u8], shape: &[u8]| {
        text.len() == shape.len()
            && text.iter().zip(shape).all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                b'T' | b'Z' => byte.eq_ignore_ascii_case(shape),
                b'+' => matches!(byte, b'+' | b'-'),
                _ => byte == shape,
            })
    };
    let Some((time, rest)) = text.split_at_checked(19) else { return false };
    let offset = match rest.strip_prefix(b".") {
        Some(rest) => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return false;
            }
            rest.get(digits..).unwrap_or_default()
        }
        None => rest,
    };
    shaped(time, b"0000-00-00T00:00:00") && (shaped(offset, b"Z") || shaped(offset, b"+00:00"))
}

/// A hold as it was answered.
pub fn hold(text: &str) -> Result<BookingId, &'static str> {
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).ok();
    bytes.and_then(|bytes| bytes.try_into().ok()).map(BookingId).ok_or(NO_HOLD)
}

/// A hold as it is answered.
pub fn hold_text(id: BookingId) -> String {
    data_encoding::HEXLOWER.encode(&id.0)
}

/// What a body asks for, as far as it says so.
pub struct Asked {
    offering: Option<Slug>,
    therapist: Option<Slug>,
    location: Option<Slug>,
    start: Option<Timestamp>,
}

impl Asked {
    /// Reads `offering`, `start`, `therapist` and `location`. Whether there are such is not asked yet: the answer to a
    /// repeated request is the first one, even if the practice has changed since.
    pub fn read(fields: &mut Fields) -> Self {
        Self {
            offering: fields.needed("offering", |text| Slug::new(text).map_err(|_| UNKNOWN_OFFERING)),
            therapist: fields.optional("therapist", |text| Slug::new(text).map_err(|_| UNKNOWN_THERAPIST)),
            location: fields.optional("location", |text| Slug::new(text).map_err(|_| UNKNOWN_LOCATION)),
            start: fields.needed("start", instant),
        }
    }

    /// What a complete request asks for.
    pub fn of(request: &Request) -> Self {
        let Request { offering, therapist, location, start } = request.clone();
        Self { offering: Some(offering), therapist, location, start: Some(start) }
    }

    /// The request, if it is complete.
    pub fn complete(&self) -> Option<Request> {
        Some(Request {
            offering: self.offering.clone()?,
            therapist: self.therapist.clone(),
            location: self.location.clone(),
            start: self.start?,
        })
    }

    /// What it names that there is not, so that it is told together with every other mistake.
    pub fn unknown(&self, practice: &Practice, now: Timestamp) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if self.offering.as_ref().is_some_and(|slug| practice.offering(slug).is_none()) {
            errors.push(FieldError::new("offering", UNKNOWN_OFFERING));
        }
        let gives = |slug: &Slug| {
            let therapist = practice.therapist(slug);
            therapist.is_some_and(|one| self.offering.as_ref().is_none_or(|offering| one.offerings.contains(offering)))
        };
        if self.therapist.as_ref().is_some_and(|slug| !gives(slug)) {
            errors.push(FieldError::new("therapist", UNKNOWN_THERAPIST));
        }
        if self.location.as_ref().is_some_and(|slug| practice.location(slug).is_none()) {
            errors.push(FieldError::new("location", UNKNOWN_LOCATION));
        }
        if self.start.is_some_and(|start| start <= now) {
            errors.push(FieldError::new("start", never(Never::Past)));
        }
        errors
    }
}

/// Why `request` was not granted. Everything that it names and that there is not is told at once.
pub fn refused(app: &App, request: &Request, error: ActionError, zone: &TimeZone) -> Problem {
    use Refusal::{UnknownLocation, UnknownOffering, UnknownTherapist};
    if matches!(error, ActionError::Refused(UnknownOffering | UnknownTherapist | UnknownLocation)) {
        let unknown = Asked::of(request).unknown(app.practice(), app.now());
        if !unknown.is_empty() {
            return Problem::of_fields(unknown);
        }
    }
    Problem::of(app, error, zone)
}

/// Why a time never was an opening.
pub fn never(why: Never) -> &'static str {
    match why {
        Never::Past => "This time has passed.",
        Never::Notice => "This is too soon to be booked. Choose a later time.",
        Never::Horizon => "This is too far ahead to be booked. Choose an earlier time.",
        Never::OutsideHours => "No appointment starts at this time. Choose a start from /api/v1/openings.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_an_offset() {
        let nine: Timestamp = "2026-11-24T16:00:00Z".parse().unwrap();
        for text in [
            "2026-11-24T09:00:00-07:00",
            "2026-11-24T16:00:00Z",
            "2026-11-24t16:00:00.000z",
            "2026-11-25T04:45:00+12:45",
        ] {
            assert_eq!(instant(text), Ok(nine), "{text}");
        }
        for text in [
            "",
            "2026-11-24",
            "2026-11-24T09:00:00",
            "2026-11-24T09:00-07:00",
            "2026-11-24 09:00:00-07:00",
            "2026-11-24T09:00:00-07",
            "2026-11-24T09:00:00-0700",
            "2026-11-24T09:00:00.-07:00",
            "2026-11-24T09:00:00-07:00[America/Denver]",
            "2026-11-24T25:00:00-07:00",
            "2026-02-30T09:00:00-07:00",
            "2026-11-24T09:00:00\u{2212}07:00",
            "9999-12-31T23:59:59-12:00",
        ] {
            assert!(instant(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_hold_is_read_as_it_was_written() {
        let id = BookingId([0xa5; 16]);
        assert_eq!(hold(&hold_text(id)), Ok(id));
        for text in ["", "a5", &hold_text(id).to_uppercase(), &format!("{}0", hold_text(id)), "../x"] {
            assert!(hold(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_zone_is_a_name() {
        assert!(zone("America/Denver").is_ok());
        for text in ["", "Mars/Olympus", "-07:00", "MST7MDT,M3.2.0,M11.1.0", "../etc/passwd", "America"] {
            assert!(zone(text).is_err(), "{text}");
        }
    }
}
