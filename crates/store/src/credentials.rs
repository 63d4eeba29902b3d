//! What opens an account: slow hashes of passphrases, secrets of one-time numbers, recovery codes, passkeys.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use troth_domain::accounts::Code;
use troth_domain::people::AccountId;
use zeroize::Zeroizing;

use crate::accounts::{account_id, id_of, place};
use crate::engine::Row;
use crate::error::StoreError;
use crate::seal::Lookup;
use crate::transaction::WriteTransaction;

/// Which secret of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecretKind {
    /// The slow hash of a passphrase or password.
    Passphrase,
    /// The secret of one-time numbers.
    OneTimeNumbers,
}

impl SecretKind {
    fn code(self) -> i64 {
        match self {
            Self::Passphrase => 1,
            Self::OneTimeNumbers => 2,
        }
    }
}

/// A passkey as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Names it to its owner.
    pub id: [u8; 16],
    /// Whose it is.
    pub account: AccountId,
    /// What the authenticator calls it.
    pub credential: Vec<u8>,
    /// The algorithm by its COSE number.
    pub algorithm: i64,
    /// The public key, as the algorithm writes it.
    pub public_key: Vec<u8>,
    /// What its owner calls it.
    pub label: String,
    /// How often it was used, where the authenticator counts.
    pub sign_count: u32,
    /// Since when.
    pub made_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

/// The part of a passkey that is sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    credential: Vec<u8>,
    algorithm: i64,
    public_key: Vec<u8>,
    label: String,
}

impl WriteTransaction {
    /// Keeps a secret in place of an earlier one of its kind.
    ///
    /// # Errors
    /// As any statement.
    pub async fn put_secret(
        &mut self,
        account: AccountId,
        kind: SecretKind,
        secret: &[u8],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = self.seal_for(&account, secret_place(&account, kind), secret).await?;
        let statement = "INSERT INTO secret (account, kind, secret, last_step, made_at) VALUES ($1, $2, $3, 0, $4) \
                         ON CONFLICT (account, kind) DO UPDATE SET secret = $3, last_step = 0, made_at = $4";
        let values = [id_of(&account).into(), kind.code().into(), (&sealed).into(), now.as_microsecond().into()];
        self.execute(statement, &values).await.map(drop)
    }

    /// A secret, if the account has one of this kind.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be read, or as any statement.
    pub async fn secret(
        &mut self,
        account: AccountId,
        kind: SecretKind,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let statement = "SELECT secret FROM secret WHERE account = $1 AND kind = $2";
        let row = self.fetch(statement, &[id_of(&account).into(), kind.code().into()]).await?.pop();
        let Some(mut row) = row else { return Ok(None) };
        let sealed = row.bytes()?;
        self.open_for(&account, secret_place(&account, kind), &sealed).await.map(Some)
    }

    /// Takes the number of `step`; false when it, or a later one, was taken before.
    ///
    /// # Errors
    /// As any statement.
    pub async fn take_step(&mut self, account: AccountId, step: i64) -> Result<bool, StoreError> {
        let statement = "UPDATE secret SET last_step = $1 WHERE account = $2 AND kind = 2 AND last_step < $1";
        Ok(self.execute(statement, &[step.into(), id_of(&account).into()]).await? > 0)
    }

    /// Takes away everything that opens an account, and ends its sessions.
    ///
    /// # Errors
    /// As any statement.
    pub async fn forget_credentials(&mut self, account: AccountId) -> Result<(), StoreError> {
        for statement in [
            "DELETE FROM secret WHERE account = $1",
            "DELETE FROM recovery_code WHERE account = $1",
            "DELETE FROM passkey WHERE account = $1",
            "DELETE FROM sign_in_link WHERE account = $1",
        ] {
            self.execute(statement, &[id_of(&account).into()]).await?;
        }
        self.end_sessions(account, None).await?;
        self.raise_generation(account).await
    }

