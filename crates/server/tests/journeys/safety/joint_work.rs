//! Joint work is closed until a clinician opens it; a rest and a pause look like ordinary pacing.

use std::collections::BTreeMap;

use jiff::ToSpan;
use troth_domain::audit::AuditEvent;
use troth_domain::people::{CoupleId, ItemId, PersonId, Reason, Role, Staff};
use troth_domain::practice::Slug;
use troth_domain::safety::joint_work::{Cause, HeardAlone, Hearing, Hold, PartnerView, Refusal};
use troth_domain::writing::{Audience, ItemKind, PrivateText};
use troth_server::actions::audience::{self, AudienceRequest};
use troth_server::actions::caseload;
use troth_server::actions::couple as link;
use troth_server::actions::joint_work::{self, JointWorkError, Step};
use troth_server::actions::writing::{self, SaveRequest};

use super::{Two, couple, other_staff, therapist};
use crate::support::TestApp;

fn heard(person: PersonId) -> HeardAlone {
    HeardAlone { person, how: Hearing::ByPhone }
}

fn open(two: &Two<'_>) -> Step {
    Step::Open { heard: vec![heard(two.ana), heard(two.bo)] }
}

fn release(person: PersonId, cause: Cause) -> Step {
    Step::Release { hold: Hold { person, cause }, heard: heard(person) }
}

async fn take(app: &TestApp, staff: &Staff, couple: CoupleId, step: Step) {
    joint_work::take(&app.app, staff, couple, step).await.unwrap();
}

#[track_caller]
fn refused(result: Result<(), JointWorkError>, expected: Refusal) {
    assert!(matches!(result, Err(JointWorkError::Refused(refusal)) if refusal == expected), "{result:?}");
}

/// Ana writes something and sends it on its way to Bo.
async fn share(app: &TestApp, two: &Two<'_>, text: &str) -> ItemId {
    let writing = BTreeMap::from([(Slug::new("entry").unwrap(), PrivateText::new(text).unwrap())]);
    let request = SaveRequest { replaces: None, kind: ItemKind::Journal, writing, finish: true };
    let item = writing::save(&app.app, two.ana, request).await.unwrap();
    let policy_version = app.app.content().await.secrets_policy.as_ref().unwrap().version;
    let wanted = Audience { therapist: false, partner: true };
    let request = AudienceRequest { item, wanted, version: 1, policy_version };
    audience::change(&app.app, two.ana, request).await.unwrap();
    item
}

/// How many things have come to Bo.
async fn came(app: &TestApp, two: &Two<'_>) -> usize {
    writing::received(&app.app, two.bo).await.unwrap().len()
}

async fn seen(app: &TestApp, two: &Two<'_>) -> [Option<PartnerView>; 2] {
    let see = async |person| joint_work::view(&app.app, person).await.unwrap();
    [see(two.ana).await, see(two.bo).await]
}

#[tokio::test]
async fn a_clinician_opens_and_closes_it_for_both_to_see() {
    let app = TestApp::sqlite().await;
    let (two, (ada, _)) = (couple(&app).await, therapist(&app, "ada").await);
    let both = |open| [Some(PartnerView { open }); 2];
    assert_eq!(seen(&app, &two).await, both(false));
    let one_heard = Step::Open { heard: vec![heard(two.ana)] };
    refused(joint_work::take(&app.app, &ada, two.id, one_heard).await, Refusal::NotHeard);
    refused(joint_work::rest(&app.app, two.ana, None).await, Refusal::Closed);
    take(&app, &ada, two.id, open(&two)).await;
    assert_eq!(seen(&app, &two).await, both(true));
    refused(joint_work::take(&app.app, &ada, two.id, open(&two)).await, Refusal::Open);
    share(&app, &two, "Something for you").await;
    take(&app, &ada, two.id, Step::Close).await;
    assert_eq!(seen(&app, &two).await, both(false));
    app.pass((24 * 8).hours());
    assert_eq!(came(&app, &two).await, 0, "nothing passes while it is closed");
    take(&app, &ada, two.id, open(&two)).await;
    app.pass((24 * 8).hours());
    assert_eq!(came(&app, &two).await, 1);
}

#[tokio::test]
async fn nobody_but_the_therapist_of_either_has_a_hand_in_it() {
    let app = TestApp::sqlite().await;
    let (two, (ada, _), (ben, _)) = (couple(&app).await, therapist(&app, "ada").await, therapist(&app, "ben").await);
    let (cleo, _) = app.client("Cleo Sample").await;
    for staff in [ben, other_staff(&app, Role::FrontDesk).await, other_staff(&app, Role::Owner).await] {
        let taken = joint_work::take(&app.app, &staff, two.id, open(&two)).await;
        assert!(matches!(taken, Err(JointWorkError::NotFound)), "{taken:?}");
        assert!(matches!(caseload::couple(&app.app, &staff, two.id).await, Err(JointWorkError::NotFound)));
    }
    take(&app, &ada, two.id, open(&two)).await;
    let stranger = Step::Pause { person: cleo, reason: None };
    refused(joint_work::take(&app.app, &ada, two.id, stranger).await, Refusal::NotAPartner);
    let taken = joint_work::rest(&app.app, cleo, None).await;
    assert!(matches!(taken, Err(JointWorkError::NotFound)), "{taken:?}");
    assert_eq!(joint_work::view(&app.app, cleo).await.unwrap(), None);
    let nowhere = joint_work::take(&app.app, &ada, CoupleId([0; 16]), Step::Close).await;
    assert!(matches!(nowhere, Err(JointWorkError::NotFound)), "{nowhere:?}");
}

