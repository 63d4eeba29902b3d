//! Reminders of promises: each of the two by their own page, and by nothing that the other does alone.

use jiff::Span;
use troth_domain::safety::joint_work::{HeardAlone, Hearing};
use troth_server::actions::joint_work::{self, Step};
use troth_server::actions::reminders;

use super::commitments::{agreed, press};
use super::two::two;
use crate::persons;
use crate::support::TestApp;

/// How many reminders were put into the outbox so far.
async fn reminded(app: &TestApp, hours: i64) -> i64 {
    app.pass(Span::new().hours(hours));
    reminders::run_due(&app.app).await.unwrap();
    app.rows_in("outbox WHERE kind = 28")
}

#[tokio::test]
async fn both_are_reminded_when_it_is_due_and_no_more_after_it_ended() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let address = agreed(&mut two).await;
    assert_eq!(app.rows_in("commitment_reminder"), 2);
    // It is eleven in the morning: what was due on the days before comes too late to be of use.
    assert_eq!(reminded(&app, 0).await, 0);
    assert_eq!(reminded(&app, 6).await, 0, "an hour before it is due");
    assert_eq!(reminded(&app, 2).await, 2, "both");
    assert_eq!(reminded(&app, 0).await, 2, "once");
    assert_eq!(reminded(&app, 24).await, 4);
    // A pause changes nothing of it.
    let couple = persons::couple_id(&app, two.ids[0]).await;
    let pause = Step::Pause { person: two.ids[0], reason: None };
    joint_work::take(&app.app, &two.staff, couple, pause).await.unwrap();
    assert_eq!(reminded(&app, 24).await, 6);
    two.after(0).await;
    press(&two.bo, &address, "end").await;
    assert_eq!(reminded(&app, 24).await, 7, "on Ana's page it goes on, and on Bo's it has ended");
    assert_eq!(app.rows_in("commitment_reminder"), 1);
    for (person, cause) in [(two.ids[0], troth_domain::safety::joint_work::Cause::Pause)] {
        let hold = troth_domain::safety::joint_work::Hold { person, cause };
        let heard = HeardAlone { person, how: Hearing::ByPhone };
        joint_work::take(&app.app, &two.staff, couple, Step::Release { hold, heard }).await.unwrap();
    }
    let before = reminded(&app, 8 * 24).await;
    assert_eq!(reminded(&app, 24).await, before, "it has ended for both");
    assert_eq!(app.rows_in("commitment_reminder"), 0);
}

/// What migration 32 leaves where a promise was agreed to before there were reminders.
#[tokio::test]
async fn promises_from_before_there_were_reminders_are_reminded_of_too() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    agreed(&mut two).await;
    app.spoil("UPDATE commitment_reminder SET due_at = 0");
    assert_eq!(reminded(&app, 0).await, 0, "what is long over is not said");
    assert_eq!(app.rows_in("commitment_reminder WHERE due_at > 0"), 2);
    assert_eq!(reminded(&app, 8).await, 2, "both, at the next time");
}
