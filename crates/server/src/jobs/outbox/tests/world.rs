//! A practice with a real store of its own, and a clock that a test sets.

use std::sync::Mutex;

use jiff::Span;
use troth_domain::calendar::{Cell, CellRange, Resource};
use troth_domain::message::messages_for;
use troth_store::{ClockKind, OpenOptions, PracticeKey, Store, WriteTransaction};

use super::*;
use crate::app::Parts;
use crate::clock::Clock;
use crate::content::Library;
use crate::links::Links;
use crate::person_links::PersonLinks;
use crate::settings::{LimitSettings, MailSettings, Transport};

pub struct World {
    pub app: App,
    time: Arc<Mutex<Timestamp>>,
    _records: Records,
}

/// Client number `number`.
pub fn client(number: u8) -> Client {
    Client { contact: Contact::Email(address(&format!("ana{number}@example.org"))), ..samples::client() }
}

pub fn mail(url: &str) -> MailSettings {
    MailSettings {
        transport: Transport::Smtp { url: url.to_owned() },
        from_name: "Appointments".to_owned(),
        from: address("appointments@example.org"),
    }
}

impl World {
    pub async fn new() -> Self {
        Self::on(Records::sqlite()).await
    }

    pub async fn on(records: Records) -> Self {
        let time = Arc::new(Mutex::new(at(samples::NOW)));
        let shown = time.clone();
        let counter = AtomicUsize::new(1);
        let random: crate::app::Random = Arc::new(move |bytes: &mut [u8]| {
            let number = counter.fetch_add(1, Ordering::Relaxed).to_be_bytes();
            for (byte, from) in bytes.iter_mut().rev().zip(number.iter().rev()) {
                *byte = *from;
            }
        });
        let options = OpenOptions {
            place: records.place(),
            key: PracticeKey::from_bytes([5; 32]),
            clock: ClockKind::Real,
            random: random.clone(),
        };
        let store = Store::open(options).await.unwrap();
        let practice = samples::practice();
        store.register_resources(&practice).await.unwrap();
        let app = App::new(Parts {
            practice,
            mail: mail("smtp://localhost"),
            limits: LimitSettings::default(),
            store,
            clock: Clock::new(move || *shown.lock().unwrap()),
            random,
            links: Links::new("https://appointments.example", [7; 32]),
            tokens: crate::tokens::Tokens::new([8; 32]),
            person_links: PersonLinks::new("https://appointments.example", [9; 32]),
            library: Arc::new(Library::open(None, Timestamp::UNIX_EPOCH)),
            has_gallery: false,
        });
        Self { app, time, _records: records }
    }

    pub fn pass(&self, span: Span) {
        let now = self.app.now();
        self.set(now.checked_add(span).unwrap());
    }

    pub fn set(&self, now: Timestamp) {
        *self.time.lock().unwrap() = now;
    }

    pub fn outbox(&self, url: &str) -> Outbox {
        let mailer = Mailer::open(&mail(url), std::path::Path::new("unused")).unwrap();
        Outbox::new(self.app.clone(), mailer)
    }

    /// A node of its own sends what is due, until nothing is.
    pub async fn drain(&self, url: &str) {
        self.outbox(url).send_due().await.unwrap();
    }

    /// Books time number `number`.
    pub async fn book(&self, number: u8) -> Booking {
        self.book_for(number, client(number)).await
    }

    /// Holds time number `number`.
    pub async fn hold(&self, number: u8, lapses_at: Timestamp) -> Booking {
        let mut hold = slot_of(number);
        let now = self.app.now();
        hold.state = State::Held { lapses_at, made_at: now };
        let kept = Arc::new(hold.clone());
        let action = self.app.store().write::<(), StoreError, _>(move |transaction: &mut WriteTransaction| {
            let kept = kept.clone();
            Box::pin(async move {
                transaction.lock(&resources_of(&kept), now).await?;
                transaction.insert_hold(&kept).await
            })
        });
        action.await.unwrap();
        hold
    }

    pub async fn book_for(&self, number: u8, client: Client) -> Booking {
        let booking = slot_of(number);
        self.save(booking.clone(), client, Event::Booked).await;
        booking
    }

    pub async fn cancel(&self, booking: &Booking) {
        let mut booking = booking.clone();
        booking.state = State::Cancelled { at: self.app.now(), by: Actor::Client };
        booking.sequence += 1;
        self.save(booking, client(1), Event::Cancelled).await;
    }

    /// What the actions do: the change and its messages in one transaction.
    async fn save(&self, booking: Booking, client: Client, event: Event) {
        let now = self.app.now();
        let mut id = || MessageId(self.app.random_bytes());
        let messages = messages_for(self.app.practice(), &booking, &client, &event, now, &mut id);
        let change = Arc::new((booking, client, event, messages));
        let action = self.app.store().write::<(), StoreError, _>(move |transaction: &mut WriteTransaction| {
            let change = change.clone();
            Box::pin(async move {
                let (booking, client, event, messages) = &*change;
                transaction.lock(&resources_of(booking), now).await?;
                if *event == Event::Booked {
                    transaction.insert_booking(booking, client).await?;
                } else {
                    transaction.cancel_booking(booking, Actor::Client, None, now).await?;
                    transaction.drop_unsent_to_client(booking.id, now).await?;
                }
                transaction.enqueue(messages).await
            })
        });
        action.await.unwrap();
    }
}

fn resources_of(booking: &Booking) -> Vec<Resource> {
    let room = booking.slot.room.clone().map(Resource::Room);
    std::iter::once(Resource::Therapist(booking.slot.therapist.clone())).chain(room).collect()
}

/// Booking number `number`, an hour after the one before.
fn slot_of(number: u8) -> Booking {
    let mut booking = samples::booking();
    booking.id = BookingId([number; 16]);
    booking.reference = Reference::from_random([0, 0, 0, 0, number]);
    let hours = (i64::from(number) - 1).hours();
    booking.slot.start += hours;
    booking.slot.end += hours;
    let (first, last) = (Cell::containing(booking.slot.start), Cell::containing(booking.slot.end));
    booking.slot.occupied = CellRange::new(first, last);
    booking
}
