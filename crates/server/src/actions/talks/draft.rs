//! What somebody typed for a turn and did not send: theirs alone, kept as they type, and never lost.

use troth_domain::access::Viewer;
use troth_domain::limits;
use troth_domain::people::PersonId;
use troth_domain::plan::LogId;
use troth_domain::plan::dialogue::Draft;
use troth_domain::writing::PrivateText;
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use crate::app::App;

/// Why a draft was not kept.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// There is no such talk of theirs.
    #[error("no such talk")]
    NotFound,
    /// Another was kept meanwhile, as on another device.
    #[error("it was changed elsewhere in between")]
    ChangedElsewhere,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for DraftError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed | StoreError::Duplicate(_) => Self::ChangedElsewhere,
            other => Self::Action(other.into()),
        }
    }
}

/// Keeps what was typed so far in place of the version `before`, or nothing where nothing is typed; answers the version
/// that it is now.
///
/// # Errors
/// [`DraftError`]; nothing is changed then.
pub async fn keep(
    app: &App,
    person: PersonId,
    id: LogId,
    text: Option<PrivateText>,
    before: Option<u32>,
) -> Result<Option<u32>, DraftError> {
    let now = app.now();
    if super::progress(app, person, id).await?.is_none() {
        return Err(DraftError::NotFound);
    }
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let draft = text.clone().map(|text| Draft { text });
            Box::pin(async move {
                if let Some(draft) = draft {
                    transaction.keep_document(person, id.0, (before, &draft), now).await?;
                    return Ok(Some(before.unwrap_or(0) + 1));
                }
                let found = transaction.document::<Draft>(&Viewer::Person(person), person, id.0, now).await?;
                if found.map(|found| found.version) != before {
                    return Err(DraftError::ChangedElsewhere);
                }
                transaction.delete_document::<Draft>(person, id.0).await?;
                Ok(None)
            })
        })
        .await
}

/// Keeps what was typed so far; what another device typed meanwhile stays with it. Whether there is such a talk of theirs.
///
/// # Errors
/// [`ActionError`]; nothing is changed then.
pub async fn add(
    app: &App,
    person: PersonId,
    id: LogId,
    (before, text): (Option<u32>, PrivateText),
) -> Result<bool, ActionError> {
    let now = app.now();
    if super::progress(app, person, id).await?.is_none() {
        return Ok(false);
    }
    let added = app.store().write(move |transaction: &mut WriteTransaction| {
        let text = text.clone();
        Box::pin(async move { give_back(transaction, person, id, (before, &text), now).await })
    });
    added.await?;
    Ok(true)
}

/// Puts what was typed and not taken into the draft, whatever is there: what another device typed stays with it.
pub(super) async fn give_back(
    transaction: &mut WriteTransaction,
    person: PersonId,
    id: LogId,
    (before, text): (Option<u32>, &PrivateText),
    now: jiff::Timestamp,
) -> Result<(), StoreError> {
    let found = transaction.document::<Draft>(&Viewer::Person(person), person, id.0, now).await?;
    let version = found.as_ref().map(|found| found.version);
    let text = match found {
        Some(found) if Some(found.version) != before => both(&found.document.text, text),
        _ => text.clone(),
    };
    transaction.keep_document(person, id.0, (version, &Draft { text }), now).await
}

/// What was sent is a draft no more; what another device typed meanwhile stays.
pub(super) async fn sent(
    transaction: &mut WriteTransaction,
    person: PersonId,
    id: LogId,
    (before, text): (Option<u32>, &str),
    now: jiff::Timestamp,
) -> Result<(), StoreError> {
    let found = transaction.document::<Draft>(&Viewer::Person(person), person, id.0, now).await?;
    match found {
        Some(found) if Some(found.version) == before || found.document.text.reveal() == text => {
            transaction.delete_document::<Draft>(person, id.0).await
        }
        _ => Ok(()),
    }
}

/// Both texts, one under the other, unless one has the other in it. What was kept stays whole: on one device the words may be
/// another's, and nobody may push out what somebody else keeps.
fn both(kept: &PrivateText, typed: &PrivateText) -> PrivateText {
    if kept.reveal().contains(typed.reveal()) {
        return kept.clone();
    }
    if typed.reveal().contains(kept.reveal()) {
        return typed.clone();
    }
    let room = limits::WRITING_CHARACTERS_MAX.saturating_sub(kept.reveal().chars().count() + "\n\n".len());
    let fitting = typed.reveal().chars().take(room).collect::<String>();
    PrivateText::new(&format!("{fitting}\n\n{}", kept.reveal())).unwrap_or_else(|_| kept.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_devices_typed_is_kept_once_each() {
        let text = |text: &str| PrivateText::new(text).unwrap();
        let check =
            |kept: &str, typed: &str, wanted: &str| assert_eq!(both(&text(kept), &text(typed)).reveal(), wanted);
        check("I was", "I was tired", "I was tired");
        check("I was tired", "I was", "I was tired");
        check("On my phone", "On my desk", "On my desk\n\nOn my phone");
    }

    #[test]
    fn no_words_push_out_what_somebody_keeps() {
        let most = limits::WRITING_CHARACTERS_MAX;
        let kept = PrivateText::new(&"é".repeat(most - 5)).unwrap();
        let long = PrivateText::new(&"x".repeat(most)).unwrap();
        let added = both(&kept, &long);
        assert_eq!(added.reveal(), format!("xxx\n\n{}", kept.reveal()));
        assert_eq!(both(&added, &PrivateText::new("y").unwrap()), added);
    }
}
