//! Joint work of a couple: a clinician opens and closes it for both to see; a rest and a pause quietly hold what is on its
//! way, and nobody can tell that from ordinary pacing.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::people::{AccountId, Couple, CoupleId, PersonId, Reason, Staff};
use troth_domain::plan::{CommandId, LogId};
use troth_domain::practice::Slug;
use troth_domain::safety::joint_work::{
    Cause, Clinician, HeardAlone, Hold, JointWork, PartnerView, Refusal as JointWorkRefusal,
};
use troth_domain::safety::pacing::{DeliveryHour, Pace, Passage, deliver_at, exercise_shows_at};
pub use troth_store::KeptHold;
use troth_store::{HeldMove, StoreError, WriteTransaction};

use super::{ActionError, doubts, talks};
use crate::app::App;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum JointWorkError {
    /// No such couple for this therapist, or none for this person.
    #[error("no such couple")]
    NotFound,
    /// The rules say no.
    #[error("refused")]
    Refused(#[from] JointWorkRefusal),
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for JointWorkError {
    fn from(error: StoreError) -> Self {
        Self::Action(error.into())
    }
}

/// What a person sees of joint work; `None` for whoever is not linked, as far as they know.
///
/// # Errors
/// [`ActionError`].
pub async fn view(app: &App, person: PersonId) -> Result<Option<PartnerView>, ActionError> {
    let now = app.now();
    match app.store().couple_of(person).await? {
        Some(couple) => Ok(app.store().joint_work_view(&Viewer::Person(person), &couple, now).await?),
        None => Ok(None),
    }
}

/// What a clinician does.
#[derive(Clone, Debug)]
pub enum Step {
    /// Opens joint work, having heard both alone.
    Open {
        /// How each was heard.
        heard: Vec<HeardAlone>,
    },
    /// Closes it, for both to see.
    Close,
    /// Pauses for a person, for nobody to see.
    Pause {
        /// For whom.
        person: PersonId,
        /// A note for the record.
        reason: Option<Reason>,
    },
    /// Opens the next exercise, which shows to both at the next delivery hour.
    OpenExercise {
        /// Its name.
        exercise: Slug,
    },
    /// Ends a rest or a pause.
    Release {
        /// Which.
        hold: Hold,
        /// How that person was heard.
        heard: HeardAlone,
    },
}

impl Step {
    /// Whom it is about, where it is about one of the two.
    fn about(&self) -> Option<PersonId> {
        match self {
            Self::Open { .. } | Self::Close | Self::OpenExercise { .. } => None,
            Self::Pause { person, .. } => Some(*person),
            Self::Release { hold, .. } => Some(hold.person),
        }
    }
}

/// Takes a step: the therapist of either partner opens and closes; only a person's own pauses for them, or ends their rest
/// or pause.
///
/// # Errors
/// [`JointWorkError`]; nothing is changed then.
pub async fn take(app: &App, staff: &Staff, couple: CoupleId, step: Step) -> Result<(), JointWorkError> {
    let taking = Taking { staff: staff.clone(), couple, step, pacing: Pacing::of(app) };
    let ended = app
        .store()
        .write(move |transaction: &mut WriteTransaction| {
            let taking = taking.clone();
            Box::pin(async move { taking.run(transaction).await })
        })
        .await?;
    for talk in ended {
        app.wakes().wake(talk);
    }
    Ok(())
}

/// A person asks to stop joint work for a while. Only their therapist learns of it, and of the reason if there is one.
///
/// # Errors
/// [`JointWorkError::NotFound`] for whoever is not linked, [`JointWorkRefusal::Closed`].
pub async fn rest(app: &App, person: PersonId, reason: Option<Reason>) -> Result<(), JointWorkError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let reason = reason.clone();
            Box::pin(async move {
                let couple = transaction.couple_of(person).await?;
                let couple = couple.filter(|couple| couple.is_linked_for(person, now));
                let couple = couple.ok_or(JointWorkError::NotFound)?;
                lock(transaction, &couple).await?;
                transaction.joint_work(&couple).await?.rest(person, now)?;
                let hold = Hold { person, cause: Cause::Rest };
                transaction.hold_joint_work(couple.id, hold, None, reason.as_ref(), now).await?;
                transaction.hold_copies(couple.id, now).await?;
                let note = AuditNote::by(AuditEvent::JointWorkPaused, AccountId::Person(person));
                Ok(transaction.note_audit(&note.person(person).couple(couple.id), now).await?)
            })
        })
        .await
}

