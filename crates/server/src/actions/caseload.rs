//! A therapist's own people in one list, each note of who was shown in the same transaction as the look.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::booking::Booking;
use troth_domain::people::{AccountId, CoupleId, PersonId, Staff, StaffId};
use troth_domain::safety::joint_work::State;
pub use troth_store::{ListedCouple, ListedPerson, OpenedExercise};
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use super::call_back::{self, Waiting};
use super::couple_agenda::{self, CoupleAgenda};
use super::joint_work::{JointWorkError, KeptHold};
use crate::app::App;

/// All of one therapist's people.
#[derive(Clone, Debug, Default)]
pub struct Caseload {
    /// Their clients, by name; those that cannot be read last.
    pub persons: Vec<ListedPerson>,
    /// Couples that one of them is in.
    pub couples: Vec<ListedCouple>,
    /// The next booking of each with this therapist.
    pub next: HashMap<PersonId, Booking>,
    /// Those of their clients who wait to be called.
    pub calls: Vec<Waiting>,
}

/// What a therapist sees first.
///
/// # Errors
/// As any statement.
pub async fn caseload(app: &App, staff: &Staff) -> Result<Caseload, ActionError> {
    let Some(viewer) = Viewer::of(staff) else { return Ok(Caseload::default()) };
    let (by, now) = (staff.id, app.now());
    let read = app.store().look(move |transaction: &mut WriteTransaction| {
        let viewer = viewer.clone();
        Box::pin(async move {
            let caseload = read(transaction, &viewer, now).await?;
            note_shown(transaction, AuditEvent::ListRead, by, caseload.shown(), now).await?;
            Ok::<_, StoreError>(caseload)
        })
    });
    Ok(read.await?)
}

impl Caseload {
    /// Everybody whose name is in it.
    fn shown(&self) -> impl Iterator<Item = PersonId> {
        let persons = self.persons.iter().map(|listed| listed.person.id);
        let members = self.couples.iter().flat_map(|listed| listed.couple.members.map(|member| member.person));
        persons.chain(members)
    }
}

async fn read(transaction: &mut WriteTransaction, viewer: &Viewer, now: Timestamp) -> Result<Caseload, StoreError> {
    let mut persons = transaction.clients_of(viewer).await?;
    persons.sort_by_key(|listed| match &listed.profile {
        Ok(profile) => (false, profile.name.reveal().to_lowercase()),
        Err(_) => (true, String::new()),
    });
    let couples = transaction.couples_of_clients(viewer).await?;
    let mut next = HashMap::new();
    for (person, booking) in transaction.bookings_with_clients(viewer, now).await? {
        next.entry(person).or_insert(booking);
    }
    let calls = call_back::waiting(transaction, viewer).await?;
    Ok(Caseload { persons, couples, next, calls })
}

/// A couple as the therapist of either sees it.
#[derive(Clone, Debug)]
pub struct CoupleFile {
    /// The two.
    pub listed: ListedCouple,
    /// What each says of themselves, in the order of the members: of this therapist's own clients only.
    pub profiles: [Option<ListedPerson>; 2],
    /// Since when joint work is open, if it is.
    pub open_since: Option<Timestamp>,
    /// What holds it for this therapist's own clients.
    pub holds: Vec<KeptHold>,
    /// The exercises that were opened to both.
    pub exercises: Vec<OpenedExercise>,
    /// What they and their therapists want to talk about in a session.
    pub agenda: CoupleAgenda,
}

/// A couple that a client of `staff` is in.
///
/// # Errors
/// [`JointWorkError::NotFound`] for somebody else's couple as for none.
pub async fn couple(app: &App, staff: &Staff, id: CoupleId) -> Result<CoupleFile, JointWorkError> {
    let viewer = Viewer::of(staff).ok_or(JointWorkError::NotFound)?;
    let (staff, now) = (staff.clone(), app.now());
    let read = app.store().look(move |transaction: &mut WriteTransaction| {
        let (viewer, staff) = (viewer.clone(), staff.clone());
        Box::pin(async move {
            let listed = transaction.listed_couple(&viewer, id).await?.ok_or(JointWorkError::NotFound)?;
            let work = transaction.joint_work_for(&viewer, &listed.couple).await?.ok_or(JointWorkError::NotFound)?;
            let open_since = match work.state() {
                State::Open { at, .. } => Some(*at),
                State::Closed => None,
            };
            let mut holds = transaction.holds_of(&viewer, &listed.couple).await?;
            let [first, second] = listed.couple.members.map(|member| member.person);
            let profiles =
                [transaction.listed_person(&viewer, first).await?, transaction.listed_person(&viewer, second).await?];
            // Why the other waits is between the other and theirs.
            holds.retain(|kept| profiles.iter().flatten().any(|own| own.person.id == kept.hold.person));
            let exercises = transaction.opened_exercises(&viewer, &listed.couple, now).await?;
            let agenda = couple_agenda::read(transaction, &viewer, &listed.couple, (&staff, now)).await?;
            note_shown(transaction, AuditEvent::ListRead, staff.id, [first, second], now).await?;
            Ok::<_, JointWorkError>(CoupleFile { listed, profiles, open_since, holds, exercises, agenda })
        })
    });
    read.await
}

/// Notes that a member of staff was shown each of `persons`, once each.
pub(super) async fn note_shown(
    transaction: &mut WriteTransaction,
    event: AuditEvent,
    by: StaffId,
    persons: impl IntoIterator<Item = PersonId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let persons = persons.into_iter().collect::<BTreeSet<_>>();
    for person in persons {
        let note = AuditNote::by(event, AccountId::Staff(by)).person(person);
        transaction.note_audit(&note, now).await?;
    }
    Ok(())
}
