//! Commitments of two: offering one, answering, ending, and what somebody's own page has of each.

use jiff::Timestamp;
use jiff::civil::Date;
use troth_domain::access::Viewer;
use troth_domain::people::{Couple, LinkView, PersonId};
use troth_domain::plan::commitment::{Commitment, CommitmentMove, CommitmentRefusal, Stage, Terms};
use troth_domain::plan::follow_through::due;
use troth_domain::plan::{CommandId, CommitmentId, LogId, Move, Page, Refusal, Reply, Request, Ticket};
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use super::together::{self, Extent, Place, Sending, TogetherError};
use crate::app::App;

/// A commitment on the page of one of the two.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its name.
    pub id: LogId,
    /// Who does it.
    pub doer: PersonId,
    /// What is promised.
    pub terms: Terms,
    /// How many moves the page shows: the next command says so.
    pub moves: u32,
    /// The commitment itself.
    pub commitment: Commitment,
    person: PersonId,
    is_apart: bool,
    now: Timestamp,
}

/// How it stands, for the one whose page it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// They offered it, and it waits for the other.
    Offered,
    /// The other offered it, and it waits for them.
    Asked,
    /// They would rather not.
    Declined,
    /// Both agreed, and it is still to come.
    Agreed,
    /// Taken back or ended, or its days have passed, or the two are no couple here any more.
    Past,
}

impl Seen {
    fn of(id: LogId, page: Page<CommitmentMove>, couple: &Couple, person: PersonId, now: Timestamp) -> Option<Self> {
        let (doer, terms) = page.state.offer.clone()?;
        let is_apart = couple.seen_by(person, now) != Some(LinkView::Linked);
        Some(Self { id, doer, terms, moves: page.seen, commitment: page.state, person, is_apart, now })
    }

    /// Its name, as the rules have it.
    pub fn name(&self) -> CommitmentId {
        CommitmentId(self.id.0)
    }

    /// Whether the one whose page it is does it.
    pub fn is_own(&self) -> bool {
        self.doer == self.person
    }

    /// Whether it is due at `at`, by this page.
    pub fn is_due_at(&self, at: Timestamp) -> bool {
        let is_agreed = !self.is_apart && matches!(self.commitment.stage, Stage::Agreed { .. });
        is_agreed && due(&self.commitment, at).any(|once| once.at == at)
    }

    /// When its reader may have to be reminded next, if both agree to it by then; none once it is over.
    pub fn next_reminder(&self) -> Option<Timestamp> {
        let is_over = self.is_apart || matches!(self.commitment.stage, Stage::Over { .. });
        let next = self.terms.recurrence().next_after(self.now).filter(|_| !is_over)?;
        Some(next.at)
    }

    /// Whether both agreed to it, now or until it was over.
    pub fn was_agreed(&self) -> bool {
        self.commitment.was_agreed()
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        let is_to_come = self.terms.recurrence().next_after(self.now).is_some();
        match self.commitment.stage {
            _ if self.is_apart || !is_to_come => Standing::Past,
            Stage::Nothing | Stage::Over { .. } => Standing::Past,
            Stage::Proposed if self.is_own() => Standing::Offered,
            Stage::Proposed => Standing::Asked,
            Stage::Declined => Standing::Declined,
            Stage::Agreed { .. } => Standing::Agreed,
        }
    }
}

/// What came to `person`; what came first is first.
///
/// # Errors
/// [`ActionError`].
pub async fn list(app: &App, person: PersonId, extent: Extent) -> Result<Vec<Seen>, ActionError> {
    let now = app.now();
    let Some(couple) = app.store().couple_of(person).await? else { return Ok(Vec::new()) };
    let pages = together::pages::<CommitmentMove>(app, person, extent).await?;
    Ok(pages.into_iter().filter_map(|(id, page)| Seen::of(id, page, &couple, person, now)).collect())
}

/// One of them.
///
/// # Errors
/// [`ActionError`].
pub async fn see(app: &App, person: PersonId, id: LogId) -> Result<Option<Seen>, ActionError> {
    let now = app.now();
    let Some(couple) = app.store().couple_of(person).await? else { return Ok(None) };
    let page = together::page::<CommitmentMove>(app, person, id).await?;
    Ok(page.and_then(|page| Seen::of(id, page, &couple, person, now)))
}

/// An offer.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Names the command, and the commitment: the same one sent again offers nothing new.
    pub command: CommandId,
    /// What is promised.
    pub terms: Terms,
    /// The day, for whoever offers.
    pub today: Date,
}

