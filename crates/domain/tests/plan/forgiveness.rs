//! Forgiveness opens by one's own mark, and blocks nothing.

use jiff::Timestamp;
use troth_domain::people::{PersonId, Role, Staff, StaffId};
use troth_domain::plan::BreachId;
use troth_domain::plan::entry::StatedBreach;
use troth_domain::plan::forgiveness::{Amends, ForgivenessRefusal, Gate, Release, TherapistSay, as_a_whole};
use troth_domain::plan::proposal::{Breach, Whose};
use troth_domain::practice::Slug;
use troth_domain::safety::joint_work::{Clinician, HeardAlone, Hearing};

use crate::people::{ANA, BO, noon};

fn breach(stated_by: PersonId, whose: Whose) -> StatedBreach {
    StatedBreach { id: BreachId([7; 16]), kind: Breach::Money, whose, stated_by }
}

fn clinician() -> Clinician {
    let staff = Staff { id: StaffId([4; 16]), role: Role::Therapist, therapist: Some(Slug::new("dana").unwrap()) };
    Clinician::new(&staff).unwrap()
}

fn release(person: PersonId, heard: PersonId) -> Result<Release, ForgivenessRefusal> {
    Release::new(clinician(), person, HeardAlone { person: heard, how: Hearing::InPerson }, noon())
}

fn marked() -> Amends {
    Amends::new(ANA).mark(&breach(ANA, Whose::Theirs), noon()).unwrap()
}

#[test]
fn it_opens_by_ones_own_mark_and_with_a_therapist_by_their_word() {
    let id = BreachId([7; 16]);
    let released = TherapistSay::Released(release(ANA, ANA).unwrap());
    let for_another = TherapistSay::Released(release(BO, BO).unwrap());
    for (amends, say, expected) in [
        (Amends::new(ANA), TherapistSay::None, Gate::NoAmends),
        (Amends::new(ANA), released, Gate::NoAmends),
        (marked(), TherapistSay::None, Gate::Open),
        (marked(), TherapistSay::NotYet, Gate::WithTherapist),
        (marked(), for_another, Gate::WithTherapist),
        (marked(), released, Gate::Open),
        (marked().take_back(id), released, Gate::NoAmends),
    ] {
        assert_eq!(amends.gate(id, say), expected, "{amends:?} {say:?}");
    }
    assert_eq!(marked().gate(BreachId([8; 16]), TherapistSay::None), Gate::NoAmends, "each breach for itself");
    assert_eq!(release(ANA, BO), Err(ForgivenessRefusal::NotHeard));
}

#[test]
fn what_hurt_can_be_marked_as_a_whole_and_the_mark_is_ones_own() {
    let whole = as_a_whole(ANA);
    let amends = Amends::new(ANA).mark(&whole, noon()).unwrap();
    assert_eq!(amends.marked().collect::<Vec<_>>(), [(whole.id, noon())]);
    assert_eq!(amends.gate(whole.id, TherapistSay::None), Gate::Open);
    assert_eq!(Amends::new(BO).mark(&whole, noon()), Err(ForgivenessRefusal::NotTheirs));
    assert_eq!(amends.take_back(whole.id).marked().count(), 0);
}

#[test]
fn amends_are_marked_by_whoever_was_hurt_as_they_state_it() {
    for (stated_by, whose, fits) in [
        (ANA, Whose::Theirs, true),
        (ANA, Whose::Both, true),
        (ANA, Whose::Mine, false),
        (BO, Whose::Theirs, false),
        (BO, Whose::Mine, false),
    ] {
        let answer = Amends::new(ANA).mark(&breach(stated_by, whose), noon());
        assert_eq!(answer.is_ok(), fits, "{stated_by:?} {whose:?}");
    }
    let later: Timestamp = "2027-05-01T12:00:00Z".parse().unwrap();
    assert_eq!(marked().mark(&breach(ANA, Whose::Theirs), later), Ok(marked()), "from the first time on");
}

#[test]
fn nothing_else_waits_for_it() {
    for (name, source) in [
        ("agreement", include_str!("../../src/plan/agreement.rs")),
        ("commitment", include_str!("../../src/plan/commitment.rs")),
        ("dialogue", include_str!("../../src/plan/dialogue/room.rs")),
        ("closeness", include_str!("../../src/plan/closeness.rs")),
        ("own_plan", include_str!("../../src/plan/own_plan.rs")),
        ("follow_through", include_str!("../../src/plan/follow_through.rs")),
        ("doubt", include_str!("../../src/plan/doubt.rs")),
        ("ahead", include_str!("../../src/plan/ahead.rs")),
    ] {
        assert!(!source.contains("forgiveness::"), "{name}");
    }
}
