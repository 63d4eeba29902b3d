//! Messages to a person: whether one is still so is asked at the last moment, and nobody can tell from its hour what
//! became of others.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::message::{AccountEvent, PersonKind, PersonMessage, PersonSendTime, person_send_time};
use troth_store::{Outcome, StoreError};

use super::{Attempt, Outbox};
use crate::actions::{ActionError, reminders};
use crate::mail::SendError;

impl Outbox {
    pub(super) async fn attempt_person(&self, message: &PersonMessage, attempts: u32) -> Result<Attempt, StoreError> {
        let app = &self.0.app;
        let viewer = Viewer::PersonMessenger(message.person);
        let profile = match app.store().profile(&viewer, message.person).await {
            Ok(Some(profile)) => profile,
            Ok(None) => return Ok(Attempt::dropped("person gone")),
            // One that cannot be read must not hold up the others.
            Err(StoreError::Corrupt { .. }) => {
                return Ok(Attempt::failed(SendError::passing("person unreadable"), attempts, app.now()));
            }
            Err(error) => return Err(error),
        };
        let now = app.now();
        if let Some(reason) = self.overtaken(message, now).await? {
            return Ok(Attempt::dropped(reason));
        }
        let address = match person_send_time(&app.practice().policy, &profile, message, now) {
            PersonSendTime::Now(address) => address,
            PersonSendTime::Later(not_before) => return Ok(Attempt::new(Outcome::Retry { not_before }, "waits")),
            PersonSendTime::TooLate => return Ok(Attempt::dropped("too late")),
            PersonSendTime::Unwanted => return Ok(Attempt::dropped("unwanted")),
        };
        match self.0.mailer.compose_person(app, message, address, now) {
            Ok(letter) => Ok(self.send(&letter, attempts).await),
            Err(error) => Ok(Attempt::dropped(error.reason())),
        }
    }

    /// Why the message is no longer so, if it is not.
    async fn overtaken(&self, message: &PersonMessage, now: Timestamp) -> Result<Option<&'static str>, StoreError> {
        let (store, person) = (self.0.app.store(), message.person);
        if let Some((purpose, generation)) = message.kind.link() {
            let newest = store.link_generation(person, purpose).await?;
            return Ok((generation != newest).then_some("overtaken"));
        }
        if message.kind == PersonKind::SomethingNew {
            let viewer = Viewer::PersonMessenger(person);
            let there = store.something_came(&viewer, person, message.speaks_of, now).await?;
            return Ok((!there).then_some("nothing there"));
        }
        if message.kind == PersonKind::Due {
            return match reminders::is_due(&self.0.app, person, message.speaks_of).await {
                Ok(is_due) => Ok((!is_due).then_some("overtaken")),
                Err(ActionError::Unavailable) => Err(StoreError::Unavailable("a reminder waits".to_owned())),
                // What cannot be read is not said.
                Err(_) => Ok(Some("unreadable")),
            };
        }
        Ok(None)
    }
}

/// The kind, for logs and counts.
pub(super) fn kind_name(kind: PersonKind) -> &'static str {
    match kind {
        PersonKind::Verify { .. } => "verify",
        PersonKind::Reset { .. } => "reset",
        PersonKind::Test => "test",
        PersonKind::SomethingNew => "something_new",
        PersonKind::Due => "due",
        PersonKind::Account(AccountEvent::NewPassphrase) => "new_passphrase",
        PersonKind::Account(AccountEvent::NewPasskey) => "new_passkey",
        PersonKind::Account(AccountEvent::RecoveryCodeUsed) => "recovery_code_used",
    }
}
