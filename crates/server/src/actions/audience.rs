//! Who sees what a person wrote: a preview of exactly what and who, then the change.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::limits;
use troth_domain::people::{AccountId, Couple, ItemId, PersonId};
use troth_domain::safety::pacing::{DeliveryHour, Pace, Passage, deliver_at};
use troth_domain::safety::secrets_policy::{Signature, TextVersion, may_share_with_therapist};
use troth_domain::writing::{
    Audience, AudienceRefusal, Delivery, Item, ItemKind, Standing, WrittenItem, audience_allowed,
};
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use super::together::{Between, locked_couple};
use super::writing::{self, WritingError};
use crate::app::App;

/// What a change would do.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The item, with the text that would be seen.
    pub written: WrittenItem,
    /// Who sees it now, as far as its author decided.
    pub now: Audience,
    /// What has to be in place, and is or is not.
    pub standing: Standing,
    /// Whether the change would be made, or why not.
    pub allowed: Result<(), AudienceRefusal>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AudienceError {
    /// The rules say no.
    #[error("refused")]
    Refused(AudienceRefusal),
    /// The text is no longer the one that the preview showed.
    #[error("it changed since the preview")]
    ChangedSincePreview,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for AudienceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed => Self::ChangedSincePreview,
            other => Self::Action(other.into()),
        }
    }
}

impl From<WritingError> for AudienceError {
    fn from(error: WritingError) -> Self {
        match error {
            WritingError::Action(error) => Self::Action(error),
            _ => Self::Refused(AudienceRefusal::NotFound),
        }
    }
}

impl From<AudienceRefusal> for AudienceError {
    fn from(refusal: AudienceRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What a person asks for.
#[derive(Clone, Copy, Debug)]
pub struct AudienceRequest {
    /// Which item of theirs.
    pub item: ItemId,
    /// Who is to see it.
    pub wanted: Audience,
    /// The version of the text that the preview showed.
    pub version: u32,
    /// The present version of the practice's secrets policy.
    pub policy_version: TextVersion,
}

/// What `wanted` would do to `item`. Changes nothing.
///
/// # Errors
/// [`AudienceRefusal::NotFound`] for an item that is not theirs.
pub async fn preview(
    app: &App,
    person: PersonId,
    item: ItemId,
    wanted: Audience,
    policy_version: TextVersion,
) -> Result<Preview, AudienceError> {
    let (now, viewer) = (app.now(), Viewer::Person(person));
    let written = writing::see(app, person, item).await?;
    let signatures = app.store().policy_signatures(person).await?;
    let couple = linked(app.store().couple_of(person).await?, person, now);
    // Not what holds joint work: then this page would take longer while something does.
    let joint_work = match &couple {
        Some(couple) => app.store().joint_work_view(&viewer, couple, now).await?,
        None => None,
    };
    let accounts_offered = match &couple {
        Some(couple) => app.store().sent_in(&viewer, couple.id, ItemKind::Account).await?,
        None => 0,
    };
    let is_open = joint_work.is_some_and(|view| view.open);
    let offers_agreed = match &couple {
        Some(couple) => {
            app.store().rules_of_two(&viewer, couple).await?.is_some_and(|rules| rules.speak_of_offers(now))
        }
        None => false,
    };
    let standing = standing((person, policy_version), &signatures, couple.as_ref(), is_open);
    let standing = Standing { offers_agreed, accounts_offered, ..standing };
    let before = written.item.audience(couple.map(|couple| couple.id));
    let allowed = audience_allowed(&written.item, before, wanted, standing);
    Ok(Preview { written, now: before, standing, allowed })
}

/// The couple of `person`, while they are linked as far as they know.
fn linked(couple: Option<Couple>, person: PersonId, now: Timestamp) -> Option<Couple> {
    couple.filter(|couple| couple.is_linked_for(person, now))
}

/// What of a person's is in place before they add somebody; `couple` is the one that they are linked in, as far as they know.
fn standing(
    (person, policy_version): (PersonId, TextVersion),
    signatures: &[Signature],
    couple: Option<&Couple>,
    joint_work_open: bool,
) -> Standing {
    let policy_signed = may_share_with_therapist(policy_version, person, signatures).is_ok();
    let linked = couple.is_some();
    Standing { policy_signed, linked, joint_work_open, offers_agreed: false, accounts_offered: 0 }
}

/// Makes `request.wanted` the audience of an item.
///
/// # Errors
/// [`AudienceError`]; nothing is changed then.
pub async fn change(app: &App, person: PersonId, request: AudienceRequest) -> Result<(), AudienceError> {
    let changing = Changing {
        person,
        request,
        delivery_hour: DeliveryHour::of(app.practice()),
        drawn: app.random_bytes(),
        now: app.now(),
    };
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let changing = changing.clone();
            Box::pin(async move { changing.run(transaction).await })
        })
        .await
}

/// Whom an author takes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TakeOut {
    /// Their therapist.
    Therapist,
    /// The partner: of now, and of links that have ended.
    Partner,
}

