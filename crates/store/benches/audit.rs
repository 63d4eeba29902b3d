//! What noting a staff read costs: a therapist's page opens a profile and one item, with the notes of it and without.
//!
//!     cargo bench -p troth-store --bench audit [-- postgres://USER@HOST/EMPTY_DATABASE]
//!
//! Prints, in microseconds a page: the processor's time of reading alone, of reading inside a transaction that writes
//! nothing, and with two notes; and how long a page waits with and without. Medians of five turns.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a measurement ends where something is wrong, prints what it found, and needs real randomness and files"
)]

mod common;

use std::collections::BTreeMap;
use std::time::Instant;

use common::{item, median, now, open, processor_microseconds, profile, slug, writing};
use jiff::{SignedDuration, Timestamp};
use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::people::{AccountId, ItemId, Person, PersonId, StaffId};
use troth_store::{Place, Store, StoreError, WriteTransaction};

const PAGES: u32 = 500;
const TURNS: usize = 5;
const PERSON: PersonId = PersonId([1; 16]);
const ITEM: ItemId = ItemId([2; 16]);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Way {
    ReadAlone,
    InTransaction,
    WithNotesAsLook,
    WithNotesOnDisk,
}

fn main() {
    let address = std::env::args().skip(1).find(|argument| argument.starts_with("postgres"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let places =
        [("SQLite", Some(Place::Folder(folder.path().to_owned()))), ("PostgreSQL", address.map(Place::Postgres))];
    for (engine, place) in places {
        let Some(place) = place else { continue };
        let store = runtime.block_on(fill(place));
        let mut figures = BTreeMap::<Way, Vec<(f64, f64)>>::new();
        for turn in 0..TURNS {
            for way in [Way::ReadAlone, Way::InTransaction, Way::WithNotesAsLook, Way::WithNotesOnDisk] {
                figures.entry(way).or_default().push(runtime.block_on(measure(&store, way, turn)));
            }
        }
        for (way, found) in figures {
            let (processor, waited) = found.into_iter().unzip();
            println!("{engine}, {way:?}: {:.0} µs of processor, {:.0} µs waited", median(processor), median(waited));
        }
    }
}

async fn fill(place: Place) -> Store {
    let store = open(place).await;
    let filled = store.write(|transaction: &mut WriteTransaction| {
        Box::pin(async move {
            let person = Person { id: PERSON, clinician: slug("a") };
            transaction.insert_person(&person, &profile(), now()).await?;
            transaction.insert_item(&item(ITEM, PERSON), &writing()).await
        })
    });
    let filled: Result<(), StoreError> = filled.await;
    filled.expect("it is filled");
    store
}

/// Microseconds a page: of the processor, and of waiting.
async fn measure(store: &Store, way: Way, turn: usize) -> (f64, f64) {
    let (processor, began) = (processor_microseconds(), Instant::now());
    for page in 0..PAGES {
        open_page(store, way, at(turn, page)).await.expect("the page opens");
    }
    let pages = f64::from(PAGES);
    let waited = began.elapsed().as_secs_f64() * 1e6;
    ((processor_microseconds() - processor) / pages, waited / pages)
}

async fn open_page(store: &Store, way: Way, at: Timestamp) -> Result<(), StoreError> {
    let viewer = Viewer::Person(PERSON);
    if way == Way::ReadAlone {
        store.profile(&viewer, PERSON).await?.expect("it is there");
        store.item(&viewer, ITEM, at).await?.expect("it is there");
        return Ok(());
    }
    if way == Way::WithNotesAsLook {
        store.look(move |transaction: &mut WriteTransaction| Box::pin(look(transaction, way, at))).await
    } else {
        store.write(move |transaction: &mut WriteTransaction| Box::pin(look(transaction, way, at))).await
    }
}

async fn look(transaction: &mut WriteTransaction, way: Way, at: Timestamp) -> Result<(), StoreError> {
    let viewer = Viewer::Person(PERSON);
    transaction.profile(&viewer, PERSON).await?.expect("it is there");
    transaction.item(&viewer, ITEM, at).await?.expect("it is there");
    if way == Way::InTransaction {
        return Ok(());
    }
    let by = AccountId::Staff(StaffId([3; 16]));
    transaction.note_audit(&AuditNote::by(AuditEvent::ProfileRead, by).person(PERSON), at).await?;
    transaction.note_audit(&AuditNote::by(AuditEvent::ItemRead, by).person(PERSON).item(ITEM), at).await
}

/// Pages come one after the other, as their notes then do.
fn at(turn: usize, page: u32) -> Timestamp {
    now() + SignedDuration::from_millis(i64::from(page)) + SignedDuration::from_mins(i64::try_from(turn).expect("few"))
}
