//! Links that act once, and codes that the practice hands out. Only hashes and codes of them are kept.

use jiff::Timestamp;
use troth_domain::accounts::{Code, LinkPurpose, Token};
use troth_domain::people::{AccountId, PersonId, StaffId};
use troth_domain::practice::Slug;

use crate::accounts::{account_id, id_of};
use crate::error::StoreError;
use crate::seal::{Lookup, Vault};
use crate::sessions::hash;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// What a practice's start code begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StartCode {
    /// Who is named to the client.
    pub clinician: Slug,
    /// Whose account it opens again; none begins a new one.
    pub person: Option<PersonId>,
    /// Who made it.
    pub made_by: StaffId,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

fn purpose_code(purpose: LinkPurpose) -> i64 {
    match purpose {
        LinkPurpose::DemoSignIn => 1,
        LinkPurpose::SetUp => 2,
    }
}

fn hidden(vault: &Vault, code: &Code) -> Result<Vec<u8>, StoreError> {
    vault.code(Lookup::StartCode, code.reveal().as_bytes())
}

impl Store {
    /// Whether a start code is good. Nothing is used up, and whoever tries many stands in nobody's way.
    ///
    /// # Errors
    /// As any statement.
    pub async fn is_start_code(&self, code: &Code, now: Timestamp) -> Result<bool, StoreError> {
        let hidden = hidden(&self.shared.vault, code)?;
        let statement = "SELECT 1 FROM start_code WHERE code = $1 AND expires_at > $2";
        Ok(!self.readers.fetch(statement, &[(&hidden).into(), now.as_microsecond().into()]).await?.is_empty())
    }
}

impl WriteTransaction {
    /// Writes a link. Earlier ones of the same account and purpose are useless from now on.
    ///
    /// # Errors
    /// As any statement.
    pub async fn insert_link(
        &mut self,
        token: &Token,
        account: AccountId,
        purpose: LinkPurpose,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let earlier = "DELETE FROM sign_in_link WHERE account = $1 AND purpose = $2";
        self.execute(earlier, &[id_of(&account).into(), purpose_code(purpose).into()]).await?;
        let statement = "INSERT INTO sign_in_link (token, account, purpose, expires_at) VALUES ($1, $2, $3, $4)";
        let hash = hash(token);
        let values =
            [(&hash).into(), id_of(&account).into(), purpose_code(purpose).into(), expires_at.as_microsecond().into()];
        self.execute(statement, &values).await.map(drop)
    }

    /// Whose link `token` is and what it does; it can still be used afterwards.
    ///
    /// # Errors
    /// As any statement.
    pub async fn link(
        &mut self,
        token: &Token,
        now: Timestamp,
    ) -> Result<Option<(AccountId, LinkPurpose)>, StoreError> {
        let statement = "SELECT account.id, account.kind, sign_in_link.purpose \
                         FROM sign_in_link JOIN account ON account.id = sign_in_link.account \
                         LEFT JOIN staff ON staff.id = account.id AND account.kind = 2 \
                         WHERE sign_in_link.token = $1 AND sign_in_link.expires_at > $2 AND staff.left_at IS NULL";
        let row = self.fetch(statement, &[(&hash(token)).into(), now.as_microsecond().into()]).await?.pop();
        let Some(mut row) = row else { return Ok(None) };
        let account = account_id(row.id()?, row.integer()?)?;
        let code = row.integer()?;
        let purpose = LinkPurpose::ALL.into_iter().find(|purpose| purpose_code(*purpose) == code);
        let purpose = purpose.ok_or_else(|| StoreError::corrupt("sign_in_link", id_of(&account)))?;
        Ok(Some((account, purpose)))
    }

    /// Uses a link up; whether there was one to use.
    ///
    /// # Errors
    /// As any statement.
    pub async fn use_link(&mut self, token: &Token) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM sign_in_link WHERE token = $1", &[(&hash(token)).into()]).await? > 0)
    }

    /// Writes a start code.
    ///
    /// # Errors
    /// As any statement.
    pub async fn insert_start_code(&mut self, code: &Code, start: &StartCode) -> Result<(), StoreError> {
        let hidden = self.start_code(code)?;
        let statement = "INSERT INTO start_code (code, clinician, person, made_by, expires_at) \
                         VALUES ($1, $2, $3, $4, $5)";
        let values = [
            (&hidden).into(),
            start.clinician.as_str().into(),
            start.person.as_ref().map(|person| person.0.as_slice()).into(),
            (&start.made_by.0).into(),
            start.expires_at.as_microsecond().into(),
        ];
        self.execute(statement, &values).await.map(drop)
    }

    /// Uses a start code up; what it begins, if it was good.
    ///
    /// # Errors
    /// As any statement.
    pub async fn use_start_code(&mut self, code: &Code, now: Timestamp) -> Result<Option<StartCode>, StoreError> {
        let hidden = self.start_code(code)?;
        let statement = "DELETE FROM start_code WHERE code = $1 AND expires_at > $2 \
                         RETURNING clinician, person, made_by, expires_at";
        let row = self.fetch(statement, &[(&hidden).into(), now.as_microsecond().into()]).await?.pop();
        let Some(mut row) = row else { return Ok(None) };
        let corrupt = || StoreError::corrupt("start_code", &hidden);
        let clinician = Slug::new(&row.text()?).map_err(|_| corrupt())?;
        let person = row.optional_bytes()?.map(<[u8; 16]>::try_from).transpose().map_err(|_| corrupt())?;
        let (made_by, expires_at) = (StaffId(row.id()?), crate::rows::instant(row.integer()?)?);
        Ok(Some(StartCode { clinician, person: person.map(PersonId), made_by, expires_at }))
    }

    fn start_code(&mut self, code: &Code) -> Result<Vec<u8>, StoreError> {
        let code = hidden(&self.shared().vault, code);
        code.map_err(|error| self.fail(error))
    }
}