/// Takes somebody out of the audience of an item, whatever else has changed. Taking out who is not in it is no error.
///
/// # Errors
/// [`AudienceRefusal::NotFound`] for an item that is not theirs, [`AudienceRefusal::FixedAudience`].
pub async fn take_out(app: &App, person: PersonId, item: ItemId, who: TakeOut) -> Result<(), AudienceError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                locked_couple(transaction, person).await?;
                let written = writing::own(transaction, person, item, now).await?;
                if !written.item.kind.has_chosen_audience() {
                    return Err(AudienceRefusal::FixedAudience.into());
                }
                match who {
                    TakeOut::Therapist if written.item.therapist_since.is_none() => {}
                    TakeOut::Therapist => transaction.show_therapist(&written.item, None).await?,
                    TakeOut::Partner => {
                        for delivery in &written.item.deliveries {
                            transaction.take_back_copy(item, delivery.couple, now).await?;
                        }
                    }
                }
                let note = AuditNote::by(AuditEvent::AudienceNarrowed, AccountId::Person(person));
                Ok(transaction.note_audit(&note.person(person).item(item), now).await?)
            })
        })
        .await
}

/// An item and what has to be in place before somebody is added, as its author knows it.
struct Situation {
    written: WrittenItem,
    /// The couple that the author belongs to, as far as they know.
    couple: Option<Couple>,
    /// Whether anything passes in it, which the author does not know.
    passage: Passage,
    standing: Standing,
}

impl Situation {
    async fn load(
        transaction: &mut WriteTransaction,
        person: PersonId,
        item: ItemId,
        policy_version: TextVersion,
        now: Timestamp,
    ) -> Result<Self, AudienceError> {
        let written = writing::own(transaction, person, item, now).await?;
        let signatures = transaction.policy_signatures(person).await?;
        let couple = linked(transaction.couple_of(person).await?, person, now);
        let Between { is_open, passage } = match &couple {
            None => Between { is_open: false, passage: Passage::Stopped },
            Some(couple) => Between::of(transaction, couple, (person, now)).await?,
        };
        let (viewer, mut offers) = (Viewer::Person(person), (false, 0));
        if let Some(couple) = &couple {
            let rules = transaction.rules_of_two(&viewer, couple).await?;
            let offered = transaction.sent_in(&viewer, couple.id, ItemKind::Account).await?;
            offers = (rules.is_some_and(|rules| rules.speak_of_offers(now)), offered);
        }
        let standing = standing((person, policy_version), &signatures, couple.as_ref(), is_open);
        let standing = Standing { offers_agreed: offers.0, accounts_offered: offers.1, ..standing };
        Ok(Self { written, couple, passage, standing })
    }

    fn audience(&self) -> Audience {
        self.written.item.audience(self.couple.as_ref().map(|couple| couple.id))
    }
}

/// A change, inside a transaction.
#[derive(Clone)]
struct Changing {
    person: PersonId,
    request: AudienceRequest,
    delivery_hour: DeliveryHour,
    drawn: [u8; 8],
    now: Timestamp,
}

impl Changing {
    async fn run(&self, transaction: &mut WriteTransaction) -> Result<(), AudienceError> {
        let AudienceRequest { item, wanted, version, policy_version } = self.request;
        locked_couple(transaction, self.person).await?;
        let situation = Situation::load(transaction, self.person, item, policy_version, self.now).await?;
        let before = situation.audience();
        audience_allowed(&situation.written.item, before, wanted, situation.standing)?;
        let widens = (wanted.therapist && !before.therapist) || (wanted.partner && !before.partner);
        if widens && situation.written.item.version != version {
            return Err(AudienceError::ChangedSincePreview);
        }
        let written = &situation.written.item;
        if wanted.therapist != before.therapist {
            transaction.show_therapist(written, wanted.therapist.then_some(self.now)).await?;
            self.note(transaction, wanted.therapist).await?;
        }
        if wanted.partner != before.partner {
            self.change_partner(transaction, &situation, wanted.partner).await?;
            self.note(transaction, wanted.partner).await?;
        }
        Ok(())
    }

    async fn change_partner(
        &self,
        transaction: &mut WriteTransaction,
        situation: &Situation,
        wanted: bool,
    ) -> Result<(), AudienceError> {
        let item: &Item = &situation.written.item;
        if !wanted {
            // Of this couple, or of one that is over.
            for delivery in &item.deliveries {
                transaction.take_back_copy(item.id, delivery.couple, self.now).await?;
            }
            return Ok(());
        }
        let Some(couple) = &situation.couple else { return Err(AudienceRefusal::NotLinked.into()) };
        let Some(reader) = couple.partner_of(self.person) else { return Err(AudienceRefusal::NotLinked.into()) };
        if item.deliveries.len() >= limits::COPIES_PER_ITEM_MAX {
            return Err(AudienceRefusal::NotForPartner.into());
        }
        let deliver_at = deliver_at(&self.delivery_hour, situation.passage, Pace::Ordinary, self.now, self.drawn);
        let delivery = Delivery { couple: couple.id, reader, deliver_at, withdrawn_at: None };
        Ok(transaction.send_copy(item, &delivery, self.now).await?)
    }

    async fn note(&self, transaction: &mut WriteTransaction, widened: bool) -> Result<(), AudienceError> {
        let event = if widened { AuditEvent::AudienceWidened } else { AuditEvent::AudienceNarrowed };
        let note = AuditNote::by(event, AccountId::Person(self.person));
        Ok(transaction.note_audit(&note.person(self.person).item(self.request.item), self.now).await?)
    }
}
