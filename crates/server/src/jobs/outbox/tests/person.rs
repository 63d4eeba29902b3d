//! Messages to persons, through the real store and a real mail server.

use troth_domain::message::PersonLinkPurpose;
use troth_domain::people::{
    ClientZone, Couple, CoupleId, ItemId, Member, Person, PersonId, PersonName, Profile, SafeContact,
};
use troth_domain::practice::{CivilMinute, CivilWindow};
use troth_domain::safety::secrets_policy::TextVersion;
use troth_domain::writing::{Delivery, Item, ItemKind, PrivateText, Stage};
use troth_store::WriteTransaction;

use super::*;
use crate::actions::verify_address::{self, Verification, VerifyError};
use crate::actions::{ActionError, test_message};

/// Rules for two that both agreed to.
const RULES: TextVersion = TextVersion { number: 1, digest: [1; 32] };

const ANA: PersonId = PersonId([1; 16]);
const BO: PersonId = PersonId([2; 16]);
const US: CoupleId = CoupleId([9; 16]);
/// The delivery hour after [`samples::NOW`], in Denver.
const SIX: &str = "2026-10-28T18:00:00-06:00";

/// Runs one change, with clones of what it is given.
macro_rules! change {
    ($world:expr, $transaction:ident, [$($given:ident),*], $body:expr) => {{
        let done = $world.app.store().write::<(), StoreError, _>(move |$transaction: &mut WriteTransaction| {
            $(let $given = $given.clone();)*
            Box::pin(async move { $body })
        });
        done.await.unwrap();
    }};
}

/// Verified, safe, with notices. The mailbox is the couple's.
fn profile() -> Profile {
    Profile {
        name: PersonName::new("Kim Quillfeather").unwrap(),
        contact: Some(Contact::Email(address("home@example.org"))),
        safe_contact: SafeContact::default(),
        notices: true,
        verified_email: Some(address("home@example.org")),
        time_zone: ClientZone::new("America/Denver").unwrap(),
    }
}

fn unverified() -> Profile {
    Profile { verified_email: None, ..profile() }
}

/// Ana, and Bo as given.
async fn world_of(records: Records, bo: Profile) -> World {
    let world = World::on(records).await;
    let now = world.app.now();
    for (id, profile) in [(ANA, profile()), (BO, bo)] {
        let kept = Arc::new((Person { id, clinician: samples::slug("vega") }, profile));
        change!(world, transaction, [kept], transaction.insert_person(&kept.0, &kept.1, now).await);
    }
    world
}

async fn world(bo: Profile) -> World {
    world_of(Records::sqlite(), bo).await
}

fn item(number: u8, now: Timestamp) -> Item {
    Item {
        id: ItemId([number; 16]),
        author: ANA,
        clinician: samples::slug("vega"),
        kind: ItemKind::Journal,
        stage: Stage::Finished { at: now },
        version: 1,
        changed_at: now,
        therapist_since: None,
        deliveries: Vec::new(),
    }
}

/// Ana shares two things with Bo that come at the delivery hour.
async fn share(world: &World) {
    let now = world.app.now();
    let member = |person| Member { person, left: None };
    let couple = Arc::new(Couple { id: US, linked_at: now, rules: RULES, members: [member(ANA), member(BO)] });
    let names = Arc::new([PersonName::new("Ana").unwrap(), PersonName::new("Bo").unwrap()]);
    change!(world, transaction, [couple, names], transaction.insert_couple(&couple, &names, now).await);
    for number in [1, 2] {
        change!(world, transaction, [], {
            let item = item(number, now);
            let text = [(samples::slug("text"), PrivateText::new("words").unwrap())];
            transaction.insert_item(&item, &text.into_iter().collect()).await?;
            let delivery = Delivery { couple: US, reader: BO, deliver_at: Some(at(SIX)), withdrawn_at: None };
            transaction.send_copy(&item, &delivery, now).await
        });
    }
}

