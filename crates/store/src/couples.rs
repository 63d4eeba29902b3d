//! Couples: how two persons are linked by a code, and how either leaves.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::{Couple, CoupleId, CoupleNames, Leaving, LinkView, Member, PersonId, PersonName};
use troth_domain::safety::secrets_policy::TextVersion;

use crate::engine::Row;
use crate::error::StoreError;
use crate::key::Random;
use crate::keys::{Ask, Holder};
use crate::rows::instant;
use crate::seal::{DataKey, Lookup, Place, Vault};
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// A code that waits to be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invitation {
    /// Who passed it on.
    pub inviter: PersonId,
    /// What they are to be called by on the other's pages.
    pub name: PersonName,
    /// The shared rules that they agreed to.
    pub rules: TextVersion,
    /// From when on it is no more.
    pub expires_at: Timestamp,
}

/// The columns that [`couple`] reads: a row for each of the two, first and second, with how each left. Further columns
/// may follow them.
macro_rules! select_couple {
    ($condition:expr) => {
        select_couple!("", $condition)
    };
    ($more:literal, $condition:expr) => {
        concat!(
            "SELECT couple.id, couple.linked_at, couple.rules_version, couple.rules_digest, couple.first_person, one.left_at, one.told_at, \
             one.bookings_stay, couple.second_person, two.left_at, two.told_at, two.bookings_stay",
            $more,
            " FROM couple \
             LEFT JOIN couple_leaving AS one ON one.couple = couple.id AND one.person = couple.first_person \
             LEFT JOIN couple_leaving AS two ON two.couple = couple.id AND two.person = couple.second_person ",
            $condition
        )
    };
}
pub(crate) use select_couple;

pub(crate) fn couple(row: &mut Row) -> Result<Couple, StoreError> {
    let id = CoupleId(row.id()?);
    let linked_at = instant(row.integer()?)?;
    let rules = rules(row, || StoreError::corrupt("couple", &id.0))?;
    let members = [member(row)?, member(row)?];
    Ok(Couple { id, linked_at, rules, members })
}

/// Reads `rules_version, rules_digest`.
fn rules(row: &mut Row, corrupt: impl Fn() -> StoreError) -> Result<TextVersion, StoreError> {
    let number = u32::try_from(row.integer()?).map_err(|_| corrupt())?;
    Ok(TextVersion { number, digest: row.bytes()?.try_into().map_err(|_| corrupt())? })
}

fn member(row: &mut Row) -> Result<Member, StoreError> {
    let person = PersonId(row.id()?);
    let (left_at, told_at, stay) = (row.optional_integer()?, row.optional_integer()?, row.optional_integer()?);
    let left = match (left_at, told_at) {
        (Some(at), Some(told_at)) => {
            Some(Leaving { at: instant(at)?, told_at: instant(told_at)?, bookings_stay: stay == Some(1) })
        }
        _ => None,
    };
    Ok(Member { person, left })
}

const FIRST_NAME: &str = "first_name";
const SECOND_NAME: &str = "second_name";

fn name_place<'p>(couple: &'p CoupleId, column: &'static str) -> Place<'p> {
    Place { table: "couple", column, row: &couple.0 }
}

fn invitation_place(inviter: &[u8; 16]) -> Place<'_> {
    Place { table: "invitation", column: "name", row: inviter }
}

fn seal_name(key: &DataKey, random: &Random, place: Place<'_>, name: &PersonName) -> Result<Vec<u8>, StoreError> {
    key.seal(random, place, name.reveal().as_bytes())
}

fn open_name(key: &DataKey, place: Place<'_>, sealed: &[u8]) -> Result<PersonName, StoreError> {
    let corrupt = || StoreError::corrupt(place.table, place.row);
    let text = key.open(place, sealed)?;
    let text = std::str::from_utf8(&text).map_err(|_| corrupt())?;
    PersonName::new(text).map_err(|_| corrupt())
}

/// The names of both out of their columns, first and second.
pub(crate) fn open_names(
    vault: &Vault,
    couple: &CoupleId,
    wrap: &[u8],
    sealed: [&[u8]; 2],
) -> Result<CoupleNames, StoreError> {
    let key = vault.unwrap(wrap, &couple.0)?;
    let [first, second] = sealed;
    let open = |column, sealed: &[u8]| open_name(&key, name_place(couple, column), sealed);
    Ok([open(FIRST_NAME, first)?, open(SECOND_NAME, second)?])
}

/// Discloses `Link` and `AnnouncedLeaving`, as `Couple::seen_by` tells them.
async fn linked(records: &mut impl Ask, person: PersonId) -> Result<Option<Couple>, StoreError> {
    let statement = select_couple!("WHERE couple.id = (SELECT couple FROM linked_person WHERE person = $1)");
    records.ask(statement, &[(&person.0).into()]).await?.pop().map(|mut row| couple(&mut row)).transpose()
}

/// Discloses nothing: for staff, and for rules to decide on.
async fn of_id(records: &mut impl Ask, id: CoupleId) -> Result<Option<Couple>, StoreError> {
    let statement = select_couple!("WHERE couple.id = $1");
    records.ask(statement, &[(&id.0).into()]).await?.pop().map(|mut row| couple(&mut row)).transpose()
}

