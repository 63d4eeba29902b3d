//! The list of a couple for a session, for the therapist of either: what the two sent, and what a therapist adds. It waits for
//! no rest and no pause, and nothing on it says what has come to whom.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::people::{AccountId, Couple, CoupleId, Staff};
use troth_domain::plan::agenda::{AgendaLine, AgendaMove, as_sent};
use troth_domain::plan::{CommandId, LogId, Move, PlanLine, Reach};
use troth_domain::safety::pacing::{DeliveryHour, exercise_shows_at};
pub use troth_store::AgendaNote;
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use super::caseload::note_shown;
use crate::app::App;

/// The list as a therapist sees it.
#[derive(Clone, Debug)]
pub struct CoupleAgenda {
    /// The lines of the two that stand, as they were sent, the first sent first; [`StoreError`] where one cannot be read.
    pub lines: Vec<(LogId, Result<AgendaLine, StoreError>)>,
    /// What a therapist added, the first to show first.
    pub notes: Vec<AgendaNote>,
}

/// Reads it, and notes for whoever wrote a line that it was read.
///
/// # Errors
/// As any statement.
pub(super) async fn read(
    transaction: &mut WriteTransaction,
    viewer: &Viewer,
    couple: &Couple,
    (staff, now): (&Staff, Timestamp),
) -> Result<CoupleAgenda, StoreError> {
    let logs = transaction.agenda_as_sent(viewer, couple).await?;
    let mut lines = logs.into_iter().map(|(id, log)| (id, log.map(|log| as_sent(&log)))).collect::<Vec<_>>();
    lines.retain(|(_, line)| line.as_ref().map_or(true, |line| line.line().is_some()));
    let authors = lines.iter().filter_map(|(_, line)| line.as_ref().ok()?.author()).collect::<Vec<_>>();
    note_shown(transaction, AuditEvent::AgendaRead, staff.id, authors, now).await?;
    Ok(CoupleAgenda { lines, notes: transaction.agenda_notes(viewer, couple, now).await? })
}

/// What a therapist does with it.
#[derive(Clone, Debug)]
pub enum Deed {
    /// Adds a line, which shows to both at the next delivery hour. The same command sent again adds nothing.
    Add(CommandId, PlanLine),
    /// A line of the two was talked about.
    LineTalkedAbout(LogId),
    /// A line of a therapist's was talked about.
    NoteTalkedAbout([u8; 16]),
    /// Takes a line of a therapist's away.
    Remove([u8; 16]),
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum CoupleAgendaError {
    /// No such couple for this therapist, or no such line.
    #[error("no such couple, or no such line")]
    NotFound,
    /// Joint work is closed.
    #[error("joint work is closed")]
    Closed,
    /// As many lines as there may be.
    #[error("as many lines as there may be")]
    Full,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for CoupleAgendaError {
    fn from(error: StoreError) -> Self {
        Self::Action(error.into())
    }
}

/// Does it, for the therapist of either.
///
/// # Errors
/// [`CoupleAgendaError`]; nothing is changed then.
pub async fn act(app: &App, staff: &Staff, couple: CoupleId, deed: Deed) -> Result<(), CoupleAgendaError> {
    let viewer = Viewer::of(staff).ok_or(CoupleAgendaError::NotFound)?;
    let command = CommandId(app.random_bytes());
    let acting =
        Acting { staff: staff.clone(), viewer, couple, deed, delivery: DeliveryHour::of(app.practice()), command };
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let acting = acting.clone();
            Box::pin(async move { acting.run(transaction, now).await })
        })
        .await
}

#[derive(Clone)]
struct Acting {
    staff: Staff,
    viewer: Viewer,
    couple: CoupleId,
    deed: Deed,
    delivery: DeliveryHour,
    command: CommandId,
}

impl Acting {
    async fn run(&self, transaction: &mut WriteTransaction, now: Timestamp) -> Result<(), CoupleAgendaError> {
        let couple = transaction.couple(self.couple).await?.ok_or(CoupleAgendaError::NotFound)?;
        if !transaction.may_see_what_holds(&self.viewer, &couple).await? {
            return Err(CoupleAgendaError::NotFound);
        }
        // Whoever writes, takes back or closes does it before or after this, never in between.
        transaction.lock_persons(&couple.members.map(|member| member.person)).await?;
        match &self.deed {
            Deed::Add(command, words) => self.add(transaction, &couple, (*command, words), now).await?,
            Deed::LineTalkedAbout(id) => self.mark(transaction, &couple, *id, now).await?,
            Deed::NoteTalkedAbout(id) => transaction.mark_agenda_note(couple.id, *id, now).await?,
            Deed::Remove(id) => transaction.delete_agenda_note(couple.id, *id).await?,
        }
        let note = AuditNote::by(AuditEvent::AgendaChanged, AccountId::Staff(self.staff.id)).couple(couple.id);
        Ok(transaction.note_audit(&note, now).await?)
    }

    async fn add(
        &self,
        transaction: &mut WriteTransaction,
        couple: &Couple,
        (command, words): (CommandId, &PlanLine),
        now: Timestamp,
    ) -> Result<(), CoupleAgendaError> {
        let view = transaction.joint_work(couple).await?.partner_view();
        let shows_at = exercise_shows_at(view, &self.delivery, now).ok_or(CoupleAgendaError::Closed)?;
        let by = (self.staff.id, now);
        if !transaction.add_agenda_note(couple.id, (command, words), shows_at, by).await? {
            return Err(CoupleAgendaError::Full);
        }
        Ok(())
    }

    /// The mark is on the pages of both at once. Where the line itself has not come, it shows nothing there.
    async fn mark(
        &self,
        transaction: &mut WriteTransaction,
        couple: &Couple,
        id: LogId,
        now: Timestamp,
    ) -> Result<(), CoupleAgendaError> {
        let logs = transaction.agenda_as_sent(&self.viewer, couple).await?;
        let log = logs.into_iter().find(|(own, _)| *own == id).ok_or(CoupleAgendaError::NotFound)?.1;
        let log = log?;
        if !as_sent(&log).is_open() {
            return Ok(());
        }
        let (number, kind) = (log.next_number(), AgendaMove::TalkedAbout);
        let one = Move { number, author: None, command: self.command, at: now, reach: Reach::AtOnce, kind };
        Ok(transaction.add_move_of_practice(couple, id, &one).await?)
    }
}
