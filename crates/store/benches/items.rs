//! What it costs to open everything that a person wrote: 200 items, each read through its author's viewer, unwrapped and
//! deciphered.
//!
//!     cargo bench -p troth-store --bench items
//!
//! Prints microseconds of the processor for all 200: as pages list them, one by one, and of one by one the reads alone
//! (what the same number of items costs that the viewer may not see, so that no key is unwrapped). Medians of five turns, on
//! SQLite.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a measurement ends where something is wrong, prints what it found, and needs real randomness and files"
)]

mod common;

use common::{item, median, now, open, processor_microseconds, profile, slug, writing};
use troth_domain::access::Viewer;
use troth_domain::people::{ItemId, Person, PersonId};
use troth_store::{Place, Store, StoreError, WriteTransaction};

const ITEMS: u8 = 200;
const ROUNDS: u32 = 50;
const TURNS: usize = 5;
const AUTHOR: PersonId = PersonId([1; 16]);
const STRANGER: PersonId = PersonId([2; 16]);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = runtime.block_on(fill(Place::Folder(folder.path().to_owned())));
    let (mut listed, mut opened, mut read) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        listed.push(runtime.block_on(list(&store)));
        opened.push(runtime.block_on(measure(&store, AUTHOR)));
        read.push(runtime.block_on(measure(&store, STRANGER)));
    }
    println!("{ITEMS} items of 2 kB opened as a list: {:.0} µs of processor", median(listed));
    println!("{ITEMS} items of 2 kB opened one by one: {:.0} µs of processor", median(opened));
    println!("{ITEMS} items that the viewer may not see: {:.0} µs of processor", median(read));
}

/// Microseconds of the processor for all items as pages list them: with a statement for all of them.
async fn list(store: &Store) -> f64 {
    let before = processor_microseconds();
    for _ in 0..ROUNDS {
        let listed = store.items_of(&Viewer::Person(AUTHOR), AUTHOR, now()).await.expect("it reads");
        assert_eq!(listed.iter().filter(|one| one.writing.is_ok()).count(), usize::from(ITEMS));
    }
    (processor_microseconds() - before) / f64::from(ROUNDS)
}

/// Microseconds of the processor for all items once.
async fn measure(store: &Store, viewer: PersonId) -> f64 {
    let before = processor_microseconds();
    for _ in 0..ROUNDS {
        for number in 0..ITEMS {
            let found = store.item(&Viewer::Person(viewer), ItemId([number; 16]), now()).await.expect("it reads");
            assert_eq!(found.is_some(), viewer == AUTHOR);
        }
    }
    (processor_microseconds() - before) / f64::from(ROUNDS)
}

async fn fill(place: Place) -> Store {
    let store = open(place).await;
    let filled = store.write(|transaction: &mut WriteTransaction| {
        Box::pin(async move {
            for id in [AUTHOR, STRANGER] {
                transaction.insert_person(&Person { id, clinician: slug("a") }, &profile(), now()).await?;
            }
            for number in 0..ITEMS {
                transaction.insert_item(&item(ItemId([number; 16]), AUTHOR), &writing()).await?;
            }
            Ok(())
        })
    });
    let filled: Result<(), StoreError> = filled.await;
    filled.expect("it is filled");
    store
}