/// Why nothing was offered.
#[derive(Debug, thiserror::Error)]
pub enum OfferError {
    /// They are in no couple, or joint work is closed: both know.
    #[error("joint work is closed")]
    Closed,
    /// They have as many as they may have at once.
    #[error("too many at once")]
    TooMany,
    /// Every day that it would be due on has passed.
    #[error("it would never be due")]
    NeverDue,
    /// It is to take the place of something that is not theirs.
    #[error("no such commitment")]
    NotFound,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for OfferError {
    fn from(error: StoreError) -> Self {
        Self::Action(error.into())
    }
}

impl From<TogetherError<CommitmentMove>> for OfferError {
    fn from(error: TogetherError<CommitmentMove>) -> Self {
        match error {
            TogetherError::NotFound => Self::Closed,
            TogetherError::TooMany => Self::TooMany,
            TogetherError::Rejected(rejected) => match rejected.why {
                Refusal::Own(CommitmentRefusal::NeverDue) => Self::NeverDue,
                Refusal::Closed => Self::Closed,
                _ => Self::NotFound,
            },
            TogetherError::Action(error) => Self::Action(error),
        }
    }
}

/// Offers what `person` would do; answers its name. What it takes the place of is ended with it, and both come to the other
/// at one hour.
///
/// # Errors
/// [`OfferError`]; nothing is changed then.
pub async fn offer(app: &App, person: PersonId, offer: Offer) -> Result<LogId, OfferError> {
    let (id, max, now) = (LogId(offer.command.0), app.practice().policy.commitments_max, app.now());
    let (ticket, instead_of) = (Ticket { command: offer.command, seen: 0 }, offer.terms.instead_of());
    let request = Request { ticket, kind: CommitmentMove::Proposed(offer.terms) };
    let sending = Sending::new(app, person, offer.today, Place::New(id), request);
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let sending = sending.clone();
            Box::pin(async move {
                let couple = sending.couple(transaction).await?;
                let viewer = Viewer::Person(person);
                if transaction.plan_log::<CommitmentMove>(&viewer, &couple, id, now).await?.is_some() {
                    return Ok(id);
                }
                if let Some(before) = instead_of {
                    end_before(transaction, &couple, &sending, (person, LogId(before.0), ticket), now).await?;
                }
                let logs = transaction.plan_logs::<CommitmentMove>(&viewer, &couple, now).await?;
                let pages = logs.into_iter().filter_map(|(_, log)| log.ok()?.page(person, now));
                let own = pages.map(|page| page.state).collect::<Vec<_>>();
                if !max.has_place(&own, person, now) {
                    return Err(OfferError::TooMany);
                }
                sending.run(transaction, &couple).await?;
                Ok(id)
            })
        })
        .await
}

/// Ends what something smaller takes the place of. What is over stays so.
async fn end_before(
    transaction: &mut WriteTransaction,
    couple: &Couple,
    sending: &Sending<CommitmentMove>,
    (person, id, ticket): (PersonId, LogId, Ticket),
    now: Timestamp,
) -> Result<(), OfferError> {
    let log = transaction.plan_log::<CommitmentMove>(&Viewer::Person(person), couple, id, now).await?;
    let page = log.and_then(|log| log.page(person, now)).ok_or(OfferError::NotFound)?;
    if page.state.offer.as_ref().is_none_or(|(doer, _)| *doer != person) {
        return Err(OfferError::NotFound);
    }
    let kind = match page.state.stage {
        Stage::Agreed { .. } => CommitmentMove::Ended,
        Stage::Proposed | Stage::Declined => CommitmentMove::TakenBack,
        Stage::Nothing | Stage::Over { .. } => return Ok(()),
    };
    sending.also(Place::Known(id), Request { ticket, kind }).run(transaction, couple).await?;
    Ok(())
}

/// What somebody does about one that is there.
///
/// # Errors
/// [`TogetherError`]; nothing is changed then.
pub async fn answer(
    app: &App,
    (person, today): (PersonId, Date),
    id: LogId,
    request: Request<CommitmentMove>,
) -> Result<(), TogetherError<CommitmentMove>> {
    let now = app.now();
    let sending = Sending::new(app, person, today, Place::Known(id), request);
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let sending = sending.clone();
            Box::pin(async move {
                let couple = sending.couple(transaction).await?;
                let reply = sending.run(transaction, &couple).await?;
                if matches!(reply, Reply::Taken(Move { kind: CommitmentMove::Accepted, .. })) {
                    remind(transaction, &couple, (person, id), now).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Both are to be reminded from the next time on. Whether it is on their page by then is asked when it is due.
async fn remind(
    transaction: &mut WriteTransaction,
    couple: &Couple,
    (person, id): (PersonId, LogId),
    now: Timestamp,
) -> Result<(), StoreError> {
    let log = transaction.plan_log::<CommitmentMove>(&Viewer::Person(person), couple, id, now).await?;
    let offer = log.and_then(|log| log.page(person, now)).and_then(|page| page.state.offer);
    let Some(next) = offer.and_then(|(_, terms)| terms.recurrence().next_after(now)) else { return Ok(()) };
    for member in &couple.members {
        transaction.remind(member.person, id, next.at).await?;
    }
    Ok(())
}
