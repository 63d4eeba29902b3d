//! Doubts: written down for oneself, asked at an open check-in that both agreed to, answered from then on. What is held back
//! is a document of its author alone; what is asked is a log of two.

use jiff::Timestamp;
use jiff::civil::Date;
use troth_domain::access::Viewer;
use troth_domain::people::{Couple, PersonId};
use troth_domain::plan::asked::{AskedDoubt, DoubtMove, Doubts, HeldDoubt};
use troth_domain::plan::check_in_times::{CheckInMove, CheckInTimes};
use troth_domain::plan::doubt::{Answer, Doubt, DoubtRefusal, Standing};
use troth_domain::plan::{
    CommandId, Log, LogId, Moment, Move, Partners, PlanLine, Reach, Refusal, Reply, Request, Ticket,
};
use troth_domain::safety::pacing::{DeliveryHour, Pace, deliver_at};
use troth_store::{ALONE, StoreError, WriteTransaction};

use super::together::{Between, Extent, locked_couple};
use super::{ActionError, own_document};
use crate::app::App;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum DoubtError {
    /// There is no such doubt for them.
    #[error("no such doubt")]
    NotFound,
    /// As many are written down as there may be.
    #[error("as many doubts as there may be")]
    TooMany,
    /// The rules say no.
    #[error("refused")]
    Refused(Refusal<DoubtRefusal>),
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for DoubtError {
    fn from(error: StoreError) -> Self {
        Self::Action(error.into())
    }
}

impl From<DoubtRefusal> for DoubtError {
    fn from(refusal: DoubtRefusal) -> Self {
        Self::Refused(Refusal::Own(refusal))
    }
}

/// What one person sees of doubts.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Their own, in the order in which they were written down.
    pub own: Vec<(LogId, Doubt)>,
    /// Those of the other whose check-in has come, each with how many moves this person's page shows.
    pub theirs: Vec<(LogId, AskedDoubt, u32)>,
}

/// The log of the times of a couple's check-ins: there is one.
pub fn times_of(couple: &Couple) -> LogId {
    LogId(couple.id.0)
}

/// When the two check in, as `person` has it.
///
/// # Errors
/// As any statement.
pub(super) async fn check_ins(
    transaction: &mut WriteTransaction,
    couple: &Couple,
    person: PersonId,
    now: Timestamp,
) -> Result<CheckInTimes, StoreError> {
    let log = transaction.plan_log::<CheckInMove>(&Viewer::Person(person), couple, times_of(couple), now).await?;
    let page = log.and_then(|log| log.page(person, now));
    Ok(page.map_or(CheckInTimes { proposed: None, agreed: None }, |page| page.state))
}

/// All of them, as `person` sees them. One that cannot be read is said in the log, and hides no other.
///
/// # Errors
/// [`ActionError`].
pub async fn see(app: &App, person: PersonId) -> Result<Seen, ActionError> {
    let (viewer, now) = (Viewer::Person(person), app.now());
    let held = app.store().document::<Doubts>(&viewer, person, ALONE, now).await?;
    let held = held.map_or_else(Vec::new, |held| held.document.held);
    let logs = match app.store().couple_of(person).await? {
        Some(couple) => app.store().plan_logs::<DoubtMove>(&viewer, &couple, Extent::Whole, now).await?,
        None => Vec::new(),
    };
    let pages = asked(logs, person, now);
    let of = |id: LogId| pages.iter().find(|(own, ..)| *own == id).map(|(_, state, _)| state);
    let own = held.iter().map(|one| (one.id, one.with(person, of(one.id)))).collect();
    let theirs = pages.iter().filter(|(_, state, _)| state.for_other(person, now).is_some()).cloned().collect();
    Ok(Seen { own, theirs })
}

fn asked(
    logs: Vec<(LogId, Result<Log<DoubtMove>, StoreError>)>,
    person: PersonId,
    now: Timestamp,
) -> Vec<(LogId, AskedDoubt, u32)> {
    let page = |(id, log): (LogId, Result<Log<DoubtMove>, StoreError>)| match log {
        Ok(log) => log.page(person, now).map(|page| (id, page.state, page.seen)),
        Err(error) => {
            tracing::error!(record = super::record_of(&error), "a doubt cannot be read");
            None
        }
    };
    logs.into_iter().filter_map(page).collect()
}

