//! `troth bookings`: the coming bookings and call-backs, for the desk without a browser.
//!
//! It works from the records alone, which remember the practice's zone and therapists from the server's last start. So
//! times are the practice's, and bookings of a therapist who has left the file have a warning. Given the practice's
//! file too, it takes these from there, and says what is by phone.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use troth_domain::access::Viewer;
use troth_domain::limits;
use troth_domain::people::{Client, EmailAddress, PersonName, PhoneNumber};
use troth_domain::practice::{CivilMinute, CivilWindow, Mode, Practice, Slug};

use troth_store::{ComingBooking, LastStart, Store, StoreError};

use super::{World, records};
use crate::settings::{BookingsArgs, Stop};

/// Prints what is coming, by start. Changes nothing.
pub async fn run(args: BookingsArgs, world: World) -> Result<(), Stop> {
    let practice = args.read_practice()?.map(|file| file.practice);
    let store = records::open(&args.records, &world).await?;
    let found = coming(&store, world.clock.now()).await;
    let found = found.map_err(|error| Stop::fault(format!("the records cannot be read: {error}")))?;
    let last_start = store.last_start().await;
    let last_start = last_start.map_err(|error| Stop::fault(format!("the records cannot be read: {error}")))?;
    let known = Known { practice: practice.as_ref(), last_start: last_start.as_ref() };
    let entries: Vec<Entry> = found.iter().map(|booking| Entry::of(booking, known)).collect();
    let text = if args.json { json(&entries)? } else { table(&entries) };
    records::print(&text)
}

/// What starts from `now` on. With a shifted clock only the server knows which moment it is, so everything is listed.
async fn coming(store: &Store, now: Timestamp) -> Result<Vec<ComingBooking>, StoreError> {
    let from = if store.has_shifted_clock().await? { Timestamp::UNIX_EPOCH } else { now };
    store.coming_bookings(&Viewer::FrontDesk, from, limits::DESK_BOOKINGS_MAX).await
}

/// What is known of the practice: its file, or else what the records remember of it.
#[derive(Clone, Copy, Default)]
struct Known<'a> {
    practice: Option<&'a Practice>,
    last_start: Option<&'a LastStart>,
}

impl Known<'_> {
    fn time_zone(self) -> Option<TimeZone> {
        let remembered = || self.last_start.map(|start| start.time_zone.clone());
        self.practice.map(|practice| practice.time_zone.clone()).or_else(remembered)
    }

    fn has_therapist(self, slug: &Slug) -> Option<bool> {
        let remembered = || self.last_start.map(|start| start.therapists.contains(slug));
        self.practice.map(|practice| practice.therapist(slug).is_some()).or_else(remembered)
    }
}

/// A booking as the desk needs it. What the client said is null where it cannot be read.
#[derive(Serialize)]
struct Entry {
    reference: String,
    /// RFC 3339 with the offset of `zone`.
    start: String,
    end: String,
    zone: String,
    offering: String,
    /// Whether the practice calls, is visited, or sends a link; null without the practice's file.
    mode: Option<&'static str>,
    therapist: String,
    /// Whether the practice's file has this therapist, or had at the last start; null where neither is known.
    therapist_known: Option<bool>,
    /// What the desk has to look at.
    warning: Option<&'static str>,
    location: Option<String>,
    room: Option<String>,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    safe_contact: Option<Safe>,
    #[serde(skip)]
    shown_start: String,
}

/// What is safe when the client is contacted.
#[derive(Serialize)]
struct Safe {
    email: bool,
    voicemail: bool,
    text: bool,
    name: Option<String>,
    hours: Option<Hours>,
}

#[derive(Serialize)]
struct Hours {
    from: String,
    to: String,
    /// The zone that they are meant in: the client's own.
    zone: String,
}

