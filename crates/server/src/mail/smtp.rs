//! Mail through a mail server.
//!
//! The conversation is held step by step rather than in one call, because what a refusal means depends on the step: a
//! refused recipient is refused for good, but a refused password, sender or relay is the practice's to mend, and no
//! message may be lost over it.

use std::error::Error as _;
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::{Error, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use tokio::sync::Mutex;
use troth_domain::limits;
use url::{Host, Url};

use super::{Letter, SendError};

/// Why a mail server's URL cannot be used, and how to mend it. Never repeats the URL, which may hold a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UrlFault {
    /// Not a URL with a host.
    #[error("not a mail server's URL; write smtps://user:password@host")]
    Form,
    /// Another scheme.
    #[error("the URL must start with smtp:// or smtps://")]
    Scheme,
    /// Something after host and port.
    #[error("end the URL after host and port; smtp:// may add ?tls=required or ?tls=opportunistic")]
    Path,
    /// A query that means nothing here.
    #[error("after the ? only tls=required or tls=opportunistic is known")]
    Query,
    /// A password would cross the network readable.
    #[error("a password needs encryption; write smtps:// or add ?tls=required")]
    Password,
    /// The certificates of this machine cannot be loaded.
    #[error("encryption cannot be set up on this machine; install its CA certificates")]
    Tls,
}

#[derive(Clone)]
enum Encryption {
    None,
    /// Where the server offers it.
    Offered(TlsParameters),
    /// By STARTTLS, or not at all.
    Required(TlsParameters),
    /// From the first byte.
    Wrapped(TlsParameters),
}

/// Sends letters through one mail server, over one connection at a time.
pub struct SmtpTransport {
    host: String,
    port: u16,
    encryption: Encryption,
    credentials: Option<Credentials>,
    open: Mutex<Option<AsyncSmtpConnection>>,
}

