//! Hears from other nodes in which talk something came, and wakes the pages that wait there.

use std::time::Duration;

use tokio::sync::watch;

use super::told_to_stop;
use crate::app::App;

/// How long it waits before it listens anew.
const PAUSE: Duration = Duration::from_secs(1);

/// Listens until told to stop. Where there is but one node, there is nobody to listen to.
pub(super) async fn run(app: App, mut stopped: watch::Receiver<bool>) {
    tokio::select! {
        () = told_to_stop(&mut stopped) => (),
        () = listen(&app) => told_to_stop(&mut stopped).await,
    }
    app.wakes().close();
}

async fn listen(app: &App) {
    loop {
        match app.store().talk_news().await {
            Ok(None) => return,
            Ok(Some(mut news)) => {
                // Whatever came while nobody listened.
                app.wakes().wake_all();
                while let Some(talk) = news.next().await {
                    app.wakes().wake(talk);
                }
            }
            Err(error) => tracing::debug!(%error, "cannot hear from other nodes; trying again"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}
