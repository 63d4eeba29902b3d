//! The programme: what a person can do alone at any time, and what their clinician opened for the two.

use std::collections::BTreeSet;

use troth_domain::people::{ItemId, LinkView, PersonId};
use troth_domain::writing::{ItemKind, Writing};

use super::ActionError;
use super::writing::{self, SaveRequest, WritingError};
use crate::app::App;

/// The names of the exercises that are open to the two, as a person sees it; none for whoever is not linked, as far as
/// they know.
///
/// # Errors
/// [`ActionError`].
pub async fn opened(app: &App, person: PersonId) -> Result<BTreeSet<String>, ActionError> {
    let now = app.now();
    let couple = app.store().couple_of(person).await?;
    let Some(couple) = couple.filter(|couple| couple.seen_by(person, now) == Some(LinkView::Linked)) else {
        return Ok(BTreeSet::new());
    };
    let view = app.store().joint_work_view(couple.id).await?;
    let opened = app.store().opened_exercises(couple.id).await?;
    let shown = opened.into_iter().filter(|opened| view.shows_exercise(opened.shows_at, now));
    Ok(shown.map(|opened| opened.exercise.as_str().to_owned()).collect())
}

/// Keeps what was written at an exercise, for its author alone; answers the item's id.
///
/// # Errors
/// As [`writing::save`].
pub async fn keep(app: &App, person: PersonId, writing: Writing, finish: bool) -> Result<ItemId, WritingError> {
    writing::save(app, person, SaveRequest { replaces: None, kind: ItemKind::Exercise, writing, finish }).await
}
