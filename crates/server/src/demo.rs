//! A fictional practice with weeks of bookings, ready to click.
//!
//! Everything in it is made by the actions that people use, so the demo shows what the real thing does. Names and times
//! come from a fixed seed; keys, ids and links are as random as ever.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, ToSpan};
use troth_domain::booking::{BookingId, Request};
use troth_domain::calendar::Opening;

use troth_domain::people::{
    Client, ClientZone, Contact, EmailAddress, InvalidPersonal, PersonName, PhoneNumber, Profile, Reason, SafeContact,
};
use troth_domain::practice::{CivilMinute, CivilWindow, Practice, Slug};

use crate::actions::book::{BookRequest, Booked, book};
use crate::actions::openings::{Own, Wish, search};
use crate::actions::{ActionError, Caller, manage};
use crate::app::{App, Parts};
use crate::clock::Clock;
use crate::settings::{LimitSettings, PracticeFile, Stop, parse_practice_file};

mod clinic;
mod couples;
mod people;
mod programme;

pub use people::SignInLinks;

const PRACTICE: &[u8] = include_bytes!("../assets/demo/practice.toml");

/// What makes the same names and picks at every start.
const SEED: u64 = 20_261_122;
/// Days ahead that are filled.
const DAYS: u32 = 35;
/// Bookings of each offering.
const BOOKINGS_PER_OFFERING: usize = 12;

const NAMES: [&str; 24] = [
    "Ada Winslow",
    "Ben Okafor",
    "Clara Nunez",
    "David Petersen",
    "Esther Kim",
    "Felix Moreau",
    "Grace Tanaka",
    "Henry Abrams",
    "Iris Novak",
    "Jonas Weber",
    "Kaya Redbird",
    "Liam Doyle",
    "Mina Haddad",
    "Nils Sorensen",
    "Olive Carter",
    "Paul Mensah",
    "Quinn Alvarez",
    "Rosa Bianchi",
    "Samuel Reyes",
    "Tess Hartley",
    "Uma Rao",
    "Victor Lang",
    "Wendy Cho",
    "Yusuf Demir",
];
const REASONS: [&str; 3] = ["We found another evening.", "A child is ill.", "Work trip."];

/// The demo's practice, as its file describes it.
///
/// # Errors
/// Never while a test holds that the file is fine.
pub fn practice_file() -> Result<PracticeFile, Stop> {
    parse_practice_file("practice.toml", PRACTICE).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Stop::fault(faults.join("\n"))
    })
}

/// Fills the practice of `app` with weeks of bookings, some of them moved and some cancelled. Nobody is mailed about
/// them, so that whoever tries the demo finds their own messages and no others.
///
/// # Errors
/// When the records cannot be written.
pub async fn furnish(app: &App) -> Result<SignInLinks, Stop> {
    let quiet = without_mail(app);
    let mut picks = Picks(SEED);
    for offering in &app.practice().offerings {
        fill(&quiet, &offering.slug, &mut picks).await.map_err(failed)?;
    }
    people::furnish(app, &quiet).await
}

fn failed(error: ActionError) -> Stop {
    Stop::fault(format!("the demo cannot be furnished: {error}"))
}

/// The same practice and records without an address that anything could be sent to, and without rate limits.
fn without_mail(app: &App) -> App {
    let mut practice = app.practice().clone();
    practice.email = None;
    for therapist in &mut practice.therapists {
        therapist.email = None;
    }
    again(app, practice, app.clock().clone())
}

/// The same as it was `days` ago, for what people of the demo did then.
fn days_ago(app: &App, days: i64) -> App {
    let (clock, back) = (app.clock().clone(), SignedDuration::from_hours(24 * days));
    again(app, app.practice().clone(), Clock::new(move || clock.now().saturating_sub(back).unwrap_or(Timestamp::MIN)))
}

fn again(app: &App, practice: Practice, clock: Clock) -> App {
    let source = app.clone();
    let random = move |bytes: &mut [u8]| {
        for byte in bytes.chunks_mut(1) {
            byte.copy_from_slice(&source.random_bytes::<1>());
        }
    };
    App::new(Parts {
        practice,
        mail: app.mail().clone(),
        limits: LimitSettings { enabled: false, ..app.limits().clone() },
        store: app.store().clone(),
        clock,
        random: Arc::new(random),
        links: app.links().clone(),
        tokens: app.tokens().clone(),
        person_links: app.person_links().clone(),
        library: Arc::clone(app.library()),
        has_gallery: false,
    })
}

