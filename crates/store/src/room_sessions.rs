//! Two on one device: codes with which one of them opens a place in a talk there, and those places. Only codes of the
//! codes and hashes of the tokens are kept.

use jiff::Timestamp;
use troth_domain::accounts::{Code, RoomSession, SessionId, Token};
use troth_domain::people::PersonId;
use troth_domain::plan::LogId;

use crate::engine::Row;
use crate::error::StoreError;
use crate::rows::instant;
use crate::seal::Lookup;
use crate::sessions::hash;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// A code that waits to be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RoomCode {
    /// Who took it, and is to talk with it.
    pub person: PersonId,
    /// The talk.
    pub talk: LogId,
    /// From when on it is no more.
    pub expires_at: Timestamp,
}

/// A place as it is read, while the session beside it is there and nobody ended the talk.
///
/// Discloses `ArrivedMove`: that the talk is over.
macro_rules! select_room {
    ($condition:literal) => {
        concat!(
            "SELECT room_session.id, room_session.person, room_session.log, room_session.host, room_session.made_at, \
             room_session.seen_at, room_session.ends_at FROM room_session \
             JOIN session ON session.id = room_session.host \
             JOIN plan_log ON plan_log.id = room_session.log AND plan_log.ended_at IS NULL ",
            $condition
        )
    };
}

fn room_session(row: &mut Row) -> Result<RoomSession, StoreError> {
    Ok(RoomSession {
        id: SessionId(row.id()?),
        person: PersonId(row.id()?),
        talk: LogId(row.id()?),
        host: SessionId(row.id()?),
        made_at: instant(row.integer()?)?,
        seen_at: instant(row.integer()?)?,
        ends_at: instant(row.integer()?)?,
    })
}

impl Store {
    /// The place that `token` opens beside the session `host`, whether it still stands or not.
    ///
    /// Discloses `ArrivedMove`: that the talk is over.
    ///
    /// # Errors
    /// As any statement.
    pub async fn room_session(&self, token: &Token, host: SessionId) -> Result<Option<RoomSession>, StoreError> {
        let statement = select_room!("WHERE room_session.token = $1 AND room_session.host = $2");
        let row = self.readers.fetch(statement, &[(&hash(token)).into(), (&host.0).into()]).await?.pop();
        row.map(|mut row| room_session(&mut row)).transpose()
    }

    /// The place of `person` on another's device, whether it still stands or not.
    ///
    /// Discloses `ArrivedMove`: that the talk is over.
    ///
    /// # Errors
    /// As any statement.
    pub async fn room_session_of(&self, person: PersonId) -> Result<Option<RoomSession>, StoreError> {
        let statement = select_room!("WHERE room_session.person = $1");
        let row = self.readers.fetch(statement, &[(&person.0).into()]).await?.pop();
        row.map(|mut row| room_session(&mut row)).transpose()
    }

    /// The code of `person` that waits to be used, without the code itself.
    ///
    /// # Errors
    /// As any statement.
    pub async fn room_code_of(&self, person: PersonId, now: Timestamp) -> Result<Option<RoomCode>, StoreError> {
        let statement = "SELECT log, expires_at FROM room_code WHERE person = $1 AND expires_at > $2";
        let row = self.readers.fetch(statement, &[(&person.0).into(), now.as_microsecond().into()]).await?.pop();
        let code = |mut row: Row| Ok(RoomCode { person, talk: LogId(row.id()?), expires_at: instant(row.integer()?)? });
        row.map(code).transpose()
    }
}

impl WriteTransaction {
    /// Keeps a code in place of the last one of the same person.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when somebody else has the same code, or as any statement.
    pub async fn replace_room_code(&mut self, code: &Code, room: &RoomCode) -> Result<(), StoreError> {
        let hidden = self.room_code(code)?;
        self.execute("DELETE FROM room_code WHERE person = $1", &[(&room.person.0).into()]).await?;
        let statement = "INSERT INTO room_code (person, code, log, expires_at) VALUES ($1, $2, $3, $4)";
        let values =
            [(&room.person.0).into(), (&hidden).into(), (&room.talk.0).into(), room.expires_at.as_microsecond().into()];
        self.execute(statement, &values).await.map(drop)
    }

    /// Uses up the code of `person` for this talk; whether it was good.
    ///
    /// # Errors
    /// As any statement.
    pub async fn use_room_code(
        &mut self,
        code: &Code,
        (person, talk): (PersonId, LogId),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let hidden = self.room_code(code)?;
        let statement = "DELETE FROM room_code WHERE code = $1 AND person = $2 AND log = $3 AND expires_at > $4";
        let values = [(&hidden).into(), (&person.0).into(), (&talk.0).into(), now.as_microsecond().into()];
        Ok(self.execute(statement, &values).await? > 0)
    }

    fn room_code(&mut self, code: &Code) -> Result<Vec<u8>, StoreError> {
        let hidden = self.shared().vault.code(Lookup::RoomCode, code.reveal().as_bytes());
        hidden.map_err(|error| self.fail(error))
    }

    /// Keeps a place that `token` opens, instead of the last one of the same person.
    ///
    /// # Errors
    /// As any statement.
    pub async fn insert_room_session(&mut self, room: &RoomSession, token: &Token) -> Result<(), StoreError> {
        self.execute("DELETE FROM room_session WHERE person = $1", &[(&room.person.0).into()]).await?;
        let statement = "INSERT INTO room_session (id, token, person, log, host, made_at, seen_at, ends_at) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let hash = hash(token);
        let values = [
            (&room.id.0).into(),
            (&hash).into(),
            (&room.person.0).into(),
            (&room.talk.0).into(),
            (&room.host.0).into(),
            room.made_at.as_microsecond().into(),
            room.seen_at.as_microsecond().into(),
            room.ends_at.as_microsecond().into(),
        ];
        self.execute(statement, &values).await.map(drop)
    }

    /// Notes that a place was used. It never goes back.
    ///
    /// # Errors
    /// As any statement.
    pub async fn note_room_session(&mut self, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE room_session SET seen_at = $1 WHERE id = $2 AND seen_at < $1";
        self.execute(statement, &[now.as_microsecond().into(), (&id.0).into()]).await.map(drop)
    }

    /// Ends a place that is over.
    ///
    /// # Errors
    /// As any statement.
    pub async fn end_room_session(&mut self, id: SessionId) -> Result<(), StoreError> {
        self.execute("DELETE FROM room_session WHERE id = $1", &[(&id.0).into()]).await.map(drop)
    }

    /// Ends the code and the place of `person`; whether there was a place.
    ///
    /// # Errors
    /// As any statement.
    pub async fn end_rooms(&mut self, person: PersonId) -> Result<bool, StoreError> {
        let whose: [_; 1] = [(&person.0).into()];
        self.execute("DELETE FROM room_code WHERE person = $1", &whose).await?;
        Ok(self.execute("DELETE FROM room_session WHERE person = $1", &whose).await? > 0)
    }
}
