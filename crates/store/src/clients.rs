//! The person behind a booking, as one sealed value.

use serde::{Deserialize, Serialize};
use troth_domain::booking::BookingId;
use troth_domain::people::{Client, ClientZone, Contact, EmailAddress, PersonName, PhoneNumber, SafeContact};
use troth_domain::practice::{CivilMinute, CivilWindow};
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::key::Random;
use crate::rows::BookingRow;
use crate::seal::{DataKey, Place, Vault};

/// What is sealed. Fields that later versions add have a default, so older rows still open.
#[derive(Serialize)]
struct Sealed<'c> {
    name: &'c str,
    email: Option<&'c str>,
    phone: Option<&'c str>,
    safe_email: bool,
    safe_voicemail: bool,
    safe_text: bool,
    safe_name: Option<&'c str>,
    safe_minutes: Option<(u16, u16)>,
    invitation: bool,
    time_zone: &'c str,
}

/// As [`Sealed`], when it is read: JSON may have escaped a character, so texts are owned.
#[derive(Deserialize)]
struct Opened {
    name: String,
    email: Option<String>,
    phone: Option<String>,
    safe_email: bool,
    safe_voicemail: bool,
    safe_text: bool,
    safe_name: Option<String>,
    safe_minutes: Option<(u16, u16)>,
    invitation: bool,
    time_zone: String,
}

fn place(booking: &BookingId) -> Place<'_> {
    Place { table: "booking", column: "client", row: &booking.0 }
}

/// Seals `client` with the key of `booking`.
pub(crate) fn seal(key: &DataKey, random: &Random, booking: BookingId, client: &Client) -> Result<Vec<u8>, StoreError> {
    let safe = &client.safe_contact;
    let sealed = Sealed {
        name: client.name.reveal(),
        email: client.contact.email().map(EmailAddress::reveal),
        phone: client.contact.phone().map(PhoneNumber::reveal),
        safe_email: safe.email,
        safe_voicemail: safe.voicemail,
        safe_text: safe.text,
        safe_name: safe.name_to_use.as_ref().map(PersonName::reveal),
        safe_minutes: safe.hours.map(|hours| (hours.from().minutes(), hours.to().minutes())),
        invitation: client.invitation,
        time_zone: client.time_zone.name(),
    };
    let text = serde_json::to_vec(&sealed).map_err(|_| StoreError::corrupt("booking", &booking.0))?;
    key.seal(random, place(&booking), &Zeroizing::new(text))
}

/// Opens the client of a row; `None` for one that has none, as a hold.
pub(crate) fn open(vault: &Vault, row: &BookingRow) -> Result<Option<Client>, StoreError> {
    let Some(sealed) = &row.client else { return Ok(None) };
    let id = row.booking.id;
    let corrupt = || StoreError::corrupt("booking", &id.0);
    let wrap = row.wrap.as_ref().ok_or_else(|| StoreError::corrupt("item_key", &id.0))?;
    let text = vault.unwrap(wrap, &id.0)?.open(place(&id), sealed)?;
    let opened = serde_json::from_slice::<Opened>(&text).map_err(|_| corrupt())?;
    client(&opened).map(Some).ok_or_else(corrupt)
}

fn client(opened: &Opened) -> Option<Client> {
    let email = opened.email.as_ref().map(|text| EmailAddress::new(text)).transpose().ok()?;
    let phone = opened.phone.as_ref().map(|text| PhoneNumber::new(text)).transpose().ok()?;
    let hours = match opened.safe_minutes {
        None => None,
        Some((from, to)) => Some(CivilWindow::new(CivilMinute::new(from)?, CivilMinute::new(to)?)?),
    };
    Some(Client {
        name: PersonName::new(&opened.name).ok()?,
        contact: Contact::new(email, phone)?,
        safe_contact: SafeContact {
            email: opened.safe_email,
            voicemail: opened.safe_voicemail,
            text: opened.safe_text,
            name_to_use: opened.safe_name.as_ref().map(|text| PersonName::new(text)).transpose().ok()?,
            hours,
        },
        invitation: opened.invitation,
        time_zone: ClientZone::new(&opened.time_zone)?,
    })
}
