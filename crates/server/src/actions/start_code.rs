//! Start codes: what the practice hands to a new client, or to one who lost every way in.

use jiff::{SignedDuration, Timestamp};
use troth_domain::access::Viewer;
use troth_domain::accounts::Code;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::booking::Refusal;
use troth_domain::limits;
use troth_domain::people::{AccountId, PersonId, Staff};
use troth_domain::practice::Slug;
use troth_store::{StartCode, WriteTransaction};

use super::ActionError;
use crate::app::App;

/// A code to hand over, shown once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Handed {
    /// The code.
    pub code: Code,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// A code for a new client of `clinician`.
///
/// # Errors
/// [`Refusal::UnknownTherapist`].
pub async fn for_new_client(app: &App, staff: &Staff, clinician: &Slug) -> Result<Handed, ActionError> {
    if !app.practice().therapists.iter().any(|therapist| therapist.slug == *clinician) {
        return Err(Refusal::UnknownTherapist.into());
    }
    let handed = fresh(app);
    let start =
        StartCode { clinician: clinician.clone(), person: None, made_by: staff.id, expires_at: handed.expires_at };
    let (kept, now) = ((handed.code.clone(), start), app.now());
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let (code, start) = kept.clone();
        Box::pin(async move {
            transaction.insert_start_code(&code, &start).await?;
            let note = AuditNote::by(AuditEvent::StartCodeMade, AccountId::Staff(start.made_by));
            transaction.note_audit(&note, now).await
        })
    });
    written.await?;
    Ok(handed)
}

/// A code that opens the account of a client of `staff` again. Handing it over in person is what proves who they are.
///
/// # Errors
/// [`Refusal::NotFound`] for somebody else's client as for nobody's.
pub async fn to_come_back(app: &App, staff: &Staff, person: PersonId) -> Result<Handed, ActionError> {
    let viewer = Viewer::of(staff).ok_or(Refusal::NotFound)?;
    let (handed, by, now) = (fresh(app), staff.id, app.now());
    let (code, expires_at) = (handed.code.clone(), handed.expires_at);
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let (viewer, code) = (viewer.clone(), code.clone());
        Box::pin(async move {
            let listed = transaction.listed_person(&viewer, person).await?;
            let own =
                listed.filter(|listed| matches!(&viewer, Viewer::Clinician(own) if *own == listed.person.clinician));
            let Some(listed) = own else { return Err(ActionError::Refused(Refusal::NotFound)) };
            let clinician = listed.person.clinician;
            let start = StartCode { clinician, person: Some(person), made_by: by, expires_at };
            transaction.insert_start_code(&code, &start).await?;
            let note = AuditNote::by(AuditEvent::AccountReset, AccountId::Staff(by)).person(person);
            Ok(transaction.note_audit(&note, now).await?)
        })
    });
    written.await?;
    Ok(handed)
}

fn fresh(app: &App) -> Handed {
    let lasts = SignedDuration::from_hours(24 * limits::START_CODE_DAYS);
    let expires_at = app.now().saturating_add(lasts).unwrap_or(Timestamp::MAX);
    Handed { code: Code::from_random(app.random_bytes()), expires_at }
}