impl std::fmt::Debug for SmtpTransport {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The password stays out.
        formatter
            .debug_struct("SmtpTransport")
            .field("host", &self.host)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl SmtpTransport {
    /// A transport for `smtp://host:port` (no encryption), `smtp://…?tls=required` (STARTTLS), `?tls=opportunistic`
    /// (STARTTLS where offered) or `smtps://…`, each with `user:password@` before the host where the server asks for it.
    ///
    /// # Errors
    /// [`UrlFault`].
    pub fn new(url: &str) -> Result<Self, UrlFault> {
        let url = Url::parse(url).map_err(|_| UrlFault::Form)?;
        if !matches!(url.scheme(), "smtp" | "smtps") {
            return Err(UrlFault::Scheme);
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(UrlFault::Form)?;
        // An IPv6 address stands in brackets in a URL only.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let parameters = || TlsParameters::new(host.clone()).map_err(|_| UrlFault::Tls);
        if !url.path().trim_matches('/').is_empty() {
            return Err(UrlFault::Path);
        }
        let (encryption, usual_port) = match (url.scheme(), url.query()) {
            ("smtps", None) => (Encryption::Wrapped(parameters()?), SUBMISSIONS_PORT),
            ("smtp", None) => (Encryption::None, SMTP_PORT),
            ("smtp", Some("tls=required")) => (Encryption::Required(parameters()?), SUBMISSION_PORT),
            ("smtp", Some("tls=opportunistic")) => (Encryption::Offered(parameters()?), SUBMISSION_PORT),
            _ => return Err(UrlFault::Query),
        };
        let credentials = credentials(&url)?;
        let readable = matches!(encryption, Encryption::None | Encryption::Offered(_));
        if credentials.is_some() && readable && !is_loopback(&url) {
            return Err(UrlFault::Password);
        }
        let port = url.port().unwrap_or(usual_port);
        Ok(Self { host, port, encryption, credentials, open: Mutex::new(None) })
    }

    pub(super) async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        let limit = Duration::from_secs(limits::MAIL_SEND_SECONDS_MAX);
        // Cut off in the middle, the connection is dropped with the conversation, and the next letter opens another.
        let answer = tokio::time::timeout(limit, self.converse(letter)).await;
        answer.unwrap_or_else(|_| Err(SendError::passing("mail server too slow")))
    }

    /// Says goodbye to the mail server, if a connection is open.
    pub(super) async fn rest(&self) {
        if let Some(mut connection) = self.open.lock().await.take() {
            let limit = Duration::from_millis(limits::MAIL_GOODBYE_MILLISECONDS_MAX);
            // Whether it answers makes no difference.
            let _ = tokio::time::timeout(limit, connection.quit()).await;
        }
    }

    async fn converse(&self, letter: &Letter) -> Result<(), SendError> {
        let mut open = self.open.lock().await;
        let mut connection = match still_there(open.take()).await {
            Some(kept) => kept,
            None => self.connect().await?,
        };
        let result = deliver(&mut connection, letter).await;
        match &result {
            Ok(()) => *open = Some(connection),
            Err(_) => connection.abort().await,
        }
        result
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let limit = Some(Duration::from_secs(limits::MAIL_SEND_SECONDS_MAX));
        let wrapped = match &self.encryption {
            Encryption::Wrapped(parameters) => Some(parameters.clone()),
            _ => None,
        };
        let server = (self.host.as_str(), self.port);
        let mut connection = AsyncSmtpConnection::connect_tokio1(server, limit, &ClientId::default(), wrapped, None)
            .await
            .map_err(|error| passing("mail server not reached", &error))?;
        let upgrade = match &self.encryption {
            Encryption::Required(parameters) => Some(parameters),
            Encryption::Offered(parameters) if connection.can_starttls() => Some(parameters),
            _ => None,
        };
        if let Some(parameters) = upgrade {
            let upgraded = connection.starttls(parameters.clone(), &ClientId::default()).await;
            upgraded.map_err(|error| passing("encryption refused", &error))?;
        }
        if let Some(credentials) = &self.credentials {
            let allowed = connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await;
            allowed.map_err(|error| passing("password refused", &error))?;
        }
        Ok(connection)
    }
}

/// A connection that was kept, unless the server has hung up since.
async fn still_there(kept: Option<AsyncSmtpConnection>) -> Option<AsyncSmtpConnection> {
    let mut kept = kept?;
    kept.test_connected().await.then_some(kept)
}

async fn deliver(connection: &mut AsyncSmtpConnection, letter: &Letter) -> Result<(), SendError> {
    let mut parameters = Vec::new();
    let plain = |address: &lettre::Address| AsRef::<str>::as_ref(address).is_ascii();
    if !letter.envelope.to().iter().chain(letter.envelope.from()).all(plain) {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(SendError::lasting("mail server takes no such address"));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !letter.bytes.is_ascii() {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let sender = Mail::new(letter.envelope.from().cloned(), parameters);
    connection.command(sender).await.map_err(|error| passing("sender refused", &error))?;
    for to in letter.envelope.to() {
        let recipient = Rcpt::new(to.clone(), Vec::new());
        connection.command(recipient).await.map_err(|error| judged("recipient refused", &error))?;
    }
    connection.command(Data).await.map_err(|error| passing("letter not asked for", &error))?;
    // Sending adds the last line end itself.
    let bytes = letter.bytes.strip_suffix(b"\r\n").unwrap_or(&letter.bytes);
    connection.message(bytes).await.map_err(|error| judged("letter refused", &error))?;
    Ok(())
}

/// A failure that says nothing about this recipient.
fn passing(reason: &'static str, error: &Error) -> SendError {
    SendError { lasting: false, reason, code: error.status().map(u16::from) }
}

/// A failure that lasts if the server says so, but for refusals by its policy (RFC 3463: x.7.y), such as a relay that
/// does not know us or a filter: those are the practice's to mend.
fn judged(reason: &'static str, error: &Error) -> SendError {
    let says = error.source().map(ToString::to_string).unwrap_or_default();
    let code = error.status().map(u16::from);
    let policy = says.starts_with("5.7.") || matches!(code, Some(530 | 535));
    SendError { lasting: error.is_permanent() && !policy, reason, code }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, UrlFault> {
    let Some(password) = url.password() else { return Ok(None) };
    let decode = |text: &str| {
        let decoded = percent_encoding::percent_decode_str(text).decode_utf8().map_err(|_| UrlFault::Form)?;
        Ok(decoded.into_owned())
    };
    Ok(Some(Credentials::new(decode(url.username())?, decode(password)?)))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // Other schemes than the web's keep their hosts as text.
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests;
