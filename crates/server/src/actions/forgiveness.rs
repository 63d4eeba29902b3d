//! What is about forgiving: a person's own mark that amends were made, and their therapist's word. Nothing waits for either,
//! and neither learns of the other's: the therapist of no mark, and the partner of nothing at all.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::booking::Refusal;
use troth_domain::people::{AccountId, Person, PersonId, Staff};
pub use troth_domain::plan::forgiveness::Gate;
use troth_domain::plan::forgiveness::{Amends, Release, TherapistSay, as_a_whole};
use troth_domain::safety::joint_work::{Clinician, HeardAlone, Hearing};
use troth_store::{ALONE, WriteTransaction};

use super::{ActionError, own_document};
use crate::app::App;

/// How it stands with one person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Since when amends are marked, if they are.
    pub marked_at: Option<Timestamp>,
    /// Whether what is about forgiving is open to them.
    pub gate: Gate,
}

/// How it stands with `person`.
///
/// # Errors
/// [`ActionError`].
pub async fn standing(app: &App, person: &Person) -> Result<Standing, ActionError> {
    let amends = amends(app, person.id).await?;
    let whole = as_a_whole(person.id).id;
    let marked_at = amends.marked().find(|(breach, _)| *breach == whole).map(|(_, at)| at);
    Ok(Standing { marked_at, gate: amends.gate(whole, say(app, person).await?) })
}

async fn say(app: &App, person: &Person) -> Result<TherapistSay, ActionError> {
    let released = app.store().forgiveness_release(&Viewer::Person(person.id), person.id).await?;
    let has_therapist = app.practice().therapist(&person.clinician).is_some();
    Ok(match released {
        Some(release) => TherapistSay::Released(release),
        None if has_therapist => TherapistSay::NotYet,
        None => TherapistSay::None,
    })
}

/// When `person` marked that amends were made, if they did.
///
/// # Errors
/// [`ActionError`].
pub async fn marked_at(app: &App, person: PersonId) -> Result<Option<Timestamp>, ActionError> {
    Ok(amends(app, person).await?.marked().map(|(_, at)| at).min())
}

async fn amends(app: &App, person: PersonId) -> Result<Amends, ActionError> {
    let kept = app.store().document::<Amends>(&Viewer::Person(person), person, ALONE, app.now()).await?;
    Ok(kept.map_or_else(|| Amends::new(person), |kept| kept.document))
}

/// What a person does with their mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Amends were made. Marked twice, it stands from the first time on.
    Made,
    /// They take it back, and nothing is left of it.
    TakenBack,
}

/// Marks, or takes it back, for `person` alone.
///
/// # Errors
/// [`ActionError`].
pub async fn mark(app: &App, person: PersonId, mark: Mark) -> Result<(), ActionError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                // One tab after the other.
                transaction.lock_persons(&[person]).await?;
                if mark == Mark::TakenBack {
                    return Ok(transaction.delete_document::<Amends>(person, ALONE).await?);
                }
                let (version, amends) = own_document(transaction, (person, ALONE), Amends::new, now).await?;
                let amends = amends.mark(&as_a_whole(person), now).map_err(|_| ActionError::Internal)?;
                Ok(transaction.keep_document(person, ALONE, (version, &amends), now).await?)
            })
        })
        .await
}

/// The release for a client of `staff`, if there is one.
///
/// # Errors
/// [`ActionError`].
pub async fn released(app: &App, staff: &Staff, person: PersonId) -> Result<Option<Release>, ActionError> {
    let Some(viewer) = Viewer::of(staff) else { return Ok(None) };
    Ok(app.store().forgiveness_release(&viewer, person).await?)
}

/// A therapist releases it for a client of their own, after hearing them alone; whether it was said how.
///
/// # Errors
/// [`Refusal::NotFound`] for somebody else's client as for nobody's.
pub async fn release(app: &App, staff: &Staff, person: PersonId, how: Option<Hearing>) -> Result<bool, ActionError> {
    let viewer = Viewer::of(staff).ok_or(Refusal::NotFound)?;
    let clinician = Clinician::new(staff).ok_or(Refusal::NotFound)?;
    let (by, now) = (staff.id, app.now());
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let viewer = viewer.clone();
            Box::pin(async move {
                let listed = transaction.listed_person(&viewer, person).await?;
                let own = listed
                    .filter(|listed| matches!(&viewer, Viewer::Clinician(own) if *own == listed.person.clinician));
                if own.is_none() {
                    return Err(ActionError::Refused(Refusal::NotFound));
                }
                let Some(how) = how else { return Ok(false) };
                let release = Release::new(clinician, person, HeardAlone { person, how }, now);
                transaction.release_forgiveness(person, release.map_err(|_| ActionError::Internal)?, how).await?;
                let note = AuditNote::by(AuditEvent::ForgivenessReleased, AccountId::Staff(by)).person(person);
                transaction.note_audit(&note, now).await?;
                Ok(true)
            })
        })
        .await
}
