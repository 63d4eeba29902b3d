//! What somebody does in a talk: decided on their own page, kept with its words, and told to whoever waits.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::{Couple, PersonId};
use troth_domain::plan::LogId;
use troth_domain::plan::dialogue::{Answer, Command, Deed, Entry, Refusal, Talk};
use troth_domain::safety::pacing::{DeliveryHour, Pace, deliver_at};
use troth_domain::writing::PrivateText;
use troth_store::{StoreError, WriteTransaction};

use super::{ActionError, Between, draft, locked_couple};
use crate::app::App;

/// What a form of a talk sends.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The command. Its text is what was typed where that fits a turn.
    pub command: Command,
    /// What was typed, if anything was: it is never lost.
    pub typed: Option<PrivateText>,
    /// The version of the draft that the form had.
    pub draft_version: Option<u32>,
}

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Done {
    /// It was done, now or when it came before. `gave_back` says whether something typed is a draft now.
    Done {
        /// Whether what was typed is in the draft.
        gave_back: bool,
    },
    /// It was not. What was typed is in the draft.
    Refused {
        /// Why.
        why: Refusal,
        /// Whether what was typed is in the draft.
        gave_back: bool,
    },
    /// There is no such talk of theirs.
    NotFound,
}

/// Does what `sent` asks for.
///
/// # Errors
/// [`ActionError`]; nothing is done then.
pub async fn send(app: &App, person: PersonId, id: LogId, sent: Sent) -> Result<Done, ActionError> {
    let sending = Sending {
        person,
        id,
        sent,
        delivery_hour: DeliveryHour::of(app.practice()),
        drawn: app.random_bytes(),
        now: app.now(),
    };
    let (done, moved) = app
        .store()
        .write(move |transaction: &mut WriteTransaction| {
            let sending = sending.clone();
            Box::pin(async move { sending.run(transaction).await })
        })
        .await?;
    if moved {
        app.wakes().wake(id);
    }
    Ok(done)
}

#[derive(Clone)]
struct Sending {
    person: PersonId,
    id: LogId,
    sent: Sent,
    delivery_hour: DeliveryHour,
    drawn: [u8; 8],
    now: Timestamp,
}

impl Sending {
    /// What became of it, and whether there is a new move.
    async fn run(&self, transaction: &mut WriteTransaction) -> Result<(Done, bool), ActionError> {
        let Self { person, id, now, .. } = *self;
        let Some(couple) = locked_couple(transaction, person).await? else { return Ok((Done::NotFound, false)) };
        let Some(talk) = self.talk(transaction, &couple).await? else { return Ok((Done::NotFound, false)) };
        if !couple.is_linked_for(person, now) {
            let gave_back = self.give_back(transaction).await?;
            let is_end = self.sent.command.deed == Deed::End;
            let done = if is_end { Done::Done { gave_back } } else { Done::Refused { why: Refusal::Ended, gave_back } };
            return Ok((done, false));
        }
        let Between { passage, .. } = Between::of(transaction, &couple, (person, now)).await?;
        let at_its_hour = deliver_at(&self.delivery_hour, passage, Pace::Ordinary, now, self.drawn);
        match talk.room().decide(person, self.sent.command.clone(), now, at_its_hour) {
            Ok(Answer::Taken { next, words, .. }) => {
                let said = words.is_some();
                transaction.add_move(&couple, id, person, &Entry::of(next, words)).await?;
                transaction.announce_talk(id).await?;
                let gave_back =
                    if said { self.was_sent(transaction).await? } else { self.give_back(transaction).await? };
                Ok((Done::Done { gave_back }, true))
            }
            Ok(Answer::Known { number, draft }) => {
                let is_same = draft.is_none() || draft.as_ref() == talk.words(number);
                let gave_back =
                    if is_same { self.was_sent(transaction).await? } else { self.give_back(transaction).await? };
                Ok((Done::Done { gave_back }, false))
            }
            Ok(Answer::Unchanged { .. }) => Ok((Done::Done { gave_back: self.give_back(transaction).await? }, false)),
            Err(refused) => {
                let why = refused.why;
                Ok((Done::Refused { why, gave_back: self.give_back(transaction).await? }, false))
            }
        }
    }

    async fn talk(&self, transaction: &mut WriteTransaction, couple: &Couple) -> Result<Option<Talk>, ActionError> {
        let Self { person, id, now, .. } = *self;
        let log = transaction.plan_log::<Entry>(&Viewer::Person(person), couple, id, now).await?;
        let other_is_in = transaction.other_is_in(id, person).await?;
        let Some(log) = log else { return Ok(None) };
        Ok(Talk::of(&log, person, now, other_is_in)?)
    }

    /// What was typed and not taken becomes the draft.
    async fn give_back(&self, transaction: &mut WriteTransaction) -> Result<bool, StoreError> {
        let Some(typed) = &self.sent.typed else { return Ok(false) };
        let text = (self.sent.draft_version, typed);
        draft::give_back(transaction, self.person, self.id, text, self.now).await?;
        Ok(true)
    }

    /// What was typed was taken, so it is a draft no more.
    async fn was_sent(&self, transaction: &mut WriteTransaction) -> Result<bool, StoreError> {
        let typed = self.sent.typed.as_ref().map_or("", PrivateText::reveal);
        let text = (self.sent.draft_version, typed);
        draft::sent(transaction, self.person, self.id, text, self.now).await?;
        Ok(false)
    }
}
