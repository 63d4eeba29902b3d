//! Journeys of messages through the real store and a real mail server on a loopback port.

use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::ToSpan as _;
use troth_domain::booking::{Actor, Booking, BookingId, Reference, State};
use troth_domain::message::Event;
use troth_domain::people::{Client, Contact};

use super::*;
use crate::mail::tests::samples::{self, address, at};
use crate::mail::tests::sink::{Received, Sink};

mod person;
#[expect(dead_code, reason = "the store's own tests use all of it")]
#[path = "../../../../../store/tests/support/mod.rs"]
mod records;
mod running;
mod world;
use records::Records;
use world::World;

#[tokio::test]
async fn each_message_of_a_booking_leaves_once() {
    let (world, sink) = (World::new().await, Sink::start().await);
    world.book(1).await;
    world.drain(&sink.url).await;
    world.drain(&sink.url).await;
    assert_eq!(
        summary(&sink),
        [
            "ana1@example.org: Your appointment",
            "desk@clinic.example: Booked: 00000001",
            "vega@clinic.example: Booked: 00000001",
        ]
    );
}

#[tokio::test]
async fn after_a_cancellation_only_the_cancellation_comes() {
    let world = World::new().await;
    let booking = world.book(1).await;
    let refuses = Sink::replying(|command| command.starts_with("RCPT").then(|| "450 4.2.0 later".to_owned())).await;
    world.drain(&refuses.url).await;
    assert_eq!(summary(&refuses), [""; 0]);

    world.cancel(&booking).await;
    world.pass(2.hours());
    let sink = Sink::start().await;
    world.drain(&sink.url).await;
    // Until after the reminder would have come.
    world.pass(40.hours());
    world.drain(&sink.url).await;
    assert_eq!(
        summary(&sink),
        [
            "ana1@example.org: Your appointment is cancelled",
            "desk@clinic.example: Cancelled: 00000001",
            "vega@clinic.example: Cancelled: 00000001",
        ]
    );
}

#[tokio::test]
async fn a_letter_whose_taking_was_not_heard_is_sent_again_as_the_same() {
    let world = World::new().await;
    world.book(1).await;
    let tried = AtomicUsize::new(0);
    let sink = Sink::replying(move |command| {
        let first = command == "." && tried.fetch_add(1, Ordering::Relaxed) < 3;
        first.then(String::new)
    })
    .await;
    world.drain(&sink.url).await;
    let first = identities(&sink);
    assert_eq!(first.len(), 3);
    world.drain(&sink.url).await;
    assert_eq!(identities(&sink), first, "not before its time");

    world.pass(61.seconds());
    world.drain(&sink.url).await;
    let all = sink.received();
    assert_eq!(all.len(), 6);
    assert_eq!(identities(&sink), first, "seen once by its reader");
}

#[tokio::test]
async fn one_that_is_refused_for_good_holds_up_no_other() {
    let world = World::new().await;
    world.book(1).await;
    world.book(2).await;
    let refused = |command: &str| command.contains("ana1@").then(|| "550 5.1.1 unknown".to_owned());
    let sink = Sink::replying(refused).await;
    world.drain(&sink.url).await;
    world.pass(1.hours());
    world.drain(&sink.url).await;
    let clients: Vec<_> = summary(&sink).into_iter().filter(|line| line.starts_with("ana")).collect();
    assert_eq!(clients, ["ana2@example.org: Your appointment"]);
}

#[tokio::test]
async fn what_a_crashed_node_took_is_sent_when_its_lease_has_run_out() {
    let (world, sink) = (World::new().await, Sink::start().await);
    world.book(1).await;
    let now = world.app.now();
    let lease_until = world.outbox(&sink.url).lease_until(now);
    let taken = world.app.store().claim_messages([9; 16], now, lease_until, 100).await.unwrap();
    assert_eq!(taken.len(), 3);
    world.drain(&sink.url).await;
    assert_eq!(summary(&sink), [""; 0]);

    world.set(lease_until);
    world.drain(&sink.url).await;
    let mut names: Vec<String> = taken.iter().map(|claimed| samples::identity(claimed.message.id())).collect();
    names.sort();
    assert_eq!(identities(&sink), names);
}

#[tokio::test]
async fn two_nodes_send_each_message_once() {
    for records in [Records::sqlite(), Records::postgres()] {
        let (world, sink) = (World::on(records).await, Sink::start().await);
        for number in 1..=12 {
            world.book(number).await;
        }
        tokio::join!(world.drain(&sink.url), world.drain(&sink.url));
        // What one node had in hand while the other found nothing left.
        world.drain(&sink.url).await;
        assert_eq!(sink.received().len(), 36);
        assert_eq!(identities(&sink).len(), 36);
    }
}

#[tokio::test]
async fn a_reminder_waits_for_the_end_of_quiet_hours() {
    let (world, sink) = (World::new().await, Sink::start().await);
    let booking = world.book(1).await;
    world.drain(&sink.url).await;
    let sent = sink.received().len();
    // Due a day before, at 2:30 PM; the mail server is away until late in the evening.
    assert_eq!(booking.slot.start, at(samples::START));
    let evening = at("2026-10-29T21:30:00-06:00");
    world.set(evening);
    world.drain(&sink.url).await;
    assert_eq!(sink.received().len(), sent);
    world.set(at("2026-10-30T08:00:00-06:00"));
    world.drain(&sink.url).await;
    assert_eq!(sink.received().last().unwrap().header("Subject"), "A reminder of your appointment");
}

#[tokio::test]
async fn a_client_for_whom_mail_is_not_safe_gets_none() {
    let (world, sink) = (World::new().await, Sink::start().await);
    let mut client = world::client(1);
    client.safe_contact.email = false;
    world.book_for(1, client).await;
    world.drain(&sink.url).await;
    assert!(summary(&sink).iter().all(|line| line.contains("@clinic.example: Booked")));
}

/// To whom, and which subject; sorted.
fn summary(sink: &Sink) -> Vec<String> {
    let line = |letter: &Received| format!("{}: {}", letter.header("To"), letter.header("Subject"));
    let mut lines: Vec<String> = sink.received().iter().map(line).collect();
    lines.sort();
    lines
}

/// The Message-IDs, each once; sorted.
fn identities(sink: &Sink) -> Vec<String> {
    let mut identities: Vec<String> =
        sink.received().iter().map(|letter| letter.header("Message-ID").to_owned()).collect();
    identities.sort();
    identities.dedup();
    identities
}
