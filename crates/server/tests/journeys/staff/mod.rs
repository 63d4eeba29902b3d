//! Staff pages: each role its own, and of people only what is theirs to see.

mod clients;
mod couples;
mod desk;
mod team;

use troth_domain::people::{ItemId, PersonId};
use troth_domain::practice::Slug;
use troth_domain::writing::{Item, ItemKind, PrivateText, Stage, Writing};
use troth_store::{StoreError, WriteTransaction};

use crate::support::TestApp;

pub fn hex(id: [u8; 16]) -> String {
    data_encoding::HEXLOWER.encode(&id)
}

pub fn page_of(person: PersonId) -> String {
    format!("/caseload/people/{}", hex(person.0))
}

/// Something that `author` wrote, shown to their therapist or not.
pub async fn written(app: &TestApp, author: PersonId, number: u8, text: &str, is_shown: bool) -> ItemId {
    let now = app.app.now();
    let item = Item {
        id: ItemId([number; 16]),
        author,
        clinician: app.app.practice().therapists[0].slug.clone(),
        kind: ItemKind::Journal,
        stage: Stage::Finished { at: now },
        version: 1,
        changed_at: now,
        therapist_since: is_shown.then_some(now),
        deliveries: Vec::new(),
    };
    let writing = Writing::from([(Slug::new("entry").unwrap(), PrivateText::new(text).unwrap())]);
    let id = item.id;
    let kept = app.app.store().write(move |transaction: &mut WriteTransaction| {
        let (item, writing) = (item.clone(), writing.clone());
        Box::pin(async move { transaction.insert_item(&item, &writing).await })
    });
    kept.await.map_err(|error: StoreError| error).unwrap();
    id
}