#[tokio::test]
async fn a_rest_and_a_pause_hold_what_is_on_its_way_and_nobody_can_tell() {
    let app = TestApp::sqlite().await;
    let (two, (ada, _)) = (couple(&app).await, therapist(&app, "ada").await);
    take(&app, &ada, two.id, open(&two)).await;
    share(&app, &two, "On its way before").await;
    let reason = Reason::new("I need a week to myself").unwrap();
    joint_work::rest(&app.app, two.bo, Some(reason)).await.unwrap();
    joint_work::rest(&app.app, two.bo, None).await.unwrap();
    app.pass(1.minute());
    take(&app, &ada, two.id, Step::Pause { person: two.ana, reason: None }).await;
    let held = share(&app, &two, "Shared while it is held").await;
    app.pass((24 * 9).hours());
    assert_eq!(came(&app, &two).await, 0);
    assert_eq!(seen(&app, &two).await, [Some(PartnerView { open: true }); 2]);
    let own = writing::see(&app.app, two.ana, held).await.unwrap();
    assert!(own.item.audience(Some(two.id)).partner, "its author sees that it is shared, as ever");
    let holds = caseload::couple(&app.app, &ada, two.id).await.unwrap().holds;
    let reasons = holds.iter().map(|kept| kept.reason.as_ref().map(|reason| reason.as_ref().unwrap().reveal()));
    assert_eq!(reasons.collect::<Vec<_>>(), [Some("I need a week to myself"), None]);

    take(&app, &ada, two.id, release(two.ana, Cause::Pause)).await;
    app.pass((24 * 9).hours());
    assert_eq!(came(&app, &two).await, 0, "his rest goes on");
    let wrong = Step::Release { hold: Hold { person: two.bo, cause: Cause::Rest }, heard: heard(two.ana) };
    refused(joint_work::take(&app.app, &ada, two.id, wrong).await, Refusal::NotHeard);
    take(&app, &ada, two.id, release(two.bo, Cause::Rest)).await;
    assert_eq!(came(&app, &two).await, 0, "it comes at a delivery hour");
    app.pass((24 * 8).hours());
    assert_eq!(came(&app, &two).await, 2);
}

#[tokio::test]
async fn what_is_released_comes_at_delivery_hours_only() {
    let app = TestApp::sqlite().await;
    let (two, (ada, _)) = (couple(&app).await, therapist(&app, "ada").await);
    take(&app, &ada, two.id, open(&two)).await;
    take(&app, &ada, two.id, Step::Pause { person: two.bo, reason: None }).await;
    for number in 0..30 {
        share(&app, &two, &format!("Number {number}")).await;
    }
    take(&app, &ada, two.id, release(two.bo, Cause::Pause)).await;
    app.pass((24 * 8).hours());
    let zone = app.app.practice().time_zone.clone();
    let received = writing::received(&app.app, two.bo).await.unwrap();
    let days = received.into_iter().map(|one| one.unwrap().came_at.to_zoned(zone.clone())).inspect(|at| {
        assert_eq!((at.hour(), at.minute()), (18, 0), "{at}");
    });
    let days = days.map(|at| at.date()).collect::<std::collections::BTreeSet<_>>();
    assert!(days.len() > 1, "each item is drawn for itself: {days:?}");
}

#[tokio::test]
async fn after_somebody_left_nothing_comes_however_it_is_opened() {
    let app = TestApp::sqlite().await;
    let (two, (ada, _)) = (couple(&app).await, therapist(&app, "ada").await);
    take(&app, &ada, two.id, open(&two)).await;
    take(&app, &ada, two.id, Step::Pause { person: two.bo, reason: None }).await;
    share(&app, &two, "Never comes").await;
    let told_on = app.app.now().to_zoned(app.app.practice().time_zone.clone()).date() + 20.days();
    let request = link::LeaveRequest { told_on, bookings_stay: true, take_back: false };
    link::leave(&app.app, two.bo, request).await.unwrap();
    take(&app, &ada, two.id, release(two.bo, Cause::Pause)).await;
    take(&app, &ada, two.id, Step::Close).await;
    take(&app, &ada, two.id, open(&two)).await;
    app.pass((24 * 9).hours());
    assert_eq!(came(&app, &two).await, 0);
    assert_eq!(
        seen(&app, &two).await,
        [Some(PartnerView { open: true }), None],
        "she is told on the day that he chose"
    );
}

#[tokio::test]
async fn each_step_is_written_down() {
    let app = TestApp::sqlite().await;
    let (two, (ada, _)) = (couple(&app).await, therapist(&app, "ada").await);
    take(&app, &ada, two.id, open(&two)).await;
    joint_work::rest(&app.app, two.ana, None).await.unwrap();
    take(&app, &ada, two.id, release(two.ana, Cause::Rest)).await;
    take(&app, &ada, two.id, Step::Close).await;
    let notes = app.app.store().audit(None).await.unwrap();
    let notes = notes.iter().filter_map(|entry| entry.note).filter(|note| note.couple == Some(two.id));
    let mut found = notes.map(|note| (note.event, note.person)).collect::<Vec<_>>();
    found.sort();
    found.retain(|(event, _)| *event >= AuditEvent::JointWorkOpened);
    let expected = [
        (AuditEvent::JointWorkOpened, None),
        (AuditEvent::JointWorkClosed, None),
        (AuditEvent::JointWorkPaused, Some(two.ana)),
        (AuditEvent::JointWorkReleased, Some(two.ana)),
    ];
    assert_eq!(found, expected);
}
