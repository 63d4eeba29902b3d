//! The people who work at the practice.

use jiff::Timestamp;
use troth_domain::people::{AccountId, PersonName, Role, Staff, StaffId};
use troth_domain::practice::Slug;

use crate::accounts::place;
use crate::engine::Row;
use crate::error::StoreError;
use crate::keys::Holder;
use crate::transaction::WriteTransaction;

/// A member of staff with their name, for the list of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedStaff {
    /// As rules see them.
    pub staff: Staff,
    /// Their name.
    pub name: PersonName,
    /// Since when they may not sign in any more.
    pub left_at: Option<Timestamp>,
}

pub(crate) fn role_code(role: Role) -> i64 {
    match role {
        Role::Owner => 1,
        Role::Therapist => 2,
        Role::FrontDesk => 3,
    }
}

/// A member of staff out of their row: role, then therapist.
pub(crate) fn staff_of(id: StaffId, role: i64, therapist: Option<&str>) -> Result<Staff, StoreError> {
    let corrupt = || StoreError::corrupt("staff", &id.0);
    let role = match role {
        1 => Role::Owner,
        2 => Role::Therapist,
        3 => Role::FrontDesk,
        _ => return Err(corrupt()),
    };
    let therapist = therapist.map(Slug::new).transpose().map_err(|_| corrupt())?;
    Ok(Staff { id, role, therapist })
}

impl WriteTransaction {
    /// Writes a new member of staff.
    ///
    /// # Errors
    /// As any statement.
    pub async fn insert_staff(&mut self, staff: &Staff, name: &PersonName, now: Timestamp) -> Result<(), StoreError> {
        self.make_item_key(&staff.id.0, &[Holder::Practice]).await?;
        let account = AccountId::Staff(staff.id);
        let sealed = self.seal_for(&account, place("staff", "name", &staff.id.0), name.reveal().as_bytes()).await?;
        let statement = "INSERT INTO staff (id, role, therapist, name, made_at) VALUES ($1, $2, $3, $4, $5)";
        let values = [
            (&staff.id.0).into(),
            role_code(staff.role).into(),
            staff.therapist.as_ref().map(Slug::as_str).into(),
            (&sealed).into(),
            now.as_microsecond().into(),
        ];
        self.execute(statement, &values).await.map(drop)
    }

    /// A member of staff, whether they still work here or not.
    ///
    /// # Errors
    /// As any statement.
    pub async fn staff(&mut self, id: StaffId) -> Result<Option<NamedStaff>, StoreError> {
        let statement = "SELECT id, role, therapist, name, left_at FROM staff WHERE id = $1";
        let row = self.fetch(statement, &[(&id.0).into()]).await?.pop();
        match row {
            Some(row) => self.staff_row(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Everybody who works or worked here, those who came first at the top.
    ///
    /// # Errors
    /// As any statement.
    pub async fn all_staff(&mut self) -> Result<Vec<NamedStaff>, StoreError> {
        let statement = "SELECT id, role, therapist, name, left_at FROM staff ORDER BY made_at, id";
        let mut all = Vec::new();
        for row in self.fetch(statement, &[]).await? {
            all.push(self.staff_row(row).await?);
        }
        Ok(all)
    }

    /// Gives a member of staff another role.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when there is no such member.
    pub async fn change_role(&mut self, staff: &Staff) -> Result<(), StoreError> {
        let statement = "UPDATE staff SET role = $1, therapist = $2 WHERE id = $3";
        let therapist = staff.therapist.as_ref().map(Slug::as_str);
        self.change_one(statement, &[role_code(staff.role).into(), therapist.into(), (&staff.id.0).into()]).await
    }

    /// Notes that a member of staff has left: they are signed out and cannot sign in any more.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when there is no such member, or they have left already.
    pub async fn staff_left(&mut self, id: StaffId, now: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE staff SET left_at = $1 WHERE id = $2 AND left_at IS NULL";
        self.change_one(statement, &[now.as_microsecond().into(), (&id.0).into()]).await?;
        self.end_sessions(AccountId::Staff(id), None).await
    }

    async fn staff_row(&mut self, mut row: Row) -> Result<NamedStaff, StoreError> {
        let id = StaffId(row.id()?);
        let (role, therapist, sealed) = (row.integer()?, row.optional_text()?, row.bytes()?);
        let staff = staff_of(id, role, therapist.as_deref())?;
        let name = self.open_for(&AccountId::Staff(id), place("staff", "name", &id.0), &sealed).await?;
        let name = PersonName::new(&String::from_utf8_lossy(&name)).map_err(|_| StoreError::corrupt("staff", &id.0))?;
        let left_at = row.optional_integer()?.map(crate::rows::instant).transpose()?;
        Ok(NamedStaff { staff, name, left_at })
    }
}