    /// Keeps recovery codes in place of earlier ones.
    ///
    /// # Errors
    /// As any statement.
    pub async fn put_recovery_codes(&mut self, account: AccountId, codes: &[Code]) -> Result<(), StoreError> {
        self.execute("DELETE FROM recovery_code WHERE account = $1", &[id_of(&account).into()]).await?;
        for code in codes {
            let hidden = self.recovery_code(&account, code)?;
            let statement = "INSERT INTO recovery_code (account, code) VALUES ($1, $2) ON CONFLICT DO NOTHING";
            self.execute(statement, &[id_of(&account).into(), (&hidden).into()]).await?;
        }
        Ok(())
    }

    /// Uses a recovery code up; false when it is none of the account's.
    ///
    /// # Errors
    /// As any statement.
    pub async fn use_recovery_code(&mut self, account: AccountId, code: &Code) -> Result<bool, StoreError> {
        let hidden = self.recovery_code(&account, code)?;
        let statement = "DELETE FROM recovery_code WHERE account = $1 AND code = $2";
        Ok(self.execute(statement, &[id_of(&account).into(), (&hidden).into()]).await? > 0)
    }

    /// Whether a recovery code is one of the account's. Nothing is used up.
    ///
    /// # Errors
    /// As any statement.
    pub async fn is_recovery_code(&mut self, account: AccountId, code: &Code) -> Result<bool, StoreError> {
        let hidden = self.recovery_code(&account, code)?;
        let statement = "SELECT 1 FROM recovery_code WHERE account = $1 AND code = $2";
        Ok(!self.fetch(statement, &[id_of(&account).into(), (&hidden).into()]).await?.is_empty())
    }