/// Whoever shares, pauses, closes or leaves does it before or after this, never in between.
async fn lock(transaction: &mut WriteTransaction, couple: &Couple) -> Result<(), StoreError> {
    transaction.lock_persons(&couple.members.map(|member| member.person)).await
}

/// What it takes to let held copies come.
#[derive(Clone)]
struct Pacing {
    delivery_hour: DeliveryHour,
    /// The draw of each item comes from this and its id: a transaction that is run twice draws the same.
    seed: [u8; 32],
    now: Timestamp,
}

impl Pacing {
    fn of(app: &App) -> Self {
        Self { delivery_hour: DeliveryHour::of(app.practice()), seed: app.random_bytes(), now: app.now() }
    }

    /// What names a move of the practice's own.
    fn command(&self) -> (CommandId, Timestamp) {
        let (command, _) = self.seed.split_first_chunk().unwrap_or((&[0; 16], &[]));
        (CommandId(*command), self.now)
    }

    fn drawn(&self, id: [u8; 16]) -> Result<[u8; 8], ActionError> {
        let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.seed).map_err(|_| ActionError::Internal)?;
        let bytes = mac.chain_update(id).finalize().into_bytes();
        bytes.first_chunk().copied().ok_or(ActionError::Internal)
    }

    fn hour(&self, passage: Passage, pace: Pace, id: [u8; 16]) -> Result<Option<Timestamp>, ActionError> {
        let drawn = self.drawn(id)?;
        Ok(deliver_at(&self.delivery_hour, passage, pace, self.now, drawn))
    }

    /// How a held move comes: a question at a check-in, as if nothing had held it, and anything else at its pace. `None` while
    /// there is no check-in ahead.
    async fn pace(
        &self,
        transaction: &mut WriteTransaction,
        couple: &Couple,
        held: &HeldMove,
    ) -> Result<Option<Pace>, StoreError> {
        let Some(asked_for) = held.appointed_at else { return Ok(Some(Pace::Ordinary)) };
        match doubts::check_ins(transaction, couple, held.author, self.now).await {
            Ok(times) => Ok(times.comes_at(asked_for, self.now).map(Pace::Appointed)),
            // What cannot be read keeps nothing else back.
            Err(StoreError::Corrupt { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Schedules anew what waits in `couple`, if anything passes there now.
    async fn let_come(
        &self,
        transaction: &mut WriteTransaction,
        couple: &Couple,
        passage: Passage,
    ) -> Result<(), JointWorkError> {
        for item in transaction.held_copies(couple.id).await? {
            if let Some(at) = self.hour(passage, Pace::Ordinary, item.0)? {
                transaction.let_copy_come(item, couple.id, at).await?;
            }
        }
        for held in transaction.held_moves(couple.id).await? {
            let Some(pace) = self.pace(transaction, couple, &held).await? else { continue };
            if let Some(at) = self.hour(passage, pace, held.id)? {
                transaction.let_move_come(couple, held, at).await?;
            }
        }
        for marks in transaction.held_closeness(couple.id).await? {
            if let Some(at) = self.hour(passage, Pace::Ordinary, marks)? {
                transaction.let_closeness_count(marks, at).await?;
            }
        }
        Ok(())
    }
}

/// A clinician's step, inside a transaction.
#[derive(Clone)]
struct Taking {
    staff: Staff,
    couple: CoupleId,
    step: Step,
    pacing: Pacing,
}

impl Taking {
    /// Takes it; answers the talks that it ended.
    async fn run(&self, transaction: &mut WriteTransaction) -> Result<Vec<LogId>, JointWorkError> {
        let clinician = Clinician::new(&self.staff).ok_or(JointWorkError::NotFound)?;
        let viewer = Viewer::Clinician(self.staff.therapist.clone().ok_or(JointWorkError::NotFound)?);
        let couple = transaction.couple(self.couple).await?.ok_or(JointWorkError::NotFound)?;
        if !transaction.may_see_what_holds(&viewer, &couple).await? {
            return Err(JointWorkError::NotFound);
        }
        if let Some(person) = self.step.about() {
            let found = transaction.person(person).await?;
            let is_partner = couple.partner_of(person).is_some();
            let is_own = found.is_some_and(|found| self.staff.therapist.as_ref() == Some(&found.clinician));
            if is_partner && !is_own {
                return Err(JointWorkError::NotFound);
            }
        }
        lock(transaction, &couple).await?;
        // Whoever left in between has left: what was read before the lock may be old.
        let couple = transaction.couple(self.couple).await?.ok_or(JointWorkError::NotFound)?;
        let before = transaction.joint_work(&couple).await?;
        let (after, event, person) = self.decide(before, clinician)?;
        self.keep(transaction, &couple, &after).await?;
        match Passage::new(&after, couple.ended_at().is_some()) {
            Passage::Flows => self.pacing.let_come(transaction, &couple, Passage::Flows).await?,
            Passage::Held | Passage::Stopped => transaction.hold_copies(couple.id, self.pacing.now).await?,
        }
        let ended = match &self.step {
            Step::Close => {
                transaction.stop_asked(couple.id, self.pacing.now).await?;
                talks::close_all(transaction, &couple, self.pacing.command()).await?
            }
            _ => Vec::new(),
        };
        let note = AuditNote::by(event, AccountId::Staff(self.staff.id)).couple(couple.id);
        let note = person.map_or(note, |person| note.person(person));
        transaction.note_audit(&note, self.pacing.now).await?;
        Ok(ended)
    }

    fn decide(
        &self,
        work: JointWork,
        clinician: Clinician,
    ) -> Result<(JointWork, AuditEvent, Option<PersonId>), JointWorkRefusal> {
        let now = self.pacing.now;
        match &self.step {
            Step::Open { heard } => Ok((work.open(clinician, heard, now)?, AuditEvent::JointWorkOpened, None)),
            Step::Close => Ok((work.close(clinician)?, AuditEvent::JointWorkClosed, None)),
            Step::OpenExercise { .. } => Ok((work, AuditEvent::ExerciseOpened, None)),
            Step::Pause { person, .. } => {
                Ok((work.pause(*person, clinician, now)?, AuditEvent::JointWorkPaused, Some(*person)))
            }
            Step::Release { hold, heard } => {
                let after = work.release(*hold, clinician, *heard)?;
                Ok((after, AuditEvent::JointWorkReleased, Some(hold.person)))
            }
        }
    }

    async fn keep(
        &self,
        transaction: &mut WriteTransaction,
        couple: &Couple,
        after: &JointWork,
    ) -> Result<(), JointWorkError> {
        let (by, now) = (self.staff.id, self.pacing.now);
        let kept = match &self.step {
            Step::Open { heard } => transaction.open_joint_work(couple, heard, by, now).await,
            Step::Close => transaction.close_joint_work(couple.id, by, now).await,
            Step::OpenExercise { exercise } => {
                let shows_at = exercise_shows_at(after.partner_view(), &self.pacing.delivery_hour, now);
                let shows_at = shows_at.ok_or(JointWorkRefusal::Closed)?;
                transaction.open_exercise(couple.id, exercise, shows_at, by, now).await
            }
            Step::Pause { person, reason } => {
                let hold = Hold { person: *person, cause: Cause::Pause };
                transaction.hold_joint_work(couple.id, hold, Some(by), reason.as_ref(), now).await
            }
            Step::Release { hold, heard } => transaction.release_hold(couple.id, *hold, heard.how, by, now).await,
        };
        Ok(kept?)
    }
}
