//! An audit row as it stands, and the bytes that its code and its seal are over.

use jiff::Timestamp;
use troth_domain::audit::{AuditActor, AuditEvent, AuditNote};
use troth_domain::people::{AccountId, CoupleId, ItemId, PersonId, StaffId};

use crate::engine::Row;
use crate::error::StoreError;

const PERSON: i64 = 1;
pub(crate) const STAFF: i64 = 2;
const SYSTEM: i64 = 3;

/// The columns that [`AuditRow::read`] takes, in its order.
macro_rules! audit_columns {
    () => {
        "audit.id, audit.at, audit.event, audit.actor_kind, audit.actor, audit.person, audit.item, audit.couple, \
         audit.staff, audit.key_version, audit.mac"
    };
}
pub(crate) use audit_columns;

/// How the first words of a statement name them, where rows are written.
macro_rules! insert_into {
    ($table:literal) => {
        concat!(
            "INSERT INTO ",
            $table,
            " (id, at, event, actor_kind, actor, person, item, couple, staff, key_version, mac) "
        )
    };
}
pub(crate) use insert_into;

/// A row, as it was found: it may have been meddled with, so nothing in it is believed before its code was checked.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct AuditRow {
    pub id: Vec<u8>,
    pub at: i64,
    pub event: i64,
    pub actor_kind: i64,
    pub actor: Option<Vec<u8>>,
    pub person: Option<Vec<u8>>,
    pub item: Option<Vec<u8>>,
    pub couple: Option<Vec<u8>>,
    pub staff: Option<Vec<u8>>,
    pub key_version: i64,
    /// Empty until it was made.
    pub mac: Vec<u8>,
}

impl AuditRow {
    pub fn new(id: [u8; 16], note: &AuditNote, now: Timestamp, key_version: i64) -> Self {
        let (actor_kind, actor) = match note.by {
            AuditActor::Account(AccountId::Person(person)) => (PERSON, Some(person.0)),
            AuditActor::Account(AccountId::Staff(staff)) => (STAFF, Some(staff.0)),
            AuditActor::System => (SYSTEM, None),
        };
        Self {
            id: id.to_vec(),
            at: now.as_microsecond(),
            event: i64::from(note.event.code()),
            actor_kind,
            actor: actor.map(Vec::from),
            person: note.person.map(|person| person.0.to_vec()),
            item: note.item.map(|item| item.0.to_vec()),
            couple: note.couple.map(|couple| couple.0.to_vec()),
            staff: note.staff.map(|staff| staff.0.to_vec()),
            key_version,
            mac: Vec::new(),
        }
    }

    /// Reads [`audit_columns`].
    pub fn read(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.bytes()?,
            at: row.integer()?,
            event: row.integer()?,
            actor_kind: row.integer()?,
            actor: row.optional_bytes()?,
            person: row.optional_bytes()?,
            item: row.optional_bytes()?,
            couple: row.optional_bytes()?,
            staff: row.optional_bytes()?,
            key_version: row.integer()?,
            mac: row.bytes()?,
        })
    }

    /// Everything but the code, in one form: each field with its length, so that no two rows have the same.
    pub fn contents(&self) -> Vec<u8> {
        let mut contents = Vec::with_capacity(160);
        for integer in [self.at, self.event, self.actor_kind, self.key_version] {
            contents.extend(integer.to_be_bytes());
        }
        let ids = [Some(&self.id), self.actor.as_ref(), self.person.as_ref(), self.item.as_ref()];
        for id in ids.into_iter().chain([self.couple.as_ref(), self.staff.as_ref()]) {
            let id = id.map(Vec::as_slice).unwrap_or_default();
            contents.extend((id.len() as u64).to_be_bytes());
            contents.extend(id);
        }
        contents
    }

    /// The note that it was made from; `None` for an event or a form that this program does not know.
    pub fn note(&self) -> Option<AuditNote> {
        let event = AuditEvent::from_code(u16::try_from(self.event).ok()?)?;
        let by = match (self.actor_kind, id(self.actor.as_ref())?) {
            (PERSON, Some(person)) => AuditActor::Account(AccountId::Person(PersonId(person))),
            (STAFF, Some(staff)) => AuditActor::Account(AccountId::Staff(StaffId(staff))),
            (SYSTEM, None) => AuditActor::System,
            _ => return None,
        };
        Some(AuditNote {
            event,
            by,
            person: id(self.person.as_ref())?.map(PersonId),
            item: id(self.item.as_ref())?.map(ItemId),
            couple: id(self.couple.as_ref())?.map(CoupleId),
            staff: id(self.staff.as_ref())?.map(StaffId),
        })
    }
}

/// `None` for bytes that are no id.
fn id(bytes: Option<&Vec<u8>>) -> Option<Option<[u8; 16]>> {
    match bytes {
        None => Some(None),
        Some(bytes) => bytes.as_slice().try_into().ok().map(Some),
    }
}