impl Store {
    /// The couple that `person` belongs to as far as they know: also after the other left, until they are told and beyond
    /// it until they are linked anew. None for whoever left.
    ///
    /// # Errors
    /// As any statement.
    pub async fn couple_of(&self, person: PersonId) -> Result<Option<Couple>, StoreError> {
        linked(&mut &*self.readers, person).await
    }

    /// The couple of this id.
    ///
    /// # Errors
    /// As any statement.
    pub async fn couple(&self, id: CoupleId) -> Result<Option<Couple>, StoreError> {
        of_id(&mut &*self.readers, id).await
    }

    /// Every couple that `person` belongs or belonged to.
    ///
    /// Discloses `Link` and `AnnouncedLeaving`, as `Couple::seen_by` tells them.
    ///
    /// # Errors
    /// As any statement.
    pub async fn couples_of(&self, person: PersonId) -> Result<Vec<Couple>, StoreError> {
        let statement =
            select_couple!("WHERE couple.first_person = $1 OR couple.second_person = $1 ORDER BY couple.id");
        let rows = self.readers.fetch(statement, &[(&person.0).into()]).await?;
        rows.into_iter().map(|mut row| couple(&mut row)).collect()
    }

    /// What the two of `couple` are called on each other's pages, if `viewer` may know.
    ///
    /// Discloses `Link`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a name cannot be read, or as any statement.
    pub async fn names_of(&self, viewer: &Viewer, couple: &Couple) -> Result<Option<CoupleNames>, StoreError> {
        let clinicians = "SELECT clinician FROM person WHERE id IN ($1, $2)";
        let [first, second] = couple.members;
        let rows = self.readers.fetch(clinicians, &[(&first.person.0).into(), (&second.person.0).into()]).await?;
        let clinicians = rows.into_iter().map(|mut row| row.text()).collect::<Result<Vec<_>, _>>()?;
        let own = |clinician: &String| matches!(viewer, Viewer::Clinician(own) if own.as_str() == clinician);
        if !viewer.may_see_names_of(couple, clinicians.iter().any(own)) {
            return Ok(None);
        }
        let statement = "SELECT couple.first_name, couple.second_name, item_key.wrap FROM couple JOIN item_key \
                         ON item_key.item = couple.id AND item_key.holder = 'practice' WHERE couple.id = $1";
        let row = self.readers.fetch(statement, &[(&couple.id.0).into()]).await?.pop();
        let mut row = row.ok_or_else(|| StoreError::corrupt("couple", &couple.id.0))?;
        let (first, second) = (row.bytes()?, row.bytes()?);
        open_names(&self.shared.vault, &couple.id, &row.bytes()?, [&first, &second]).map(Some)
    }

    /// When the code of `person` ends, if they have one and `viewer` may know.
    ///
    /// # Errors
    /// As any statement.
    pub async fn invitation_of(
        &self,
        viewer: &Viewer,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        if !viewer.may_see_arrangements_of(person) {
            return Ok(None);
        }
        let statement = "SELECT expires_at FROM invitation WHERE inviter = $1 AND expires_at > $2";
        let row = self.readers.fetch(statement, &[(&person.0).into(), now.as_microsecond().into()]).await?.pop();
        row.map(|mut row| instant(row.integer()?)).transpose()
    }
}

impl WriteTransaction {
    /// As [`Store::couple_of`], with the rows of both persons locked until the transaction ends: two changes to one link
    /// come one after the other.
    ///
    /// # Errors
    /// As any statement.
    pub async fn couple_of(&mut self, person: PersonId) -> Result<Option<Couple>, StoreError> {
        linked(self, person).await
    }

    /// The couple of this id.
    ///
    /// # Errors
    /// As any statement.
    pub async fn couple(&mut self, id: CoupleId) -> Result<Option<Couple>, StoreError> {
        of_id(self, id).await
    }

    /// Takes the lock on the links of `persons`, in one order for everybody.
    ///
    /// # Errors
    /// As any statement.
    pub async fn lock_persons(&mut self, persons: &[PersonId]) -> Result<(), StoreError> {
        let mut sorted = persons.to_vec();
        sorted.sort_unstable();
        for person in sorted {
            // Changes nothing, and keeps everybody else from changing it.
            let statement = "UPDATE person SET clinician = clinician WHERE id = $1";
            self.execute(statement, &[(&person.0).into()]).await?;
        }
        Ok(())
    }

