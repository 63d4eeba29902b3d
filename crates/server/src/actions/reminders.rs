//! Reminders of commitments: each of the two is reminded when something is due on their own page, by a message that says
//! nothing of it. A rest or a pause changes nothing of that, and neither does what the other has not been told yet.

use jiff::{SignedDuration, Timestamp};
use troth_domain::limits;
use troth_domain::people::PersonId;
use troth_store::{Extent, Reminder, WriteTransaction};

use super::ActionError;
use super::commitments::{self, Seen};
use crate::app::App;

/// Puts everything that is due by now into the outbox, and each reminder off until its next time.
///
/// # Errors
/// [`ActionError`]; what was done before stays done.
pub async fn run_due(app: &App) -> Result<(), ActionError> {
    loop {
        let due = app.store().due_reminders(app.now(), limits::REMINDER_BATCH).await?;
        if due.is_empty() {
            return Ok(());
        }
        for reminder in due {
            settle(app, reminder).await?;
        }
        app.outbox_filled();
    }
}

/// Whether something that `person` is to be reminded of is due at `at`, as their page has it now.
///
/// # Errors
/// [`ActionError`].
pub async fn is_due(app: &App, person: PersonId, at: Timestamp) -> Result<bool, ActionError> {
    Ok(commitments::list(app, person, Extent::Whole).await?.iter().any(|seen| seen.is_due_at(at)))
}

async fn settle(app: &App, reminder: Reminder) -> Result<(), ActionError> {
    let now = app.now();
    let (is_said, next) = match commitments::see(app, reminder.person, reminder.log).await {
        Ok(seen) => {
            let is_due = seen.as_ref().is_some_and(|seen| seen.is_due_at(reminder.due_at));
            let is_in_time = now.duration_since(reminder.due_at) < SignedDuration::from_hours(limits::REMINDER_HOURS);
            (is_due && is_in_time, seen.as_ref().and_then(Seen::next_reminder))
        }
        // One that cannot be read holds up no other.
        Err(ActionError::Internal) => (false, now.checked_add(SignedDuration::from_hours(24)).ok()),
        Err(error) => return Err(error),
    };
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                if transaction.put_off(&reminder, next).await? && is_said {
                    transaction.enqueue_due(reminder.person, reminder.due_at).await?;
                }
                Ok(())
            })
        })
        .await
}