/// How many letters have left by each of the moments.
async fn letters(world: &World, moments: &[&str]) -> Vec<usize> {
    let sink = Sink::start().await;
    let mut counts = Vec::new();
    for moment in moments {
        world.set(at(moment));
        world.drain(&sink.url).await;
        counts.push(sink.received().len());
    }
    for letter in sink.received() {
        assert_eq!(letter.header("Subject"), "A message for you");
        assert_eq!(letter.header("To"), "home@example.org");
    }
    counts
}

const EVENING_AND_MORNING: [&str; 4] =
    ["2026-10-28T17:59:59-06:00", SIX, "2026-10-29T09:59:59-06:00", "2026-10-29T10:00:00-06:00"];

#[tokio::test]
async fn that_something_is_new_is_said_once_in_the_readers_hours() {
    let at_once = world(profile()).await;
    share(&at_once).await;
    assert_eq!(letters(&at_once, &EVENING_AND_MORNING).await, [0, 1, 1, 1], "two things, one message");

    let mut mornings = profile();
    mornings.safe_contact.hours = CivilWindow::new(CivilMinute::new(600).unwrap(), CivilMinute::new(720).unwrap());
    let mornings = world(mornings).await;
    share(&mornings).await;
    assert_eq!(letters(&mornings, &EVENING_AND_MORNING).await, [0, 0, 0, 1]);
}

#[tokio::test]
async fn whoever_does_not_want_it_or_has_no_safe_address_is_told_nothing() {
    let mut unsafe_mail = profile();
    unsafe_mail.safe_contact.email = false;
    for settings in [Profile { notices: false, ..profile() }, unverified(), unsafe_mail] {
        let world = world(settings).await;
        share(&world).await;
        assert_eq!(letters(&world, &EVENING_AND_MORNING).await, [0; 4]);
    }
}

#[tokio::test]
async fn what_was_held_or_taken_back_is_not_announced() {
    let held = world(profile()).await;
    share(&held).await;
    let now = held.app.now();
    change!(held, transaction, [], transaction.hold_copies(US, now).await);
    assert_eq!(letters(&held, &EVENING_AND_MORNING).await, [0; 4]);
    let next = at("2026-10-29T18:00:00-06:00");
    change!(held, transaction, [], transaction.let_copy_come(ItemId([1; 16]), US, next).await);
    assert_eq!(letters(&held, &["2026-10-29T17:59:59-06:00", "2026-10-29T18:00:00-06:00"]).await, [0, 1]);

    let taken_back = world(profile()).await;
    share(&taken_back).await;
    for number in [1, 2] {
        change!(taken_back, transaction, [], transaction.take_back_copy(ItemId([number; 16]), US, now).await);
    }
    assert_eq!(letters(&taken_back, &EVENING_AND_MORNING).await, [0; 4]);
}

/// Ana takes both back, and shares them again at once.
async fn share_again(world: &World, comes_at: &str) {
    let (now, comes_at) = (world.app.now(), at(comes_at));
    for number in [1, 2] {
        change!(world, transaction, [], {
            let item = item(number, now);
            transaction.take_back_copy(item.id, US, now).await?;
            let delivery = Delivery { couple: US, reader: BO, deliver_at: Some(comes_at), withdrawn_at: None };
            transaction.send_copy(&item, &delivery, now).await
        });
    }
}

#[tokio::test]
async fn what_is_shared_again_and_again_is_announced_once_a_week() {
    let world = world(profile()).await;
    share(&world).await;
    // It had not come, so nobody was told of it.
    share_again(&world, SIX).await;
    assert_eq!(letters(&world, &[SIX]).await, [1]);
    for day in ["2026-10-29", "2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03"] {
        let six = format!("{day}T18:00:00[America/Denver]").parse::<jiff::Zoned>().unwrap().timestamp().to_string();
        share_again(&world, &six).await;
        assert_eq!(letters(&world, &[&six]).await, [0], "{day}");
    }
    let week_later = "2026-11-04T18:00:00-07:00";
    share_again(&world, week_later).await;
    assert_eq!(letters(&world, &[week_later]).await, [1]);
}

