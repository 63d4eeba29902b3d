//! What a person answers at the beginning, and the plan of their own that is proposed from it: theirs to change, seen by
//! nobody else. Their therapist assigns exercises into it, and reads it only once the person showed it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::limits;
use troth_domain::people::PersonId;
use troth_domain::plan::entry::OwnEntry;
use troth_domain::plan::own_plan::{Origin, OwnItem, OwnPlan, OwnPlanRefusal, Progress, Way};
use troth_domain::plan::proposal::Entry;
use troth_domain::practice::Slug;
use troth_domain::safety::screening::{Answers, Concern};
use troth_domain::writing::ItemKind;
use troth_store::{ALONE, StoreError, Versioned, WriteTransaction};

use super::ActionError;
use crate::app::App;
use crate::content::Content;
use crate::content::exercises::Exercise;
use crate::content::plan::candidate;

/// All that a plan page needs to know of one person.
#[derive(Clone, Debug)]
pub struct Own {
    /// What they answered, if they did.
    pub entry: Option<Versioned<OwnEntry>>,
    /// Their plan as it is kept; none before one was proposed or changed.
    pub kept: Option<Versioned<OwnPlan>>,
    /// What their therapist assigned, the first first.
    pub assigned: Vec<Slug>,
    /// What their own screening raised. Never shown.
    concerns: BTreeSet<Concern>,
}

impl Own {
    /// The plan with what was assigned; none for whoever has neither.
    pub fn plan(&self, person: PersonId) -> Option<OwnPlan> {
        let kept = self.kept.as_ref().map(|kept| kept.document.clone());
        let is_there = kept.is_some() || !self.assigned.is_empty();
        is_there.then(|| merged(kept, &self.assigned, person))
    }

    /// Whether an exercise stands open in the plan.
    pub fn has_open(&self, name: &str) -> bool {
        let kept = self.kept.iter().flat_map(|kept| &kept.document.items).find(|item| item.exercise.as_str() == name);
        kept.map_or_else(
            || self.assigned.iter().any(|assigned| assigned.as_str() == name),
            |item| item.progress == Progress::Open,
        )
    }

    /// Which version of the plan is kept, for a form to say.
    pub fn version(&self) -> Option<u32> {
        self.kept.as_ref().map(|kept| kept.version)
    }

    /// Whether an item is shown ([`OwnItem::is_shown`]).
    pub fn shows(&self, content: &Content, item: &OwnItem) -> bool {
        let entry = Entry { concerns: self.concerns.clone(), ..Entry::default() };
        let exercise = content.programme.get(item.exercise.as_str()).and_then(candidate);
        exercise.is_some_and(|exercise| item.is_shown(&exercise, self.assigned.contains(&item.exercise), &entry))
    }
}

fn merged(kept: Option<OwnPlan>, assigned: &[Slug], person: PersonId) -> OwnPlan {
    kept.unwrap_or_else(|| OwnPlan::proposed(person, Vec::new())).with_assigned(assigned)
}

/// Whether an exercise can be in the plan of one: what two do together is in the couple's.
pub fn may_be_planned(exercise: &Exercise) -> bool {
    candidate(exercise).is_some_and(|candidate| candidate.is_open_alone)
}

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum OwnPlanError {
    /// It was changed on another device since the page was made.
    #[error("it was changed elsewhere in between")]
    ChangedElsewhere,
    /// There is no such exercise, or none that can be in the plan of one.
    #[error("no such exercise in the plan")]
    NotThere,
    /// As many exercises as a plan may have.
    #[error("the plan is full")]
    Full,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for OwnPlanError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed | StoreError::Duplicate(_) => Self::ChangedElsewhere,
            other => Self::Action(other.into()),
        }
    }
}

impl From<OwnPlanRefusal> for OwnPlanError {
    fn from(refusal: OwnPlanRefusal) -> Self {
        match refusal {
            OwnPlanRefusal::NotThere => Self::NotThere,
            OwnPlanRefusal::Full => Self::Full,
        }
    }
}

/// What a person answered, their plan, and what was assigned to them.
///
/// # Errors
/// [`ActionError`].
pub async fn see(app: &App, person: PersonId) -> Result<Own, ActionError> {
    let (store, viewer, now) = (app.store(), Viewer::Person(person), app.now());
    let assigned = store.assigned_exercises(&viewer, person).await?;
    Ok(Own {
        entry: store.document(&viewer, person, ALONE, now).await?,
        kept: store.document(&viewer, person, ALONE, now).await?,
        assigned: assigned.into_iter().map(|one| one.exercise).collect(),
        concerns: concerns(app, person).await?,
    })
}

/// What a person's own screenings raised, all of them: whoever answers otherwise later may have been made to. Answers that
/// cannot be read may have raised anything.
async fn concerns(app: &App, person: PersonId) -> Result<BTreeSet<Concern>, ActionError> {
    let wanted = (ItemKind::Screening, limits::ITEMS_PER_PERSON_MAX);
    let listed = app.store().items_of_kind(&Viewer::Person(person), person, wanted, app.now()).await?;
    let raised = |listed: troth_store::ListedItem| {
        let answers = listed.writing.ok().and_then(|writing| Answers::from_writing(&writing).ok());
        answers.map_or_else(|| [Concern::Fear].into(), |answers| answers.outcome().concerns)
    };
    Ok(listed.into_iter().flat_map(raised).collect())
}

