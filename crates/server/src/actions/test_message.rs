//! A person's own test message: what the others look like, and whether they arrive.

use troth_domain::access::Viewer;
use troth_domain::limits;
use troth_domain::message::{PersonKind, PersonMessage};
use troth_domain::people::PersonId;
use troth_store::{StoreError, WriteTransaction};

use super::{ActionError, count_of_person};
use crate::app::App;

/// Why no test message was promised.
#[derive(Debug, thiserror::Error)]
pub enum TestError {
    /// The person has no address that is verified and called safe.
    #[error("no safe address")]
    NoSafeAddress,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for TestError {
    fn from(error: StoreError) -> Self {
        Self::Action(error.into())
    }
}

/// Promises a test message to the person's safe address.
///
/// # Errors
/// [`TestError`]; [`ActionError::TooMany`] after
/// [`TEST_MESSAGES_PER_HOUR_PER_PERSON`](limits::TEST_MESSAGES_PER_HOUR_PER_PERSON), counted for this person, never for
/// the mailbox, which another may share.
pub async fn ask(app: &App, person: PersonId) -> Result<(), TestError> {
    let (counted, now) = (app.limits().enabled, app.now());
    let message = PersonMessage::new(app.message_id(), person, PersonKind::Test, now);
    let asked = app.store().write(move |transaction: &mut WriteTransaction| {
        let message = message.clone();
        Box::pin(async move {
            if counted {
                let limit = limits::TEST_MESSAGES_PER_HOUR_PER_PERSON;
                count_of_person(transaction, "test message", person, limit, now).await?;
            }
            let profile = transaction.profile(&Viewer::Person(person), person).await?;
            if profile.is_none_or(|profile| message.address(&profile).is_none()) {
                return Err(TestError::NoSafeAddress);
            }
            Ok(transaction.enqueue_person(&message).await?)
        })
    });
    asked.await?;
    app.outbox_filled();
    Ok(())
}
