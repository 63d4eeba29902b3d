//! Being a couple here, leaving, and choosing who sees what.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::limits;
use troth_domain::people::{
    Couple, CoupleId, InvalidPersonal, InvitationCode, ItemId, LinkRefusal, LinkView, Member, PersonId, RulesAgreement,
    RulesOfTwo, may_link,
};
use troth_domain::practice::{CivilMinute, Slug};
use troth_domain::safety::pacing::DeliveryHour;
use troth_domain::safety::secrets_policy::TextVersion;
use troth_domain::writing::{
    Audience, AudienceRefusal, Item, ItemKind, PrivateText, Stage, Standing, audience_allowed,
};

/// Rules for two that both agreed to.
const RULES: TextVersion = TextVersion { number: 1, digest: [1; 32] };

const ANA: PersonId = PersonId([1; 16]);
const BO: PersonId = PersonId([2; 16]);
const CLEO: PersonId = PersonId([3; 16]);

fn now() -> Timestamp {
    "2027-03-01T12:00:00Z".parse().unwrap()
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

fn couple() -> Couple {
    let member = |person| Member { person, left: None };
    Couple { id: CoupleId([9; 16]), linked_at: now() - days(90), rules: RULES, members: [member(ANA), member(BO)] }
}

#[test]
fn each_knows_the_other_and_nobody_else_belongs() {
    assert_eq!(couple().partner_of(ANA), Some(BO));
    assert_eq!(couple().partner_of(BO), Some(ANA));
    assert_eq!(couple().partner_of(CLEO), None);
    assert_eq!(couple().seen_by(ANA, now()), Some(LinkView::Linked));
    assert_eq!(couple().seen_by(CLEO, now()), None);
    assert_eq!(couple().ended_at(), None);
}

#[test]
fn whoever_leaves_is_out_at_once_and_the_other_sees_it_on_the_day() {
    let told_at = now() + days(12);
    let left = couple().leave(ANA, told_at, false, now()).unwrap();
    assert_eq!(left.ended_at(), Some(now()));
    assert_eq!(left.seen_by(ANA, now()), Some(LinkView::Left { at: now() }));
    assert_eq!(left.seen_by(BO, told_at - SignedDuration::from_secs(1)), Some(LinkView::Linked));
    assert_eq!(left.seen_by(BO, told_at), Some(LinkView::OtherLeft { told_at }));
    assert_eq!(left.clone().leave(ANA, told_at, false, now()), Err(LinkRefusal::NotLinked));
    assert_eq!(left.clone().leave(BO, told_at + days(1), false, told_at), Err(LinkRefusal::NotLinked));
    let both = left.leave(BO, now() + days(3), true, now() + days(1)).unwrap();
    assert_eq!(both.ended_at(), Some(now()), "the first to leave ended it");
    assert_eq!(both.seen_by(BO, now() + days(20)), Some(LinkView::Left { at: now() + days(1) }));
}

#[test]
fn the_day_lies_within_thirty() {
    for (ahead, fits) in [(0, true), (30, true), (31, false), (-1, false)] {
        let left = couple().leave(ANA, now() + days(ahead), true, now());
        assert_eq!(left.is_ok(), fits, "{ahead} days");
    }
    assert_eq!(couple().leave(CLEO, now(), true, now()), Err(LinkRefusal::NotLinked));
}

#[test]
fn who_may_be_linked() {
    let linked = Some(LinkView::Linked);
    let left = Some(LinkView::Left { at: now() });
    let told = Some(LinkView::OtherLeft { told_at: now() });
    for (inviter, theirs, own, wanted) in [
        (ANA, None, None, Ok(())),
        (ANA, left, told, Ok(())),
        (BO, None, None, Err(LinkRefusal::OwnCode)),
        (ANA, None, linked, Err(LinkRefusal::AlreadyLinked)),
        (ANA, linked, None, Err(LinkRefusal::NoSuchCode)),
    ] {
        assert_eq!(may_link(inviter, theirs, BO, own), wanted);
    }
}

fn item(kind: ItemKind, stage: Stage) -> Item {
    Item {
        id: ItemId([7; 16]),
        author: ANA,
        clinician: Slug::new("dana").unwrap(),
        kind,
        stage,
        version: 1,
        changed_at: now(),
        therapist_since: None,
        deliveries: Vec::new(),
    }
}

#[test]
fn somebody_is_added_only_when_all_is_in_place_and_taken_out_always() {
    let alone = Audience::default();
    let therapist = Audience { therapist: true, partner: false };
    let partner = Audience { therapist: false, partner: true };
    let offers = (true, limits::ACCOUNTS_OFFERED_MAX - 1);
    let of = |all: bool, (offers_agreed, accounts_offered): (bool, usize)| Standing {
        policy_signed: all,
        linked: all,
        joint_work_open: all,
        offers_agreed,
        accounts_offered,
    };
    let (all, none) = (of(true, offers), of(false, (false, 0)));
    let many = Standing { accounts_offered: limits::ACCOUNTS_OFFERED_MAX, ..all };
    let finished = Stage::Finished { at: now() };
    use AudienceRefusal::{
        FixedAudience, JointWorkClosed, ManyOffered, NotForPartner, NotLinked, PolicyNotSigned, RulesNotAgreed,
        StillDraft,
    };
    for (kind, stage, before, wanted, standing, answer) in [
        (ItemKind::Journal, finished, alone, therapist, all, Ok(())),
        (ItemKind::Journal, finished, alone, partner, all, Ok(())),
        (ItemKind::ImpactStatement, finished, alone, partner, all, Ok(())),
        (ItemKind::Journal, Stage::Draft, alone, therapist, all, Err(StillDraft)),
        (ItemKind::Journal, Stage::Draft, alone, partner, all, Err(StillDraft)),
        (ItemKind::Journal, finished, alone, therapist, Standing { policy_signed: false, ..all }, Err(PolicyNotSigned)),
        (ItemKind::Journal, finished, alone, partner, Standing { policy_signed: false, ..all }, Ok(())),
        (ItemKind::Journal, finished, alone, partner, Standing { linked: false, ..all }, Err(NotLinked)),
        (ItemKind::Journal, finished, alone, partner, Standing { joint_work_open: false, ..all }, Err(JointWorkClosed)),
        (ItemKind::Account, finished, alone, partner, all, Ok(())),
        (ItemKind::Account, finished, alone, partner, Standing { offers_agreed: false, ..all }, Err(RulesNotAgreed)),
        (ItemKind::Account, finished, alone, therapist, Standing { offers_agreed: false, ..all }, Ok(())),
        (ItemKind::Account, finished, partner, partner, Standing { offers_agreed: false, ..all }, Ok(())),
        (ItemKind::Journal, finished, alone, partner, Standing { offers_agreed: false, ..all }, Ok(())),
        (ItemKind::Account, Stage::Draft, alone, partner, all, Err(StillDraft)),
        (ItemKind::Account, finished, alone, partner, many, Err(ManyOffered)),
        (ItemKind::Account, finished, alone, therapist, many, Ok(())),
        (ItemKind::Account, finished, partner, alone, many, Ok(())),
        (ItemKind::Journal, finished, alone, partner, many, Ok(())),
        (ItemKind::Exercise, finished, alone, partner, all, Err(NotForPartner)),
        (ItemKind::Account, finished, alone, therapist, all, Ok(())),
        (ItemKind::Screening, finished, therapist, alone, all, Err(FixedAudience)),
        (ItemKind::Screening, finished, therapist, partner, all, Err(FixedAudience)),
        (ItemKind::Journal, finished, therapist, alone, none, Ok(())),
        (ItemKind::Journal, finished, partner, alone, none, Ok(())),
        (ItemKind::Journal, finished, partner, partner, none, Ok(())),
    ] {
        let found = audience_allowed(&item(kind, stage), before, wanted, standing);
        assert_eq!(found, answer, "{kind:?} {stage:?} {before:?} {wanted:?} {standing:?}");
    }
}

#[test]
fn a_text_keeps_its_lines_and_hides_nothing() {
    assert_eq!(PrivateText::new("one\r\ntwo\rthree \n").unwrap().reveal(), "one\ntwo\nthree");
    assert_eq!(PrivateText::new(" \n ").unwrap_err(), InvalidPersonal::Empty);
    for character in (0..=0x1F_u8).chain(0x7F..=0x9F).map(char::from) {
        let allowed = matches!(character, '\n' | '\t' | '\r');
        assert_eq!(PrivateText::new(&format!("a{character}b")).is_ok(), allowed, "{character:?}");
    }
    assert!(PrivateText::new("¿Qué? © £").is_ok(), "these begin as a control character may");
    let long = "ä".repeat(limits::WRITING_CHARACTERS_MAX);
    assert!(PrivateText::new(&long).is_ok());
    assert!(PrivateText::new(&format!("{long}ä")).is_err());
    assert!(PrivateText::new("مرحبا 👩🏽‍❤️‍👨").is_ok());
}

/// Newer rules, by their number.
fn version(number: u32) -> TextVersion {
    TextVersion { number, digest: [2; 32] }
}

fn delivery() -> DeliveryHour {
    DeliveryHour { hour: CivilMinute::new(18 * 60).unwrap(), zone: TimeZone::UTC }
}

#[test]
fn what_is_new_in_the_rules_begins_for_both_at_a_delivery_hour() {
    let rules = RulesOfTwo::new(&couple(), Vec::new());
    assert!(rules.is_asked(ANA, version(2)) && !rules.is_asked(ANA, version(1)), "other words alone ask nobody");
    assert!(rules.both_agreed(version(1), now()) && !rules.speak_of_offers(now()));
    let [ana, bo] = [(ANA, now()), (BO, now() + days(3))]
        .map(|(person, at)| rules.agree(person, version(2), &delivery(), at).unwrap());
    assert_eq!(ana.counts_at, "2027-03-01T18:00:00Z".parse().unwrap());
    let only_ana = RulesOfTwo::new(&couple(), vec![ana]);
    assert!(!only_ana.both_agreed(version(2), now() + days(99)) && only_ana.is_asked(BO, version(2)));
    assert_eq!(only_ana.agree(ANA, version(2), &delivery(), now()), None, "once");
    let both = RulesOfTwo::new(&couple(), vec![ana, bo]);
    let begins = "2027-03-04T18:00:00Z".parse::<Timestamp>().unwrap();
    for (at, expected) in [(begins - SignedDuration::from_secs(1), false), (begins, true)] {
        assert_eq!((both.both_agreed(version(2), at), both.speak_of_offers(at)), (expected, expected), "{at}");
    }
    assert!(both.is_asked(ANA, version(3)) && both.speak_of_offers(begins), "the next ones close nothing");
}

proptest! {
    #[test]
    fn a_code_is_read_as_it_is_shown(bytes: [u8; 10], text in "\\PC{0,60}") {
        let code = InvitationCode::from_random(bytes);
        prop_assert_eq!(InvitationCode::parse(&code.shown().to_lowercase()), Some(code.clone()));
        prop_assert_eq!(format!("{code:?}"), "InvitationCode(private)");
        let _ = InvitationCode::parse(&text);
    }

    #[test]
    fn any_text_is_taken_or_refused(text in "\\PC{0,200}") {
        if let Ok(taken) = PrivateText::new(&text) {
            prop_assert_eq!(PrivateText::new(taken.reveal()), Ok(taken));
        }
    }

    /// What one is asked, and what it comes to when they agree, depends on nothing that the other did.
    #[test]
    fn whether_one_is_asked_depends_on_nothing_that_the_other_did(
        steps in prop::collection::vec((any::<bool>(), 1_u32..5, 0_i64..60), 0..12),
    ) {
        let (mut all, mut at) = (Vec::new(), now());
        for (is_ana, number, hours) in steps {
            at += SignedDuration::from_hours(hours);
            let person = if is_ana { ANA } else { BO };
            let own = all.iter().copied().filter(|one: &RulesAgreement| one.person == person).collect();
            let [rules, alone] = [all.clone(), own].map(|later| RulesOfTwo::new(&couple(), later));
            prop_assert_eq!(rules.is_asked(person, version(number)), alone.is_asked(person, version(number)));
            let agreed = rules.agree(person, version(number), &delivery(), at);
            prop_assert_eq!(agreed, alone.agree(person, version(number), &delivery(), at));
            all.extend(agreed);
            let rules = RulesOfTwo::new(&couple(), all.clone());
            prop_assert!(agreed.is_none() || !rules.both_agreed(version(number), at), "it begins at no minute of theirs");
        }
    }
}
