//! What was booked, when, who calls whom, from which number, or who comes where.

use jiff::Timestamp;
use maud::{Markup, html};
use troth_domain::booking::{ClientBooking, Slot};
use troth_domain::people::{Client, Contact};
use troth_domain::practice::{Location, Mode, Offering, Practice, Slug};

use super::components::contact;
use super::words::{When, offering_facts};
use super::zones;

/// Name of a therapist, who may have left the practice's file.
pub fn therapist_name<'a>(practice: &'a Practice, slug: &Slug) -> &'a str {
    practice.therapist(slug).map_or("a therapist", |therapist| therapist.name.as_str())
}

/// What was booked; it may have left the practice's file.
pub fn offering_name<'a>(practice: &'a Practice, found: &ClientBooking) -> &'a str {
    practice.offering(&found.booking.slot.offering).map_or("Appointment", |offering| offering.name.as_str())
}

/// When it begins, on the clocks that its client chose.
pub fn when_words(practice: &Practice, found: &ClientBooking, now: Timestamp) -> Markup {
    let when = When { zone: found.client.time_zone.zone(), now };
    html! { (when.marked(found.booking.slot.start)) ", " (zones::words(practice, when.zone)) }
}

/// A booking in facts, as its client sees it by its link.
pub fn facts(practice: &Practice, found: &ClientBooking, now: Timestamp) -> [(&'static str, Markup); 6] {
    let (slot, client) = (&found.booking.slot, &found.client);
    let offering = practice.offering(&slot.offering);
    let what = offering.map(|offering| format!(": {}", offering_facts(offering))).unwrap_or_default();
    [
        ("What", html! { (offering_name(practice, found)) (what) }),
        ("When", when_words(practice, found, now)),
        ("With", html! { (therapist_name(practice, &slot.therapist)) }),
        ("How", how(practice, mode(offering, slot), slot, client)),
        ("For", html! { (client.name.reveal()) }),
        ("Reference", html! { span class="number" { (found.booking.reference.as_str()) } }),
    ]
}

fn mode(offering: Option<&Offering>, slot: &Slot) -> Mode {
    let otherwise = if slot.location.is_some() { Mode::InPerson } else { Mode::Phone };
    offering.map_or(otherwise, |offering| offering.mode)
}

/// What a phone number or an e-mail address means for this kind of session, said before either is given.
pub fn contact_hint(practice: &Practice, mode: Mode, therapist: &str) -> Markup {
    html! {
        @match mode {
            Mode::Phone => {
                "With a phone number, " (therapist) " calls you"
                @if let Some(number) = &practice.phone { " from " (contact::phone(number)) }
                ". With only an e-mail address, you "
                @if practice.phone.is_some() { "call us there." } @else { "get in touch with us." }
            }
            Mode::InPerson | Mode::Video => "We use it only for this appointment.",
        }
    }
}

/// How this person and the therapist come together.
fn how(practice: &Practice, mode: Mode, slot: &Slot, client: &Client) -> Markup {
    let therapist = therapist_name(practice, &slot.therapist);
    match mode {
        Mode::Phone => by_phone(practice, therapist, client),
        Mode::InPerson => match slot.location.as_ref().and_then(|slug| practice.location(slug)) {
            Some(location) => html! { "You come to us: " (place(location)) },
            None => html! { "You come to us. To ask where, " (contact::call_us(practice)) "." },
        },
        Mode::Video => by_video(practice, client),
    }
}

fn by_phone(practice: &Practice, therapist: &str, client: &Client) -> Markup {
    let safe = &client.safe_contact;
    let asked_for = safe.name_to_use.as_ref().unwrap_or(&client.name).reveal();
    match &client.contact {
        Contact::Phone(number) | Contact::Both(_, number) => html! {
            // Not a link: it would call the one who reads it.
            (therapist) " calls you at " span class="number" { (number.reveal()) }
            @if let Some(own) = &practice.phone { ". The call comes from " (contact::phone(own)) }
            ". We ask for " (asked_for) ". "
            @if safe.voicemail { "We may leave a voicemail." } @else { "We leave no voicemail." }
        },
        Contact::Email(_) => html! {
            @if let Some(own) = &practice.phone { "You call us at " (contact::phone(own)) }
            @else { "You call us. To ask for the number, " (contact::call_us(practice)) }
            ". Ask for " (therapist) "."
        },
    }
}

fn by_video(practice: &Practice, client: &Client) -> Markup {
    html! {
        @if client.contact.email().is_some() && client.safe_contact.email {
            "By video. We e-mail you the link before the session."
        } @else {
            "By video. To get the link, " (contact::call_us(practice)) "."
        }
    }
}

/// A location with its address.
pub fn place(location: &Location) -> Markup {
    html! { (location.name) @for line in &location.address { ", " (line) } }
}
