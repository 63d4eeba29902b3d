//! `[mail]` and `[limits]`.

use std::fmt;

use troth_domain::limits;
use troth_domain::people::EmailAddress;
use url::Url;

use super::super::network::{NetworkRange, is_local_host};
use super::reader::{Item, Section};

/// What messages are from, when nothing is said: nothing that shows over a shoulder.
const FROM_NAME: &str = "Appointments";
/// The sender of folder mail when neither `from` nor the practice's e-mail is set; never delivered (RFC 2606).
const FROM: &str = "appointments@practice.invalid";

/// How mail leaves.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// Where it goes.
    pub transport: Transport,
    /// The name that messages are from.
    pub from_name: String,
    /// The address that messages are from.
    pub from: EmailAddress,
}

/// Where mail goes.
#[derive(Clone, PartialEq, Eq)]
pub enum Transport {
    /// One `.eml` file per message in `DATA/mail`.
    Folder,
    /// A mail server.
    Smtp {
        /// `smtp://` or `smtps://`; it may hold a password, so it is never shown.
        url: String,
    },
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Folder => "Folder",
            Self::Smtp { .. } => "Smtp(private)",
        })
    }
}

/// How much one network address may ask for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LimitSettings {
    /// Whether there are limits at all.
    pub enabled: bool,
    /// Bookings in an hour.
    pub bookings_per_hour_per_address: u32,
    /// Holds in an hour.
    pub holds_per_hour_per_address: u32,
    /// Requests in a minute.
    pub requests_per_minute_per_address: u32,
    /// Proxies whose word on the client's address is taken.
    pub trusted_proxies: Vec<NetworkRange>,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            bookings_per_hour_per_address: limits::BOOKINGS_PER_HOUR_PER_ADDRESS,
            holds_per_hour_per_address: limits::HOLDS_PER_HOUR_PER_ADDRESS,
            requests_per_minute_per_address: limits::REQUESTS_PER_MINUTE_PER_ADDRESS,
            trusted_proxies: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Folder,
    Smtp,
}

/// `[mail]`, or its defaults.
pub(super) fn read_mail(root: &mut Section<'_, '_>, practice_email: Option<&EmailAddress>) -> Option<MailSettings> {
    let default_from = || practice_email.cloned().or_else(|| EmailAddress::new(FROM).ok());
    let Some(item) = root.take("mail") else {
        return Some(MailSettings {
            transport: Transport::Folder,
            from_name: FROM_NAME.to_owned(),
            from: default_from()?,
        });
    };
    let mut section = item.table("[mail]")?;
    let way = match section.take("transport") {
        None => Some(Way::Folder),
        Some(item) => item.one_of(&[("folder", Way::Folder), ("smtp", Way::Smtp)]),
    };
    let smtp = way == Some(Way::Smtp);
    let url =
        if smtp { section.require("url", "\"smtps://user:password@mail.example.org\"") } else { section.take("url") };
    let url = url.and_then(read_smtp_url);
    let from = if smtp { section.require("from", "\"appointments@example.org\"") } else { section.take("from") };
    let from = match from {
        Some(item) => item.email(),
        None => default_from(),
    };
    let from_name = match section.take("from_name") {
        Some(item) => item.line(limits::NAME_CHARACTERS_MAX),
        None => Some(FROM_NAME.to_owned()),
    };
    section.finish();
    let transport = match way? {
        Way::Folder => Transport::Folder,
        Way::Smtp => Transport::Smtp { url: url? },
    };
    Some(MailSettings { transport, from_name: from_name?, from: from? })
}

/// The mail server's address. It may hold a password, so no fault repeats it.
fn read_smtp_url(item: Item<'_, '_>) -> Option<String> {
    const EXAMPLE: &str = "\"smtps://user:password@mail.example.org\"";
    let text = item.raw_text(EXAMPLE)?.to_owned();
    let spaced = text.chars().any(|character| character.is_whitespace() || character.is_control());
    let url = Url::parse(&text).ok().filter(|url| !spaced && text.len() <= limits::URL_BYTES_MAX && has_host(url));
    let Some(url) = url.filter(|url| matches!(url.scheme(), "smtp" | "smtps")) else {
        item.fault(
            "url is no address of a mail server",
            format!("write url = {EXAMPLE}, or smtp:// with ?tls=required"),
        );
        return None;
    };
    if url.username().is_empty() != url.password().is_none() {
        item.fault("url has a user without a password, or the reverse", format!("write both, as in {EXAMPLE}"));
        return None;
    }
    let options: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let tls_known = match options.as_slice() {
        [] => true,
        [(name, value)] => {
            url.scheme() == "smtp" && name == "tls" && matches!(value.as_str(), "required" | "opportunistic")
        }
        _ => false,
    };
    if !tls_known || url.fragment().is_some() || url.path().len() > 1 {
        let mend = "end it after host and port; smtp:// may add ?tls=required or ?tls=opportunistic";
        item.fault("url has something after the host that is not known", mend);
        return None;
    }
    let always_encrypted = url.scheme() == "smtps" || options.iter().any(|(_, value)| value == "required");
    if url.password().is_some() && !always_encrypted && !is_local_host(&text) {
        item.fault("url has a password that could cross the network readable", "write smtps://, or add ?tls=required");
        return None;
    }
    if url.scheme() == "smtp" && options.is_empty() && !is_local_host(&text) {
        let mend = "write smtps://, or add ?tls=required";
        item.sheet.warn(&item.place, "url is smtp:// without TLS, so that others on the way can read the mail", mend);
    }
    Some(text)
}

fn has_host(url: &Url) -> bool {
    url.host_str().is_some_and(|host| !host.is_empty())
}

/// `[limits]`, or its defaults.
pub(super) fn read_limits(root: &mut Section<'_, '_>) -> Option<LimitSettings> {
    let mut settings = LimitSettings::default();
    let Some(item) = root.take("limits") else { return Some(settings) };
    let mut section = item.table("[limits]")?;
    if let Some(item) = section.take("enabled") {
        settings.enabled = item.boolean().unwrap_or(true);
    }
    for (key, setting) in [
        ("bookings_per_hour_per_address", &mut settings.bookings_per_hour_per_address),
        ("holds_per_hour_per_address", &mut settings.holds_per_hour_per_address),
        ("requests_per_minute_per_address", &mut settings.requests_per_minute_per_address),
    ] {
        if let Some(item) = section.take(key) {
            *setting = item.number(1..=limits::PER_ADDRESS_MAX, 1).unwrap_or(*setting);
        }
    }
    if let Some(item) = section.take("trusted_proxies") {
        let ranges = item.list(limits::TRUSTED_PROXIES_MAX).unwrap_or_default();
        settings.trusted_proxies = ranges.into_iter().filter_map(Item::network_range).collect();
    }
    section.finish();
    Some(settings)
}
