//! What somebody does with an account that their partner offers: ask for it, for parts of it, or leave it. All of it is
//! theirs alone: nothing that the one who offered sees, gets or waits for depends on it.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::people::{AccountId, Couple, ItemId, PersonId};
use troth_domain::receiving::{self, AskRefusal, OwnChoices, Parts, Spoken};
use troth_domain::safety::joint_work::PartnerView;
use troth_domain::safety::pacing::DeliveryHour;
use troth_domain::writing::ItemKind;
pub use troth_store::Offer;
use troth_store::{StoreError, WriteTransaction};

use super::together::{Between, locked_couple};
use super::{ActionError, own_document, record_of};
use crate::app::App;

/// An account that is offered, as its reader has it.
#[derive(Clone, Debug)]
pub struct Offered {
    /// The offer, with what they asked for.
    pub offer: Offer,
    /// The parts that have come.
    pub come: Parts,
    /// The parts that come next, and when.
    pub under_way: Vec<receiving::Asking>,
    /// Whether they set it aside.
    pub is_aside: bool,
}

impl Offered {
    fn new(offer: Offer, own: &OwnChoices, now: Timestamp) -> Self {
        let come = offer.come(now);
        let under_way = offer.asked.iter().copied().filter(|one| one.comes_at > now).collect();
        Self { come, under_way, is_aside: own.aside.contains(&offer.id), offer }
    }

    /// The parts that they did not ask for.
    pub fn left(&self) -> Parts {
        Parts::WHOLE.without(receiving::asked(&self.offer.asked))
    }
}

/// Everything that is offered to a person, and where they stand.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// The accounts, the newest first.
    pub all: Vec<Offered>,
    /// Whether they have spoken.
    pub spoken: Spoken,
}

/// What is offered to `person`; nothing for whoever is not linked, as far as they know.
///
/// # Errors
/// [`ActionError`].
pub async fn see(app: &App, person: PersonId) -> Result<Offers, ActionError> {
    let (store, viewer, now) = (app.store(), Viewer::Person(person), app.now());
    let couple = store.couple_of(person).await?;
    let Some(couple) = couple.filter(|couple| couple.is_linked_for(person, now)) else {
        return Ok(Offers::default());
    };
    let own = store.document::<OwnChoices>(&viewer, person, couple.id.0, now).await?;
    let own = own.map_or_else(|| OwnChoices::none(person), |kept| kept.document);
    let offers = readable(store.offers(&viewer, &couple, now).await?);
    let sent = store.sent_in(&viewer, couple.id, ItemKind::ImpactStatement).await? > 0;
    let all = offers.into_iter().map(|offer| Offered::new(offer, &own, now)).collect();
    Ok(Offers { all, spoken: Spoken { sent, said: own.said } })
}

/// What cannot be read is said in the log, and hides no other.
fn readable(offers: Vec<Result<Offer, StoreError>>) -> Vec<Offer> {
    let said = |error: &StoreError| {
        tracing::error!(record = record_of(error), "what was asked for of an account cannot be read");
    };
    offers.into_iter().filter_map(|offer| offer.inspect_err(said).ok()).collect()
}

/// What a person does with an account that is offered to them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// They mark for themselves that they said what it did to them.
    Said,
    /// They ask for these parts.
    Ask(Parts),
    /// They leave what they asked for and has not come.
    LeaveIt,
    /// They would rather not have it.
    SetAside,
    /// They take it up again.
    TakeUp,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum ChoiceError {
    /// Nothing of the kind is offered to them.
    #[error("no such offer")]
    NotFound,
    /// The rules say no.
    #[error("refused")]
    Refused(AskRefusal),
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for ChoiceError {
    fn from(error: StoreError) -> Self {
        Self::Action(error.into())
    }
}

/// Does what `person` chose for the account `item`. Choosing the same again changes nothing.
///
/// # Errors
/// [`ChoiceError`]; nothing is done then.
pub async fn choose(app: &App, person: PersonId, item: ItemId, choice: Choice) -> Result<(), ChoiceError> {
    let choosing = Choosing { person, item, choice, delivery_hour: DeliveryHour::of(app.practice()), now: app.now() };
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let choosing = choosing.clone();
            Box::pin(async move { choosing.run(transaction).await })
        })
        .await
}

