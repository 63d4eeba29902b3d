//! What somebody reports of a commitment, for themselves alone, and what they do after one was missed. Nothing here takes
//! two persons, and nothing tells the other that there is anything.

use jiff::civil::Date;
use troth_domain::access::Viewer;
use troth_domain::people::PersonId;
use troth_domain::plan::follow_through::{OwnReports, ReportRefusal, Said};
use troth_domain::plan::repair::{Repair, RepairRefusal};
use troth_domain::plan::{CommitmentId, LogId, PlanText};
pub use troth_store::Versioned;
use troth_store::{StoreError, WriteTransaction};

use super::commitments::{self, Seen};
use super::{ActionError, own_document};
use crate::app::App;

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum FollowThroughError {
    /// There is no such commitment of theirs.
    #[error("no such commitment")]
    NotFound,
    /// It was not due on such a day, or not yet.
    #[error(transparent)]
    NotDue(#[from] ReportRefusal),
    /// The repair plan does not go so.
    #[error(transparent)]
    Repair(#[from] RepairRefusal),
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for FollowThroughError {
    fn from(error: StoreError) -> Self {
        Self::Action(error.into())
    }
}

/// What `person` reported of one commitment.
///
/// # Errors
/// [`ActionError`].
pub async fn reports(app: &App, person: PersonId, id: CommitmentId) -> Result<OwnReports, ActionError> {
    let kept = app.store().document::<OwnReports>(&Viewer::Person(person), person, id.0, app.now()).await?;
    Ok(kept.map_or_else(|| OwnReports::new(person), |kept| kept.document))
}

/// All that `person` reported, and each repair plan of theirs: for taking it along.
///
/// # Errors
/// [`ActionError`].
pub async fn all(app: &App, person: PersonId) -> Result<(Vec<OwnReports>, Vec<Repair>), ActionError> {
    let (store, viewer, now) = (app.store(), Viewer::Person(person), app.now());
    let reports = store.documents::<OwnReports>(&viewer, person, now).await?;
    let repairs = store.documents::<Repair>(&viewer, person, now).await?;
    Ok((
        reports.into_iter().map(|(_, kept)| kept.document).collect(),
        repairs.into_iter().map(|(_, kept)| kept.document).collect(),
    ))
}

/// Keeps what `person` says of some times that a commitment was due; nothing said takes a report back.
///
/// # Errors
/// [`FollowThroughError`]; nothing is kept then.
pub async fn report(
    app: &App,
    person: PersonId,
    id: LogId,
    said: Vec<(Date, Option<Said>)>,
) -> Result<(), FollowThroughError> {
    let (seen, now) = (own(app, person, id).await?, app.now());
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let (seen, said) = (seen.clone(), said.clone());
            Box::pin(async move {
                // One device after the other: what was said last of a time counts.
                transaction.lock_persons(&[person]).await?;
                let (version, before) = own_document(transaction, (person, id.0), OwnReports::new, now).await?;
                let mut reports = before.clone();
                for (on, said) in said {
                    reports = match said {
                        Some(said) => reports.report(seen.name(), &seen.commitment, on, said, now)?,
                        None => reports.take_back(seen.name(), on),
                    };
                }
                if reports == before {
                    return Ok(());
                }
                if reports == OwnReports::new(person) {
                    return Ok(transaction.delete_document::<OwnReports>(person, id.0).await?);
                }
                Ok(transaction.keep_document(person, id.0, (version, &reports), now).await?)
            })
        })
        .await
}

/// The repair plan of `person` for one commitment.
///
/// # Errors
/// [`ActionError`].
pub async fn repair(app: &App, person: PersonId, id: CommitmentId) -> Result<Option<Repair>, ActionError> {
    let kept = app.store().document::<Repair>(&Viewer::Person(person), person, id.0, app.now()).await?;
    Ok(kept.map(|kept| kept.document))
}

/// What somebody does with their repair plan.
#[derive(Clone, Debug)]
pub enum Mending {
    /// Begins one for the time that was due then. One that is done or laid down makes room.
    Begin(Date),
    /// Says what got in the way, or skips that.
    GotInTheWay(Option<PlanText>),
    /// Says what they do next, or skips that.
    Next(Option<PlanText>),
    /// Is done with it.
    Finish,
    /// Lays it down.
    LayDown,
    /// Deletes it.
    Delete,
}

/// Goes on with a repair plan.
///
/// # Errors
/// [`FollowThroughError`]; nothing is changed then.
pub async fn mend(app: &App, person: PersonId, id: LogId, mending: Mending) -> Result<(), FollowThroughError> {
    let (seen, now) = (own(app, person, id).await?, app.now());
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let (seen, mending) = (seen.clone(), mending.clone());
            Box::pin(async move {
                transaction.lock_persons(&[person]).await?;
                let viewer = Viewer::Person(person);
                let kept = transaction.document::<Repair>(&viewer, person, id.0, now).await?;
                let version = kept.as_ref().map(|kept| kept.version);
                let before = kept.map(|kept| kept.document);
                let repair = match (mending, before) {
                    (Mending::Delete, _) => return Ok(transaction.delete_document::<Repair>(person, id.0).await?),
                    (Mending::Begin(on), before) => {
                        if before.is_some_and(|before| before.is_open()) {
                            return Err(RepairRefusal::NotNow.into());
                        }
                        let (_, reports) = own_document(transaction, (person, id.0), OwnReports::new, now).await?;
                        Repair::begin(seen.name(), &seen.commitment, &reports, on)?
                    }
                    (_, None) => return Err(RepairRefusal::NotNow.into()),
                    (Mending::GotInTheWay(text), Some(before)) => before.got_in_the_way(text)?,
                    (Mending::Next(text), Some(before)) => before.next(text)?,
                    (Mending::Finish, Some(before)) => before.finish(None)?,
                    (Mending::LayDown, Some(before)) => before.lay_down(),
                };
                Ok(transaction.keep_document(person, id.0, (version, &repair), now).await?)
            })
        })
        .await
}

/// The commitment as it stands on their own page.
async fn own(app: &App, person: PersonId, id: LogId) -> Result<Seen, FollowThroughError> {
    commitments::see(app, person, id).await?.ok_or(FollowThroughError::NotFound)
}
