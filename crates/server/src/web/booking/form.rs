//! The booking form: what was typed, and the person it describes.

use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::people::{
    Client, ClientZone, Contact, EmailAddress, InvalidPersonal, PersonName, PhoneNumber, Profile, SafeContact,
};
use troth_domain::practice::{CivilMinute, CivilWindow};

use crate::web::components::field::{FieldError, Line, checkbox, select};
use crate::web::input::Fields;
use crate::web::words::civil_clock;

/// What was typed, kept as it is so that nothing has to be typed twice.
#[derive(Clone)]
pub struct Typed {
    name: String,
    phone: String,
    email: String,
    safe_email: bool,
    voicemail: bool,
    text: bool,
    name_to_use: String,
    hours_from: String,
    hours_until: String,
    invitation: bool,
}

impl Default for Typed {
    /// An empty form, with the careful choices.
    fn default() -> Self {
        let safe = SafeContact::default();
        Self {
            name: String::new(),
            phone: String::new(),
            email: String::new(),
            safe_email: safe.email,
            voicemail: safe.voicemail,
            text: safe.text,
            name_to_use: String::new(),
            hours_from: String::new(),
            hours_until: String::new(),
            invitation: false,
        }
    }
}

impl Typed {
    /// What a posted form says.
    pub fn read(fields: &Fields) -> Self {
        let text = |name| fields.get(name).to_owned();
        Self {
            name: text("name"),
            phone: text("phone"),
            email: text("email"),
            safe_email: fields.has("safe_email"),
            voicemail: fields.has("voicemail"),
            text: fields.has("text"),
            name_to_use: text("name_to_use"),
            hours_from: text("hours_from"),
            hours_until: text("hours_until"),
            invitation: fields.has("invitation"),
        }
    }

    /// What a person says of themselves, to be changed.
    pub fn of(profile: &Profile) -> Self {
        let (contact, safe) = (profile.contact.as_ref(), &profile.safe_contact);
        let clock = |minute: CivilMinute| format!("{:02}:{:02}", minute.minutes() / 60, minute.minutes() % 60);
        let hours =
            |end: fn(&CivilWindow) -> CivilMinute| safe.hours.as_ref().map_or(String::new(), |hours| clock(end(hours)));
        Self {
            name: profile.name.reveal().to_owned(),
            phone: contact.and_then(Contact::phone).map_or(String::new(), |phone| phone.reveal().to_owned()),
            email: contact.and_then(Contact::email).map_or(String::new(), |email| email.reveal().to_owned()),
            safe_email: safe.email,
            voicemail: safe.voicemail,
            text: safe.text,
            name_to_use: safe.name_to_use.as_ref().map_or(String::new(), |name| name.reveal().to_owned()),
            hours_from: hours(|hours| hours.from()),
            hours_until: hours(|hours| hours.to()),
            invitation: false,
        }
    }

    /// As [`check`](Self::check), for a person who may want to be reached in no way at all.
    ///
    /// # Errors
    /// As there.
    pub fn check_person(&self) -> Result<(PersonName, Option<Contact>, SafeContact), Vec<FieldError>> {
        let mut errors = Vec::new();
        let name =
            PersonName::new(&self.name).map_err(|fault| errors.push(name_error("name", "your name", fault))).ok();
        let none = given(&self.phone).is_none() && given(&self.email).is_none();
        let contact = if none { None } else { self.contact(&mut errors) };
        let safe_contact = self.safe(&mut errors);
        match name {
            Some(name) if errors.is_empty() => Ok((name, contact, safe_contact)),
            _ => Err(errors),
        }
    }

