//! Talks of two: beginning one, seeing it, doing something in it, and what ends it from outside.

mod act;
mod draft;
mod end;
pub mod one_device;

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::limits;
use troth_domain::people::{Couple, PersonId};
use troth_domain::plan::dialogue::{Draft, Entry, Mode, Phase, Talk, View};
use troth_domain::plan::{BrokenLog, CommandId, LogId, Move, PlanLine, Reach};
use troth_domain::safety::pacing::{DeliveryHour, Pace, deliver_at};
pub use troth_store::{Progress, Versioned};
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use super::together::{Between, Extent, locked_couple};
use crate::app::App;

pub use act::{Done, Sent, send};
pub use draft::{DraftError, add as add_to_draft, keep as keep_draft};
pub(super) use end::{close_all, end_live};

/// A talk of two, as one of them sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its name.
    pub id: LogId,
    /// The talk.
    pub talk: Talk,
    /// Whose page it is.
    person: PersonId,
    /// Whether the two are a couple here no more, as far as this person knows.
    is_apart: bool,
    now: Timestamp,
}

impl Seen {
    fn of(id: LogId, talk: Talk, couple: &Couple, person: PersonId, now: Timestamp) -> Self {
        Self { id, talk, person, is_apart: !couple.is_linked_for(person, now), now }
    }

    /// The page.
    pub fn view(&self) -> Option<View<'_>> {
        let mut view = self.talk.room().view(self.person, self.now)?;
        if self.is_apart {
            view.phase = Phase::Ended;
            view.may.clear();
        }
        Some(view)
    }

    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        self.view().is_none_or(|view| view.phase == Phase::Ended)
    }

    /// How the two talk.
    pub fn mode(&self) -> Mode {
        self.talk.room().opening().mode
    }
}

impl From<BrokenLog> for ActionError {
    fn from(_: BrokenLog) -> Self {
        tracing::error!("a talk is not as it was kept");
        Self::Internal
    }
}

/// The talks that came to `person`: what came last is first. One that cannot be read is said in the log, and hides no other.
///
/// # Errors
/// [`ActionError`].
pub async fn list(app: &App, person: PersonId, extent: Extent) -> Result<Vec<Seen>, ActionError> {
    let now = app.now();
    let Some(couple) = app.store().couple_of(person).await? else { return Ok(Vec::new()) };
    let logs = app.store().plan_logs::<Entry>(&Viewer::Person(person), &couple, extent, now).await?;
    let mut found = Vec::new();
    for (id, log) in logs {
        match log.map(|log| Talk::of(&log, person, now, false)) {
            Ok(Ok(Some(talk))) => found.push(Seen::of(id, talk, &couple, person, now)),
            Ok(Ok(None)) => {}
            Ok(Err(BrokenLog)) => tracing::error!("a talk is not as it was kept"),
            Err(error) => tracing::error!(record = super::record_of(&error), "a talk cannot be read"),
        }
    }
    found.sort_by_key(|seen| (std::cmp::Reverse(seen.talk.came_at), seen.id));
    Ok(found)
}

/// One of them; `None` where there is no such talk of theirs.
///
/// # Errors
/// [`ActionError`].
pub async fn see(app: &App, person: PersonId, id: LogId) -> Result<Option<Seen>, ActionError> {
    let now = app.now();
    let Some(couple) = app.store().couple_of(person).await? else { return Ok(None) };
    let log = app.store().plan_log::<Entry>(&Viewer::Person(person), &couple, id, now).await?;
    let Some(log) = log else { return Ok(None) };
    Ok(Talk::of(&log, person, now, false)?.map(|talk| Seen::of(id, talk, &couple, person, now)))
}

/// What `person` typed for their next turn there and did not send.
///
/// # Errors
/// [`ActionError`].
pub async fn draft(app: &App, person: PersonId, id: LogId) -> Result<Option<Versioned<Draft>>, ActionError> {
    Ok(app.store().document::<Draft>(&Viewer::Person(person), person, id.0, app.now()).await?)
}

/// How far a talk has come on the page of `person`, none of it opened.
///
/// # Errors
/// [`ActionError`].
pub async fn progress(app: &App, person: PersonId, id: LogId) -> Result<Option<Progress>, ActionError> {
    let Some(couple) = app.store().couple_of(person).await? else { return Ok(None) };
    Ok(app.store().talk_progress((person, couple.id), id, app.now()).await?)
}

/// What begins a talk.
#[derive(Clone, Debug)]
pub struct BeginRequest {
    /// Names the command, and the talk: the same one sent again begins nothing new.
    pub command: CommandId,
    /// What it is about.
    pub topic: PlanLine,
    /// How the two talk.
    pub mode: Mode,
    /// Whether the other speaks first.
    pub partner_first: bool,
}

/// Why no talk was begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// They are in no couple, or joint work is closed: both know.
    #[error("joint work is closed")]
    Closed,
    /// As many are under way as there may be.
    #[error("too many talks are under way")]
    TooMany,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for BeginError {
    fn from(error: StoreError) -> Self {
        Self::Action(error.into())
    }
}

/// Begins a talk; answers its name.
///
/// # Errors
/// [`BeginError`]; nothing is begun then.
pub async fn begin(app: &App, person: PersonId, request: BeginRequest) -> Result<LogId, BeginError> {
    let (pacing, now) = ((DeliveryHour::of(app.practice()), app.random_bytes()), app.now());
    let id = LogId(request.command.0);
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let (request, (delivery_hour, drawn)) = (request.clone(), pacing.clone());
            Box::pin(async move {
                let couple = locked_couple(transaction, person).await?.ok_or(BeginError::Closed)?;
                let partner = couple.partner_of(person).ok_or(BeginError::Closed)?;
                let Between { is_open, passage } = Between::of(transaction, &couple, (person, now)).await?;
                if !is_open {
                    return Err(BeginError::Closed);
                }
                let viewer = Viewer::Person(person);
                if transaction.plan_log::<Entry>(&viewer, &couple, id, now).await?.is_some() {
                    return Ok(id);
                }
                let logs = transaction.plan_logs::<Entry>(&viewer, &couple, now).await?;
                let talks = logs
                    .into_iter()
                    .filter_map(|(id, log)| Some((id, Talk::of(&log.ok()?, person, now, false).ok()??)));
                let open = talks.filter(|(id, talk)| !Seen::of(*id, talk.clone(), &couple, person, now).is_over());
                if open.count() >= limits::TALKS_OPEN_MAX {
                    return Err(BeginError::TooMany);
                }
                let at_its_hour = deliver_at(&delivery_hour, passage, Pace::Ordinary, now, drawn);
                let BeginRequest { command, topic, mode, partner_first } = request;
                let reach = if mode.is_together() { Reach::AtOnce } else { Reach::paced(at_its_hour) };
                let first_speaker = if partner_first { partner } else { person };
                let kind = Entry::Opened { mode, first_speaker, topic };
                let opened = Move { number: 1, author: Some(person), command, at: now, reach, kind };
                transaction.add_move(&couple, id, person, &opened).await?;
                Ok(id)
            })
        })
        .await
}