/// Writes a doubt down for `person` alone. The same one sent again is there once.
///
/// # Errors
/// [`DoubtError`]; nothing is kept then.
pub async fn hold(app: &App, person: PersonId, id: LogId, question: PlanLine) -> Result<(), DoubtError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let question = question.clone();
            Box::pin(async move {
                // One tab after the other.
                transaction.lock_persons(&[person]).await?;
                let (version, doubts) = own_document(transaction, (person, ALONE), Doubts::none, now).await?;
                let doubts = doubts.hold(id, question).map_err(|_| DoubtError::TooMany)?;
                Ok(transaction.keep_document(person, ALONE, (version, &doubts), now).await?)
            })
        })
        .await
}

/// What somebody does with a doubt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Deed {
    /// Its author asks it at the next check-in.
    Ask,
    /// Its author says that it is enough.
    Settle,
    /// Its author takes it to a session.
    TakeToTherapist,
    /// Its author lets it go, and takes back what was asked.
    LetGo,
    /// The other says something to it.
    Answer(Answer),
}

/// Does it, for `person` for whom it is `today`.
///
/// # Errors
/// [`DoubtError`]; nothing is done then.
pub async fn act(
    app: &App,
    (person, today): (PersonId, Date),
    (id, deed): (LogId, Deed),
    ticket: Ticket,
) -> Result<(), DoubtError> {
    let (delivery_hour, drawn) = (DeliveryHour::of(app.practice()), app.random_bytes());
    let acting = Acting { person, today, id, deed, ticket, delivery_hour, drawn, now: app.now() };
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let acting = acting.clone();
            Box::pin(async move { acting.run(transaction).await })
        })
        .await
}

#[derive(Clone)]
struct Acting {
    person: PersonId,
    today: Date,
    id: LogId,
    deed: Deed,
    ticket: Ticket,
    delivery_hour: DeliveryHour,
    drawn: [u8; 8],
    now: Timestamp,
}

impl Acting {
    async fn run(&self, transaction: &mut WriteTransaction) -> Result<(), DoubtError> {
        let (person, now) = (self.person, self.now);
        let couple = locked_couple(transaction, person).await?;
        if let Deed::Answer(answer) = &self.deed {
            let couple = couple.ok_or(DoubtError::NotFound)?;
            return self.answer(transaction, &couple, answer).await;
        }
        let (version, doubts) = own_document(transaction, (person, ALONE), Doubts::none, now).await?;
        let held = doubts.get(self.id).ok_or(DoubtError::NotFound)?.clone();
        let logs = match &couple {
            Some(couple) => transaction.plan_logs::<DoubtMove>(&Viewer::Person(person), couple, now).await?,
            None => Vec::new(),
        };
        let pages = asked(logs, person, now);
        let with = |one: &HeldDoubt| {
            let state = pages.iter().find(|(id, ..)| *id == one.id).map(|(_, state, _)| state);
            one.with(person, state)
        };
        let doubt = with(&held);
        let standing = match self.deed {
            Deed::Ask => {
                let others = doubts.held.iter().filter(|one| one.id != self.id).map(with).collect::<Vec<_>>();
                let couple = couple.as_ref().ok_or(DoubtError::Refused(Refusal::Closed))?;
                self.ask(transaction, couple, (doubt, &others)).await?
            }
            Deed::Settle => doubt.settle(now)?.standing,
            Deed::TakeToTherapist => doubt.take_to_therapist()?.standing,
            Deed::LetGo | Deed::Answer(_) => {
                if let Some(couple) = &couple {
                    self.take_back(transaction, couple, &doubt).await?;
                }
                Standing::LetGo
            }
        };
        let doubts = doubts.stand(self.id, standing);
        Ok(transaction.keep_document(person, ALONE, (version, &doubts), now).await?)
    }

