//! What the server does by itself: sends what waits in the outbox, reminds of what is due, sweeps what has
//! lapsed, seals the audit, and hears from other nodes.

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::mail::Mailer;

mod outbox;
mod reminders;
mod seal;
mod sweep;
mod talks;

pub use outbox::Outbox;

/// Jobs under way.
#[derive(Debug)]
pub struct Jobs(JoinSet<()>);

/// Starts every job. They end when `stopped` turns true, or its other side is gone.
pub fn start(app: &App, mailer: Mailer, stopped: &watch::Receiver<bool>) -> Jobs {
    let mut jobs = JoinSet::new();
    jobs.spawn(Outbox::new(app.clone(), mailer).run(stopped.clone()));
    jobs.spawn(reminders::run(app.clone(), stopped.clone()));
    jobs.spawn(sweep::run(app.clone(), stopped.clone()));
    jobs.spawn(seal::run(app.clone(), stopped.clone()));
    jobs.spawn(talks::run(app.clone(), stopped.clone()));
    Jobs(jobs)
}

impl Jobs {
    /// Waits until every job has ended, each within about a second of being told to.
    pub async fn finished(mut self) {
        while let Some(ended) = self.0.join_next().await {
            if ended.is_err() {
                tracing::error!("a job ended by a fault");
            }
        }
    }
}

/// Ends when the jobs are to stop.
async fn told_to_stop(stopped: &mut watch::Receiver<bool>) {
    // An error means that the other side is gone, which is a stop as well.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}
