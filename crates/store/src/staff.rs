//! The people who work at the practice.

use jiff::Timestamp;
use troth_domain::accounts::SignInName;
use troth_domain::people::{AccountId, PersonName, Role, Staff, StaffId};
use troth_domain::practice::Slug;

use crate::accounts::place;
use crate::engine::Row;
use crate::error::StoreError;
use crate::keys::Holder;
use crate::seal::Vault;
use crate::transaction::WriteTransaction;
use zeroize::Zeroizing;

/// A member of staff with their name, for the list of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedStaff {
    /// As rules see them.
    pub staff: Staff,
    /// Their name, or [`StoreError::Corrupt`].
    pub name: Result<PersonName, StoreError>,
    /// What they sign in with, if anything; or [`StoreError::Corrupt`].
    pub sign_in_name: Result<Option<SignInName>, StoreError>,
    /// Since when they may not sign in any more.
    pub left_at: Option<Timestamp>,
}

/// The columns that [`staff_row`] reads.
macro_rules! select_staff {
    ($condition:literal) => {
        concat!(
            "SELECT staff.id, staff.role, staff.therapist, staff.name, staff.left_at, account.name, item_key.wrap \
             FROM staff LEFT JOIN account ON account.id = staff.id AND account.kind = 2 \
             LEFT JOIN item_key ON item_key.item = staff.id AND item_key.holder = 'practice' ",
            $condition
        )
    };
}

pub(crate) fn role_code(role: Role) -> i64 {
    match role {
        Role::Owner => 1,
        Role::Therapist => 2,
        Role::FrontDesk => 3,
    }
}

pub(crate) fn role_of(code: i64) -> Option<Role> {
    [Role::Owner, Role::Therapist, Role::FrontDesk].into_iter().find(|role| role_code(*role) == code)
}

/// A member of staff out of their row: role, then therapist.
pub(crate) fn staff_of(id: StaffId, role: i64, therapist: Option<&str>) -> Result<Staff, StoreError> {
    let corrupt = || StoreError::corrupt("staff", &id.0);
    let role = role_of(role).ok_or_else(corrupt)?;
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
        let row = self.fetch(select_staff!("WHERE staff.id = $1"), &[(&id.0).into()]).await?.pop();
        let shared = self.shared();
        row.map(|row| staff_row(&shared.vault, row)).transpose()
    }

    /// Everybody who works or worked here, those who came first at the top.
    ///
    /// # Errors
    /// As any statement. A name that cannot be read is no error of the whole list.
    pub async fn all_staff(&mut self) -> Result<Vec<NamedStaff>, StoreError> {
        let rows = self.fetch(select_staff!("ORDER BY staff.made_at, staff.id"), &[]).await?;
        let shared = self.shared();
        rows.into_iter().map(|row| staff_row(&shared.vault, row)).collect()
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
}

/// Reads [`select_staff`]'s columns. What cannot be read is an answer of its own, and the transaction goes on.
fn staff_row(vault: &Vault, mut row: Row) -> Result<NamedStaff, StoreError> {
    let id = StaffId(row.id()?);
    let (role, therapist, sealed) = (row.integer()?, row.optional_text()?, row.bytes()?);
    let staff = staff_of(id, role, therapist.as_deref())?;
    let left_at = row.optional_integer()?.map(crate::rows::instant).transpose()?;
    let (sign_in_name, wrap) = (row.optional_bytes()?, row.optional_bytes()?);
    let open = |table: &'static str, sealed: &[u8]| {
        let corrupt = || StoreError::corrupt(table, &id.0);
        let key = vault.unwrap(wrap.as_deref().ok_or_else(corrupt)?, &id.0)?;
        let text = key.open(place(table, "name", &id.0), sealed)?;
        Ok::<_, StoreError>(Zeroizing::new(String::from_utf8_lossy(&text).into_owned()))
    };
    let name =
        open("staff", &sealed).and_then(|name| PersonName::new(&name).map_err(|_| StoreError::corrupt("staff", &id.0)));
    let sign_in_name = sign_in_name.map(|sealed| {
        let name = open("account", &sealed)?;
        SignInName::parse(&name).ok_or_else(|| StoreError::corrupt("account", &id.0))
    });
    Ok(NamedStaff { staff, name, sign_in_name: sign_in_name.transpose(), left_at })
}