    /// Keeps a code of `invitation.inviter` in place of their last one.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when another person has the same code, or as any statement.
    pub async fn replace_invitation(
        &mut self,
        invitation: &Invitation,
        code: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let looked_up =
            self.shared.vault.code(Lookup::Invitation, code.as_bytes()).map_err(|error| self.fail(error))?;
        let inviter = &invitation.inviter.0;
        self.execute("DELETE FROM invitation WHERE inviter = $1", &[inviter.into()]).await?;
        let key = self.item_key(inviter, Holder::Practice).await?;
        let shared = self.shared();
        let name = seal_name(&key, shared.vault.random(), invitation_place(inviter), &invitation.name);
        let name = name.map_err(|error| self.fail(error))?;
        let statement = "INSERT INTO invitation (inviter, code, name, rules_version, rules_digest, made_at, expires_at) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = [
            inviter.into(),
            (&looked_up).into(),
            (&name).into(),
            invitation.rules.number.into(),
            invitation.rules.digest.as_slice().into(),
            now.as_microsecond().into(),
            invitation.expires_at.as_microsecond().into(),
        ];
        self.execute(statement, &values).await.map(drop)
    }

    /// The code that `person` made is no more.
    ///
    /// # Errors
    /// As any statement.
    pub async fn end_invitation(&mut self, person: PersonId) -> Result<(), StoreError> {
        self.execute("DELETE FROM invitation WHERE inviter = $1", &[(&person.0).into()]).await.map(drop)
    }

    /// Whose code this is, if it still is one.
    ///
    /// # Errors
    /// As any statement.
    pub async fn invitation(&mut self, code: &str, now: Timestamp) -> Result<Option<Invitation>, StoreError> {
        let looked_up =
            self.shared.vault.code(Lookup::Invitation, code.as_bytes()).map_err(|error| self.fail(error))?;
        let statement = "SELECT inviter, name, rules_version, rules_digest, expires_at FROM invitation \
                         WHERE code = $1 AND expires_at > $2";
        let row = self.fetch(statement, &[(&looked_up).into(), now.as_microsecond().into()]).await?.pop();
        let Some(mut row) = row else { return Ok(None) };
        let inviter = PersonId(row.id()?);
        let key = self.item_key(&inviter.0, Holder::Practice).await?;
        let name = open_name(&key, invitation_place(&inviter.0), &row.bytes()?).map_err(|error| self.fail(error))?;
        let rules = rules(&mut row, || StoreError::corrupt("invitation", &inviter.0))?;
        Ok(Some(Invitation { inviter, name, rules, expires_at: instant(row.integer()?)? }))
    }

    /// Keeps a new couple. The rows of an earlier one, which is over for both, make room.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when one of them is in a couple, or as any statement.
    pub async fn insert_couple(
        &mut self,
        couple: &Couple,
        names: &CoupleNames,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let [first, second] = couple.members;
        let holders = [Holder::Person(first.person), Holder::Person(second.person), Holder::Practice];
        let key = self.make_item_key(&couple.id.0, &holders).await?;
        let shared = self.shared();
        let sealed = |column: &'static str, name: &PersonName| {
            seal_name(&key, shared.vault.random(), name_place(&couple.id, column), name)
        };
        let [first_name, second_name] = names;
        let first_name = sealed(FIRST_NAME, first_name).map_err(|error| self.fail(error))?;
        let second_name = sealed(SECOND_NAME, second_name).map_err(|error| self.fail(error))?;
        let statement = "INSERT INTO couple (id, first_person, second_person, first_name, second_name, rules_version, \
                         rules_digest, linked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values = [
            (&couple.id.0).into(),
            (&first.person.0).into(),
            (&second.person.0).into(),
            (&first_name).into(),
            (&second_name).into(),
            couple.rules.number.into(),
            couple.rules.digest.as_slice().into(),
            couple.linked_at.as_microsecond().into(),
        ];
        self.execute(statement, &values).await?;
        for member in couple.members {
            let earlier = self.couple_of(member.person).await?;
            if let Some(earlier) =
                earlier.filter(|earlier| earlier.seen_by(member.person, now) != Some(LinkView::Linked))
            {
                let statement = "DELETE FROM linked_person WHERE person = $1 AND couple = $2";
                self.execute(statement, &[(&member.person.0).into(), (&earlier.id.0).into()]).await?;
            }
            let statement = "INSERT INTO linked_person (person, couple) VALUES ($1, $2)";
            self.execute(statement, &[(&member.person.0).into(), (&couple.id.0).into()]).await?;
            self.end_invitation(member.person).await?;
        }
        Ok(())
    }

    /// Notes how `person` left `couple`, which says so; what is still on its way between the two never comes.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when they had not left in `couple`, or left before, or as any statement.
    pub async fn leave_couple(&mut self, couple: &Couple, person: PersonId) -> Result<(), StoreError> {
        let Some(left) = couple.left(person) else { return Err(self.fail(StoreError::Changed)) };
        let statement = "DELETE FROM linked_person WHERE person = $1 AND couple = $2";
        self.change_one(statement, &[(&person.0).into(), (&couple.id.0).into()]).await?;
        let statement = "INSERT INTO couple_leaving (couple, person, left_at, told_at, bookings_stay) \
                         VALUES ($1, $2, $3, $4, $5)";
        let values = [
            (&couple.id.0).into(),
            (&person.0).into(),
            left.at.as_microsecond().into(),
            left.told_at.as_microsecond().into(),
            i64::from(left.bookings_stay).into(),
        ];
        self.execute(statement, &values).await?;
        self.hold_copies(couple.id, left.at).await
    }
}