    /// The person, whose times are shown in `time_zone`.
    ///
    /// # Errors
    /// What is wrong with each field, all at once, in the order of the form.
    pub fn check(&self, time_zone: ClientZone) -> Result<Client, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name =
            PersonName::new(&self.name).map_err(|fault| errors.push(name_error("name", "your name", fault))).ok();
        let contact = self.contact(&mut errors);
        let safe_contact = self.safe(&mut errors);
        match (name, contact) {
            (Some(name), Some(contact)) if errors.is_empty() => {
                Ok(Client { name, contact, safe_contact, invitation: self.invitation, time_zone })
            }
            _ => Err(errors),
        }
    }

    fn safe(&self, errors: &mut Vec<FieldError>) -> SafeContact {
        let name_to_use = given(&self.name_to_use).map(PersonName::new).transpose().unwrap_or_else(|fault| {
            errors.push(name_error("name_to_use", "the name to use", fault));
            None
        });
        let hours = self.hours(errors);
        SafeContact { email: self.safe_email, voicemail: self.voicemail, text: self.text, name_to_use, hours }
    }

    fn contact(&self, errors: &mut Vec<FieldError>) -> Option<Contact> {
        let phone = given(&self.phone).map(|text| PhoneNumber::new(text).map_err(phone_error));
        let email = given(&self.email).map(|text| EmailAddress::new(text).map_err(email_error));
        if phone.is_none() && email.is_none() {
            errors.push(FieldError::new("phone", "Enter a phone number or an e-mail address"));
            return None;
        }
        let phone = phone.transpose().unwrap_or_else(|error| {
            errors.push(error);
            None
        });
        let email = email.transpose().unwrap_or_else(|error| {
            errors.push(error);
            None
        });
        Contact::new(email, phone)
    }

    fn hours(&self, errors: &mut Vec<FieldError>) -> Option<CivilWindow> {
        let (from, until) = match (given(&self.hours_from), given(&self.hours_until)) {
            (None, None) => return None,
            (Some(from), Some(until)) => (from, until),
            (Some(_), None) => {
                errors.push(FieldError::new(
                    "hours_until",
                    "Choose until when it is safe, or \u{201c}any time\u{201d} for both",
                ));
                return None;
            }
            (None, Some(_)) => {
                errors.push(FieldError::new(
                    "hours_from",
                    "Choose from when it is safe, or \u{201c}any time\u{201d} for both",
                ));
                return None;
            }
        };
        let window =
            civil_minute(from).zip(civil_minute(until)).and_then(|(from, until)| CivilWindow::new(from, until));
        if window.is_none() {
            errors.push(FieldError::new("hours_until", "Choose an end of the safe hours that is after their start"));
        }
        window
    }

    /// The fields for a person's own settings.
    pub fn render_person(&self, errors: &[FieldError]) -> Markup {
        html! {
            (Line { name: "name", label: "Your name", hint: "Your therapist and the desk see it. Your partner does not.", kind: "text", autocomplete: "name", characters_max: limits::NAME_CHARACTERS_MAX }
                .render(&self.name, errors))
            (Line { name: "phone", label: "Phone (you can leave this empty)", hint: "", kind: "tel", autocomplete: "tel", characters_max: limits::PHONE_CHARACTERS_MAX }
                .render(&self.phone, errors))
            (Line { name: "email", label: "E-mail (you can leave this empty)", hint: "", kind: "email", autocomplete: "email", characters_max: limits::EMAIL_CHARACTERS_MAX }
                .render(&self.email, errors))
            fieldset {
                legend { "What is safe for you?" }
                (checkbox("safe_email", "You may send a plain e-mail that does not say what it is about", self.safe_email))
                (checkbox("voicemail", "You may leave a voicemail", self.voicemail))
                (checkbox("text", "You may send a text message", self.text))
                (self.names_and_hours(errors))
            }
        }
    }

    /// The fields, with `errors` beside them. `calls` says who calls whom.
    pub fn render(&self, errors: &[FieldError], calls: Markup) -> Markup {
        html! {
            (Line { name: "name", label: "Your name", hint: "First name is enough.", kind: "text", autocomplete: "name", characters_max: limits::NAME_CHARACTERS_MAX }
                .render(&self.name, errors))
            fieldset aria-describedby="contact-hint" {
                legend { "Phone or e-mail: one is enough" }
                p class="hint" id="contact-hint" { (calls) }
                (Line { name: "phone", label: "Phone", hint: "", kind: "tel", autocomplete: "tel", characters_max: limits::PHONE_CHARACTERS_MAX }
                    .render(&self.phone, errors))
                (Line { name: "email", label: "E-mail", hint: "", kind: "email", autocomplete: "email", characters_max: limits::EMAIL_CHARACTERS_MAX }
                    .render(&self.email, errors))
            }
            (self.safe_contact(errors))
        }
    }

    fn safe_contact(&self, errors: &[FieldError]) -> Markup {
        html! {
            fieldset aria-describedby="safe-hint" {
                legend { "What is safe for you?" }
                p class="hint" id="safe-hint" { "You can leave this as it is. We contact nobody but you." }
                (checkbox("safe_email", "You may send a plain e-mail that does not say what it is about", self.safe_email))
                (checkbox("voicemail", "You may leave a voicemail", self.voicemail))
                (checkbox("text", "You may send a text message", self.text))
                (checkbox("invitation", "Send a calendar entry by e-mail. It says \u{201c}Appointment\u{201d}.", self.invitation))
                (self.names_and_hours(errors))
            }
        }
    }

    fn names_and_hours(&self, errors: &[FieldError]) -> Markup {
        let hours = hour_options();
        html! {
                (Line {
                    name: "name_to_use", label: "Name to use when we call (you can skip this)",
                    hint: "If someone else may pick up.", kind: "text", autocomplete: "off",
                    characters_max: limits::NAME_CHARACTERS_MAX,
                }.render(&self.name_to_use, errors))
                div class="pair" {
                    (select("hours_from", "Safe to reach you from", &hours, &self.hours_from, errors))
                    (select("hours_until", "until", &hours, &self.hours_until, errors))
                }
        }
    }
}

fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn civil_minute(text: &str) -> Option<CivilMinute> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    CivilMinute::new(hours.checked_mul(60)?.checked_add(minutes)?).filter(|_| minutes < 60)
}

fn hour_options() -> Vec<(String, String)> {
    let any = (String::new(), "any time".to_owned());
    let hour = |hour: u16| Some((format!("{hour:02}:00"), civil_clock(CivilMinute::new(hour.checked_mul(60)?)?)));
    std::iter::once(any).chain((0..=24).filter_map(hour)).collect()
}

fn name_error(field: &'static str, what: &str, fault: InvalidPersonal) -> FieldError {
    let message = match fault {
        InvalidPersonal::TooLong(characters_max) => format!("Shorten {what} to {characters_max} characters"),
        InvalidPersonal::Character | InvalidPersonal::Form => format!("Enter {what} in letters, without line breaks"),
        InvalidPersonal::Empty => format!("Enter {what}"),
    };
    FieldError::new(field, message)
}

fn phone_error(fault: InvalidPersonal) -> FieldError {
    let message = match fault {
        InvalidPersonal::TooLong(characters_max) => format!("Shorten the phone number to {characters_max} characters"),
        _ => "Enter a phone number with 7 to 15 digits, like 801 555 0134".to_owned(),
    };
    FieldError::new("phone", message)
}

fn email_error(fault: InvalidPersonal) -> FieldError {
    let message = match fault {
        InvalidPersonal::TooLong(characters_max) => {
            format!("Shorten the e-mail address to {characters_max} characters")
        }
        _ => "Enter one e-mail address, like name@example.org".to_owned(),
    };
    FieldError::new("email", message)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::web::tests::samples;

    fn check(encoded: &str, expected: &[&str]) {
        let typed = Typed::read(&Fields::parse(encoded.as_bytes()).unwrap());
        let zone = ClientZone::from_zone(samples::zone());
        let fields = typed.check(zone).err().unwrap_or_default();
        let fields = fields.iter().map(|error| error.field.as_ref()).collect::<Vec<_>>();
        assert_eq!(fields, expected, "{encoded}");
    }

    #[test]
    fn names_every_error_at_once() {
        check("name=Ana&phone=801+555+0134", &[]);
        check("name=Ana&email=ana%40example.org", &[]);
        check("", &["name", "phone"]);
        check(
            "name=+&email=ana&phone=12&hours_from=09%3A00&name_to_use=a%0Ab",
            &["name", "phone", "email", "name_to_use", "hours_until"],
        );
        check("name=Ana%0D%0ABcc%3A+x&email=ana%40example.org", &["name"]);
        check("name=Ana&email=a%40b.org%2Cc%40d.org", &["email"]);
        check("name=Ana&phone=8015550134&hours_from=17%3A00&hours_until=09%3A00", &["hours_until"]);
        check("name=Ana&phone=8015550134&hours_from=9%3A99&hours_until=99999%3A0", &["hours_until"]);
        check("name=Ana&phone=8015550134&hours_until=09%3A00", &["hours_from"]);
    }

    #[test]
    fn takes_safe_contact_as_it_was_ticked() {
        let form = "name=Ana&phone=8015550134&voicemail=yes&hours_from=09%3A00&hours_until=24%3A00&name_to_use=Annie";
        let typed = Typed::read(&Fields::parse(form.as_bytes()).unwrap());
        let safe = typed.check(ClientZone::from_zone(samples::zone())).unwrap().safe_contact;
        assert!(safe.voicemail && !safe.text && !safe.email);
        assert_eq!(safe.hours.map(|hours| (hours.from().minutes(), hours.to().minutes())), Some((540, 1440)));
        assert_eq!(safe.name_to_use.unwrap().reveal(), "Annie");
    }

    #[test]
    fn keeps_and_escapes_what_was_typed() {
        let typed = Typed::read(&Fields::parse(b"name=%22%3E%3Cscript%3E").unwrap());
        let page = typed.render(&[], html! {}).into_string();
        assert!(page.contains("value=\"&quot;&gt;&lt;script&gt;\""), "{page}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fail(name in "\\PC*", phone in "[0-9x+ ().-]{0,40}", email in "\\PC{0,20}@\\PC{0,20}", hours in "[0-9:]{0,8}") {
            let pairs = [("name", &name), ("phone", &phone), ("email", &email), ("hours_from", &hours), ("hours_until", &hours)];
            let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            let typed = Typed::read(&Fields::parse(encoded.as_bytes()).unwrap());
            let errors = typed.check(ClientZone::from_zone(samples::zone())).err().unwrap_or_default();
            let _ = typed.render(&errors, html! {}).into_string();
        }
    }
}
