//! What two want to talk about with their therapist: the lines of both, and what a therapist added; and what one of them alone
//! would like to bring, which is a document of theirs.

use jiff::civil::Date;
use troth_domain::access::Viewer;
use troth_domain::people::PersonId;
use troth_domain::plan::agenda::{AgendaLine, AgendaMove, OwnAgenda};
use troth_domain::plan::{CommandId, LogId, Page, PlanLine, Request, Ticket};
use troth_store::{ALONE, StoreError, WriteTransaction};
pub use troth_store::{AgendaNote, Versioned};

use super::together::{self, Extent, TogetherError};
use super::{ActionError, own_document, record_of};
use crate::app::App;

/// The list of two, as one of them sees it.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// Their lines that stand, in the order in which they came to this person.
    pub lines: Vec<(LogId, Page<AgendaMove>)>,
    /// What a therapist added, with its words, in the order in which it came to both.
    pub notes: Vec<(AgendaNote, PlanLine)>,
}

impl Agenda {
    /// Whether there is anything to talk about.
    pub fn has_open(&self) -> bool {
        self.lines.iter().any(|(_, page)| page.state.is_open())
            || self.notes.iter().any(|(note, _)| note.talked_at.is_none())
    }
}

/// The list of the couple of `person`, as they see it. What cannot be read is said in the log, and hides nothing else.
///
/// # Errors
/// [`ActionError`].
pub async fn see(app: &App, person: PersonId, extent: Extent) -> Result<Agenda, ActionError> {
    let mut lines = together::pages::<AgendaMove>(app, person, extent).await?;
    lines.retain(|(_, page)| page.state.line().is_some());
    let notes = match app.store().couple_of(person).await? {
        Some(couple) => app.store().agenda_notes(&Viewer::Person(person), &couple, extent, app.now()).await?,
        None => Vec::new(),
    };
    let readable = |note: AgendaNote| match &note.words {
        Ok(words) => Some((note.clone(), words.clone())),
        Err(error) => {
            tracing::error!(record = record_of(error), "a line for a session cannot be read");
            None
        }
    };
    Ok(Agenda { lines, notes: notes.into_iter().filter_map(readable).collect() })
}

/// Takes back what `person` added: from the other's page at once where it had come, and otherwise it never does; and from their
/// therapist's. They are answered the same either way.
///
/// # Errors
/// [`TogetherError`]; nothing is changed then.
pub async fn take_back(
    app: &App,
    who: (PersonId, Date),
    id: LogId,
    command: CommandId,
) -> Result<(), TogetherError<AgendaMove>> {
    let request = Request { ticket: Ticket { command, seen: 0 }, kind: AgendaMove::TakenBack };
    together::take_back(app, who, (id, request), AgendaLine::is_own).await
}

/// Why nothing was done to one's own list.
#[derive(Debug, thiserror::Error)]
pub enum OwnAgendaError {
    /// As many lines as there may be.
    #[error("as many lines as there may be")]
    Full,
    /// There is no such line.
    #[error("no such line")]
    NotThere,
    /// Another version was kept since the page was made.
    #[error("it was changed elsewhere in between")]
    ChangedElsewhere,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for OwnAgendaError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed | StoreError::Duplicate(_) => Self::ChangedElsewhere,
            other => Self::Action(other.into()),
        }
    }
}

/// What `person` alone would like to bring; none before the first line.
///
/// # Errors
/// [`ActionError`].
pub async fn own(app: &App, person: PersonId) -> Result<Option<Versioned<OwnAgenda>>, ActionError> {
    Ok(app.store().document(&Viewer::Person(person), person, ALONE, app.now()).await?)
}

/// What a person does with their own list.
#[derive(Clone, Debug)]
pub enum Change {
    /// Adds a line. The same one sent again is there once.
    Add(PlanLine),
    /// Puts a line in other words, where the list is still in this version.
    Reword(PlanLine, Option<u32>),
    /// Takes a line away. One that is not there is no error.
    Remove,
}

/// Changes what `person` alone would like to bring; `id` names the line.
///
/// # Errors
/// [`OwnAgendaError`]; nothing is changed then.
pub async fn change(app: &App, person: PersonId, id: CommandId, change: Change) -> Result<(), OwnAgendaError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let change = change.clone();
            Box::pin(async move {
                // One tab after the other.
                transaction.lock_persons(&[person]).await?;
                let (version, own) = own_document(transaction, (person, ALONE), OwnAgenda::none, now).await?;
                let own = match change {
                    Change::Add(words) => own.add(id, words).map_err(|_| OwnAgendaError::Full)?,
                    Change::Reword(_, before) if before != version => return Err(OwnAgendaError::ChangedElsewhere),
                    Change::Reword(words, _) => own.reword(id, words).ok_or(OwnAgendaError::NotThere)?,
                    Change::Remove => own.without(id),
                };
                Ok(transaction.keep_document(person, ALONE, (version, &own), now).await?)
            })
        })
        .await
}
