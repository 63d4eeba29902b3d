//! Times that somebody books and cancels in a world.

use std::net::{IpAddr, Ipv4Addr};

use jiff::{Span, Timestamp};
use troth_domain::booking::{BookingId, Request};
use troth_domain::people::{Client, ClientZone, Contact, EmailAddress, PersonId, PersonName, SafeContact};
use troth_domain::practice::Slug;
use troth_server::actions::book::{BookRequest, book};
use troth_server::actions::{Caller, manage};
use troth_server::app::App;
use troth_store::{StoreError, WriteTransaction};

use crate::post;

/// The bookings of Ana, or of the stranger in the control world.
#[derive(Default)]
pub struct Appointments(Vec<String>);

impl Appointments {
    /// Books a time; the same one in both worlds, whoever it is for. Answers whether it was free.
    pub async fn book(&mut self, app: &App, whose: Option<(PersonId, &str)>, number: u64, place: usize) -> bool {
        let name = whose.map_or("somebody", |(_, name)| name);
        let client = Client {
            name: PersonName::new(name).unwrap(),
            contact: Contact::Email(EmailAddress::new(&post::address(name, number)).unwrap()),
            safe_contact: SafeContact::default(),
            invitation: place.is_multiple_of(2),
            time_zone: ClientZone::new("America/Denver").unwrap(),
        };
        let request = Request {
            offering: Slug::new("phone-consult").unwrap(),
            therapist: Some(app.practice().therapists[0].slug.clone()),
            location: None,
            start: start(app, number, place),
        };
        let caller = Caller { address: IpAddr::V4(Ipv4Addr::LOCALHOST) };
        let wish = BookRequest { request, client, hold: None, idempotency: None };
        let Ok(booked) = book(app, &caller, &wish).await else { return false };
        match whose {
            Some((person, "bo")) => add(app, person, booked.id).await,
            Some((person, _)) => {
                add(app, person, booked.id).await;
                self.0.push(app.links().token(booked.id, booked.link_generation));
            }
            None => self.0.push(app.links().token(booked.id, booked.link_generation)),
        }
        true
    }

    pub async fn cancel_last(&mut self, app: &App) {
        if let Some(token) = self.0.pop() {
            // It may be too late for that, in both worlds.
            let _ = manage::cancel(app, &token, None).await;
        }
    }
}

/// A quarter of an hour some days from now.
fn start(app: &App, number: u64, place: usize) -> Timestamp {
    let number = i64::try_from(number).unwrap() + 7 * i64::try_from(place).unwrap();
    let now = app.now().to_zoned(app.practice().time_zone.clone());
    let day = now.date().saturating_add(Span::new().days(1 + number % 5));
    let time = jiff::civil::time(9, 0, 0, 0) + Span::new().minutes(15 * (number % 28));
    day.to_datetime(time).to_zoned(app.practice().time_zone.clone()).unwrap().timestamp()
}

async fn add(app: &App, person: PersonId, booking: BookingId) {
    let written = app.store().write::<(), StoreError, _>(move |transaction: &mut WriteTransaction| {
        Box::pin(async move { transaction.add_booking_to_person(person, booking).await })
    });
    written.await.unwrap();
}
