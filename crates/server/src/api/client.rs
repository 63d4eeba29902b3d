//! Who books, as a program says it.

use serde::Serialize;
use troth_domain::people::{
    Client, ClientZone, Contact, EmailAddress, InvalidPersonal, PersonName, PhoneNumber, SafeContact,
};
use troth_domain::practice::{CivilMinute, CivilWindow, Practice};
use utoipa::openapi::schema::ObjectBuilder;

use super::fields::Fields;
use super::schemas;
use super::wishes;

const NO_CONTACT: &str = "Give an e-mail address or a phone number.";
const NO_TIME_OF_DAY: &str = "This must be a time of day in steps of five minutes, such as 09:00.";

/// Reads who books. `None` after a mistake.
pub fn read(practice: &Practice, fields: &mut Fields) -> Option<Client> {
    let name = fields.needed("name", person_name);
    let contact = contact(fields);
    let safe_contact = fields.object("safe_contact", |fields| Some(safe_contact(fields))).unwrap_or_default();
    let invitation = fields.truth("invitation", false);
    let zone = fields.optional("zone", wishes::zone);
    let time_zone = zone.unwrap_or_else(|| ClientZone::from_zone(practice.time_zone.clone()));
    Some(Client { name: name?, contact: contact?, safe_contact, invitation, time_zone })
}

fn contact(fields: &mut Fields) -> Option<Contact> {
    if !fields.has("email") && !fields.has("phone") {
        for name in ["email", "phone"] {
            fields.forget(name);
            fields.refuse(name, NO_CONTACT);
        }
        return None;
    }
    let email = fields.optional("email", email);
    let phone = fields.optional("phone", phone);
    Contact::new(email, phone)
}

fn safe_contact(fields: &mut Fields) -> SafeContact {
    let default = SafeContact::default();
    SafeContact {
        email: fields.truth("email", default.email),
        voicemail: fields.truth("voicemail", default.voicemail),
        text: fields.truth("text", default.text),
        name_to_use: fields.optional("name", person_name),
        hours: fields.object("hours", hours),
    }
}

fn hours(fields: &mut Fields) -> Option<CivilWindow> {
    let from = fields.needed("from", time_of_day);
    let to = fields.needed("to", time_of_day);
    let (from, to) = (from?, to?);
    let window = CivilWindow::new(from, to);
    if window.is_none() {
        fields.refuse("to", "This must be later than from.");
    }
    window
}

fn person_name(text: &str) -> Result<PersonName, String> {
    PersonName::new(text).map_err(|why| match why {
        InvalidPersonal::Empty => "Write a name.".to_owned(),
        InvalidPersonal::TooLong(characters) => format!("A name has at most {characters} characters."),
        InvalidPersonal::Character | InvalidPersonal::Form => {
            "A name has no line breaks and no control characters.".to_owned()
        }
    })
}

fn email(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::new(text).map_err(|why| match why {
        InvalidPersonal::TooLong(characters) => format!("An e-mail address has at most {characters} characters."),
        _ => "This must be an e-mail address such as ana@example.org.".to_owned(),
    })
}

fn phone(text: &str) -> Result<PhoneNumber, String> {
    PhoneNumber::new(text).map_err(|why| match why {
        InvalidPersonal::TooLong(characters) => format!("A phone number has at most {characters} characters."),
        _ => "This must be a phone number of 7 to 15 digits, such as +1 801 555 0134.".to_owned(),
    })
}

/// `HH:MM`, to `24:00`.
fn time_of_day(text: &str) -> Result<CivilMinute, &'static str> {
    let shaped = text.len() == 5
        && text.bytes().enumerate().all(|(place, byte)| if place == 2 { byte == b':' } else { byte.is_ascii_digit() });
    let minutes = text.split_once(':').filter(|_| shaped).and_then(|(hours, minutes)| {
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        (minutes < 60).then_some(hours * 60 + minutes)
    });
    minutes.and_then(CivilMinute::new).ok_or(NO_TIME_OF_DAY)
}

/// A client in a form that the order and the spelling of a body's fields do not change. Private: kept as a code only.
#[derive(Serialize)]
pub struct Canonical<'a> {
    email: Option<&'a str>,
    invitation: bool,
    name: &'a str,
    phone: Option<&'a str>,
    safe_email: bool,
    safe_hours: Option<(u16, u16)>,
    safe_name: Option<&'a str>,
    safe_text: bool,
    safe_voicemail: bool,
    zone: &'a str,
}

impl<'a> Canonical<'a> {
    /// `client` in that form.
    pub fn of(client: &'a Client) -> Self {
        let safe = &client.safe_contact;
        Self {
            email: client.contact.email().map(EmailAddress::reveal),
            invitation: client.invitation,
            name: client.name.reveal(),
            phone: client.contact.phone().map(PhoneNumber::reveal),
            safe_email: safe.email,
            safe_hours: safe.hours.map(|hours| (hours.from().minutes(), hours.to().minutes())),
            safe_name: safe.name_to_use.as_ref().map(PersonName::reveal),
            safe_text: safe.text,
            safe_voicemail: safe.voicemail,
            zone: client.time_zone.name(),
        }
    }
}

/// Adds who books to the description of a body.
pub fn describe(body: ObjectBuilder) -> ObjectBuilder {
    let hours = ObjectBuilder::new()
        .property("from", schemas::time_of_day())
        .required("from")
        .property("to", schemas::time_of_day())
        .required("to")
        .description(Some("When calls and messages are safe, in `zone`."));
    let safe_contact = ObjectBuilder::new()
        .property("email", schemas::truth(true, "A neutral e-mail may be sent."))
        .property("voicemail", schemas::truth(false, "A voicemail may be left."))
        .property("text", schemas::truth(false, "A text may be sent."))
        .property("name", schemas::name_or_null())
        .property("hours", schemas::or_null(schemas::closed(hours)))
        .description(Some("What is safe. Unless said, only a neutral e-mail. `name` is the name to use."));
    body.property("name", schemas::name())
        .required("name")
        .property("email", schemas::email_or_null())
        .property("phone", schemas::phone_or_null())
        .property("zone", schemas::zone_or_null())
        .property("safe_contact", schemas::or_null(schemas::closed(safe_contact)))
        .property("invitation", schemas::truth(false, "A calendar invitation is sent by mail."))
}
