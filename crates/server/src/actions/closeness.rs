//! Steps of closeness: what one of two marks for themselves, and what is on because both said yes. Nothing else of a mark ever
//! shows, and nobody is written to about it.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::PersonId;
use troth_domain::plan::closeness::{Choices, Marks};
use troth_domain::safety::pacing::{DeliveryHour, Pace, deliver_at};
pub use troth_store::Closeness;
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use super::together::{Between, locked_couple};
use crate::app::App;

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum ClosenessError {
    /// They are linked with nobody, as far as they know.
    #[error("not linked")]
    NotLinked,
    /// The marks were changed on another device since the page was made.
    #[error("changed elsewhere in between")]
    ChangedElsewhere,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for ClosenessError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed | StoreError::Duplicate(_) => Self::ChangedElsewhere,
            other => Self::Action(other.into()),
        }
    }
}

/// What `person` marked in the couple that they are in, and what is on; none before they marked anything.
///
/// # Errors
/// [`ActionError`].
pub async fn see(app: &App, person: PersonId) -> Result<Option<Closeness>, ActionError> {
    let now = app.now();
    let Some(couple) = app.store().couple_of(person).await? else { return Ok(None) };
    Ok(app.store().closeness(&Viewer::Person(person), &couple, now).await?)
}

/// Keeps what `person` marks, in place of the version that they had before them.
///
/// # Errors
/// [`ClosenessError`]; nothing is kept then.
pub async fn mark(app: &App, person: PersonId, before: Option<u32>, marks: Marks) -> Result<(), ClosenessError> {
    let (delivery_hour, drawn) = (DeliveryHour::of(app.practice()), app.random_bytes());
    let marking = Marking { person, before, marks, delivery_hour, drawn, now: app.now() };
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let marking = marking.clone();
            Box::pin(async move { marking.run(transaction).await })
        })
        .await
}

/// Marking, inside a transaction.
#[derive(Clone)]
struct Marking {
    person: PersonId,
    before: Option<u32>,
    marks: Marks,
    delivery_hour: DeliveryHour,
    drawn: [u8; 8],
    now: Timestamp,
}

impl Marking {
    async fn run(&self, transaction: &mut WriteTransaction) -> Result<(), ClosenessError> {
        let (person, now) = (self.person, self.now);
        let couple = locked_couple(transaction, person).await?;
        let couple = couple.filter(|couple| couple.is_linked_for(person, now));
        let couple = couple.ok_or(ClosenessError::NotLinked)?;
        let kept = transaction.closeness(&Viewer::Person(person), &couple, now).await?;
        let version = kept.as_ref().map(|kept| kept.version);
        let own = kept.map_or_else(Choices::new, |kept| kept.own);
        if version.is_some() && *own.marks() == self.marks {
            return Ok(());
        }
        if version != self.before {
            return Err(ClosenessError::ChangedElsewhere);
        }
        let Between { passage, .. } = Between::of(transaction, &couple, (person, now)).await?;
        let counts_at = deliver_at(&self.delivery_hour, passage, Pace::Ordinary, now, self.drawn);
        let choices = own.mark(self.marks.clone(), counts_at, now);
        Ok(transaction.keep_closeness(&couple, person, (version, &choices)).await?)
    }
}
