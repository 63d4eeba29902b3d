//! Becoming a couple here by a code that one passes on, and leaving it alone.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use troth_domain::access::{ToldOfLeaving, Viewer};
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::limits;
use troth_domain::people::{
    AccountId, Couple, CoupleId, InvitationCode, LinkRefusal, LinkView, Member, PersonId, PersonName, may_link,
};
use troth_domain::plan::CommandId;
use troth_domain::safety::pacing::DeliveryHour;
use troth_domain::safety::secrets_policy::TextVersion;
use troth_store::{Invitation, ListedItem, StoreError, WriteTransaction};

use super::{ActionError, talks};
use crate::app::App;

/// How a person's link looks to themselves.
#[derive(Clone, Debug)]
pub struct LinkStatus {
    /// The couple and how it looks, if they are or were in one that they have not left.
    pub couple: Option<(Couple, LinkView)>,
    /// What the other is called.
    pub partner_name: Option<PersonName>,
    /// Until when their own code can be used, if they have one.
    pub invitation_until: Option<Timestamp>,
}

impl LinkStatus {
    /// Whether they are linked, as far as they know.
    pub fn is_linked(&self) -> bool {
        matches!(self.couple, Some((_, LinkView::Linked)))
    }
}

/// Why a link was not made or ended.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The rules say no.
    #[error("refused")]
    Refused(LinkRefusal),
    /// Too many codes were tried.
    #[error("too many tries")]
    TooMany {
        /// Seconds until it may be tried again.
        retry_after_seconds: u32,
    },
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for LinkError {
    fn from(error: StoreError) -> Self {
        match error {
            // Somebody was linked in between: their code is no more.
            StoreError::Duplicate(_) => Self::Refused(LinkRefusal::NoSuchCode),
            other => Self::Action(other.into()),
        }
    }
}

impl From<LinkRefusal> for LinkError {
    fn from(refusal: LinkRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// How the link of `person` looks to them.
///
/// # Errors
/// [`ActionError`].
pub async fn status(app: &App, person: PersonId) -> Result<LinkStatus, ActionError> {
    let now = app.now();
    let couple = app.store().couple_of(person).await?;
    let couple = couple.and_then(|couple| couple.seen_by(person, now).map(|view| (couple, view)));
    let partner_name = match &couple {
        Some((couple, _)) => partner_name(app, person, couple).await?,
        None => None,
    };
    let invitation_until = app.store().invitation_of(&Viewer::Person(person), person, now).await?;
    Ok(LinkStatus { couple, partner_name, invitation_until })
}

async fn partner_name(app: &App, person: PersonId, couple: &Couple) -> Result<Option<PersonName>, ActionError> {
    let names = app.store().names_of(&Viewer::Person(person), couple).await?;
    Ok(names.map(|[first, second]| if couple.members[0].person == person { second } else { first }))
}

/// What each partner that a person has or had here is called.
///
/// # Errors
/// [`ActionError`].
pub async fn partner_names(app: &App, person: PersonId) -> Result<BTreeMap<PersonId, PersonName>, ActionError> {
    let mut names = BTreeMap::new();
    let mut couples = app.store().couples_of(person).await?;
    // Of the same two, linked again, the later names are the ones they chose last.
    couples.sort_by_key(|couple| couple.linked_at);
    for couple in couples {
        if let (Some(partner), Some(name)) = (couple.partner_of(person), partner_name(app, person, &couple).await?) {
            names.insert(partner, name);
        }
    }
    Ok(names)
}

/// Makes a code for the partner, in place of an earlier one. Making it agrees to the shared `rules`.
///
/// # Errors
/// [`LinkRefusal::AlreadyLinked`].
pub async fn invite(
    app: &App,
    person: PersonId,
    name: PersonName,
    rules: TextVersion,
) -> Result<(InvitationCode, Timestamp), LinkError> {
    let (code, now) = (InvitationCode::from_random(app.random_bytes()), app.now());
    let expires_at = now.saturating_add(SignedDuration::from_hours(24 * limits::INVITATION_DAYS));
    let expires_at = expires_at.unwrap_or(Timestamp::MAX);
    let invitation = Invitation { inviter: person, name, rules, expires_at };
    let kept = code.clone();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let (invitation, code) = (invitation.clone(), kept.clone());
            Box::pin(async move {
                transaction.lock_persons(&[person]).await?;
                if view(transaction, person, now).await? == Some(LinkView::Linked) {
                    return Err(LinkError::Refused(LinkRefusal::AlreadyLinked));
                }
                Ok(transaction.replace_invitation(&invitation, code.as_str(), now).await?)
            })
        })
        .await?;
    Ok((code, expires_at))
}

/// Takes back the code that `person` made.
///
/// # Errors
/// [`ActionError`].
pub async fn take_back_invitation(app: &App, person: PersonId) -> Result<(), ActionError> {
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move { Ok::<_, ActionError>(transaction.end_invitation(person).await?) })
        })
        .await
}

/// Links `person` with whoever made `code`. Using it agrees to the shared `rules`, which must be the ones
/// that the inviter agreed to.
///
/// # Errors
/// [`LinkRefusal`]: the same for a wrong, an old and a used code. [`LinkError::TooMany`] after
/// [`LINK_TRIES_PER_HOUR`](limits::LINK_TRIES_PER_HOUR).
pub async fn link(
    app: &App,
    person: PersonId,
    code: &InvitationCode,
    name: PersonName,
    rules: TextVersion,
) -> Result<(), LinkError> {
    let now = app.now();
    count_try(app, person, now).await?;
    let linking = Linking { person, code: code.clone(), name, rules, couple: CoupleId(app.random_bytes()), now };
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let linking = linking.clone();
            Box::pin(async move { linking.run(transaction).await })
        })
        .await
}

