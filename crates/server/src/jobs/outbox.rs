//! Sends what waits in the outbox.
//!
//! A node takes a few messages out for a while (a lease), so that each is sent by one node; what a crash leaves behind
//! is taken out again when its lease has run out, and leaves under the same Message-ID. Whether a message is still true
//! is asked at the last moment, from the booking as it is then.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use troth_domain::access::Viewer;
use troth_domain::limits;
use troth_domain::message::{Kind, Message, MessageId};
use troth_store::{Claimed, Outcome, StoreError, Waiting};

use super::told_to_stop;
use crate::app::App;
use crate::mail::{Letter, Mailer, SendError};

mod person;
mod verdict;
use verdict::{Verdict, retry_at, verdict};

const POLL: Duration = Duration::from_millis(limits::MAIL_POLL_MILLISECONDS);

/// Sends messages for one node.
#[derive(Clone)]
pub struct Outbox(Arc<Inner>);

struct Inner {
    app: App,
    mailer: Mailer,
    /// Names this node in leases; new at each start, so that a node never takes its own earlier leases for good.
    node: [u8; 16],
}

impl Outbox {
    /// The outbox of `app`, whose letters leave by `mailer`.
    pub fn new(app: App, mailer: Mailer) -> Self {
        let node = app.random_bytes();
        Self(Arc::new(Inner { app, mailer, node }))
    }

    /// Sends until told to stop; then finishes the message in hand.
    pub(super) async fn run(self, mut stopped: watch::Receiver<bool>) {
        let mut away = false;
        loop {
            let pause = match self.round(&mut stopped).await {
                Ok(pause) => {
                    away = false;
                    pause
                }
                Err(error) => {
                    if !away {
                        tracing::warn!(%error, "could not look into the outbox; trying again");
                    }
                    away = true;
                    POLL
                }
            };
            tokio::select! {
                biased;
                () = told_to_stop(&mut stopped) => break,
                () = self.0.app.until_outbox_filled() => (),
                () = tokio::time::sleep(pause) => (),
            }
        }
        self.0.mailer.rest().await;
    }

    /// Sends what is due at this moment, until nothing is: for whoever moves the clock by hand.
    ///
    /// # Errors
    /// When the records cannot be read or written.
    pub async fn send_due(&self) -> Result<(), StoreError> {
        let (_stopper, mut stopped) = watch::channel(false);
        while self.round(&mut stopped).await? == Duration::ZERO {}
        Ok(())
    }

    /// Sends one batch of what is due. Answers how long nothing has to be looked at.
    async fn round(&self, stopped: &mut watch::Receiver<bool>) -> Result<Duration, StoreError> {
        let (store, now) = (self.0.app.store(), self.0.app.now());
        let due = store.next_message_due().await?;
        if due.is_none_or(|due| due > now) {
            self.0.mailer.rest().await;
            let until_due = due.and_then(|due| Duration::try_from(due.duration_since(now)).ok());
            return Ok(until_due.map_or(POLL, |until_due| until_due.min(POLL)));
        }
        let claimed = store.claim_messages(self.0.node, now, self.lease_until(now), limits::MAIL_BATCH).await?;
        if claimed.is_empty() {
            // What is due is in another node's hands.
            return Ok(POLL);
        }
        let last_start = later(now, self.0.mailer.send_time_max());
        for claimed in claimed {
            // A slow mail server must not carry a message past its lease, where another node would send it too.
            if *stopped.borrow() || self.0.app.now() >= last_start {
                self.finish(claimed.message.id(), Outcome::Retry { not_before: now }).await?;
            } else {
                self.handle(claimed, stopped).await?;
            }
        }
        Ok(Duration::ZERO)
    }

    /// Until when the messages taken out at `now` are this node's alone: time to begin one, to send it, and to write down
    /// what came of it. No longer, because after a crash that long passes until they are sent.
    fn lease_until(&self, now: Timestamp) -> Timestamp {
        let send_time_max = self.0.mailer.send_time_max();
        later(now, send_time_max * 2 + Duration::from_secs(limits::MAIL_SETTLE_SECONDS_MAX))
    }

    /// Sends one message and writes down what came of it. A fault in one message is none of the others'.
    async fn handle(&self, claimed: Claimed, stopped: &mut watch::Receiver<bool>) -> Result<(), StoreError> {
        let Claimed { message, attempts } = claimed;
        let (id, kind) = (message.id(), kind_name(&message));
        let outbox = self.clone();
        let mut work = tokio::spawn(async move { outbox.attempt(&message, attempts).await });
        let attempted = tokio::select! {
            biased;
            attempted = &mut work => attempted,
            () = grace(stopped) => {
                work.abort();
                work.await
            }
        };
        let attempt = match attempted {
            Ok(attempt) => attempt?,
            Err(ended) if ended.is_cancelled() => {
                Attempt::new(Outcome::Retry { not_before: self.0.app.now() }, "stopping")
            }
            Err(_panic) => Attempt::failed(SendError::passing("fault"), attempts, self.0.app.now()),
        };
        attempt.note(kind, attempts);
        self.finish(id, attempt.outcome).await
    }

