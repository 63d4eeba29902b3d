//! How to reach a person safely: what they said is safe, before the number itself.

use jiff::tz::TimeZone;
use maud::{Markup, html};
use troth_domain::people::{Client, Contact, PersonName, Profile, SafeContact};
use troth_domain::practice::CivilWindow;

use super::{contact, facts};
use crate::web::gallery::{Sample, Stage};
use crate::web::words::{When, civil_clock};
use crate::zone_words::zone_in_words;

/// Somebody to reach.
#[derive(Clone, Copy)]
pub struct Reach<'a> {
    name: &'a PersonName,
    contact: Option<&'a Contact>,
    safe: &'a SafeContact,
    zone: &'a TimeZone,
}

impl<'a> From<&'a Profile> for Reach<'a> {
    fn from(profile: &'a Profile) -> Self {
        Self {
            name: &profile.name,
            contact: profile.contact.as_ref(),
            safe: &profile.safe_contact,
            zone: profile.time_zone.zone(),
        }
    }
}

impl<'a> From<&'a Client> for Reach<'a> {
    fn from(client: &'a Client) -> Self {
        Self {
            name: &client.name,
            contact: Some(&client.contact),
            safe: &client.safe_contact,
            zone: client.time_zone.zone(),
        }
    }
}

/// The rules, then the ways. `here` tells when their hours are by the practice's clocks.
pub fn rules(reach: Reach<'_>, here: &When<'_>) -> Markup {
    let safe = reach.safe;
    let name = safe.name_to_use.as_ref().unwrap_or(reach.name);
    let voicemail = if safe.voicemail { "A voicemail is fine: your first name and our number" } else { "No voicemail" };
    let texts = if safe.text { "A text is fine, without a reason" } else { "No text" };
    let mut list = vec![
        ("Ask for", html! { bdi { (name.reveal()) } @if safe.name_to_use.is_some() { " (and no other name)" } }),
        ("Safe hours", hours(safe.hours, reach.zone, here)),
        ("If nobody answers", html! { (voicemail) ". " (texts) "." }),
    ];
    if let Some(number) = reach.contact.and_then(Contact::phone) {
        list.push(("Phone", contact::phone(number.reveal())));
    }
    if let Some(email) = reach.contact.and_then(Contact::email) {
        let rule = if safe.email { "a neutral e-mail is fine" } else { "do not write to it" };
        list.push(("E-mail", html! { span class="link-text" { (email.reveal()) } " (" (rule) ")" }));
    }
    if reach.contact.is_none() {
        list.push(("Phone", html! { "They left no number and no address. Wait until they call or come." }));
    }
    facts::list(&list)
}

fn hours(window: Option<CivilWindow>, zone: &TimeZone, here: &When<'_>) -> Markup {
    let is_away = zone.iana_name() != here.zone.iana_name();
    html! {
        @match window {
            Some(window) => { "Only from " (civil_clock(window.from())) " to " (civil_clock(window.to())) ", their time" }
            None => { "No preference" }
        }
        @if is_away {
            ". Where they are it is " (When { zone, now: here.now }.clock(here.now)) " now (" (zone_in_words(zone)) ")"
        }
    }
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let zone = &stage.practice.time_zone;
    let east = TimeZone::get("America/New_York").unwrap_or(TimeZone::UTC);
    let Some((name, other)) = PersonName::new("Robin Hale").ok().zip(PersonName::new("Rob").ok()) else {
        return Vec::new();
    };
    let number = troth_domain::people::PhoneNumber::new("801-555-0134").ok();
    let email = troth_domain::people::EmailAddress::new("robin@example.org").ok();
    let (by_phone, both) = (Contact::new(None, number.clone()), Contact::new(email, number));
    let evening = troth_domain::practice::CivilMinute::new(17 * 60)
        .zip(troth_domain::practice::CivilMinute::new(20 * 60))
        .and_then(|(from, to)| CivilWindow::new(from, to));
    let careful = SafeContact::default();
    let strict = SafeContact { email: false, name_to_use: Some(other), hours: evening, ..SafeContact::default() };
    let open = SafeContact { voicemail: true, text: true, ..SafeContact::default() };
    let show = |contact: Option<&Contact>, safe: &SafeContact, zone: &TimeZone| {
        rules(Reach { name: &name, contact, safe, zone }, &stage.when)
    };
    vec![
        Sample::new("careful", show(by_phone.as_ref(), &careful, zone)),
        Sample::new("strict and away", show(both.as_ref(), &strict, &east)),
        Sample::new("open", show(both.as_ref(), &open, zone)),
        Sample::new("no way to reach them", show(None, &careful, zone)),
    ]
}