impl Entry {
    fn of(found: &ComingBooking, known: Known<'_>) -> Self {
        let (slot, client) = (&found.booking.slot, found.client.as_ref().ok());
        let client_zone = || client.map(|client| client.time_zone.zone().clone());
        let zone = known.time_zone().or_else(client_zone);
        let zone = &zone.unwrap_or(TimeZone::UTC);
        let start = slot.start.to_zoned(zone.clone());
        let offering = known.practice.and_then(|practice| practice.offering(&slot.offering));
        let therapist_known = known.has_therapist(&slot.therapist);
        Self {
            reference: found.booking.reference.as_str().to_owned(),
            start: start.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            end: slot.end.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            zone: zone_name(zone),
            offering: slot.offering.to_string(),
            mode: offering.map(|offering| mode(offering.mode)),
            therapist: slot.therapist.to_string(),
            therapist_known,
            warning: (therapist_known == Some(false)).then_some(THERAPIST_LEFT),
            location: slot.location.as_ref().map(ToString::to_string),
            room: slot.room.as_ref().map(ToString::to_string),
            name: client.map(|client| client.name.reveal().to_owned()),
            phone: client.and_then(|client| client.contact.phone()).map(PhoneNumber::reveal).map(str::to_owned),
            email: client.and_then(|client| client.contact.email()).map(EmailAddress::reveal).map(str::to_owned),
            safe_contact: client.map(Safe::of),
            shown_start: start.strftime("%a %b %-d %Y, %-I:%M %P %Z").to_string(),
        }
    }

    /// One cell for each of [`HEADINGS`].
    fn cells(&self) -> [String; 6] {
        let warning = self.warning.map(|warning| format!(" (warning: {warning})")).unwrap_or_default();
        let place = self.room.as_deref().or(self.location.as_deref()).map(|place| format!(", {place}"));
        let mode = self.mode.map(|mode| format!(", {}", mode.replace('_', " ")));
        [
            self.shown_start.clone(),
            self.reference.clone(),
            format!("{}{warning}", self.therapist),
            format!("{}{}{}", self.offering, mode.unwrap_or_default(), place.unwrap_or_default()),
            self.name.clone().unwrap_or_else(|| "(cannot be read)".to_owned()),
            self.contact(),
        ]
    }

    /// How to reach them, and what is safe.
    fn contact(&self) -> String {
        let Some(safe) = &self.safe_contact else { return String::new() };
        let ways = [
            self.phone.clone(),
            self.email.as_ref().map(|email| if safe.email { email.clone() } else { format!("{email} (do not mail)") }),
            self.phone.as_ref().filter(|_| safe.voicemail).map(|_| "voicemail is fine".to_owned()),
            self.phone.as_ref().filter(|_| safe.text).map(|_| "text is fine".to_owned()),
            safe.name.as_ref().map(|name| format!("ask for {name}")),
            safe.hours.as_ref().map(|hours| format!("call {} to {} {}", hours.from, hours.to, hours.zone)),
        ];
        ways.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}

impl Safe {
    fn of(client: &Client) -> Self {
        let safe = &client.safe_contact;
        Self {
            email: safe.email && client.contact.email().is_some(),
            voicemail: safe.voicemail,
            text: safe.text,
            name: safe.name_to_use.as_ref().map(PersonName::reveal).map(str::to_owned),
            hours: safe.hours.map(|hours| Hours::of(hours, client.time_zone.zone())),
        }
    }
}

impl Hours {
    fn of(window: CivilWindow, zone: &TimeZone) -> Self {
        let shown = |minute: CivilMinute| format!("{:02}:{:02}", minute.minutes() / 60, minute.minutes() % 60);
        Self { from: shown(window.from()), to: shown(window.to()), zone: zone_name(zone) }
    }
}

fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").to_owned()
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Phone => "phone",
        Mode::InPerson => "in_person",
        Mode::Video => "video",
    }
}

const THERAPIST_LEFT: &str = "no longer in the practice's file";

const HEADINGS: [&str; 6] = ["When", "Reference", "Therapist", "What", "Who", "How to reach them"];

