//! How an account is asked for.

use std::collections::BTreeMap;

use jiff::Timestamp;
use troth_domain::people::{ItemId, PersonId};
use troth_domain::practice::{CivilMinute, Slug};
use troth_domain::receiving::{AccountPart, AskRefusal, Asking, OwnChoices, Parts, Spoken, ask, asked};
use troth_domain::safety::joint_work::PartnerView;
use troth_domain::safety::pacing::DeliveryHour;
use troth_domain::writing::PrivateText;

const SPOKEN: Spoken = Spoken { sent: false, said: true };
const OPEN: PartnerView = PartnerView { open: true };

fn noon() -> Timestamp {
    "2027-03-01T19:00:00Z".parse().unwrap()
}

fn six() -> DeliveryHour {
    let zone = jiff::tz::TimeZone::get("America/Denver").unwrap();
    DeliveryHour { hour: CivilMinute::new(18 * 60).unwrap(), zone }
}

#[test]
fn parts_are_a_set_and_keep_what_they_name() {
    for byte in 0..=u8::MAX {
        let parts = Parts::from_byte(byte);
        assert_eq!(parts.map(Parts::to_byte), (byte < 64).then_some(byte));
        if let Some(parts) = parts {
            assert_eq!(Parts::of(parts.each()), parts);
            assert_eq!(parts.with(Parts::WHOLE.without(parts)), Parts::WHOLE);
            assert_eq!(parts.is_empty(), byte == 0);
        }
    }
    for part in AccountPart::ALL {
        assert_eq!(AccountPart::parse(part.as_str()), Some(part));
    }
    assert_eq!(AccountPart::parse("journal"), None);
    let named = |name: &str| (Slug::new(name).unwrap(), PrivateText::new("words").unwrap());
    let writing = BTreeMap::from(["what-i-did", "regret", "an-older-part"].map(named));
    let names =
        |parts: Parts| parts.taken_of(writing.clone()).into_keys().map(|name| name.to_string()).collect::<Vec<_>>();
    assert_eq!(names(Parts::of([AccountPart::Regret, AccountPart::Effect])), ["regret"]);
    assert_eq!(names(Parts::WHOLE), ["an-older-part", "regret", "what-i-did"]);
    assert_eq!(names(Parts::NONE), Vec::<String>::new());
}

#[test]
fn whoever_has_spoken_gets_at_the_next_hour_what_they_did_not_ask_for_before() {
    let regret = Parts::of([AccountPart::Regret]);
    let evening = "2027-03-02T01:00:00Z".parse().unwrap();
    let before = Asking { parts: regret, comes_at: evening };
    for (wanted, before, spoken, work, expected) in [
        (Parts::NONE, vec![], SPOKEN, OPEN, Err(AskRefusal::NothingChosen)),
        (regret, vec![], Spoken::default(), OPEN, Err(AskRefusal::NotSpoken)),
        (regret, vec![], SPOKEN, PartnerView { open: false }, Err(AskRefusal::JointWorkClosed)),
        (regret, vec![], SPOKEN, OPEN, Ok(Some(before))),
        (regret, vec![], Spoken { sent: true, said: false }, OPEN, Ok(Some(before))),
        (regret, vec![before], SPOKEN, OPEN, Ok(None)),
        (
            Parts::WHOLE,
            vec![before],
            SPOKEN,
            OPEN,
            Ok(Some(Asking { parts: Parts::WHOLE.without(regret), comes_at: evening })),
        ),
    ] {
        let found = ask(wanted, &before, (spoken, work), &six(), noon());
        assert_eq!(found, expected, "{wanted:?} {before:?} {spoken:?} {work:?}");
    }
    assert_eq!(
        asked(&[before, Asking { parts: Parts::of([AccountPart::Effect]), comes_at: noon() }]).each().count(),
        2
    );
}

#[test]
fn what_is_set_aside_can_be_taken_up_and_has_an_end() {
    let own = OwnChoices::none(PersonId([1; 16]));
    assert!(own.is_empty());
    let item = |number: u8| ItemId([number; 16]);
    let offered = [item(1), item(2)];
    let own = own.set_aside(item(1), true, &offered).set_aside(item(2), true, &offered);
    assert_eq!(own.aside.len(), 2);
    let own = own.set_aside(item(2), false, &[item(2)]);
    assert!(own.is_empty(), "what is not offered any more is in no list");
    assert!(!own.mark_said().is_empty());
}
