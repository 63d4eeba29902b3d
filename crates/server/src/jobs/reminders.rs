//! Looks for commitments that are due, and puts a reminder of each into the outbox.

use std::time::Duration;

use tokio::sync::watch;
use troth_domain::limits;

use super::told_to_stop;
use crate::actions::reminders;
use crate::app::App;

/// Looks until told to stop. Several nodes may: each reminder is put off by one of them.
pub(super) async fn run(app: App, mut stopped: watch::Receiver<bool>) {
    loop {
        let pause = tokio::select! {
            () = told_to_stop(&mut stopped) => return,
            pause = look(&app) => pause,
        };
        tokio::select! {
            () = told_to_stop(&mut stopped) => return,
            () = tokio::time::sleep(pause) => (),
        }
    }
}

/// Puts what is due into the outbox. Answers how long nothing has to be looked at.
async fn look(app: &App) -> Duration {
    let longest = Duration::from_secs(limits::REMINDER_LOOK_SECONDS);
    if reminders::run_due(app).await.is_err() {
        // Said already.
        return longest;
    }
    let next = app.store().next_reminder_due().await.ok().flatten();
    let until_due = next.and_then(|next| Duration::try_from(next.duration_since(app.now())).ok());
    until_due.map_or(longest, |until_due| until_due.min(longest))
}
