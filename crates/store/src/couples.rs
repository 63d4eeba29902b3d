//! Couples: how two persons are linked by a code, and how either leaves.

use jiff::Timestamp;
use troth_domain::people::{Couple, CoupleId, Leaving, LinkView, Member, PersonId};

use crate::engine::Row;
use crate::error::StoreError;
use crate::keys::Ask;
use crate::rows::instant;
use crate::seal::Lookup;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// A code that waits to be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Invitation {
    /// Who passed it on.
    pub inviter: PersonId,
    /// The version of the shared rules that they agreed to.
    pub rules_version: u32,
    /// From when on it is no more.
    pub expires_at: Timestamp,
}

/// The columns that [`couple`] reads. A row for each of the two, first and second, with how each left.
macro_rules! select_couple {
    ($condition:literal) => {
        concat!(
            "SELECT couple.id, couple.linked_at, couple.rules_version, couple.first_person, one.left_at, one.told_at, \
             one.bookings_stay, couple.second_person, two.left_at, two.told_at, two.bookings_stay FROM couple \
             LEFT JOIN couple_leaving AS one ON one.couple = couple.id AND one.person = couple.first_person \
             LEFT JOIN couple_leaving AS two ON two.couple = couple.id AND two.person = couple.second_person ",
            $condition
        )
    };
}

fn couple(mut row: Row) -> Result<Couple, StoreError> {
    let id = CoupleId(row.id()?);
    let linked_at = instant(row.integer()?)?;
    let rules_version = u32::try_from(row.integer()?).map_err(|_| StoreError::corrupt("couple", &id.0))?;
    let members = [member(&mut row)?, member(&mut row)?];
    Ok(Couple { id, linked_at, rules_version, members })
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

async fn linked(records: &mut impl Ask, person: PersonId) -> Result<Option<Couple>, StoreError> {
    let statement = select_couple!("WHERE couple.id = (SELECT couple FROM linked_person WHERE person = $1)");
    records.ask(statement, &[(&person.0).into()]).await?.pop().map(couple).transpose()
}

async fn of_id(records: &mut impl Ask, id: CoupleId) -> Result<Option<Couple>, StoreError> {
    let statement = select_couple!("WHERE couple.id = $1");
    records.ask(statement, &[(&id.0).into()]).await?.pop().map(couple).transpose()
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
    /// # Errors
    /// As any statement.
    pub async fn couples_of(&self, person: PersonId) -> Result<Vec<Couple>, StoreError> {
        let statement =
            select_couple!("WHERE couple.first_person = $1 OR couple.second_person = $1 ORDER BY couple.id");
        let rows = self.readers.fetch(statement, &[(&person.0).into()]).await?;
        rows.into_iter().map(couple).collect()
    }

    /// When the code of `person` ends, if they have one.
    ///
    /// # Errors
    /// As any statement.
    pub async fn invitation_of(&self, person: PersonId, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
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
        let statement = "INSERT INTO invitation (inviter, code, rules_version, made_at, expires_at) \
                         VALUES ($1, $2, $3, $4, $5)";
        let values = [
            inviter.into(),
            (&looked_up).into(),
            invitation.rules_version.into(),
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
        let statement = "SELECT inviter, rules_version, expires_at FROM invitation WHERE code = $1 AND expires_at > $2";
        let row = self.fetch(statement, &[(&looked_up).into(), now.as_microsecond().into()]).await?.pop();
        row.map(|mut row| {
            let inviter = PersonId(row.id()?);
            let rules_version = u32::try_from(row.integer()?);
            let rules_version = rules_version.map_err(|_| StoreError::corrupt("invitation", &inviter.0))?;
            Ok(Invitation { inviter, rules_version, expires_at: instant(row.integer()?)? })
        })
        .transpose()
    }

    /// Keeps a new couple. The rows of an earlier one, which is over for both, make room.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when one of them is in a couple, or as any statement.
    pub async fn insert_couple(&mut self, couple: &Couple, now: Timestamp) -> Result<(), StoreError> {
        let [first, second] = couple.members;
        let statement = "INSERT INTO couple (id, first_person, second_person, rules_version, linked_at) \
                         VALUES ($1, $2, $3, $4, $5)";
        let values = [
            (&couple.id.0).into(),
            (&first.person.0).into(),
            (&second.person.0).into(),
            couple.rules_version.into(),
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
        let statement = "UPDATE delivery SET deliver_at = NULL WHERE couple = $1 AND deliver_at > $2";
        self.execute(statement, &[(&couple.id.0).into(), left.at.as_microsecond().into()]).await.map(drop)
    }
}