    /// Writes down what came of a message. Tried a few times: a message that left and is not known to have left is sent
    /// once more when its lease has run out.
    async fn finish(&self, id: MessageId, outcome: Outcome) -> Result<(), StoreError> {
        let mut left = limits::MAIL_FINISH_ATTEMPTS_MAX;
        loop {
            left -= 1;
            let finished = self.0.app.store().finish_message(self.0.node, id, outcome, self.0.app.now()).await;
            if finished.is_ok() || left == 0 {
                return finished;
            }
            tokio::time::sleep(POLL).await;
        }
    }

    async fn attempt(&self, message: &Waiting, attempts: u32) -> Result<Attempt, StoreError> {
        match message {
            Waiting::Booking(message) => self.attempt_booking(message, attempts).await,
            Waiting::Person(message) => self.attempt_person(message, attempts).await,
        }
    }

    async fn attempt_booking(&self, message: &Message, attempts: u32) -> Result<Attempt, StoreError> {
        let app = &self.0.app;
        let viewer = Viewer::Messenger(message.booking);
        let found = match app.store().client_booking(&viewer, message.booking).await {
            Ok(Some(found)) => found,
            Ok(None) => return Ok(Attempt::dropped("booking gone")),
            // One that cannot be read must not hold up the others.
            Err(StoreError::Corrupt { .. }) => {
                return Ok(Attempt::failed(SendError::passing("booking unreadable"), attempts, app.now()));
            }
            Err(error) => return Err(error),
        };
        let now = app.now();
        match verdict(&app.practice().policy, message, &found, now) {
            Verdict::Send => (),
            Verdict::Wait(not_before) => return Ok(Attempt::new(Outcome::Retry { not_before }, "waits")),
            Verdict::Drop(reason) => return Ok(Attempt::dropped(reason)),
        }
        let letter = match self.0.mailer.compose(app, message, &found, now) {
            Ok(letter) => letter,
            Err(error) => return Ok(Attempt::dropped(error.reason())),
        };
        Ok(self.send(&letter, attempts).await)
    }

    async fn send(&self, letter: &Letter, attempts: u32) -> Attempt {
        match self.0.mailer.send(letter).await {
            Ok(()) => Attempt::new(Outcome::Sent, "sent"),
            Err(error) => Attempt::failed(error, attempts, self.0.app.now()),
        }
    }
}

/// What came of one attempt at a message.
struct Attempt {
    outcome: Outcome,
    reason: &'static str,
    code: Option<u16>,
}

impl Attempt {
    fn new(outcome: Outcome, reason: &'static str) -> Self {
        Self { outcome, reason, code: None }
    }

    fn dropped(reason: &'static str) -> Self {
        Self::new(Outcome::Dropped, reason)
    }

    fn failed(error: SendError, attempts: u32, now: Timestamp) -> Self {
        let retry = if error.lasting { None } else { retry_at(attempts, now) };
        let outcome = retry.map_or(Outcome::Dropped, |not_before| Outcome::Retry { not_before });
        Self { outcome, reason: error.reason, code: error.code }
    }

    /// Counts and logs it, without anything personal: not even what a mail server said.
    fn note(&self, kind: &'static str, attempts: u32) {
        let Self { outcome, reason, code } = *self;
        let label = match outcome {
            Outcome::Sent => "sent",
            Outcome::Retry { .. } => "later",
            Outcome::Dropped => "dropped",
        };
        metrics::counter!("troth_messages_total", "kind" => kind, "outcome" => label, "reason" => reason).increment(1);
        match outcome {
            Outcome::Sent => tracing::info!(kind, "sent a message"),
            Outcome::Dropped if matches!(reason, "overtaken" | "too late" | "nothing there" | "unwanted") => {
                tracing::info!(kind, reason, "dropped a message that is no longer so");
            }
            Outcome::Dropped => tracing::warn!(kind, reason, code, attempts, "dropped a message that cannot be sent"),
            Outcome::Retry { .. } if matches!(reason, "waits" | "stopping") => (),
            Outcome::Retry { .. } => tracing::warn!(kind, reason, code, attempts, "could not send a message yet"),
        }
    }
}

/// Ends a moment after the server was told to stop: what the message in hand is given to leave.
async fn grace(stopped: &mut watch::Receiver<bool>) {
    told_to_stop(stopped).await;
    tokio::time::sleep(Duration::from_millis(limits::MAIL_STOP_MILLISECONDS)).await;
}

fn later(now: Timestamp, time: Duration) -> Timestamp {
    now.checked_add(time).unwrap_or(now)
}

fn kind_name(message: &Waiting) -> &'static str {
    let kind = match message {
        Waiting::Booking(message) => message.kind,
        Waiting::Person(message) => return person::kind_name(message.kind),
    };
    match kind {
        Kind::Confirmation => "confirmation",
        Kind::Change => "change",
        Kind::Cancellation => "cancellation",
        Kind::Reminder => "reminder",
        Kind::NoticeBooked => "notice_booked",
        Kind::NoticeMoved => "notice_moved",
        Kind::NoticeCancelled => "notice_cancelled",
    }
}

#[cfg(test)]
mod tests;
