//! Taking it along: all that one wrote or may see, or only what two share.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::booking::{Actor, BookingId, ClientBooking};
use troth_domain::people::{AccountId, Couple, CoupleNames, PersonId, Profile, RulesAgreement};
use troth_domain::plan::Machine;
use troth_domain::plan::agenda::OwnAgenda;
use troth_domain::plan::agreement::{Agreement, AgreementMove};
use troth_domain::plan::ahead::{LongTermPlan, SetbackPlan};
use troth_domain::plan::appreciation::{Appreciation, AppreciationMove};
use troth_domain::plan::boundary::{Boundary, BoundaryMove, Crossing};
use troth_domain::plan::closeness::Marks;
use troth_domain::plan::conflict::{Conflict, ConflictMove};
use troth_domain::plan::disclosure::Ladder;
use troth_domain::plan::doubt::Doubt;
use troth_domain::plan::entry::OwnEntry;
use troth_domain::plan::follow_through::OwnReports;
use troth_domain::plan::own_plan::OwnPlan;
use troth_domain::plan::repair::Repair;
use troth_domain::safety::secrets_policy::Signature;
pub use troth_store::{BookingEvent, EventKind, KeptHold};
use troth_store::{Extent, ListedItem, LoggedKind, ReceivedItem, ShownDocuments, StoreError, WriteTransaction};

use super::agenda::Agenda;
use super::commitments::{self, Seen};
use super::receiving::{self, Offers};
use super::{
    ActionError, agenda, ahead, closeness, crossings, doubts, follow_through, forgiveness, own_plan, telling, together,
};
use crate::app::App;

/// How much an export holds. Both are offered alike: an export can be coerced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExportScope {
    /// All that the person authored or may see.
    Everything,
    /// Only what has passed between the two: what came, and what they shared with the partner. Nothing in it tells that
    /// there is more.
    OnlyShared,
}

/// What a person takes with them.
#[derive(Clone, Debug)]
pub struct Export {
    /// How much it holds.
    pub scope: ExportScope,
    /// What is nobody's but theirs; not in [`ExportScope::OnlyShared`].
    pub own: Option<Own>,
    /// What they wrote.
    pub written: Vec<ListedItem>,
    /// What came from a partner.
    pub received: Vec<Result<ReceivedItem, StoreError>>,
    /// What they work at with the partner that they have, as they see it.
    pub two: Two,
    /// The couples that they belong or belonged to, as they see them, with the names in them.
    pub couples: Vec<(Couple, Option<CoupleNames>)>,
    /// Promises that both agreed to.
    pub agreed: Vec<Seen>,
}

/// What two work at together, as one of them sees it. In [`ExportScope::OnlyShared`] only what both signed, and what one of
/// them stated, is taken of it.
#[derive(Clone, Debug)]
pub struct Two {
    /// Their agreements.
    pub agreements: Vec<Agreement>,
    /// Their boundaries.
    pub boundaries: Vec<Boundary>,
    /// What either was glad of, and gave the other.
    pub appreciations: Vec<Appreciation>,
    /// What they want to talk about in a session.
    pub agenda: Agenda,
    /// What keeps coming back between them.
    pub conflicts: Vec<Conflict>,
    /// What this person noted of boundaries, of every couple that they were in; not in [`ExportScope::OnlyShared`].
    pub crossings: Vec<Crossing>,
    /// The doubts that they wrote down; not there either.
    pub doubts: Vec<Doubt>,
    /// Accounts that are offered to them, and what they chose; not there either.
    pub offers: Offers,
}

/// What is a person's own, and no part of what two share.
#[derive(Clone, Debug)]
pub struct Own {
    /// What they say of themselves.
    pub profile: Option<Profile>,
    /// The bookings that they made or took over, the first first; [`StoreError`] where one cannot be read.
    pub bookings: Vec<Result<OwnBooking, StoreError>>,
    /// The rests that they asked for, with the words they gave.
    pub rests: Vec<KeptHold>,
    /// When they marked for themselves that amends were made.
    pub amends_marked_at: Option<Timestamp>,
    /// The versions of the secrets policy that they signed.
    pub signatures: Vec<Signature>,
    /// The rules for two that they agreed to after they were linked.
    pub rules: Vec<RulesAgreement>,
    /// What they answered at the beginning.
    pub entry: Option<OwnEntry>,
    /// Their own plan, with what was assigned to them.
    pub plan: Option<OwnPlan>,
    /// Their plan for a setback.
    pub setbacks: Option<SetbackPlan>,
    /// Their dates in the long term.
    pub long_term: Option<LongTermPlan>,
    /// Their ladder of telling.
    pub ladder: Option<Ladder>,
    /// What they alone would like to bring to a session.
    pub agenda: Option<OwnAgenda>,
    /// Which of these they show to their therapist.
    pub shown: ShownDocuments,
    /// Their own marks of closeness, in the couple that they are in.
    pub closeness: Option<Marks>,
    /// Promises as their page has them, but for those that both agreed to.
    pub promises: Vec<Seen>,
    /// What they said of promises, for themselves.
    pub reports: Vec<OwnReports>,
    /// Their repair plans.
    pub repairs: Vec<Repair>,
}

/// A booking as its client sees it by its link.
#[derive(Clone, Debug)]
pub struct OwnBooking {
    /// The booking, and what they said of themselves when they made it.
    pub found: ClientBooking,
    /// What was done to it. Reasons are their own words only.
    pub events: Vec<BookingEvent>,
}

