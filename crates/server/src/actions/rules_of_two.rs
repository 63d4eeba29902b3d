//! Newer rules for two, which each of the two agrees to alone. Nothing that they have waits for it.

use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::people::{AccountId, Couple, LinkRefusal, PersonId, RulesOfTwo};
use troth_domain::safety::pacing::DeliveryHour;
use troth_domain::safety::secrets_policy::TextVersion;
use troth_store::WriteTransaction;

use super::ActionError;
use super::couple::LinkError;
use super::together::locked_couple;
use crate::app::App;

/// The rules that `person` and their partner agreed to; `None` for whoever is not linked, as far as they know.
///
/// # Errors
/// [`ActionError`].
pub async fn see(app: &App, person: PersonId) -> Result<Option<RulesOfTwo>, ActionError> {
    let couple = app.store().couple_of(person).await?;
    match couple.filter(|couple| couple.is_linked_for(person, app.now())) {
        Some(couple) => Ok(app.store().rules_of_two(&Viewer::Person(person), &couple).await?),
        None => Ok(None),
    }
}

/// `person` agrees to the rules as they are now. Whoever did so before changes nothing.
///
/// # Errors
/// [`LinkRefusal::NotLinked`].
pub async fn agree(app: &App, person: PersonId, current: TextVersion) -> Result<(), LinkError> {
    let (delivery_hour, now) = (DeliveryHour::of(app.practice()), app.now());
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let delivery_hour = delivery_hour.clone();
            Box::pin(async move {
                let is_linked = |couple: &Couple| couple.is_linked_for(person, now);
                let couple = locked_couple(transaction, person).await?.filter(is_linked);
                let couple = couple.ok_or(LinkRefusal::NotLinked)?;
                let rules = transaction.rules_of_two(&Viewer::Person(person), &couple).await?;
                let agreement = rules.and_then(|rules| rules.agree(person, current, &delivery_hour, now));
                let Some(agreement) = agreement else { return Ok(()) };
                transaction.keep_rules_agreement(&couple, &agreement).await?;
                let note = AuditNote::by(AuditEvent::RulesAgreed, AccountId::Person(person));
                Ok(transaction.note_audit(&note.person(person).couple(couple.id), now).await?)
            })
        })
        .await
}