/// A choice, inside a transaction.
#[derive(Clone)]
struct Choosing {
    person: PersonId,
    item: ItemId,
    choice: Choice,
    delivery_hour: DeliveryHour,
    now: Timestamp,
}

impl Choosing {
    async fn run(&self, transaction: &mut WriteTransaction) -> Result<(), ChoiceError> {
        let couple = locked_couple(transaction, self.person).await?.ok_or(ChoiceError::NotFound)?;
        let offers = readable(transaction.offers(&Viewer::Person(self.person), &couple, self.now).await?);
        let offered = offers.iter().map(|offer| offer.id).collect::<Vec<_>>();
        let offer = offers.into_iter().find(|offer| offer.id == self.item).ok_or(ChoiceError::NotFound)?;
        match self.choice {
            Choice::Ask(wanted) => {
                self.ask(transaction, &couple, &offer, wanted).await?;
                // What they ask for is not set aside any more.
                self.change(transaction, &couple, |own| own.set_aside(self.item, false, &offered)).await
            }
            Choice::LeaveIt => self.leave(transaction, &offer).await,
            Choice::Said => self.change(transaction, &couple, OwnChoices::mark_said).await,
            Choice::SetAside => {
                self.leave(transaction, &offer).await?;
                self.change(transaction, &couple, |own| own.set_aside(self.item, true, &offered)).await
            }
            Choice::TakeUp => self.change(transaction, &couple, |own| own.set_aside(self.item, false, &offered)).await,
        }
    }

    async fn ask(
        &self,
        transaction: &mut WriteTransaction,
        couple: &Couple,
        offer: &Offer,
        wanted: Parts,
    ) -> Result<(), ChoiceError> {
        let own = self.own(transaction, couple).await?.1;
        let statements =
            transaction.sent_in(&Viewer::Person(self.person), couple.id, ItemKind::ImpactStatement).await?;
        let spoken = Spoken { sent: statements > 0, said: own.said };
        // Open or closed is all that is asked here: what holds, and whether the other has left and they are not told yet, must
        // not show.
        let open = Between::of(transaction, couple, (self.person, self.now)).await?.is_open;
        let standing = (spoken, PartnerView { open });
        let asking = receiving::ask(wanted, &offer.asked, standing, &self.delivery_hour, self.now);
        let Some(asking) = asking.map_err(ChoiceError::Refused)? else { return Ok(()) };
        transaction.keep_asking(offer, self.person, asking).await?;
        self.note(transaction, AuditEvent::AudienceWidened).await
    }

    /// Leaves what was asked for and has not come.
    async fn leave(&self, transaction: &mut WriteTransaction, offer: &Offer) -> Result<(), ChoiceError> {
        if offer.asked.iter().all(|asking| asking.comes_at <= self.now) {
            return Ok(());
        }
        transaction.leave_asked(offer, self.person, self.now).await?;
        self.note(transaction, AuditEvent::AudienceNarrowed).await
    }

    async fn note(&self, transaction: &mut WriteTransaction, event: AuditEvent) -> Result<(), ChoiceError> {
        let note = AuditNote::by(event, AccountId::Person(self.person));
        Ok(transaction.note_audit(&note.person(self.person).item(self.item), self.now).await?)
    }

    async fn own(
        &self,
        transaction: &mut WriteTransaction,
        couple: &Couple,
    ) -> Result<(Option<u32>, OwnChoices), StoreError> {
        own_document(transaction, (self.person, couple.id.0), OwnChoices::none, self.now).await
    }

    async fn change(
        &self,
        transaction: &mut WriteTransaction,
        couple: &Couple,
        change: impl FnOnce(OwnChoices) -> OwnChoices + Send,
    ) -> Result<(), ChoiceError> {
        let (version, before) = self.own(transaction, couple).await?;
        let after = change(before.clone());
        if after == before {
            return Ok(());
        }
        if after.is_empty() {
            return Ok(transaction.delete_document::<OwnChoices>(self.person, couple.id.0).await?);
        }
        Ok(transaction.keep_document(self.person, couple.id.0, (version, &after), self.now).await?)
    }
}