#[tokio::test]
async fn nothing_is_announced_after_somebody_left() {
    for leaver in [ANA, BO] {
        let world = world(profile()).await;
        share(&world).await;
        let now = world.app.now();
        let couple = world.app.store().couple_of(ANA).await.unwrap().unwrap();
        let left = Arc::new(couple.leave(leaver, now + 24.hours(), true, now).unwrap());
        change!(world, transaction, [left], transaction.leave_couple(&left, leaver).await);
        assert_eq!(letters(&world, &EVENING_AND_MORNING).await, [0; 4]);
    }
}

#[tokio::test]
async fn two_nodes_say_it_once() {
    for records in [Records::sqlite(), Records::postgres()] {
        let world = world_of(records, profile()).await;
        share(&world).await;
        let sink = Sink::start().await;
        world.set(at(SIX));
        tokio::join!(world.drain(&sink.url), world.drain(&sink.url));
        world.drain(&sink.url).await;
        assert_eq!(sink.received().len(), 1);
    }
}

/// The token in the last letter.
fn token(sink: &Sink) -> String {
    let letter = sink.received().pop().unwrap();
    let line = letter.data.lines().find(|line| line.starts_with("https://")).unwrap().to_owned();
    line.trim_end().rsplit_once('/').unwrap().1.to_owned()
}

#[tokio::test]
async fn a_link_proves_an_address_and_then_does_nothing_more() {
    let (world, sink) = (world(unverified()).await, Sink::start().await);
    verify_address::ask(&world.app, BO).await.unwrap();
    world.drain(&sink.url).await;
    let earlier = token(&sink);
    verify_address::ask(&world.app, BO).await.unwrap();
    world.drain(&sink.url).await;
    let newer = token(&sink);
    let used = |error| matches!(error, Err(VerifyError::LinkUsed));
    assert!(used(verify_address::verify(&world.app, &earlier).await), "a newer one was asked for");
    assert_eq!(verify_address::see(&world.app, &newer).await.unwrap(), Verification::Open);
    verify_address::verify(&world.app, &newer).await.unwrap();
    verify_address::verify(&world.app, &newer).await.expect("twice is once");
    assert_eq!(verify_address::see(&world.app, &newer).await.unwrap(), Verification::Done);
    let viewer = Viewer::Person(BO);
    assert!(world.app.store().profile(&viewer, BO).await.unwrap().unwrap().safe_email().is_some());
    assert!(matches!(verify_address::ask(&world.app, BO).await, Err(VerifyError::AlreadyVerified)));

    // The address changes: the link was not sent to the new one, nor does it bring back an old one.
    for email in ["new@example.org", "home@example.org"] {
        let contact = Some(Contact::Email(address(email)));
        let other = Arc::new(Profile { contact, ..unverified() });
        change!(world, transaction, [other], transaction.replace_profile(BO, &other).await);
        assert!(used(verify_address::verify(&world.app, &newer).await), "{email}");
    }
}

#[tokio::test]
async fn a_link_is_good_for_a_day_and_for_what_it_was_made() {
    let (world, sink) = (world(unverified()).await, Sink::start().await);
    verify_address::ask(&world.app, BO).await.unwrap();
    world.drain(&sink.url).await;
    let token = token(&sink);
    assert!(world.app.person_links().open(&token, PersonLinkPurpose::Reset, world.app.now()).is_none());
    world.pass(24.hours());
    assert!(matches!(verify_address::see(&world.app, &token).await, Err(VerifyError::LinkUsed)));
}

#[tokio::test]
async fn two_who_share_a_mailbox_never_limit_each_other() {
    let world = world(profile()).await;
    for _ in 0..limits::TEST_MESSAGES_PER_HOUR_PER_PERSON {
        test_message::ask(&world.app, ANA).await.unwrap();
    }
    let refused = test_message::ask(&world.app, ANA).await;
    assert!(matches!(refused, Err(test_message::TestError::Action(ActionError::TooMany { .. }))));
    test_message::ask(&world.app, BO).await.unwrap();
    let sink = Sink::start().await;
    world.drain(&sink.url).await;
    assert_eq!(sink.received().len(), 6);
    world.pass(1.hours());
    test_message::ask(&world.app, ANA).await.unwrap();
}
