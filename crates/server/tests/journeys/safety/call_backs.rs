//! Whoever asks to be called is seen by those who call, with what is safe.

use jiff::ToSpan;
use troth_domain::audit::AuditEvent;
use troth_domain::people::{PersonId, Role, Staff};
use troth_server::actions::call_back::{self, CallBackError};
use troth_server::actions::caseload::caseload;
use troth_server::actions::desk::desk;

use super::{couple, other_staff, therapist};
use crate::support::TestApp;

async fn waiting(app: &TestApp, staff: &Staff) -> Vec<PersonId> {
    let waiting = match staff.role {
        Role::Therapist => caseload(&app.app, staff).await.unwrap().calls,
        Role::FrontDesk | Role::Owner => desk(&app.app, staff, None).await.unwrap().calls,
    };
    assert!(waiting.iter().all(|one| one.profile.is_ok()));
    waiting.iter().map(|one| one.call_back.person.id).collect()
}

#[tokio::test]
async fn whoever_asks_waits_once_and_is_called() {
    let app = TestApp::sqlite().await;
    let two = couple(&app).await;
    let ((ada, _), (ben, _)) = (therapist(&app, "ada").await, therapist(&app, "ben").await);
    let desk = other_staff(&app, Role::FrontDesk).await;
    let owner = other_staff(&app, Role::Owner).await;
    for person in [two.bo, two.ana, two.bo] {
        call_back::ask(&app.app, person).await.unwrap();
        app.pass(1.minute());
    }
    let both = vec![two.bo, two.ana];
    for (staff, expected) in [(&desk, both.clone()), (&ada, both), (&ben, vec![]), (&owner, vec![])] {
        assert_eq!(waiting(&app, staff).await, expected, "{:?}", staff.role);
    }
    let notes = app.app.store().audit(None).await.unwrap();
    let read = notes.iter().filter_map(|entry| entry.note).filter(|note| note.event == AuditEvent::ListRead);
    assert_eq!(read.filter(|note| note.person == Some(two.bo)).count(), 2, "each of the two who read it");
    for staff in [&ben, &owner] {
        let done = call_back::done(&app.app, staff, two.bo).await;
        assert!(matches!(done, Err(CallBackError::NotFound)), "{done:?}");
    }
    call_back::done(&app.app, &desk, two.bo).await.unwrap();
    assert!(matches!(call_back::done(&app.app, &desk, two.bo).await, Err(CallBackError::NotFound)));
    assert_eq!(waiting(&app, &ada).await, [two.ana]);
}
