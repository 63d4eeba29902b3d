//! What two do together: a page of it for one of them, and what they do next. One way for every machine of the plan.
//!
//! A command is decided on its sender's own page, inside a transaction that has the links of both locked, and kept there
//! with its mail. When it reaches the other is said by pacing, which its sender never learns.

use jiff::Timestamp;
use jiff::civil::Date;
use troth_domain::access::Viewer;
use troth_domain::people::{Couple, PersonId};
use troth_domain::plan::{Log, LogId, Machine, Moment, Move, Page, Partners, Reach, Rejected, Reply, Request};
use troth_domain::safety::pacing::{DeliveryHour, Pace, Passage, deliver_at};
pub use troth_store::{Extent, LoggedKind};
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use crate::app::App;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum TogetherError<K: Machine> {
    /// There is no such thing of theirs, or they are in no couple as far as they know.
    #[error("no such thing of these two")]
    NotFound,
    /// As many are there as there may be.
    #[error("there are as many as there may be")]
    TooMany,
    /// The rules say no. What was sent is in it, and stays its sender's draft.
    #[error("refused")]
    Rejected(Box<Rejected<K>>),
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl<K: Machine> From<StoreError> for TogetherError<K> {
    fn from(error: StoreError) -> Self {
        match error {
            // The name of a new one was taken by something else.
            StoreError::Changed => Self::NotFound,
            other => Self::Action(other.into()),
        }
    }
}

/// Where a move goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// It begins something new, of this name.
    New(LogId),
    /// It goes on with something.
    Known(LogId),
}

impl Place {
    /// Its name.
    pub fn id(self) -> LogId {
        match self {
            Self::New(id) | Self::Known(id) => id,
        }
    }
}

/// What two do together with one machine, as `person` sees it; what came to them first is first. One that cannot be read is
/// said in the log, and hides no other.
///
/// # Errors
/// [`ActionError`].
pub async fn pages<K: Machine + LoggedKind>(
    app: &App,
    person: PersonId,
    extent: Extent,
) -> Result<Vec<(LogId, Page<K>)>, ActionError> {
    let now = app.now();
    let Some(couple) = app.store().couple_of(person).await? else { return Ok(Vec::new()) };
    let logs = app.store().plan_logs::<K>(&Viewer::Person(person), &couple, extent, now).await?;
    let mut readable = Vec::new();
    for (id, log) in logs {
        match log {
            Ok(log) => readable.push((id, log)),
            Err(error) => tracing::error!(record = super::record_of(&error), "something of a plan cannot be read"),
        }
    }
    Ok(in_order(readable, person, now))
}

/// One of them.
///
/// # Errors
/// [`ActionError`].
pub async fn page<K: Machine + LoggedKind>(
    app: &App,
    person: PersonId,
    id: LogId,
) -> Result<Option<Page<K>>, ActionError> {
    let now = app.now();
    let Some(couple) = app.store().couple_of(person).await? else { return Ok(None) };
    let log = app.store().plan_log::<K>(&Viewer::Person(person), &couple, id, now).await?;
    Ok(log.and_then(|log| log.page(person, now)).filter(|page| page.seen > 0))
}

/// The pages of `person`, by when the first move of each came to them.
fn in_order<K: Machine>(logs: Vec<(LogId, Log<K>)>, person: PersonId, now: Timestamp) -> Vec<(LogId, Page<K>)> {
    let dated = |(id, log): (LogId, Log<K>)| {
        let first = log.seen_by(person, now).first().map(|first| first.came_to(person))?;
        Some((first, id, log.page(person, now)?))
    };
    let mut pages = logs.into_iter().filter_map(dated).collect::<Vec<_>>();
    pages.sort_by_key(|(first, id, _)| (*first, *id));
    pages.into_iter().map(|(_, id, page)| (id, page)).collect()
}

/// How many of one machine a couple has at once.
#[derive(Clone, Copy)]
pub struct Room<K: Machine> {
    /// The most.
    pub most: usize,
    /// Which of them count.
    pub counts: fn(&K::State) -> bool,
}

/// Begins something new with `sending`, unless as many are on this person's page as there may be.
///
/// # Errors
/// [`TogetherError`]; nothing is begun then.
pub async fn begin<K: Machine + LoggedKind + 'static>(
    app: &App,
    sending: Sending<K>,
    room: Room<K>,
) -> Result<Reply<K>, TogetherError<K>> {
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let sending = sending.clone();
            Box::pin(async move {
                let couple = sending.couple(transaction).await?;
                let viewer = Viewer::Person(sending.person);
                let all = transaction.plan_logs::<K>(&viewer, &couple, sending.now).await?;
                let is_new = all.iter().all(|(id, _)| *id != sending.place.id());
                let pages = all.into_iter().filter_map(|(_, log)| log.ok()?.page(sending.person, sending.now));
                if is_new && pages.filter(|page| (room.counts)(&page.state)).count() >= room.most {
                    return Err(TogetherError::TooMany);
                }
                sending.run(transaction, &couple).await
            })
        })
        .await
}

/// The couple that `person` is in as far as they know, with their links locked, and the partner's: whoever pauses, closes or
/// leaves does it before or after this, never in between.
///
/// # Errors
/// As any statement.
pub(super) async fn locked_couple(
    transaction: &mut WriteTransaction,
    person: PersonId,
) -> Result<Option<Couple>, StoreError> {
    let found = transaction.couple_of(person).await?;
    let persons = found.map_or_else(|| vec![person], |couple| couple.members.map(|member| member.person).to_vec());
    transaction.lock_persons(&persons).await?;
    // Whoever left in between has left: what was read before the lock may be old.
    transaction.couple_of(person).await
}