/// Keeps what a person answers, in place of the version that they had before them.
///
/// # Errors
/// [`OwnPlanError::ChangedElsewhere`].
pub async fn keep_entry(app: &App, person: PersonId, before: Option<u32>, entry: OwnEntry) -> Result<(), OwnPlanError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let entry = entry.clone();
            Box::pin(async move { Ok(transaction.keep_document(person, ALONE, (before, &entry), now).await?) })
        })
        .await
}

/// What is deleted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Forget {
    /// What they answered; the plan stays.
    Answers,
    /// The plan too, with what their therapist saw of it. What was assigned stays in the practice's record.
    AnswersAndPlan,
}

/// Deletes what a person answered, and their plan where they say so. What is not there is no error.
///
/// # Errors
/// [`ActionError`].
pub async fn forget(app: &App, person: PersonId, what: Forget) -> Result<(), ActionError> {
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                transaction.delete_document::<OwnEntry>(person, ALONE).await?;
                if what == Forget::AnswersAndPlan {
                    transaction.delete_document::<OwnPlan>(person, ALONE).await?;
                }
                Ok::<_, ActionError>(())
            })
        })
        .await
}

/// Proposes a plan, or what is new by now, from the answers as they are. It goes to the end, and nothing that is there is
/// touched: so it needs no version.
///
/// # Errors
/// [`OwnPlanError::ChangedElsewhere`] where two devices ask at the very same moment.
pub async fn propose(app: &App, person: PersonId) -> Result<(), OwnPlanError> {
    let (content, now) = (app.content().await, app.now());
    let Some(plan) = &content.plan else { return Err(ActionError::Internal.into()) };
    let own = see(app, person).await?;
    let entry = own.entry.map_or_else(|| OwnEntry::new(person), |kept| kept.document);
    let lines = plan.propose(&entry.answers(own.concerns));
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let lines = lines.clone();
            Box::pin(async move {
                let (version, plan) = read(transaction, person, now).await?;
                let plan = plan.proposed_anew(lines);
                Ok(transaction.keep_document(person, ALONE, (version, &plan), now).await?)
            })
        })
        .await
}

/// The version and the plan with what was assigned.
async fn read(
    transaction: &mut WriteTransaction,
    person: PersonId,
    now: Timestamp,
) -> Result<(Option<u32>, OwnPlan), StoreError> {
    let viewer = Viewer::Person(person);
    let kept = transaction.document::<OwnPlan>(&viewer, person, ALONE, now).await?;
    let assigned = transaction.assigned_exercises(&viewer, person).await?;
    let assigned = assigned.into_iter().map(|one| one.exercise).collect::<Vec<_>>();
    let version = kept.as_ref().map(|kept| kept.version);
    Ok((version, merged(kept.map(|kept| kept.document), &assigned, person)))
}

/// What a person does with an exercise of their plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// Says how it stands.
    Mark(Progress),
    /// Moves it by one.
    Step(Way),
}

/// Changes the plan as it was in version `before`.
///
/// # Errors
/// [`OwnPlanError::ChangedElsewhere`] for another version, unless it is as asked already; [`OwnPlanError::NotThere`].
pub async fn change(
    app: &App,
    person: PersonId,
    before: Option<u32>,
    exercise: &Slug,
    change: Change,
) -> Result<(), OwnPlanError> {
    let (content, own, now, exercise) = (app.content().await, see(app, person).await?, app.now(), exercise.clone());
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let (content, own, exercise) = (content.clone(), own.clone(), exercise.clone());
            Box::pin(async move {
                let (version, plan) = read(transaction, person, now).await?;
                let is_so = |item: &OwnItem| item.exercise == exercise && change == Change::Mark(item.progress);
                if plan.items.iter().any(is_so) {
                    return Ok(());
                }
                if version != before {
                    return Err(OwnPlanError::ChangedElsewhere);
                }
                let plan = match change {
                    Change::Mark(progress) => plan.mark(&exercise, progress)?,
                    Change::Step(way) => plan.step(&exercise, way, |item| own.shows(&content, item))?,
                };
                Ok(transaction.keep_document(person, ALONE, (version, &plan), now).await?)
            })
        })
        .await
}

/// Adds an exercise by its name. One that is there is opened again.
///
/// # Errors
/// [`OwnPlanError::NotThere`], [`OwnPlanError::Full`].
pub async fn add(app: &App, person: PersonId, name: &str) -> Result<(), OwnPlanError> {
    let (content, now) = (app.content().await, app.now());
    let found = content.programme.get(name).filter(|exercise| may_be_planned(exercise));
    let exercise = found.and_then(|exercise| Slug::new(&exercise.name).ok()).ok_or(OwnPlanError::NotThere)?;
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let exercise = exercise.clone();
            Box::pin(async move {
                let (version, plan) = read(transaction, person, now).await?;
                let plan = plan.add(exercise, Origin::Own)?;
                Ok(transaction.keep_document(person, ALONE, (version, &plan), now).await?)
            })
        })
        .await
}
