//! What a person notes of a boundary that was crossed: a document of theirs alone, for each boundary.

use jiff::civil::Date;
use troth_domain::access::Viewer;
use troth_domain::people::PersonId;
use troth_domain::plan::boundary::{BoundaryMove, Crossing, CrossingRefusal, Crossings, Standing};
use troth_domain::plan::{CommandId, LogId};
use troth_store::WriteTransaction;

use super::{ActionError, own_document, together};
use crate::app::App;

/// What `person` noted of the boundary `id`, in the order of the days.
///
/// # Errors
/// [`ActionError`].
pub async fn of(app: &App, person: PersonId, id: LogId) -> Result<Vec<Crossing>, ActionError> {
    let kept = app.store().document::<Crossings>(&Viewer::Person(person), person, id.0, app.now()).await?;
    Ok(kept.map_or_else(Vec::new, |kept| kept.document.notes))
}

/// All that `person` noted, of every boundary.
///
/// # Errors
/// [`ActionError`].
pub async fn all(app: &App, person: PersonId) -> Result<Vec<Crossing>, ActionError> {
    let kept = app.store().documents::<Crossings>(&Viewer::Person(person), person, app.now()).await?;
    Ok(kept.into_iter().flat_map(|(_, kept)| kept.document.notes).collect())
}

/// What a person does with their notes.
#[derive(Clone, Debug)]
pub enum Change {
    /// Notes a crossing, on the civil day that it is for them. The same one sent again is there once.
    Note(Crossing, Date),
    /// Deletes a note. One that is not there is no error.
    Delete(CommandId),
}

/// Changes what `person` noted of the boundary `id`; `None` where no such boundary is on their
/// pages.
///
/// # Errors
/// [`ActionError`]; nothing is changed then.
pub async fn change(
    app: &App,
    person: PersonId,
    id: LogId,
    change: Change,
) -> Result<Option<Result<(), CrossingRefusal>>, ActionError> {
    let now = app.now();
    let stated = together::page::<BoundaryMove>(app, person, id).await?;
    if stated.is_none_or(|page| page.state.standing == Standing::NotStated) {
        return Ok(None);
    }
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let change = change.clone();
            Box::pin(async move {
                // One tab after the other.
                transaction.lock_persons(&[person]).await?;
                let (version, notes) = own_document(transaction, (person, id.0), Crossings::none, now).await?;
                let notes = match change {
                    Change::Note(crossing, today) => match notes.note(crossing, today) {
                        Ok(notes) => notes,
                        Err(refusal) => return Ok(Some(Err(refusal))),
                    },
                    Change::Delete(crossing) => notes.without(crossing),
                };
                if notes.notes.is_empty() {
                    transaction.delete_document::<Crossings>(person, id.0).await?;
                } else {
                    transaction.keep_document(person, id.0, (version, &notes), now).await?;
                }
                Ok(Some(Ok(())))
            })
        })
        .await
}
