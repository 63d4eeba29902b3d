//! Sweeps what has lapsed: holds that nobody renewed, keys and counts past their time.

use std::time::Duration;

use tokio::sync::watch;
use troth_domain::limits;
use troth_store::Swept;

use super::told_to_stop;
use crate::app::App;

/// Sweeps until told to stop. Nothing waits for it: a lapsed hold blocks nobody even before it is swept.
pub(super) async fn run(app: App, mut stopped: watch::Receiver<bool>) {
    let pause = Duration::from_secs(limits::SWEEP_SECONDS);
    loop {
        tokio::select! {
            () = told_to_stop(&mut stopped) => return,
            () = sweep(&app) => (),
        }
        tokio::select! {
            () = told_to_stop(&mut stopped) => return,
            () = tokio::time::sleep(pause) => (),
        }
    }
}

/// Sweeps until nothing is left: the store sweeps a bounded number of rows at once.
async fn sweep(app: &App) {
    loop {
        match app.store().sweep(app.now()).await {
            Ok(swept) if swept == Swept::default() => return,
            Ok(Swept { lapsed_holds, deleted_rows }) => tracing::debug!(lapsed_holds, deleted_rows, "swept"),
            Err(error) => {
                tracing::warn!(%error, "could not sweep what has lapsed; trying again later");
                return;
            }
        }
    }
}
