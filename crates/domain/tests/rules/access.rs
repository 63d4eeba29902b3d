//! Who reads what: the whole of it against a table that says it another way, and every guard is needed.
//!
//! `scripts/prove guards` takes each guard out of the program, one at a time, and expects these tests to fail.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::access::{ToldOfLeaving, Viewer, asking_has_come, sees_offer};
use troth_domain::booking::BookingId;
use troth_domain::people::{Couple, CoupleId, ItemId, Leaving, Member, PersonId};
use troth_domain::practice::Slug;
use troth_domain::safety::joint_work::PartnerView;
use troth_domain::safety::secrets_policy::TextVersion;
use troth_domain::writing::{Delivery, Item, ItemKind, Stage};

/// Rules for two that both agreed to.
const RULES: TextVersion = TextVersion { number: 1, digest: [1; 32] };

const AUTHOR: PersonId = PersonId([1; 16]);
const READER: PersonId = PersonId([2; 16]);
const STRANGER: PersonId = PersonId([3; 16]);
const COUPLE: CoupleId = CoupleId([9; 16]);
const BOOKING: BookingId = BookingId([5; 16]);

fn now() -> Timestamp {
    "2027-03-01T12:00:00Z".parse().unwrap()
}

fn at(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

/// Everything that can differ about an item, as far as reading it goes. Minutes count from now.
#[derive(Clone, Debug)]
struct Facts {
    kind: ItemKind,
    finished: bool,
    shown_at: Option<i64>,
    copy: Option<(Option<i64>, bool)>,
    ended_at: Option<i64>,
}

impl Facts {
    fn item(&self) -> Item {
        let copy = self.copy.map(|(deliver_at, withdrawn)| Delivery {
            couple: COUPLE,
            reader: READER,
            deliver_at: deliver_at.map(at),
            withdrawn_at: withdrawn.then(|| at(-1)),
        });
        Item {
            id: ItemId([7; 16]),
            author: AUTHOR,
            clinician: slug("dana"),
            kind: self.kind,
            stage: if self.finished { Stage::Finished { at: at(-60) } } else { Stage::Draft },
            version: 1,
            changed_at: at(-60),
            therapist_since: self.shown_at.map(at),
            deliveries: copy.into_iter().collect(),
        }
    }

    fn may_read(&self, viewer: &Viewer) -> bool {
        viewer.may_read(&self.item(), |_| self.ended_at.map(at), now())
    }

    /// The same said in another way: who may read, by name.
    fn readers(&self) -> Vec<&'static str> {
        let mut readers = vec!["author"];
        if let Some((Some(minute), false)) = self.copy
            && !matches!(self.kind, ItemKind::Account | ItemKind::Screening | ItemKind::Exercise)
            && minute <= 0
            && self.ended_at.is_none_or(|end| minute <= end)
        {
            readers.push("reader");
        }
        if self.finished && self.shown_at.is_some_and(|minute| minute <= 0) {
            readers.push("dana");
        }
        readers
    }
}