    /// How many recovery codes are left.
    ///
    /// # Errors
    /// As any statement.
    pub async fn recovery_codes_left(&mut self, account: AccountId) -> Result<u32, StoreError> {
        let statement = "SELECT COUNT(*) FROM recovery_code WHERE account = $1";
        let row = self.fetch(statement, &[id_of(&account).into()]).await?.pop();
        let count = row.map_or(Ok(0), |mut row| row.integer())?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Keeps a passkey.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when it is kept already, for whichever account.
    pub async fn insert_passkey(&mut self, passkey: &Passkey) -> Result<(), StoreError> {
        let sealed = Sealed {
            credential: passkey.credential.clone(),
            algorithm: passkey.algorithm,
            public_key: passkey.public_key.clone(),
            label: passkey.label.clone(),
        };
        let text = serde_json::to_vec(&sealed).map_err(|_| StoreError::corrupt("passkey", &passkey.id))?;
        let sealed = self.seal_for(&passkey.account, place("passkey", "passkey", &passkey.id), &text).await?;
        let code = self.passkey_code(&passkey.credential)?;
        let statement = "INSERT INTO passkey (id, account, code, passkey, sign_count, made_at) \
                         VALUES ($1, $2, $3, $4, $5, $6)";
        let values = [
            (&passkey.id).into(),
            id_of(&passkey.account).into(),
            (&code).into(),
            (&sealed).into(),
            passkey.sign_count.into(),
            passkey.made_at.as_microsecond().into(),
        ];
        self.execute(statement, &values).await.map(drop)
    }

    /// The passkey that the authenticator calls `credential`.
    ///
    /// # Errors
    /// As any statement.
    pub async fn passkey(&mut self, credential: &[u8]) -> Result<Option<Passkey>, StoreError> {
        let code = self.passkey_code(credential)?;
        let statement = "SELECT passkey.id, account.id, account.kind, passkey.passkey, passkey.sign_count, \
                         passkey.made_at, passkey.used_at FROM passkey \
                         JOIN account ON account.id = passkey.account WHERE passkey.code = $1";
        let row = self.fetch(statement, &[(&code).into()]).await?.pop();
        match row {
            Some(row) => self.passkey_row(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Every passkey of an account, the oldest first.
    ///
    /// # Errors
    /// As any statement.
    pub async fn passkeys(&mut self, account: AccountId) -> Result<Vec<Passkey>, StoreError> {
        let statement = "SELECT passkey.id, account.id, account.kind, passkey.passkey, passkey.sign_count, \
                         passkey.made_at, passkey.used_at FROM passkey \
                         JOIN account ON account.id = passkey.account WHERE passkey.account = $1 \
                         ORDER BY passkey.made_at, passkey.id";
        let mut all = Vec::new();
        for row in self.fetch(statement, &[id_of(&account).into()]).await? {
            all.push(self.passkey_row(row).await?);
        }
        Ok(all)
    }

    /// Notes a use. False when the authenticator's count did not grow, as that of a copy does not.
    ///
    /// # Errors
    /// As any statement.
    pub async fn note_passkey(&mut self, id: [u8; 16], sign_count: u32, now: Timestamp) -> Result<bool, StoreError> {
        let statement = "UPDATE passkey SET sign_count = $1, used_at = $2 \
                         WHERE id = $3 AND (sign_count < $1 OR (sign_count = 0 AND $1 = 0))";
        let values = [sign_count.into(), now.as_microsecond().into(), (&id).into()];
        Ok(self.execute(statement, &values).await? > 0)
    }

    /// Forgets a passkey of `account`; whether there was one.
    ///
    /// # Errors
    /// As any statement.
    pub async fn remove_passkey(&mut self, account: AccountId, id: [u8; 16]) -> Result<bool, StoreError> {
        let statement = "DELETE FROM passkey WHERE id = $1 AND account = $2";
        Ok(self.execute(statement, &[(&id).into(), id_of(&account).into()]).await? > 0)
    }

    /// Takes a challenge; false when it was answered before.
    ///
    /// # Errors
    /// As any statement.
    pub async fn take_challenge(&mut self, challenge: &[u8], expires_at: Timestamp) -> Result<bool, StoreError> {
        let code = self.shared().vault.code(Lookup::Challenge, challenge).map_err(|error| self.fail(error))?;
        let statement = "INSERT INTO used_challenge (code, expires_at) VALUES ($1, $2) ON CONFLICT (code) DO NOTHING";
        Ok(self.execute(statement, &[(&code).into(), expires_at.as_microsecond().into()]).await? > 0)
    }

    async fn passkey_row(&mut self, mut row: Row) -> Result<Passkey, StoreError> {
        let id = row.id()?;
        let account = account_id(row.id()?, row.integer()?)?;
        let sealed = row.bytes()?;
        let opened = self.open_for(&account, place("passkey", "passkey", &id), &sealed).await?;
        let corrupt = || StoreError::corrupt("passkey", &id);
        let opened: Sealed = serde_json::from_slice(&opened).map_err(|_| corrupt())?;
        Ok(Passkey {
            id,
            account,
            credential: opened.credential,
            algorithm: opened.algorithm,
            public_key: opened.public_key,
            label: opened.label,
            sign_count: u32::try_from(row.integer()?).map_err(|_| corrupt())?,
            made_at: crate::rows::instant(row.integer()?)?,
            used_at: row.optional_integer()?.map(crate::rows::instant).transpose()?,
        })
    }

    fn passkey_code(&mut self, credential: &[u8]) -> Result<Vec<u8>, StoreError> {
        let code = self.shared().vault.code(Lookup::Passkey, credential);
        code.map_err(|error| self.fail(error))
    }

    fn recovery_code(&mut self, account: &AccountId, code: &Code) -> Result<Vec<u8>, StoreError> {
        let text = [id_of(account).as_slice(), code.reveal().as_bytes()].concat();
        let code = self.shared().vault.code(Lookup::RecoveryCode, &text);
        code.map_err(|error| self.fail(error))
    }
}

fn secret_place(account: &AccountId, kind: SecretKind) -> crate::seal::Place<'_> {
    let column = match kind {
        SecretKind::Passphrase => "secret, passphrase",
        SecretKind::OneTimeNumbers => "secret, one-time numbers",
    };
    place("secret", column, id_of(account))
}
