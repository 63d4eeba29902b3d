//! Everything Troth keeps: one SQL text on SQLite and PostgreSQL, sealed at rest.
//!
//! - [`Store`] is opened once and cloned freely. [`Store::write`] gives an action a [`WriteTransaction`]; everything
//!   else on it reads.
//! - What a person wrote leaves the store only through a [`Viewer`](troth_domain::access::Viewer).
//! - The store knows no rules. It refuses what the schema refuses: nobody is booked twice, whatever the code above
//!   believed.

mod access;
mod accounts;
mod agenda_notes;
mod askings;
mod assigned_exercises;
mod audit;
mod bookings;
mod call_backs;
mod caseload;
mod changes;
mod clients;
mod closeness;
mod couples;
mod credentials;
mod diaries;
mod documents;
mod engine;
mod error;
mod events;
mod exercises;
mod forgiveness;
mod item_changes;
mod items;
mod joint_work;
mod key;
mod keys;
mod known;
mod last_start;
mod messages;
mod migrate;
mod people;
mod person_messages;
mod plan_logs;
mod pool;
mod practice_keys;
mod reads;
mod received;
mod reminders;
mod repeats;
mod resources;
mod room_sessions;
mod rotation;
mod rows;
mod rules;
mod screening;
mod seal;
mod sessions;
mod sign_in_links;
mod signatures;
mod staff;
mod store;
mod transaction;
mod upkeep;
mod writer;

pub use agenda_notes::AgendaNote;
pub use assigned_exercises::AssignedExercise;
pub use audit::{AuditEntry, AuditFinding, AuditPlace, Checkpoint, InvalidCheckpoint, StaffOpening};
pub use call_backs::CallBack;
pub use caseload::{DeskBooking, ListedCouple, ListedPerson};
pub use closeness::Closeness;
pub use couples::Invitation;
pub use credentials::{Passkey, SecretKind};
pub use documents::{ALONE, About, Document, DocumentKind, LONG_TERM, SETBACKS, ShownDocuments, Versioned};
pub use engine::Engine;
pub use error::{OpenError, StoreError};
pub use events::{BookingEvent, EventKind};
pub use exercises::OpenedExercise;
pub use items::ListedItem;
pub use joint_work::KeptHold;
pub use key::{KEY_BYTES, PracticeKey, Random};
pub use last_start::LastStart;
pub use messages::{Claimed, Outcome, Waiting};
pub use plan_logs::{Extent, HeldMove, LoggedKind, Progress, ReadLog, TalkNews};
pub use practice_keys::LINK_PURPOSES;
pub use reads::ComingBooking;
pub use received::{Offer, ReceivedItem};
pub use reminders::{DUE_REMINDERS, Reminder};
pub use repeats::{Counted, IdempotencyClaim, Remembered};
pub use room_sessions::RoomCode;
pub use rotation::Rewrapped;
pub use screening::QueuedScreening;
pub use sessions::{FoundSession, ListedSession};
pub use sign_in_links::StartCode;
pub use staff::NamedStaff;
pub use store::{ClockKind, OpenOptions, Place, SQLITE_FILE, Store};
pub use transaction::WriteTransaction;
pub use upkeep::{Finding, Swept};
