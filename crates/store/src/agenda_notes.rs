//! What a therapist puts on the list of a couple for a session.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::limits;
use troth_domain::people::{Couple, CoupleId, StaffId};
use troth_domain::plan::{CommandId, PlanLine};

use crate::engine::Row;
use crate::error::StoreError;
use crate::joint_work::is_therapist;
use crate::keys::{Ask, Holder};
use crate::plan_logs::Extent;
use crate::rows::instant;
use crate::seal::{Place, Vault};
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// A line of a therapist's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgendaNote {
    /// Its name.
    pub id: [u8; 16],
    /// The words, or [`StoreError::Corrupt`] where they cannot be read.
    pub words: Result<PlanLine, StoreError>,
    /// From when on both see it.
    pub shows_at: Timestamp,
    /// When it was talked about.
    pub talked_at: Option<Timestamp>,
}

/// The columns that [`note`] reads.
macro_rules! select_notes {
    ($condition:literal) => {
        concat!(
            "SELECT agenda_note.id, agenda_note.words, agenda_note.shows_at, agenda_note.talked_at, item_key.wrap \
             FROM agenda_note LEFT JOIN item_key ON item_key.item = agenda_note.id \
             AND item_key.holder = 'practice' WHERE agenda_note.couple = $1",
            $condition,
            " ORDER BY agenda_note.shows_at, agenda_note.added_at, agenda_note.id"
        )
    };
}

fn place(id: &[u8; 16]) -> Place<'_> {
    Place { table: "agenda_note", column: "words", row: id }
}

fn note(vault: &Vault, mut row: Row) -> Result<AgendaNote, StoreError> {
    let id = row.id()?;
    let (sealed, shows_at) = (row.bytes()?, instant(row.integer()?)?);
    let talked_at = row.optional_integer()?.map(instant).transpose()?;
    let words = open(vault, &id, row.optional_bytes()?, &sealed);
    Ok(AgendaNote { id, words, shows_at, talked_at })
}

fn open(vault: &Vault, id: &[u8; 16], wrap: Option<Vec<u8>>, sealed: &[u8]) -> Result<PlanLine, StoreError> {
    let corrupt = || StoreError::corrupt("agenda_note", id);
    let text = vault.unwrap(&wrap.ok_or_else(corrupt)?, id)?.open(place(id), sealed)?;
    let text = std::str::from_utf8(&text).map_err(|_| corrupt())?;
    PlanLine::new(text).map_err(|_| corrupt())
}

/// Discloses nothing: a therapist puts them there, and both see the same from the same hour on.
async fn of(
    (vault, viewer): (&Vault, &Viewer),
    records: &mut impl Ask,
    couple: &Couple,
    extent: Extent,
    now: Timestamp,
) -> Result<Vec<AgendaNote>, StoreError> {
    let therapist = is_therapist(records, viewer, couple).await?;
    let statement = match extent {
        Extent::Whole => select_notes!(""),
        Extent::GoingOn => select_notes!(" AND agenda_note.talked_at IS NULL"),
    };
    let rows = records.ask(statement, &[(&couple.id.0).into()]).await?;
    let notes = rows.into_iter().map(|row| note(vault, row)).collect::<Result<Vec<_>, _>>()?;
    let may_see = |note: &AgendaNote| viewer.may_see_agenda_note_of(couple, therapist, note.shows_at, now);
    Ok(notes.into_iter().filter(may_see).collect())
}

impl Store {
    /// What a therapist put on the list of `couple` and `viewer` may see, in the order in which it shows; what does not show
    /// yet, to a therapist alone.
    ///
    /// # Errors
    /// As any statement. One that cannot be read hides no other.
    pub async fn agenda_notes(
        &self,
        viewer: &Viewer,
        couple: &Couple,
        extent: Extent,
        now: Timestamp,
    ) -> Result<Vec<AgendaNote>, StoreError> {
        of((&self.shared.vault, viewer), &mut &*self.readers, couple, extent, now).await
    }
}

impl WriteTransaction {
    /// All that [`Store::agenda_notes`] reads, inside the transaction.
    ///
    /// # Errors
    /// As there.
    pub async fn agenda_notes(
        &mut self,
        viewer: &Viewer,
        couple: &Couple,
        now: Timestamp,
    ) -> Result<Vec<AgendaNote>, StoreError> {
        let shared = self.shared();
        of((&shared.vault, viewer), self, couple, Extent::Whole, now).await
    }

    /// Puts a line of `by` on the list of `couple`, to show from `shows_at` on; whether there is room. The same command sent again
    /// adds nothing.
    ///
    /// Discloses nothing: it says only whether it was done.
    ///
    /// # Errors
    /// As any statement.
    pub async fn add_agenda_note(
        &mut self,
        couple: CoupleId,
        (command, words): (CommandId, &PlanLine),
        shows_at: Timestamp,
        (by, now): (StaffId, Timestamp),
    ) -> Result<bool, StoreError> {
        let known = "SELECT 1 FROM agenda_note WHERE couple = $1 AND command = $2";
        if !self.fetch(known, &[(&couple.0).into(), (&command.0).into()]).await?.is_empty() {
            return Ok(true);
        }
        let open = "SELECT 1 FROM agenda_note WHERE couple = $1 AND talked_at IS NULL LIMIT $2";
        let most = limits::AGENDA_NOTES_MAX;
        let open = self.fetch(open, &[(&couple.0).into(), most.into()]).await?.len();
        if usize::try_from(most).is_ok_and(|most| open >= most) {
            return Ok(false);
        }
        let id = self.random_id();
        let key = self.make_item_key(&id, &[Holder::Practice]).await?;
        let shared = self.shared();
        let sealed = key.seal(shared.vault.random(), place(&id), words.reveal().as_bytes());
        let sealed = sealed.map_err(|error| self.fail(error))?;
        let statement = "INSERT INTO agenda_note (id, couple, command, words, added_by, added_at, shows_at) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = [
            (&id).into(),
            (&couple.0).into(),
            (&command.0).into(),
            (&sealed).into(),
            (&by.0).into(),
            now.as_microsecond().into(),
            shows_at.as_microsecond().into(),
        ];
        self.execute(statement, &values).await?;
        Ok(true)
    }

    /// Notes that a line of a therapist's was talked about. One that was stays as it was; one that is not there is no error.
    ///
    /// # Errors
    /// As any statement.
    pub async fn mark_agenda_note(&mut self, couple: CoupleId, id: [u8; 16], now: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE agenda_note SET talked_at = $3 WHERE id = $1 AND couple = $2 AND talked_at IS NULL";
        let values = [(&id).into(), (&couple.0).into(), now.as_microsecond().into()];
        self.execute(statement, &values).await.map(drop)
    }

    /// Deletes a line of a therapist's, and what opened it. One that is not there is no error.
    ///
    /// # Errors
    /// As any statement.
    pub async fn delete_agenda_note(&mut self, couple: CoupleId, id: [u8; 16]) -> Result<(), StoreError> {
        let statement = "DELETE FROM agenda_note WHERE id = $1 AND couple = $2 RETURNING id";
        if self.fetch(statement, &[(&id).into(), (&couple.0).into()]).await?.is_empty() {
            return Ok(());
        }
        self.execute("DELETE FROM item_key WHERE item = $1", &[(&id).into()]).await.map(drop)
    }
}
