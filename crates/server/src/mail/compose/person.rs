//! Messages to a person with an account. They name nobody, and look like each other.

use jiff::Timestamp;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use troth_domain::message::{AccountEvent, PersonKind, PersonMessage};
use troth_domain::people::EmailAddress;

use super::{ComposeError, Composer, mail_address, part};
use crate::mail::Letter;
use crate::mail::words::{Letterform, Slot};

impl Composer<'_> {
    /// Writes `message`, which may go to `address`, at `now`. The same message always gets the same Message-ID; its link
    /// is good from `now` on.
    ///
    /// # Errors
    /// [`ComposeError`]: it cannot be sent to this recipient, now or later.
    pub fn compose_person(
        &self,
        message: &PersonMessage,
        address: &EmailAddress,
        now: Timestamp,
    ) -> Result<Letter, ComposeError> {
        let to = mail_address(address).ok_or(ComposeError::AddressUnusable)?;
        let link = message.kind.link().map(|(purpose, generation)| {
            let link = self.person_links.make(purpose, message.person, generation, address, now);
            self.person_links.url(&link)
        });
        let home_url = self.person_links.home_url();
        let value = |place: Slot| match place {
            Slot::Link => link.as_deref().unwrap_or_default(),
            Slot::HomeUrl => home_url.as_str(),
            // The words of messages to a person take no other.
            _ => "",
        };
        let form = self.person_form(message.kind);
        let builder = self.headers(message.id, now).to(Mailbox::new(None, to)).subject(form.subject.fill(value));
        let built = builder.singlepart(part(ContentType::TEXT_PLAIN, form.body.fill(value))?);
        let built = built.map_err(|_| ComposeError::Form)?;
        let name = data_encoding::HEXLOWER.encode(&message.id.0);
        Ok(Letter { name, envelope: built.envelope().clone(), bytes: built.formatted() })
    }

    fn person_form(&self, kind: PersonKind) -> &Letterform {
        match kind {
            PersonKind::Verify { .. } => &self.words.verify,
            PersonKind::Reset { .. } => &self.words.reset,
            PersonKind::Test => &self.words.test,
            PersonKind::SomethingNew | PersonKind::Due => &self.words.something_new,
            PersonKind::Account(AccountEvent::NewPassphrase) => &self.words.new_passphrase,
            PersonKind::Account(AccountEvent::NewPasskey) => &self.words.new_passkey,
            PersonKind::Account(AccountEvent::RecoveryCodeUsed) => &self.words.recovery_code_used,
        }
    }
}
