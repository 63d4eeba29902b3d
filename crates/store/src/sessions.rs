//! Who is signed in, on which device. Only a hash of a session's token is kept.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use troth_domain::accounts::{Session, SessionId, Token};
use troth_domain::limits;
use troth_domain::people::{AccountId, Staff, StaffId};

use crate::accounts::{account_id, id_of, place};
use crate::engine::Row;
use crate::error::StoreError;
use crate::rows::instant;
use crate::seal::Vault;
use crate::staff::staff_of;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// What is kept of a token.
pub(crate) fn hash(token: &Token) -> Vec<u8> {
    Sha256::digest(token.0).to_vec()
}

/// A session as it was found by its token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundSession {
    /// The session.
    pub session: Session,
    /// Who it is, if it is a member of staff.
    pub staff: Option<Staff>,
}

/// A session in its owner's list.
#[derive(Clone, PartialEq, Eq)]
pub struct ListedSession {
    /// The session.
    pub session: Session,
    /// Which kind of browser it is, or [`StoreError::Corrupt`].
    pub device: Result<String, StoreError>,
}

impl Store {
    /// The session that `token` opens, whether it still stands or not; none for a member of staff who has left, or a
    /// person who was erased.
    ///
    /// # Errors
    /// As any statement.
    pub async fn session(&self, token: &Token) -> Result<Option<FoundSession>, StoreError> {
        let statement = "SELECT session.id, account.id, account.kind, session.made_at, session.seen_at, \
                         session.ends_at, session.confirmed_at, staff.role, staff.therapist \
                         FROM session JOIN account ON account.id = session.account \
                         LEFT JOIN staff ON staff.id = account.id AND account.kind = 2 \
                         LEFT JOIN person ON person.id = account.id AND account.kind = 1 \
                         WHERE session.token = $1 AND staff.left_at IS NULL AND person.erased_at IS NULL";
        let row = self.readers.fetch(statement, &[(&hash(token)).into()]).await?.pop();
        row.map(found).transpose()
    }
}

fn found(mut row: Row) -> Result<FoundSession, StoreError> {
    let session = session_row(&mut row)?;
    let (role, therapist) = (row.optional_integer()?, row.optional_text()?);
    let staff = match (session.account, role) {
        (AccountId::Staff(id), Some(role)) => Some(staff_of(id, role, therapist.as_deref())?),
        (AccountId::Staff(StaffId(id)), None) => return Err(StoreError::corrupt("staff", &id)),
        (AccountId::Person(_), _) => None,
    };
    Ok(FoundSession { session, staff })
}

fn session_row(row: &mut Row) -> Result<Session, StoreError> {
    Ok(Session {
        id: SessionId(row.id()?),
        account: account_id(row.id()?, row.integer()?)?,
        made_at: instant(row.integer()?)?,
        seen_at: instant(row.integer()?)?,
        ends_at: instant(row.integer()?)?,
        confirmed_at: instant(row.integer()?)?,
    })
}

/// What cannot be read is an answer of its own: it must not hide the other devices.
fn open_device(vault: &Vault, session: &Session, sealed: &[u8], wrap: Option<&[u8]>) -> Result<String, StoreError> {
    let wrap = wrap.ok_or_else(|| StoreError::corrupt("session", &session.id.0))?;
    let device =
        vault.unwrap(wrap, id_of(&session.account))?.open(place("session", "device", &session.id.0), sealed)?;
    Ok(String::from_utf8_lossy(&device).into_owned())
}

impl WriteTransaction {
    /// Writes a session that `token` opens; `device` says which kind of browser it is. Where its account has more than
    /// [`SESSIONS_MAX`](limits::SESSIONS_MAX), the oldest end.
    ///
    /// # Errors
    /// As any statement.
    pub async fn insert_session(&mut self, session: &Session, token: &Token, device: &str) -> Result<(), StoreError> {
        let row = place("session", "device", &session.id.0);
        let device = self.seal_for(&session.account, row, device.as_bytes()).await?;
        let statement = "INSERT INTO session (id, token, account, made_at, seen_at, ends_at, confirmed_at, device) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let hash = hash(token);
        let values = [
            (&session.id.0).into(),
            (&hash).into(),
            id_of(&session.account).into(),
            session.made_at.as_microsecond().into(),
            session.seen_at.as_microsecond().into(),
            session.ends_at.as_microsecond().into(),
            session.confirmed_at.as_microsecond().into(),
            (&device).into(),
        ];
        self.execute(statement, &values).await?;
        // Never the one that was just begun, whatever a clock that was set back says of the others.
        let too_many = "DELETE FROM session WHERE account = $1 AND id <> $3 AND id NOT IN ( \
                        SELECT id FROM session WHERE account = $1 AND id <> $3 ORDER BY made_at DESC, id LIMIT $2)";
        let values = [id_of(&session.account).into(), (limits::SESSIONS_MAX - 1).into(), (&session.id.0).into()];
        self.execute(too_many, &values).await.map(drop)
    }

    /// Notes that a session was used. It never goes back.
    ///
    /// # Errors
    /// As any statement.
    pub async fn note_session(&mut self, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE session SET seen_at = $1 WHERE id = $2 AND seen_at < $1";
        self.execute(statement, &[now.as_microsecond().into(), (&id.0).into()]).await.map(drop)
    }

    /// Ends one session of `account`; whether there was one.
    ///
    /// # Errors
    /// As any statement.
    pub async fn end_session(&mut self, account: AccountId, id: SessionId) -> Result<bool, StoreError> {
        let statement = "DELETE FROM session WHERE id = $1 AND account = $2";
        Ok(self.execute(statement, &[(&id.0).into(), id_of(&account).into()]).await? > 0)
    }

    /// Ends every session of `account` but `kept`, and with them its place on another's device.
    ///
    /// # Errors
    /// As any statement.
    pub async fn end_sessions(&mut self, account: AccountId, kept: Option<SessionId>) -> Result<(), StoreError> {
        let statement = "DELETE FROM session WHERE account = $1 AND id <> $2";
        // No session's own name: ids are random.
        let kept = kept.unwrap_or(SessionId([0; 16]));
        self.execute(statement, &[id_of(&account).into(), (&kept.0).into()]).await?;
        match account {
            AccountId::Person(person) => self.end_rooms(person).await.map(drop),
            AccountId::Staff(_) => Ok(()),
        }
    }

    /// Every session of `account`, the newest first.
    ///
    /// # Errors
    /// As any statement.
    pub async fn sessions(&mut self, account: AccountId) -> Result<Vec<ListedSession>, StoreError> {
        let statement = "SELECT session.id, account.id, account.kind, session.made_at, session.seen_at, \
                         session.ends_at, session.confirmed_at, session.device, item_key.wrap \
                         FROM session JOIN account ON account.id = session.account \
                         LEFT JOIN item_key ON item_key.item = account.id AND item_key.holder = 'practice' \
                         WHERE session.account = $1 ORDER BY session.made_at DESC, session.id";
        let rows = self.fetch(statement, &[id_of(&account).into()]).await?;
        let shared = self.shared();
        let listed = |mut row: Row| {
            let session = session_row(&mut row)?;
            let (sealed, wrap) = (row.bytes()?, row.optional_bytes()?);
            let device = open_device(&shared.vault, &session, &sealed, wrap.as_deref());
            Ok(ListedSession { session, device })
        };
        rows.into_iter().map(listed).collect()
    }
}
