//! Seals what the audit has written down, every few seconds and once more at the end.

use std::time::Duration;

use tokio::sync::watch;
use troth_domain::limits;

use super::told_to_stop;
use crate::app::App;

/// Seals until told to stop, and then what has settled by then.
pub(super) async fn run(app: App, mut stopped: watch::Receiver<bool>) {
    let pause = Duration::from_secs(limits::AUDIT_SEAL_SECONDS);
    loop {
        seal(&app).await;
        tokio::select! {
            () = told_to_stop(&mut stopped) => break,
            () = tokio::time::sleep(pause) => (),
        }
    }
    seal(&app).await;
}

/// Nothing is lost when it fails: what waits is sealed the next time.
async fn seal(app: &App) {
    match app.store().seal_audit(app.now()).await {
        Ok(0) => {}
        Ok(rows) => tracing::debug!(rows, "sealed the audit"),
        Err(error) => tracing::warn!(%error, "could not seal the audit; trying again later"),
    }
}