/// Gathers what a person takes with them.
///
/// # Errors
/// [`ActionError`].
pub async fn export(app: &App, person: PersonId, scope: ExportScope) -> Result<Export, ActionError> {
    let (store, viewer, now) = (app.store(), Viewer::Person(person), app.now());
    let own = match scope {
        ExportScope::Everything => Some(own(app, person).await?),
        ExportScope::OnlyShared => None,
    };
    let own_couple = store.couple_of(person).await?;
    let shared_now = |listed: &ListedItem| {
        let couple = own_couple.as_ref().map(|couple| couple.id);
        // Of an account that was offered the other has what they asked for, which its author does not know.
        listed.item.kind.comes_whole() && listed.item.audience(couple).partner
    };
    let mut written = store.all_items_of(&viewer, person, now).await?;
    written.retain(|listed| scope == ExportScope::Everything || shared_now(listed));
    if scope == ExportScope::OnlyShared {
        // In no order that tells when they were worked on.
        written.sort_by_key(|listed| listed.item.id);
    }
    // What came from an earlier partner is not what these two share.
    let partner = own_couple.as_ref().and_then(|couple| couple.partner_of(person));
    let of_these_two = |item: &ReceivedItem| scope == ExportScope::Everything || Some(item.author) == partner;
    let mut received = store.received_items(person, now).await?;
    received.retain(|item| item.as_ref().map_or(scope == ExportScope::Everything, of_these_two));
    let mut couples = Vec::new();
    for couple in store.couples_of(person).await? {
        let is_own = own_couple.as_ref().is_some_and(|own| own.id == couple.id);
        if scope == ExportScope::Everything || is_own {
            let names = store.names_of(&viewer, &couple).await?;
            couples.push((couple, names));
        }
    }
    let mut agreed = commitments::list(app, person, Extent::Whole).await?;
    agreed.retain(Seen::was_agreed);
    let two = two(app, person, scope).await?;
    note_export(app, person).await?;
    Ok(Export { scope, own, written, received, two, couples, agreed })
}

async fn two(app: &App, person: PersonId, scope: ExportScope) -> Result<Two, ActionError> {
    let all = scope == ExportScope::Everything;
    Ok(Two {
        agreements: states::<AgreementMove>(app, person).await?,
        boundaries: states::<BoundaryMove>(app, person).await?,
        appreciations: states::<AppreciationMove>(app, person).await?,
        agenda: agenda::see(app, person, Extent::Whole).await?,
        conflicts: if all { states::<ConflictMove>(app, person).await? } else { Vec::new() },
        crossings: if all { crossings::all(app, person).await? } else { Vec::new() },
        offers: if all { receiving::see(app, person).await? } else { Offers::default() },
        doubts: if all {
            doubts::see(app, person).await?.own.into_iter().map(|(_, doubt)| doubt).collect()
        } else {
            Vec::new()
        },
    })
}

async fn states<K: Machine + LoggedKind>(app: &App, person: PersonId) -> Result<Vec<K::State>, ActionError> {
    let pages = together::pages::<K>(app, person, Extent::Whole).await?;
    Ok(pages.into_iter().map(|(_, page)| page.state).collect())
}

async fn own(app: &App, person: PersonId) -> Result<Own, ActionError> {
    let (store, viewer) = (app.store(), Viewer::Person(person));
    let mut bookings = Vec::new();
    for id in store.bookings_of(&viewer, person).await? {
        bookings.extend(own_booking(app, id).await.transpose());
    }
    bookings.sort_by_key(|booking| booking.as_ref().map(|own| own.found.booking.slot.start).ok());
    let planned = own_plan::see(app, person).await?;
    let (reports, repairs) = follow_through::all(app, person).await?;
    let mut promises = commitments::list(app, person, Extent::Whole).await?;
    promises.retain(|seen| !seen.was_agreed());
    let mut rules = Vec::new();
    for couple in store.couples_of(person).await? {
        let of_two = store.rules_of_two(&viewer, &couple).await?;
        rules.extend(of_two.iter().flat_map(|of_two| of_two.later_of(person)).copied());
    }
    Ok(Own {
        rules,
        plan: planned.plan(person),
        entry: planned.entry.map(|kept| kept.document),
        setbacks: ahead::setbacks(app, person).await?.map(|kept| kept.document),
        long_term: ahead::long_term(app, person).await?.map(|kept| kept.document),
        closeness: closeness::see(app, person).await?.map(|seen| seen.own.marks().clone()),
        ladder: telling::ladder(app, person).await?.map(|kept| kept.document),
        agenda: agenda::own(app, person).await?.map(|kept| kept.document),
        shown: store.shown_documents(&viewer, person, app.now()).await?,
        profile: store.profile(&viewer, person).await?,
        bookings,
        rests: store.rests_of(&viewer, person).await?,
        amends_marked_at: forgiveness::marked_at(app, person).await?,
        signatures: store.policy_signatures(person).await?,
        promises,
        reports,
        repairs,
    })
}

async fn own_booking(app: &App, id: BookingId) -> Result<Option<OwnBooking>, StoreError> {
    // Whoever a booking was added to came by its link.
    let viewer = Viewer::LinkHolder(id);
    let Some(found) = app.store().client_booking(&viewer, id).await? else { return Ok(None) };
    let mut events = app.store().events_of(&viewer, id).await?;
    for event in events.iter_mut().filter(|event| event.by != Actor::Client) {
        event.reason = None;
    }
    Ok(Some(OwnBooking { found, events }))
}

async fn note_export(app: &App, person: PersonId) -> Result<(), ActionError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                let note = AuditNote::by(AuditEvent::Exported, AccountId::Person(person)).person(person);
                Ok::<_, ActionError>(transaction.note_audit(&note, now).await?)
            })
        })
        .await
}