/// Takes back what `person` made, for whom it is `today`: from the other's page at once where it had come, and otherwise it
/// never does. They are answered the same either way, and a way out is there whether or not joint work is open.
///
/// # Errors
/// [`TogetherError`]; nothing is changed then.
pub async fn take_back<K: Machine + LoggedKind + 'static>(
    app: &App,
    (person, today): (PersonId, Date),
    (id, request): (LogId, Request<K>),
    is_own: fn(&K::State) -> bool,
) -> Result<(), TogetherError<K>> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let request = request.clone();
            Box::pin(async move {
                let couple = locked_couple(transaction, person).await?.ok_or(TogetherError::NotFound)?;
                let log = transaction.plan_log::<K>(&Viewer::Person(person), &couple, id, now).await?;
                let log = log.ok_or(TogetherError::NotFound)?;
                log.page(person, now).filter(|page| is_own(&page.state)).ok_or(TogetherError::NotFound)?;
                let reply = log.decide(person, request, Moment { now, today, is_open: false }, None);
                if let Reply::Taken(taken) = reply.map_err(TogetherError::Rejected)? {
                    let has_come = transaction.has_come(&couple, id, person, now).await?;
                    let reach = if has_come { Reach::AtOnce } else { Reach::Never };
                    transaction.add_move(&couple, id, person, &Move { reach, ..taken }).await?;
                }
                Ok(())
            })
        })
        .await
}

/// How it stands between two, as one of them is to be answered.
pub(super) struct Between {
    /// Whether joint work is open and they are linked, as far as this person knows.
    pub is_open: bool,
    /// Whether anything passes, which they do not know.
    pub passage: Passage,
}

impl Between {
    /// As it is now, in a transaction that has their links locked.
    ///
    /// # Errors
    /// As any statement.
    pub async fn of(
        transaction: &mut WriteTransaction,
        couple: &Couple,
        (person, now): (PersonId, Timestamp),
    ) -> Result<Self, StoreError> {
        let joint_work = transaction.joint_work(couple).await?;
        let is_linked = couple.is_linked_for(person, now);
        let passage = Passage::new(&joint_work, couple.ended_at().is_some());
        Ok(Self { is_open: is_linked && joint_work.partner_view().open, passage })
    }
}

/// A command of one of two, and what it takes to decide it.
#[derive(Clone)]
pub struct Sending<K: Machine> {
    person: PersonId,
    place: Place,
    request: Request<K>,
    today: Date,
    delivery_hour: DeliveryHour,
    drawn: [u8; 8],
    now: Timestamp,
}

impl<K: Machine + LoggedKind> Sending<K> {
    /// What `person`, for whom it is `today`, sends now.
    pub fn new(app: &App, person: PersonId, today: Date, place: Place, request: Request<K>) -> Self {
        let (delivery_hour, drawn) = (DeliveryHour::of(app.practice()), app.random_bytes());
        Self { person, place, request, today, delivery_hour, drawn, now: app.now() }
    }

    /// Something else that the same command asks for. What it leads to comes at the same hour.
    #[must_use]
    pub fn also(&self, place: Place, request: Request<K>) -> Self {
        Self { place, request, ..self.clone() }
    }

    /// Decides it and keeps it, in a transaction of its own.
    ///
    /// # Errors
    /// [`TogetherError`]; nothing is kept then.
    pub async fn send(self, app: &App) -> Result<Reply<K>, TogetherError<K>>
    where
        K: 'static,
    {
        app.store()
            .write(move |transaction: &mut WriteTransaction| {
                let sending = self.clone();
                Box::pin(async move {
                    let couple = sending.couple(transaction).await?;
                    sending.run(transaction, &couple).await
                })
            })
            .await
    }

    /// The couple that they are in as far as they know, with the links of both locked.
    ///
    /// # Errors
    /// [`TogetherError::NotFound`] for whoever is in none.
    pub async fn couple(&self, transaction: &mut WriteTransaction) -> Result<Couple, TogetherError<K>> {
        locked_couple(transaction, self.person).await?.ok_or(TogetherError::NotFound)
    }

    /// Decides it and keeps it, where [`couple`](Self::couple) was asked for before in the same transaction. What comes a
    /// second time with the same words is as it was; with others, it is [`Reply::Known`].
    ///
    /// # Errors
    /// [`TogetherError`]; the transaction is to be given up then.
    pub async fn run(&self, transaction: &mut WriteTransaction, couple: &Couple) -> Result<Reply<K>, TogetherError<K>> {
        let (viewer, now) = (Viewer::Person(self.person), self.now);
        let found = transaction.plan_log::<K>(&viewer, couple, self.place.id(), now).await?;
        let log = match (found, self.place) {
            (Some(log), _) => log,
            (None, Place::New(_)) => {
                let partners = Partners::new(couple.members.map(|member| member.person));
                Log::new(partners.ok_or(TogetherError::NotFound)?)
            }
            (None, Place::Known(_)) => return Err(TogetherError::NotFound),
        };
        let Between { is_open, passage } = Between::of(transaction, couple, (self.person, now)).await?;
        let moment = Moment { now, today: self.today, is_open };
        let deliver_at = deliver_at(&self.delivery_hour, passage, Pace::Ordinary, now, self.drawn);
        let reply = log.decide(self.person, self.request.clone(), moment, deliver_at);
        let reply = reply.map_err(TogetherError::Rejected)?;
        let was = log.known(self.person, self.request.ticket.command);
        if let Reply::Known(kind) = &reply
            && was.is_some_and(|was| was.kind == *kind)
        {
            return Ok(Reply::Unchanged(kind.clone()));
        }
        if let Reply::Taken(taken) = &reply {
            transaction.add_move(couple, self.place.id(), self.person, taken).await?;
        }
        Ok(reply)
    }
}
