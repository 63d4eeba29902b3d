//! What the measures of what persons wrote have in common.

use std::sync::Arc;

use jiff::Timestamp;
use troth_domain::people::{ClientZone, ItemId, PersonId, PersonName, Profile, SafeContact};
use troth_domain::practice::Slug;
use troth_domain::writing::{Item, ItemKind, PrivateText, Stage, Writing};
use troth_store::{ClockKind, OpenOptions, Place, PracticeKey, Store};

/// What this process has used of all processors.
pub fn processor_microseconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux says so");
    let fields: Vec<_> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
    let ticks = |field: &str| field.parse::<f64>().expect("a number");
    // A tick is a hundredth of a second on every Linux that Rust runs on.
    (ticks(fields[11]) + ticks(fields[12])) * 10_000.0
}

/// The moment of everything here.
pub fn now() -> Timestamp {
    "2027-03-01T12:00:00Z".parse().expect("an instant")
}

/// A slug.
pub fn slug(text: &str) -> Slug {
    Slug::new(text).expect("a slug")
}

/// What a person says of themselves.
pub fn profile() -> Profile {
    Profile {
        name: PersonName::new("Ana Sample").expect("a name"),
        contact: None,
        safe_contact: SafeContact::default(),
        notices: false,
        verified_email: None,
        time_zone: ClientZone::new("America/Denver").expect("a zone"),
    }
}

/// A finished entry of the journal.
pub fn item(id: ItemId, author: PersonId) -> Item {
    Item {
        id,
        author,
        clinician: slug("a"),
        kind: ItemKind::Journal,
        stage: Stage::Finished { at: now() },
        version: 1,
        changed_at: now(),
        therapist_since: None,
        deliveries: Vec::new(),
    }
}

/// Some 2 kB that a person wrote.
pub fn writing() -> Writing {
    let text = PrivateText::new(&"Some words that a person wrote. ".repeat(60)).expect("a text");
    Writing::from([(slug("text"), text)])
}

/// A store with its tables and nothing in them.
pub async fn open(place: Place) -> Store {
    let random = Arc::new(|bytes: &mut [u8]| getrandom::fill(bytes).expect("randomness"));
    let key = PracticeKey::from_bytes([1; 32]);
    Store::open(OpenOptions { place, key, clock: ClockKind::Real, random }).await.expect("it opens")
}

/// The one in the middle.
pub fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
