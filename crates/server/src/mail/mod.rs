//! Messages by mail: their words, their form, and the two ways that they leave.
//!
//! A message waits as what it is about (`troth_domain::message`), never as text. Here it gets its words, its address
//! and its link at the moment it is sent, and is handed over: to a folder, or to a mail server.

use lettre::address::Envelope;

pub mod compose;
pub mod folder;
pub mod smtp;
pub mod words;

#[cfg(test)]
pub(crate) mod tests;

use folder::FolderTransport;
use smtp::SmtpTransport;

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
    fn passing(reason: &'static str) -> Self {
        Self { lasting: false, reason, code: None }
    }

    fn lasting(reason: &'static str) -> Self {
        Self { lasting: true, reason, code: None }
    }
}

/// The way that letters leave.
#[derive(Debug)]
pub enum Mailer {
    /// One file per letter.
    Folder(FolderTransport),
    /// A mail server.
    Smtp(Box<SmtpTransport>),
}

impl Mailer {
    /// Hands a letter over. Once this answers, it is durable at the other side.
    ///
    /// # Errors
    /// [`SendError`]. After a passing one the letter may yet have arrived, so it is sent again under the same
    /// Message-ID, which readers show once.
    pub async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        match self {
            Self::Folder(folder) => folder.send(letter).await,
            Self::Smtp(server) => server.send(letter).await,
        }
    }

    /// Nothing more to send for now: lets go of the mail server.
    pub async fn rest(&self) {
        if let Self::Smtp(server) = self {
            server.rest().await;
        }
    }
}