async fn fill(app: &App, offering: &Slug, picks: &mut Picks) -> Result<(), ActionError> {
    for number in 0..BOOKINGS_PER_OFFERING {
        let Some(booked) = book_one(app, offering, picks).await? else { continue };
        let token = app.links().token(booked.id, booked.link_generation);
        match number % 6 {
            2 => {
                let reason = Reason::new(picks.of(&REASONS).copied().unwrap_or_default()).ok();
                settled(manage::cancel(app, &token, reason).await)?;
            }
            4 => {
                let Some(opening) = pick(app, offering, Some(booked.id), picks).await? else { continue };
                settled(manage::move_booking(app, &token, opening.start, true, None).await)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// What the rules refuse is left as it is: it may be too late to change one of the first bookings.
fn settled<T>(done: Result<T, ActionError>) -> Result<Option<T>, ActionError> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(ActionError::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn book_one(app: &App, offering: &Slug, picks: &mut Picks) -> Result<Option<Booked>, ActionError> {
    let Some(opening) = pick(app, offering, None, picks).await? else { return Ok(None) };
    let Ok(client) = client(app.practice(), picks) else { return Ok(None) };
    let request = Request { offering: offering.clone(), therapist: None, location: None, start: opening.start };
    let wish = BookRequest { request, client, hold: None, idempotency: None };
    settled(book(app, &Caller { address: IpAddr::V4(Ipv4Addr::LOCALHOST) }, &wish).await)
}

/// An appointment of a client of `therapist`, at the first time that is free in `week` weeks or later. Nobody is mailed.
async fn own_booking(
    quiet: &App,
    profile: &Profile,
    (offering, week): (&str, i32),
    therapist: &Slug,
) -> Result<Option<BookingId>, ActionError> {
    let (Ok(offering), Some(contact)) = (Slug::new(offering), profile.contact.clone()) else { return Ok(None) };
    let zone = &quiet.practice().time_zone;
    let wish = Wish { offering: offering.clone(), therapist: Some(therapist.clone()), location: None, own: None };
    let from = zone.to_datetime(quiet.now()).date().saturating_add(week.weeks());
    let found = search(quiet, &wish, zone, Some(from), DAYS).await?;
    let Some(opening) = found.openings.first() else { return Ok(None) };
    let client = Client {
        name: profile.name.clone(),
        contact,
        safe_contact: SafeContact { email: false, ..profile.safe_contact.clone() },
        invitation: false,
        time_zone: profile.time_zone.clone(),
    };
    let request = Request { offering, therapist: Some(therapist.clone()), location: None, start: opening.start };
    let wish = BookRequest { request, client, hold: None, idempotency: None };
    let booked = settled(book(quiet, &Caller { address: IpAddr::V4(Ipv4Addr::LOCALHOST) }, &wish).await)?;
    Ok(booked.map(|booked| booked.id))
}

async fn pick(
    app: &App,
    offering: &Slug,
    own: Option<BookingId>,
    picks: &mut Picks,
) -> Result<Option<Opening>, ActionError> {
    let wish = Wish { offering: offering.clone(), therapist: None, location: None, own: own.map(Own::Booking) };
    let found = search(app, &wish, &app.practice().time_zone, None, DAYS).await?;
    Ok(picks.of(&found.openings).cloned())
}

fn client(practice: &Practice, picks: &mut Picks) -> Result<Client, InvalidPersonal> {
    let name = picks.of(&NAMES).copied().unwrap_or_default();
    let phone = PhoneNumber::new(&format!("+1 801 555 01{:02}", picks.below(100)))?;
    let with_email = picks.below(2) == 0;
    let first_name = name.split(' ').next().unwrap_or_default().to_lowercase();
    let contact = if with_email {
        Contact::Both(EmailAddress::new(&format!("{first_name}@example.org"))?, phone)
    } else {
        Contact::Phone(phone)
    };
    let evening = CivilMinute::new(17 * 60).zip(CivilMinute::new(20 * 60));
    let safe_contact = SafeContact {
        email: false,
        voicemail: picks.below(3) == 0,
        text: picks.below(3) == 0,
        name_to_use: None,
        hours: evening.and_then(|(from, to)| CivilWindow::new(from, to)).filter(|_| picks.below(2) == 0),
    };
    let time_zone = ClientZone::from_zone(practice.time_zone.clone());
    Ok(Client { name: PersonName::new(name)?, contact, safe_contact, invitation: false, time_zone })
}

/// Picks that are the same at every start (SplitMix64, Steele, Lea and Flood 2014).
struct Picks(u64);

impl Picks {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 if that is 0.
    fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }

    fn of<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        let place = self.below(u64::try_from(things.len()).unwrap_or(0));
        things.get(usize::try_from(place).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_practice_of_the_demo_is_fine() {
        let file = practice_file().unwrap();
        assert!(file.practice.therapists.len() >= 5);
        assert_eq!(file.practice.time_zone.iana_name(), Some("America/Denver"));
    }

    #[test]
    fn people_of_the_demo_are_ones_that_could_book() {
        let practice = practice_file().unwrap().practice;
        let mut picks = Picks(SEED);
        for _ in 0..200 {
            assert!(client(&practice, &mut picks).is_ok());
        }
    }

    #[test]
    fn picks_are_the_same_at_every_start() {
        let run = || (0..5).map(|_| Picks(SEED).below(1000)).collect::<Vec<_>>();
        assert_eq!(run(), run());
    }
}
