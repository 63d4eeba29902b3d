//! Messages by mail: their words, their form, and the two ways that they leave.
//!
//! A message waits as what it is about (`troth_domain::message`), never as text. Here it gets its words, its address
//! and its link at the moment it is sent, and is handed over: to a folder, or to a mail server.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use lettre::address::Envelope;
use troth_domain::booking::ClientBooking;
use troth_domain::limits;
use troth_domain::message::{Message, PersonMessage};
use troth_domain::people::EmailAddress;

use crate::app::App;
use crate::settings::{MailSettings, Transport};

pub mod compose;
pub mod folder;
pub mod smtp;
pub mod words;

#[cfg(test)]
pub(crate) mod tests;

use compose::{ComposeError, Composer, Sender, SenderFault};
use folder::FolderTransport;
use smtp::{SmtpTransport, UrlFault};
use words::{Words, WordsFault};

/// A message ready to leave.
#[derive(Clone)]
pub struct Letter {
    /// The message's id in hexadecimal: random, tells nothing.
    pub name: String,
    /// From whom, to whom.
    pub envelope: Envelope,
    /// The whole message (RFC 5322), lines ended by CRLF.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Address and text are private.
        formatter.debug_struct("Letter").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Why a letter did not leave. Holds no address and nothing that a mail server said, which may repeat one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SendError {
    /// Trying again cannot help: the recipient is refused for good.
    pub lasting: bool,
    /// What failed, in a word or two, for logs and counts.
    pub reason: &'static str,
    /// The mail server's reply code, if it gave one.
    pub code: Option<u16>,
}

impl SendError {
    pub(crate) fn passing(reason: &'static str) -> Self {
        Self { lasting: false, reason, code: None }
    }

    fn lasting(reason: &'static str) -> Self {
        Self { lasting: true, reason, code: None }
    }
}

/// Takes letters within the process, as a test that reads them does.
#[derive(Clone)]
pub struct Taker(Arc<dyn Fn(&Letter) + Send + Sync>);

impl Taker {
    /// Gives each letter to `take`.
    pub fn new(take: impl Fn(&Letter) + Send + Sync + 'static) -> Self {
        Self(Arc::new(take))
    }
}

impl std::fmt::Debug for Taker {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Taker")
    }
}

/// The way that letters leave.
#[derive(Debug)]
pub enum Carrier {
    /// One file per letter.
    Folder(FolderTransport),
    /// A mail server.
    Smtp(Box<SmtpTransport>),
    /// Whoever takes them within the process.
    Taker(Taker),
}

/// Everything that mail needs besides the message: its words, who it is from, the way that it leaves.
#[derive(Debug)]
pub struct Mailer {
    words: Words,
    sender: Sender,
    carrier: Carrier,
}

/// Why mail cannot be sent at all, found before anything is started.
#[derive(Debug, thiserror::Error)]
pub enum MailerFault {
    /// The words are not whole.
    #[error(transparent)]
    Words(#[from] WordsFault),
    /// `[mail] from` or `from_name`.
    #[error("[mail] from: {0}")]
    Sender(#[from] SenderFault),
    /// `[mail] url`.
    #[error("[mail] url: {0}")]
    Url(#[from] UrlFault),
    /// The folder for mail.
    #[error("the mail folder {folder} cannot be made ({error}); give this account the right to write there")]
    Folder {
        /// Where it should be.
        folder: String,
        /// What the system says.
        error: std::io::Error,
    },
}

impl Mailer {
    /// Mail as the practice's file wants it; `folder` is where it goes if that is a folder.
    ///
    /// # Errors
    /// [`MailerFault`].
    pub fn open(settings: &MailSettings, folder: &Path) -> Result<Self, MailerFault> {
        let carrier = match &settings.transport {
            Transport::Folder => Carrier::Folder(
                FolderTransport::new(folder)
                    .map_err(|error| MailerFault::Folder { folder: folder.display().to_string(), error })?,
            ),
            Transport::Smtp { url } => Carrier::Smtp(Box::new(SmtpTransport::new(url)?)),
        };
        Self::by(settings, carrier)
    }

    /// Mail that leaves by `carrier`, whatever the practice's file says of the way.
    ///
    /// # Errors
    /// [`MailerFault`].
    pub fn by(settings: &MailSettings, carrier: Carrier) -> Result<Self, MailerFault> {
        let sender = Sender::new(&settings.from_name, &settings.from)?;
        Ok(Self { words: Words::english()?, sender, carrier })
    }

    /// Writes a message about a booking.
    ///
    /// # Errors
    /// [`ComposeError`]: it cannot be sent to this recipient, now or later.
    pub fn compose(
        &self,
        app: &App,
        message: &Message,
        found: &ClientBooking,
        now: Timestamp,
    ) -> Result<Letter, ComposeError> {
        self.composer(app).compose(message, found, now)
    }

    /// Writes a message to a person, which may go to `address`.
    ///
    /// # Errors
    /// [`ComposeError`]: it cannot be sent to this recipient, now or later.
    pub fn compose_person(
        &self,
        app: &App,
        message: &PersonMessage,
        address: &EmailAddress,
        now: Timestamp,
    ) -> Result<Letter, ComposeError> {
        self.composer(app).compose_person(message, address, now)
    }

    fn composer<'a>(&'a self, app: &'a App) -> Composer<'a> {
        Composer {
            practice: app.practice(),
            words: &self.words,
            sender: &self.sender,
            links: app.links(),
            person_links: app.person_links(),
        }
    }

    /// Hands a letter over. Once this answers, it is durable at the other side.
    ///
    /// # Errors
    /// [`SendError`]. After a passing one the letter may yet have arrived, so it is sent again under the same
    /// Message-ID, which readers show once.
    pub async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        match &self.carrier {
            Carrier::Folder(folder) => folder.send(letter).await,
            Carrier::Smtp(server) => server.send(letter).await,
            Carrier::Taker(taker) => {
                (taker.0)(letter);
                Ok(())
            }
        }
    }

    /// Longest time that sending one letter takes.
    pub fn send_time_max(&self) -> Duration {
        Duration::from_secs(match &self.carrier {
            Carrier::Folder(_) | Carrier::Taker(_) => limits::MAIL_WRITE_SECONDS_MAX,
            Carrier::Smtp(_) => limits::MAIL_SEND_SECONDS_MAX,
        })
    }

    /// Nothing more to send for now: lets go of the mail server.
    pub async fn rest(&self) {
        if let Carrier::Smtp(server) = &self.carrier {
            server.rest().await;
        }
    }
}