/// Counted for the person who tries, whoever they try to reach: nobody's tries stand in another's way.
async fn count_try(app: &App, person: PersonId, now: Timestamp) -> Result<(), LinkError> {
    let subject = format!("code of a couple, tried by {person:?}");
    let counted = app.store().write(move |transaction: &mut WriteTransaction| {
        let subject = subject.clone();
        Box::pin(async move { Ok::<_, LinkError>(transaction.count_address(&subject, now).await?) })
    });
    let counted = counted.await?;
    if counted.times > limits::LINK_TRIES_PER_HOUR {
        return Err(LinkError::TooMany { retry_after_seconds: counted.anew_in_seconds });
    }
    Ok(())
}

/// Linking, inside a transaction.
#[derive(Clone)]
struct Linking {
    person: PersonId,
    code: InvitationCode,
    name: PersonName,
    rules: TextVersion,
    couple: CoupleId,
    now: Timestamp,
}

impl Linking {
    async fn run(&self, transaction: &mut WriteTransaction) -> Result<(), LinkError> {
        let (person, now) = (self.person, self.now);
        let found = transaction.invitation(self.code.as_str(), now).await?;
        // Whoever is linked already is told so, whatever the code: the answer is about themselves alone.
        let inviter = found.as_ref().map_or(person, |invitation| invitation.inviter);
        transaction.lock_persons(&[person, inviter]).await?;
        let own = view(transaction, person, now).await?;
        if own == Some(LinkView::Linked) {
            return Err(LinkRefusal::AlreadyLinked.into());
        }
        let Some(invitation) = found else { return Err(LinkRefusal::NoSuchCode.into()) };
        may_link(inviter, view(transaction, inviter, now).await?, person, own)?;
        if invitation.rules != self.rules {
            return Err(LinkRefusal::NoSuchCode.into());
        }
        let member = |person| Member { person, left: None };
        let members = [member(inviter), member(person)];
        let couple = Couple { id: self.couple, linked_at: now, rules: self.rules, members };
        transaction.insert_couple(&couple, &[invitation.name, self.name.clone()], now).await?;
        note(transaction, AuditEvent::CoupleLinked, person, couple.id, now).await
    }
}

/// The days on which the other can be told, if `leave` were asked for now.
pub fn days_to_tell(app: &App) -> Vec<Date> {
    DeliveryHour::of(app.practice()).days_to_tell(app.now())
}

/// Which items of a person's own never came to a partner who left: nothing before they are told that the other did.
///
/// # Errors
/// [`ActionError`].
pub async fn never_came(app: &App, person: PersonId, couple: &Couple) -> Result<Vec<ListedItem>, ActionError> {
    let now = app.now();
    let Some(told) = ToldOfLeaving::new(couple, person, now) else { return Ok(Vec::new()) };
    let mut items = app.store().items_of(&Viewer::Person(person), person, now).await?;
    items.retain(|listed| told.never_came(&listed.item));
    Ok(items)
}

/// What whoever leaves decides.
#[derive(Clone, Copy, Debug)]
pub struct LeaveRequest {
    /// The civil day, in the practice's zone, on which the other is told: today at once, any other at the delivery hour.
    pub told_on: Date,
    /// Whether bookings made for both stay.
    pub bookings_stay: bool,
    /// Whether everything that they shared with the partner is taken back.
    pub take_back: bool,
}

/// `person` leaves, at once and alone.
///
/// # Errors
/// [`LinkRefusal::NotLinked`], [`LinkRefusal::DayOutOfReach`].
pub async fn leave(app: &App, person: PersonId, request: LeaveRequest) -> Result<(), LinkError> {
    let now = app.now();
    let told_at = DeliveryHour::of(app.practice()).on(request.told_on, now);
    let told_at = told_at.ok_or(LinkRefusal::DayOutOfReach)?;
    let end = (CommandId(app.random_bytes()), now);
    let ended = app
        .store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                transaction.lock_persons(&[person]).await?;
                let Some(couple) = transaction.couple_of(person).await? else {
                    return Err(LinkError::Refused(LinkRefusal::NotLinked));
                };
                let ended = talks::end_live(transaction, &couple, person, end).await?;
                let left = couple.leave(person, told_at, request.bookings_stay, now)?;
                transaction.leave_couple(&left, person).await?;
                note(transaction, AuditEvent::CoupleUnlinked, person, left.id, now).await?;
                if request.take_back {
                    transaction.take_back_copies_of(person, left.id, now).await?;
                }
                Ok(ended)
            })
        })
        .await?;
    for talk in ended {
        app.wakes().wake(talk);
    }
    Ok(())
}

async fn note(
    transaction: &mut WriteTransaction,
    event: AuditEvent,
    person: PersonId,
    couple: CoupleId,
    now: Timestamp,
) -> Result<(), LinkError> {
    let note = AuditNote::by(event, AccountId::Person(person)).person(person).couple(couple);
    Ok(transaction.note_audit(&note, now).await?)
}

/// How a person's link looks to them, inside a transaction.
async fn view(
    transaction: &mut WriteTransaction,
    person: PersonId,
    now: Timestamp,
) -> Result<Option<LinkView>, StoreError> {
    let couple = transaction.couple_of(person).await?;
    Ok(couple.and_then(|couple| couple.seen_by(person, now)))
}