fn viewers() -> [(&'static str, Viewer); 10] {
    [
        ("author", Viewer::Person(AUTHOR)),
        ("reader", Viewer::Person(READER)),
        ("stranger", Viewer::Person(STRANGER)),
        ("dana", Viewer::Clinician(slug("dana"))),
        ("another therapist", Viewer::Clinician(slug("sam"))),
        ("desk", Viewer::FrontDesk),
        ("owner", Viewer::Owner),
        ("link holder", Viewer::LinkHolder(BOOKING)),
        ("messenger", Viewer::Messenger(BOOKING)),
        ("person's messenger", Viewer::PersonMessenger(AUTHOR)),
    ]
}

fn check(facts: &Facts) {
    let reading = viewers().into_iter().filter(|(_, viewer)| facts.may_read(viewer)).map(|(name, _)| name);
    assert_eq!(reading.collect::<Vec<_>>(), facts.readers(), "{facts:?}");
}

/// Every combination of the few values that matter for each fact.
#[test]
fn each_combination_is_read_by_those_it_is_for() {
    let minutes = [None, Some(-10), Some(0), Some(10)];
    for kind in ItemKind::ALL {
        for finished in [false, true] {
            for shown_at in minutes {
                for deliver_at in minutes {
                    for withdrawn in [false, true] {
                        for ended_at in [None, Some(-20), Some(-10), Some(0), Some(20)] {
                            let copy = Some((deliver_at, withdrawn));
                            check(&Facts { kind, finished, shown_at, copy, ended_at });
                        }
                    }
                }
                check(&Facts { kind, finished, shown_at, copy: None, ended_at: None });
            }
        }
    }
}

proptest! {
    #[test]
    fn any_item_is_read_by_those_it_is_for(
        kind in prop::sample::select(ItemKind::ALL.to_vec()),
        finished: bool,
        shown_at in prop::option::of(-100_i64..100),
        copy in prop::option::of((prop::option::of(-100_i64..100), any::<bool>())),
        ended_at in prop::option::of(-100_i64..100),
    ) {
        check(&Facts { kind, finished, shown_at, copy, ended_at });
    }
}

#[test]
fn an_offer_is_seen_from_its_hour_by_the_one_whom_it_is_for_while_they_are_linked_as_far_as_they_know() {
    let linked = left_by_reader(1);
    let linked = Couple { members: linked.members.map(|member| Member { left: None, ..member }), ..linked };
    let seeing = |couple: &Couple, delivery: &Delivery, now: Timestamp| {
        let persons = [AUTHOR, READER, STRANGER].into_iter();
        persons.filter(|person| sees_offer(couple, delivery, *person, now)).collect::<Vec<_>>()
    };
    let offer = Delivery { couple: COUPLE, reader: READER, deliver_at: Some(at(0)), withdrawn_at: None };
    assert_eq!(seeing(&linked, &offer, at(0)), [READER]);
    assert_eq!(seeing(&linked, &offer, at(-1)), [], "before its hour");
    assert_eq!(seeing(&linked, &Delivery { deliver_at: None, ..offer }, at(9)), [], "held");
    assert_eq!(seeing(&linked, &Delivery { withdrawn_at: Some(at(0)), ..offer }, at(0)), [], "taken back");
    assert_eq!(seeing(&linked, &Delivery { couple: CoupleId([8; 16]), ..offer }, at(0)), [], "of another couple");
    let left = |by: usize| {
        let mut couple = linked.clone();
        couple.members[by].left = Some(Leaving { at: at(5), told_at: at(60), bookings_stay: true });
        couple
    };
    let reader = linked.members.iter().position(|member| member.person == READER).unwrap();
    assert_eq!(seeing(&left(reader), &offer, at(5)), [], "whoever left knows it");
    assert_eq!(seeing(&left(1 - reader), &offer, at(59)), [READER], "they are not told yet");
    assert_eq!(seeing(&left(1 - reader), &offer, at(60)), []);
    assert_eq!(seeing(&left(1 - reader), &Delivery { deliver_at: Some(at(6)), ..offer }, at(59)), []);
}

#[test]
fn what_was_asked_for_comes_at_its_hour_until_the_end_that_its_reader_knows_of() {
    for (comes_at, ended_at, expected) in
        [(0, None, true), (1, None, false), (-5, Some(-5), true), (-5, Some(-6), false), (0, Some(9), true)]
    {
        assert_eq!(asking_has_come(at(comes_at), ended_at.map(at), now()), expected, "{comes_at} {ended_at:?}");
    }
}

#[test]
fn a_profile_is_theirs_their_therapists_and_the_desks() {
    let seeing = viewers().into_iter().filter(|(_, viewer)| viewer.may_see_profile_of(AUTHOR, &slug("dana")));
    let seeing = seeing.map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(seeing, ["author", "dana", "desk", "person's messenger"]);
}

#[test]
fn what_was_assigned_is_theirs_and_their_therapists() {
    let seeing = viewers().into_iter().filter(|(_, viewer)| viewer.may_see_assigned_to(AUTHOR, &slug("dana")));
    assert_eq!(seeing.map(|(name, _)| name).collect::<Vec<_>>(), ["author", "dana"]);
}

#[test]
fn a_document_is_its_owners_and_their_therapists_from_when_it_is_shown() {
    let seeing = |shown_at: Option<i64>| {
        let may = |viewer: &Viewer| viewer.may_read_document_of(AUTHOR, &slug("dana"), shown_at.map(at), now());
        viewers().into_iter().filter(|(_, viewer)| may(viewer)).map(|(name, _)| name).collect::<Vec<_>>()
    };
    for kept_to_oneself in [None, Some(1)] {
        assert_eq!(seeing(kept_to_oneself), ["author"]);
    }
    for shown in [Some(0), Some(-10)] {
        assert_eq!(seeing(shown), ["author", "dana"]);
    }
}

#[test]
fn what_two_do_together_is_for_both_and_for_nobody_else() {
    let couple = left_by_reader(0);
    let seeing = viewers().into_iter().filter(|(_, viewer)| viewer.may_read_logs_of(&couple));
    assert_eq!(seeing.map(|(name, _)| name).collect::<Vec<_>>(), ["author", "reader"]);
}

#[test]
fn that_something_came_is_theirs_and_their_messages_to_say() {
    let seeing = viewers().into_iter().filter(|(_, viewer)| viewer.may_see_news_of(AUTHOR));
    let seeing = seeing.map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(seeing, ["author", "person's messenger"]);
    assert!(!Viewer::PersonMessenger(AUTHOR).may_see_news_of(READER), "a message to one asks nothing of the other");
}

#[test]
fn who_of_the_staff_opened_something_is_theirs_alone() {
    let seeing = viewers().into_iter().filter(|(_, viewer)| viewer.may_see_who_opened(AUTHOR));
    assert_eq!(seeing.map(|(name, _)| name).collect::<Vec<_>>(), ["author"]);
}

#[test]
fn appointments_and_a_code_for_a_partner_are_theirs_alone() {
    let seeing = viewers().into_iter().filter(|(_, viewer)| viewer.may_see_arrangements_of(AUTHOR));
    assert_eq!(seeing.map(|(name, _)| name).collect::<Vec<_>>(), ["author"]);
}

#[test]
fn joint_work_is_seen_by_both_while_they_are_linked_as_far_as_they_know_and_by_their_therapists() {
    let seeing = |told_at, is_therapist| {
        let couple = left_by_reader(told_at);
        let may = |viewer: &Viewer| viewer.may_see_joint_work_of(&couple, is_therapist, now());
        viewers().into_iter().filter(|(_, viewer)| may(viewer)).map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(seeing(1, false), ["author"], "whoever left sees it no more, the other until they are told");
    assert_eq!(seeing(0, false), Vec::<&str>::new());
    assert_eq!(seeing(1, true), ["author", "dana", "another therapist"]);
}

#[test]
fn an_exercise_is_seen_by_both_from_its_hour_and_by_a_therapist_at_once() {
    let seeing = |open, minutes| {
        let may = |viewer: &Viewer| viewer.may_see_exercise(PartnerView { open }, at(minutes), now());
        let persons = viewers().into_iter().take(5).filter(|(_, viewer)| may(viewer));
        persons.map(|(name, _)| name).collect::<Vec<_>>()
    };
    let therapists = ["dana", "another therapist"];
    assert_eq!(seeing(true, 0), ["author", "reader", "stranger", "dana", "another therapist"]);
    assert_eq!(seeing(true, 1), therapists);
    assert_eq!(seeing(false, 0), therapists);
}

#[test]
fn a_list_for_a_session_is_read_as_sent_by_therapists_and_what_they_add_by_both_from_its_hour() {
    let names = |may: &dyn Fn(&Viewer) -> bool| {
        viewers().into_iter().filter(|(_, viewer)| may(viewer)).map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(names(&|viewer| viewer.may_read_agenda_as_sent(true)), ["dana", "another therapist"]);
    assert_eq!(names(&|viewer| viewer.may_read_agenda_as_sent(false)), Vec::<&str>::new());
    let seeing = |told_at, is_therapist, minutes| {
        let couple = left_by_reader(told_at);
        names(&|viewer| viewer.may_see_agenda_note_of(&couple, is_therapist, at(minutes), now()))
    };
    assert_eq!(seeing(1, false, 0), ["author"], "whoever left sees it no more, the other until they are told");
    assert_eq!(seeing(1, false, 1), Vec::<&str>::new());
    assert_eq!(seeing(0, false, 0), Vec::<&str>::new());
    assert_eq!(seeing(1, true, 1), ["dana", "another therapist"]);
}

#[test]
fn the_names_of_a_couple_are_theirs_and_their_therapists() {
    let couple = left_by_reader(0);
    let seeing = |is_therapist| {
        let seeing = viewers().into_iter().filter(|(_, viewer)| viewer.may_see_names_of(&couple, is_therapist));
        seeing.map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(seeing(false), ["author", "reader"]);
    assert_eq!(seeing(true), ["author", "reader", "dana", "another therapist"]);
}

#[test]
fn what_holds_joint_work_is_the_therapists_and_a_call_back_is_the_desks_too() {
    let seeing = |may: &dyn Fn(&Viewer) -> bool| {
        viewers().into_iter().filter(|(_, viewer)| may(viewer)).map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(seeing(&|viewer| viewer.may_see_what_holds(true)), ["dana", "another therapist"]);
    assert_eq!(seeing(&|viewer| viewer.may_see_what_holds(false)), Vec::<&str>::new());
    assert_eq!(seeing(&|viewer| viewer.may_see_reason_of_hold(&slug("dana"))), ["dana"]);
    assert_eq!(seeing(&|viewer| viewer.may_take_rests_of(AUTHOR)), ["author"]);
    let call_back = |viewer: &Viewer| viewer.may_see_call_back_of(AUTHOR, &slug("dana"));
    assert_eq!(seeing(&call_back), ["author", "dana", "desk"]);
}

#[test]
fn a_clients_booking_is_for_its_link_its_message_and_the_desk() {
    let seeing = |may: fn(&Viewer) -> bool| {
        viewers().into_iter().filter(move |(_, viewer)| may(viewer)).map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(seeing(|viewer| viewer.may_see_client_of(BOOKING)), ["desk", "link holder", "messenger"]);
    assert_eq!(seeing(|viewer| viewer.may_see_reason_of(BOOKING)), ["desk", "link holder"]);
    assert_eq!(seeing(|viewer| viewer.may_see_client_of(BookingId([6; 16]))), ["desk"]);
    assert_eq!(seeing(|viewer| viewer.may_see_reason_of(BookingId([6; 16]))), ["desk"]);
}

/// A couple that the reader left ten minutes ago; the author is told `told_at` minutes from now.
fn left_by_reader(told_at: i64) -> Couple {
    let leaving = Leaving { at: at(-10), told_at: at(told_at), bookings_stay: true };
    let members = [Member { person: AUTHOR, left: None }, Member { person: READER, left: Some(leaving) }];
    Couple { id: COUPLE, linked_at: at(-1000), rules: RULES, members }
}

#[test]
fn what_never_came_is_known_on_the_day_and_to_its_author_only() {
    let told = |told_at, person| ToldOfLeaving::new(&left_by_reader(told_at), person, now()).is_some();
    assert!(told(0, AUTHOR), "told on the day");
    assert!(!told(1, AUTHOR), "not a minute before");
    assert!(!told(0, READER) && !told(0, STRANGER), "whoever left is told nothing");
}

#[test]
fn only_what_was_on_its_way_never_came() {
    let couple = left_by_reader(0);
    let check = |copy: Option<(Option<i64>, bool)>, expected: bool| {
        let facts = Facts { kind: ItemKind::Journal, finished: true, shown_at: None, copy, ended_at: Some(-10) };
        let told = ToldOfLeaving::new(&couple, AUTHOR, now()).unwrap();
        assert_eq!(told.never_came(&facts.item()), expected, "{copy:?}");
        let of_another = Item { author: STRANGER, ..facts.item() };
        assert!(!told.never_came(&of_another), "an item of somebody else");
    };
    check(Some((Some(-20), false)), false);
    check(Some((Some(-10), false)), false);
    check(Some((Some(-9), false)), true);
    check(Some((None, false)), true);
    check(Some((None, true)), false);
    check(None, false);
}
