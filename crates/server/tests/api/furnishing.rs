//! The demo's practice, as its visitors find it.

use jiff::SignedDuration;
use troth_domain::access::Viewer;
use troth_domain::plan::agreement::{AgreementMove, Standing};
use troth_domain::plan::commitment::{CommitmentMove, Stage};
use troth_server::actions::{ahead, caseload, check_in, talks, together};
use troth_server::demo;
use troth_store::{Extent, Waiting};

use crate::troth::{NOW, TestApp};

#[tokio::test]
async fn the_demo_has_weeks_of_bookings_and_mails_nobody_about_them() {
    let test = TestApp::of(demo::practice_file().unwrap()).await;
    demo::furnish(&test.app).await.unwrap();
    let coming = test.app.store().coming_bookings(&Viewer::FrontDesk, NOW.parse().unwrap(), 1000).await.unwrap();
    assert!(coming.len() > 40, "{}", coming.len());
    let last = coming.last().unwrap().booking.slot.start;
    assert!(last > "2026-11-27T00:00:00Z".parse().unwrap(), "{last}");
    assert!(coming.iter().any(|coming| coming.booking.sequence > 0), "some were moved");
    let therapists: std::collections::BTreeSet<_> = coming.iter().map(|one| &one.booking.slot.therapist).collect();
    assert_eq!(therapists.len(), 5);
    let (store, later) = (test.app.store(), "2026-12-31T00:00:00Z".parse().unwrap());
    let waiting = store.claim_messages([1; 16], later, later + SignedDuration::from_mins(1), 1000).await.unwrap();
    for claimed in waiting {
        // That something new is there is promised for every item on its way, whether or not its reader may be mailed.
        let Waiting::Person(message) = claimed.message else { panic!("{claimed:?}") };
        let viewer = Viewer::PersonMessenger(message.person);
        let profile = store.profile(&viewer, message.person).await.unwrap().unwrap();
        assert_eq!(message.address(&profile), None, "nobody of the demo is mailed");
    }
    assert!(test.app.store().verify().await.unwrap().is_empty());
    assert!(!test.starts("offering=phone-consult&days=1").await.is_empty(), "there is room for the visitor");
}

#[tokio::test]
async fn the_demo_is_the_same_at_every_start() {
    let mut seen = Vec::new();
    for _ in 0..2 {
        let test = TestApp::of(demo::practice_file().unwrap()).await;
        demo::furnish(&test.app).await.unwrap();
        let coming = test.app.store().coming_bookings(&Viewer::FrontDesk, NOW.parse().unwrap(), 1000).await.unwrap();
        let told = |one: &troth_store::ComingBooking| {
            let client = one.client.as_ref().unwrap();
            format!("{:?} {}", one.booking.slot, client.name.reveal())
        };
        seen.push(coming.iter().map(told).collect::<std::collections::BTreeSet<_>>());
    }
    assert_eq!(seen[0], seen[1]);
}

/// Whoever opens the pages of the couple in the middle finds each of them lived in.
#[tokio::test]
async fn a_couple_of_the_demo_has_been_at_it_for_weeks() {
    let test = TestApp::of(demo::practice_file().unwrap()).await;
    let people = demo::furnish(&test.app).await.unwrap();
    let (app, [noor, eli]) = (&test.app, people.underway_people);
    for person in [noor, eli] {
        assert_eq!(check_in::weeks(app, person).await.unwrap().len(), 10);
        let agreements = together::pages::<AgreementMove>(app, person, Extent::Whole).await.unwrap();
        assert!(matches!(agreements[0].1.state.standing(), Standing::InForce { change: None, .. }));
        let promises = together::pages::<CommitmentMove>(app, person, Extent::Whole).await.unwrap();
        assert!(matches!(promises[0].1.state.stage, Stage::Agreed { .. }));
        let talks = talks::list(app, person, Extent::Whole).await.unwrap();
        assert_eq!(talks[0].view().unwrap().told.len(), 4, "what was said has come to both");
    }
    assert!(ahead::setbacks(app, noor).await.unwrap().is_some());
    assert_eq!(ahead::long_term(app, noor).await.unwrap().unwrap().document.points().len(), 2);
    let seen = caseload::caseload(app, &people.clinician).await.unwrap();
    assert_eq!(seen.couples.len(), 3, "one that begins, one in the middle, one that is paused");
}