    /// Asks it at the next check-in on its author's page; how it stands with them then.
    async fn ask(
        &self,
        transaction: &mut WriteTransaction,
        couple: &Couple,
        (doubt, others): (Doubt, &[Doubt]),
    ) -> Result<Standing, DoubtError> {
        let log = self.log(transaction, couple, self.id).await?;
        if log.known(self.person, self.ticket.command).is_some() {
            return Ok(doubt.standing);
        }
        let times = check_ins(transaction, couple, self.person, self.now).await?;
        let (question, asked) = (doubt.question.clone(), doubt.ask(&times, others, self.now)?);
        let at = asked.asked.last().map(|asking| asking.at).ok_or(DoubtRefusal::NoCheckIn)?;
        let Between { is_open, passage } = Between::of(transaction, couple, (self.person, self.now)).await?;
        let reaches = deliver_at(&self.delivery_hour, passage, Pace::Appointed(at), self.now, self.drawn);
        let kind = DoubtMove::Asked { question, at };
        self.add(transaction, couple, (&log, kind), (is_open, Reach::paced(reaches))).await?;
        Ok(asked.standing)
    }

    /// Takes back what was asked: what has not come by now never does.
    async fn take_back(
        &self,
        transaction: &mut WriteTransaction,
        couple: &Couple,
        doubt: &Doubt,
    ) -> Result<(), DoubtError> {
        let log = self.log(transaction, couple, self.id).await?;
        if log.moves().is_empty() {
            return Ok(());
        }
        let has_come = doubt.asked.iter().any(|asking| asking.at <= self.now);
        let reach = if has_come { Reach::AtOnce } else { Reach::Never };
        self.add(transaction, couple, (&log, DoubtMove::TakenBack), (true, reach)).await
    }

    /// Says something to a question whose check-in has come.
    async fn answer(
        &self,
        transaction: &mut WriteTransaction,
        couple: &Couple,
        answer: &Answer,
    ) -> Result<(), DoubtError> {
        let log = self.log(transaction, couple, self.id).await?;
        let page = log.page(self.person, self.now).filter(|page| page.state.for_other(self.person, self.now).is_some());
        page.ok_or(DoubtError::NotFound)?;
        let Between { is_open, passage } = Between::of(transaction, couple, (self.person, self.now)).await?;
        let written = deliver_at(&self.delivery_hour, passage, Pace::AskedToReceive, self.now, self.drawn);
        let at = if *answer == Answer::Spoken { written.map(|_| self.now) } else { written };
        self.add(transaction, couple, (&log, DoubtMove::Answered(answer.clone())), (is_open, Reach::paced(at))).await
    }

    async fn log(
        &self,
        transaction: &mut WriteTransaction,
        couple: &Couple,
        id: LogId,
    ) -> Result<Log<DoubtMove>, DoubtError> {
        let found = transaction.plan_log::<DoubtMove>(&Viewer::Person(self.person), couple, id, self.now).await?;
        let partners = Partners::new(couple.members.map(|member| member.person)).ok_or(DoubtError::NotFound)?;
        Ok(found.unwrap_or_else(|| Log::new(partners)))
    }

    /// Decides a move on this person's own page, and keeps it with this reach.
    async fn add(
        &self,
        transaction: &mut WriteTransaction,
        couple: &Couple,
        (log, kind): (&Log<DoubtMove>, DoubtMove),
        (is_open, reach): (bool, Reach),
    ) -> Result<(), DoubtError> {
        let moment = Moment { now: self.now, today: self.today, is_open };
        // Its author's own page is the one that they have; for the other an answer stands for the question before them.
        let seen = match self.deed {
            Deed::Answer(_) => self.ticket.seen,
            _ => log.page(self.person, self.now).map_or(0, |page| page.seen),
        };
        let request = Request { ticket: Ticket { command: self.ticket.command, seen }, kind };
        match log.decide(self.person, request, moment, None) {
            Ok(Reply::Taken(taken)) => {
                let taken = Move { reach, ..taken };
                Ok(transaction.add_move(couple, self.id, self.person, &taken).await?)
            }
            Ok(Reply::Known(_) | Reply::Unchanged(_)) => Ok(()),
            Err(rejected) => Err(DoubtError::Refused(rejected.why)),
        }
    }
}

/// The name of a doubt that a form's command begins.
pub fn named(command: CommandId) -> LogId {
    LogId(command.0)
}
