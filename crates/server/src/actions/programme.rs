//! The programme: what a person can do alone at any time, and what their clinician opened for the two.

use std::collections::BTreeSet;

use troth_domain::access::Viewer;
use troth_domain::people::{Couple, CoupleId, ItemId, Person, PersonId, Staff};
use troth_domain::practice::Slug;
use troth_domain::writing::Writing;

use super::ActionError;
use super::forgiveness::{self, Gate};
use super::joint_work::{self, JointWorkError, Step};
use super::writing::{self, SaveRequest, WritingError};
use crate::app::App;
use crate::content::exercises::Exercise;

/// What is there for one person, beside what anybody can do alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct There {
    /// The names of the exercises that are open to the two of them.
    pub opened: BTreeSet<String>,
    /// Whether what is about forgiving is open to them.
    pub forgives: bool,
}

/// What is there for `person`, who is in `couple` as far as they know.
///
/// # Errors
/// [`ActionError`].
pub async fn there(app: &App, person: &Person, couple: Option<&Couple>) -> Result<There, ActionError> {
    let forgives = forgiveness::standing(app, person).await?.gate == Gate::Open;
    Ok(There { opened: opened(app, person.id, couple).await?, forgives })
}

/// The names of the exercises that are open to the couple of `person`, as they see them; none for whoever is in none, as
/// far as they know.
async fn opened(app: &App, person: PersonId, couple: Option<&Couple>) -> Result<BTreeSet<String>, ActionError> {
    let Some(couple) = couple else { return Ok(BTreeSet::new()) };
    let opened = app.store().opened_exercises(&Viewer::Person(person), couple, app.now()).await?;
    Ok(opened.into_iter().map(|opened| opened.exercise.as_str().to_owned()).collect())
}

/// Opens an exercise to a couple; whether there is one of this name that can be opened.
///
/// # Errors
/// As [`joint_work::take`].
pub async fn open(app: &App, staff: &Staff, couple: CoupleId, name: &str) -> Result<bool, JointWorkError> {
    let content = app.content().await;
    let found = content.programme.get(name).filter(|exercise| exercise.asks().may_be_opened());
    let Some(exercise) = found.and_then(|exercise| Slug::new(&exercise.name).ok()) else { return Ok(false) };
    joint_work::take(app, staff, couple, Step::OpenExercise { exercise }).await?;
    Ok(true)
}

/// Keeps what was written at `exercise`, for its author alone; answers the item's id.
///
/// # Errors
/// As [`writing::save`].
pub async fn keep(
    app: &App,
    person: PersonId,
    exercise: &Exercise,
    (writing, finish): (Writing, bool),
) -> Result<ItemId, WritingError> {
    writing::save(app, person, SaveRequest { replaces: None, kind: exercise.kind(), writing, finish }).await
}