fn table(entries: &[Entry]) -> String {
    if entries.is_empty() {
        return "No bookings are coming.\n".to_owned();
    }
    let rows: Vec<[String; 6]> =
        std::iter::once(HEADINGS.map(str::to_owned)).chain(entries.iter().map(Entry::cells)).collect();
    let width = |column: usize| {
        let lengths = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        lengths.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..HEADINGS.len()).map(width).collect();
    let line = |row: &[String; 6]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

fn json(entries: &[Entry]) -> Result<String, Stop> {
    let json = serde_json::to_string_pretty(entries);
    json.map(|json| format!("{json}\n")).map_err(|error| Stop::fault(format!("the list cannot be written: {error}")))
}

#[cfg(test)]
mod tests {
    use troth_domain::booking::{Booking, BookingId, Reference, Slot, State};
    use troth_domain::calendar::{Cell, CellRange};
    use troth_domain::people::{ClientZone, Contact, SafeContact};
    use troth_domain::practice::Slug;

    use super::*;

    fn coming(therapist: &str, client: Result<Client, StoreError>) -> ComingBooking {
        let slug = |text: &str| Slug::new(text).unwrap();
        let start: Timestamp = "2026-11-24T16:15:00Z".parse().unwrap();
        let slot = Slot {
            offering: slug("phone-consult"),
            therapist: slug(therapist),
            location: None,
            room: None,
            start,
            end: start + jiff::SignedDuration::from_mins(15),
            occupied: CellRange::new(Cell::containing(start), Cell::containing(start).plus_minutes(20)),
        };
        let reference = Reference::parse("7K3MQ2XD").unwrap();
        let (id, state, made_at) = (BookingId([1; 16]), State::Confirmed, start);
        let booking = Booking { id, reference, state, slot, sequence: 0, link_generation: 0, made_at };
        ComingBooking { booking, client }
    }

    fn client() -> Client {
        let (nine, noon) = (CivilMinute::new(540).unwrap(), CivilMinute::new(720).unwrap());
        Client {
            name: PersonName::new("Ana").unwrap(),
            contact: Contact::Both(
                EmailAddress::new("ana@example.org").unwrap(),
                PhoneNumber::new("+1 801 555 0134").unwrap(),
            ),
            safe_contact: SafeContact {
                email: false,
                voicemail: true,
                text: false,
                name_to_use: Some(PersonName::new("A. Smith").unwrap()),
                hours: CivilWindow::new(nine, noon),
            },
            invitation: false,
            time_zone: ClientZone::new("America/New_York").unwrap(),
        }
    }

    #[test]
    fn the_desk_sees_what_is_coming_and_what_is_safe() {
        let practice = crate::demo::practice_file().unwrap().practice;
        let found = [coming("maren-oakes", Ok(client())), coming("gone", Ok(client()))];
        let known = Known { practice: Some(&practice), last_start: None };
        let entries: Vec<Entry> = found.iter().map(|found| Entry::of(found, known)).collect();
        insta::assert_snapshot!(table(&entries), @r#"
        When                          Reference  Therapist                                         What                  Who  How to reach them
        Tue Nov 24 2026, 9:15 am MST  7K3MQ2XD   maren-oakes                                       phone-consult, phone  Ana  +1 801 555 0134; ana@example.org (do not mail); voicemail is fine; ask for A. Smith; call 09:00 to 12:00 America/New_York
        Tue Nov 24 2026, 9:15 am MST  7K3MQ2XD   gone (warning: no longer in the practice's file)  phone-consult, phone  Ana  +1 801 555 0134; ana@example.org (do not mail); voicemail is fine; ask for A. Smith; call 09:00 to 12:00 America/New_York
        "#);
        assert_eq!(table(&[]), "No bookings are coming.\n");
    }

    #[test]
    fn without_the_practices_file_the_last_start_tells_zone_and_therapists() {
        let time_zone = TimeZone::get("America/Denver").unwrap();
        let last_start = LastStart { time_zone, therapists: vec![Slug::new("maren-oakes").unwrap()] };
        let known = Known { practice: None, last_start: Some(&last_start) };
        let entry = Entry::of(&coming("maren-oakes", Ok(client())), known);
        assert_eq!((entry.start.as_str(), entry.zone.as_str()), ("2026-11-24T09:15:00-07:00", "America/Denver"));
        assert_eq!((entry.therapist_known, entry.warning), (Some(true), None));
        let entry = Entry::of(&coming("gone", Ok(client())), known);
        assert_eq!((entry.therapist_known, entry.warning), (Some(false), Some(THERAPIST_LEFT)));
    }

    #[test]
    fn before_any_start_times_are_the_clients() {
        let entry = Entry::of(&coming("maren-oakes", Ok(client())), Known::default());
        assert_eq!((entry.start.as_str(), entry.zone.as_str()), ("2026-11-24T11:15:00-05:00", "America/New_York"));
        assert_eq!(entry.therapist_known, None);
    }

    #[test]
    fn a_client_who_cannot_be_read_does_not_hide_the_time() {
        let entry = Entry::of(&coming("maren-oakes", Err(StoreError::CellTaken)), Known::default());
        assert_eq!(entry.start, "2026-11-24T16:15:00+00:00");
        assert!(table(&[entry]).contains("(cannot be read)"));
    }
}
