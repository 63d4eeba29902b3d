//! What every action and page is given: practice, store, clock, randomness, links, limits.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::Notify;
use troth_domain::message::MessageId;
use troth_domain::practice::Practice;
use troth_store::Store;

use crate::actions::underway::Underway;
use crate::clock::Clock;
use crate::content::{Content, Library};
use crate::limiter::Limiter;
use crate::links::Links;
use crate::person_links::PersonLinks;
use crate::secrets::SlowHash;
use crate::settings::{LimitSettings, MailSettings};
use crate::tokens::Tokens;
use crate::wakes::Wakes;

/// Fills a slice with random bytes. Only `main` makes the real one.
pub type Random = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// What every action and page is given. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    parts: Parts,
    limiter: Limiter,
    underway: Underway,
    slow_hash: SlowHash,
    outbox_filled: Notify,
    wakes: Arc<Wakes>,
}

/// What an [`App`] is made of.
pub struct Parts {
    /// The practice as its file describes it.
    pub practice: Practice,
    /// How mail goes out.
    pub mail: MailSettings,
    /// How often one network address may do what.
    pub limits: LimitSettings,
    /// Everything that is kept.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// Addresses that open a booking.
    pub links: Links,
    /// Addresses in messages to a person.
    pub person_links: PersonLinks,
    /// Marks and tokens of accounts.
    pub tokens: Tokens,
    /// What people read that is data.
    pub library: Arc<Library>,
    /// Whether `/gallery` shows every component in each state, as the demo does.
    pub has_gallery: bool,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        let limiter = Limiter::new(&parts.limits);
        Self(Arc::new(Inner {
            parts,
            limiter,
            underway: Underway::default(),
            slow_hash: SlowHash::new(),
            outbox_filled: Notify::new(),
            wakes: Arc::default(),
        }))
    }

    /// The practice.
    pub fn practice(&self) -> &Practice {
        &self.0.parts.practice
    }

    /// How mail goes out.
    pub fn mail(&self) -> &MailSettings {
        &self.0.parts.mail
    }

    /// How often one network address may do what.
    pub fn limits(&self) -> &LimitSettings {
        &self.0.parts.limits
    }

    /// Counts requests and holds by network address.
    pub fn limiter(&self) -> &Limiter {
        &self.0.limiter
    }

    /// Bookings that are decided and not yet kept.
    pub fn underway(&self) -> &Underway {
        &self.0.underway
    }

    /// Everything that is kept.
    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }

    /// The clock itself, for jobs that outlive one action.
    pub fn clock(&self) -> &Clock {
        &self.0.parts.clock
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        self.0.parts.clock.now()
    }

    /// Fresh random bytes.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0.parts.random)(&mut bytes);
        bytes
    }

    /// A fresh name for a message.
    pub fn message_id(&self) -> MessageId {
        MessageId(self.random_bytes())
    }

    /// Addresses that open a booking.
    pub fn links(&self) -> &Links {
        &self.0.parts.links
    }

    /// Addresses in messages to a person.
    pub fn person_links(&self) -> &PersonLinks {
        &self.0.parts.person_links
    }

    /// Marks and tokens of accounts.
    pub fn tokens(&self) -> &Tokens {
        &self.0.parts.tokens
    }

    /// Hashes passphrases, a few at once.
    pub fn slow_hash(&self) -> &SlowHash {
        &self.0.slow_hash
    }

    /// What people read that is data, as it is now.
    pub async fn content(&self) -> Arc<Content> {
        let (library, now) = (Arc::clone(&self.0.parts.library), self.now());
        if let Some(content) = library.at_hand(now) {
            return content;
        }
        let looking = tokio::task::spawn_blocking(move || library.look_again(now)).await;
        // Only a panic ends that early; the built-in texts are always there.
        looking.unwrap_or_else(|_| Arc::new(Content::load(None)))
    }

    /// Whether `/gallery` shows every component in each state.
    pub fn has_gallery(&self) -> bool {
        self.0.parts.has_gallery
    }

    /// The texts themselves, to hand them on.
    pub fn library(&self) -> &Arc<Library> {
        &self.0.parts.library
    }

    /// Pages of talks that wait for something to come.
    pub fn wakes(&self) -> &Arc<Wakes> {
        &self.0.wakes
    }

    /// Says that messages wait in the outbox.
    pub fn outbox_filled(&self) {
        self.0.outbox_filled.notify_one();
    }

    /// Waits until this node has put messages into the outbox.
    pub async fn until_outbox_filled(&self) {
        self.0.outbox_filled.notified().await;
    }
}
