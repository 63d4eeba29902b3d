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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::key::PracticeKey;
    use crate::practice_keys::PracticeKeys;

    fn some_client() -> impl Strategy<Value = Client> {
        let name = || any::<String>().prop_filter_map("a name", |text| PersonName::new(&text).ok());
        let email = prop::option::of(("[a-z]{1,9}", "[a-zé]{1,9}"));
        let hours = prop::option::of((0_u16..144, 1_u16..145));
        (name(), email, prop::option::of(name()), hours, any::<[bool; 4]>()).prop_map(
            |(name, email, name_to_use, hours, [email_safe, voicemail, text, invitation])| {
                let email = email.map(|(local, domain)| EmailAddress::new(&format!("{local}@{domain}.org")).unwrap());
                let phone = (text || email.is_none()).then(|| PhoneNumber::new("+1 (801) 555-0134 x7").unwrap());
                let minute = |tens: u16| CivilMinute::new(tens * 10).unwrap();
                let hours = hours.and_then(|(from, to)| CivilWindow::new(minute(from), minute(to)));
                Client {
                    name,
                    contact: Contact::new(email, phone).unwrap(),
                    safe_contact: SafeContact { email: email_safe, voicemail, text, name_to_use, hours },
                    invitation,
                    time_zone: ClientZone::new("America/Denver").unwrap(),
                }
            },
        )
    }

    proptest! {
        #[test]
        fn whoever_was_sealed_comes_back_the_same(person in some_client(), seed in any::<u8>()) {
            let random: Random = Arc::new(move |bytes: &mut [u8]| bytes.fill(seed));
            let keys = PracticeKeys::open(1, PracticeKey::from_bytes([seed; 32]), None).unwrap();
            let vault = Vault::new(&keys, Arc::clone(&random));
            let (key, id) = (vault.new_key(), BookingId([seed; 16]));
            let sealed = seal(&key, &random, id, &person).unwrap();
            let text = key.open(place(&id), &sealed).unwrap();
            let opened = serde_json::from_slice::<Opened>(&text).unwrap();
            prop_assert_eq!(client(&opened), Some(person));
        }
    }
}
