//! What is nobody's but theirs: appointments, rests, signatures. None of it is in the file of what two share, not even as
//! an empty list.

use maud::{Markup, html};
use serde_json::{Map, Value, json};
use troth_domain::booking::State;
use troth_domain::people::{Contact, Profile, Reason};

use super::couples::{words, words_data};
use super::plan::{
    agenda_data, closeness_data, dates_data, entry_data, ladder_data, plan_data, setbacks_data, shown_data,
};
use super::promises::{repairs_data, reports_data};
use super::{Taken, reached};
use crate::actions::export::{BookingEvent, EventKind, KeptHold, Own, OwnBooking};
use crate::content::signed::SignedText;
use crate::web::components::written::UNREADABLE;
use crate::web::meeting;

impl Taken<'_> {
    pub(super) fn own(&self, own: &Own) -> Markup {
        let when = self.space.when(self.app);
        html! {
            (self.planned(own))
            (self.reported(own))
            h2 { "My appointments" }
            @if own.bookings.is_empty() { p { "None." } }
            @for booking in &own.bookings {
                @match booking {
                    Ok(booking) => (self.booking(booking)),
                    Err(_) => p { (UNREADABLE) },
                }
            }
            h2 { "Rests that I asked for" }
            @if own.rests.is_empty() { p { "None." } }
            @for rest in &own.rests {
                h3 { (when.day(when.date(rest.since))) }
                @match &rest.reason {
                    None => {}
                    Some(Ok(reason)) => p dir="auto" { (reason.reveal()) },
                    Some(Err(_)) => p { (UNREADABLE) },
                }
            }
            @if let Some(at) = own.amends_marked_at {
                h2 { "Amends" }
                p { "I marked for myself that amends were made: " (when.day(when.date(at))) "." }
            }
            h2 { "What I signed" }
            @if own.signatures.is_empty() && own.rules.is_empty() { p { "None." } }
            @for signature in &own.signatures {
                p { "The practice\u{2019}s policy on secrets, signed " (when.marked(signature.at)) "." }
                (words(signature.version, self.policy()))
            }
            @for agreement in &own.rules {
                p { "Newer rules for two, agreed to " (when.marked(agreement.at)) "." }
                (words(agreement.version, self.rules()))
            }
        }
    }

    fn booking(&self, own: &OwnBooking) -> Markup {
        let when = self.space.when(self.app);
        html! {
            h3 { (meeting::offering_name(self.app.practice(), &own.found)) }
            dl {
                @for (name, value) in meeting::facts(self.app.practice(), &own.found, self.app.now()) {
                    dt { (name) }
                    dd { (value) }
                }
            }
            (reached(&own.found.client.contact))
            ul {
                @for event in &own.events {
                    li {
                        (done(event)) " " (when.marked(event.at))
                        @if let Some(reason) = &event.reason { ": " bdi { (reason.reveal()) } }
                    }
                }
            }
        }
    }

    pub(super) fn own_data(&self, own: &Own) -> Map<String, Value> {
        let signatures = own.signatures.iter().map(|signature| {
            json!({ "signed_at": signature.at.to_string(), "policy": words_data(signature.version, self.policy()) })
        });
        let rules = own.rules.iter().map(|agreement| {
            json!({ "agreed_at": agreement.at.to_string(), "rules": words_data(agreement.version, self.rules()) })
        });
        let mut data = Map::new();
        data.insert("about_me".to_owned(), own.profile.as_ref().map_or(Value::Null, about));
        data.insert("my_answers".to_owned(), own.entry.as_ref().map_or(Value::Null, entry_data));
        data.insert("my_plan".to_owned(), own.plan.as_ref().map_or(Value::Null, plan_data));
        data.insert("my_plan_for_a_setback".to_owned(), own.setbacks.as_ref().map_or(Value::Null, setbacks_data));
        data.insert("the_time_ahead".to_owned(), own.long_term.as_ref().map_or(Value::Null, dates_data));
        data.insert("telling".to_owned(), own.ladder.as_ref().map_or(Value::Null, ladder_data));
        data.insert("to_bring_to_a_session".to_owned(), own.agenda.as_ref().map_or(Value::Null, agenda_data));
        data.insert("my_therapist_may_see".to_owned(), shown_data(own));
        data.insert("closeness".to_owned(), own.closeness.as_ref().map_or(Value::Null, closeness_data));
        data.insert("promises_not_agreed".to_owned(), self.promises_data(&own.promises));
        data.insert("my_reports".to_owned(), reports_data(&own.reports));
        data.insert("my_repair_plans".to_owned(), repairs_data(&own.repairs));
        data.insert("appointments".to_owned(), own.bookings.iter().map(booking_data).collect());
        data.insert("rests".to_owned(), own.rests.iter().map(rest_data).collect());
        data.insert("amends_marked_at".to_owned(), json!(own.amends_marked_at.map(|at| at.to_string())));
        data.insert("signatures".to_owned(), signatures.collect());
        data.insert("newer_rules_for_two".to_owned(), rules.collect());
        data
    }

    fn policy(&self) -> Option<&SignedText> {
        self.space.content.secrets_policy.as_ref()
    }
}

fn done(event: &BookingEvent) -> &'static str {
    match event.kind {
        EventKind::Booked => "Booked",
        EventKind::Moved => "Moved",
        EventKind::Cancelled => "Cancelled",
    }
}

fn about(profile: &Profile) -> Value {
    let (contact, safe) = (profile.contact.as_ref(), &profile.safe_contact);
    json!({
        "name": profile.name.reveal(),
        "email": contact.and_then(Contact::email).map(|email| email.reveal()),
        "phone": contact.and_then(Contact::phone).map(|phone| phone.reveal()),
        "name_to_use": safe.name_to_use.as_ref().map(|name| name.reveal()),
        "email_is_safe": safe.email, "voicemail_is_safe": safe.voicemail, "text_is_safe": safe.text,
        "notices": profile.notices, "time_zone": profile.time_zone.name(),
    })
}

fn booking_data<E>(own: &Result<OwnBooking, E>) -> Value {
    let Ok(OwnBooking { found, events }) = own else { return Value::Null };
    let (booking, client) = (&found.booking, &found.client);
    let changes = events.iter().map(|event| {
        let reason = event.reason.as_ref().map(Reason::reveal);
        json!({ "what": done(event), "at": event.at.to_string(), "reason": reason })
    });
    json!({
        "reference": booking.reference.as_str(), "offering": booking.slot.offering.as_str(),
        "therapist": booking.slot.therapist.as_str(), "location": booking.slot.location.as_ref().map(|slug| slug.as_str()),
        "start": booking.slot.start.to_string(), "end": booking.slot.end.to_string(),
        "cancelled": matches!(booking.state, State::Cancelled { .. }), "changes": changes.collect::<Vec<_>>(),
        "name": client.name.reveal(),
        "email": client.contact.email().map(|email| email.reveal()),
        "phone": client.contact.phone().map(|phone| phone.reveal()),
        "time_zone": client.time_zone.name(),
    })
}

fn rest_data(rest: &KeptHold) -> Value {
    let reason = rest.reason.as_ref().and_then(|reason| reason.as_ref().ok()).map(Reason::reveal);
    json!({ "asked_at": rest.since.to_string(), "reason": reason })
}
