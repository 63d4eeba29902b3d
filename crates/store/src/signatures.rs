//! Who signed which words of the practice's secrets policy.

use troth_domain::people::PersonId;
use troth_domain::safety::secrets_policy::{Signature, TextVersion};

use crate::error::StoreError;
use crate::keys::Ask;
use crate::rows::instant;
use crate::store::Store;
use crate::transaction::WriteTransaction;

async fn find(records: &mut impl Ask, person: PersonId) -> Result<Vec<Signature>, StoreError> {
    let corrupt = || StoreError::corrupt("policy_signature", &person.0);
    let statement = "SELECT version, digest, signed_at FROM policy_signature WHERE person = $1 ORDER BY signed_at";
    let rows = records.ask(statement, &[(&person.0).into()]).await?;
    let signature = |mut row: crate::engine::Row| {
        let number = u32::try_from(row.integer()?).map_err(|_| corrupt())?;
        let digest = row.bytes()?.try_into().map_err(|_| corrupt())?;
        Ok(Signature { version: TextVersion { number, digest }, person, at: instant(row.integer()?)? })
    };
    rows.into_iter().map(signature).collect()
}

impl Store {
    /// Every version of the secrets policy that a person signed, the first first.
    ///
    /// # Errors
    /// As any statement.
    pub async fn policy_signatures(&self, person: PersonId) -> Result<Vec<Signature>, StoreError> {
        find(&mut &*self.readers, person).await
    }
}

impl WriteTransaction {
    /// As [`Store::policy_signatures`].
    ///
    /// # Errors
    /// As any statement.
    pub async fn policy_signatures(&mut self, person: PersonId) -> Result<Vec<Signature>, StoreError> {
        find(self, person).await
    }

    /// Notes that a person signed a version of the secrets policy. Signing twice keeps the first.
    ///
    /// # Errors
    /// As any statement.
    pub async fn sign_policy(&mut self, signature: &Signature) -> Result<(), StoreError> {
        let statement = "INSERT INTO policy_signature (person, version, digest, signed_at) VALUES ($1, $2, $3, $4) \
                         ON CONFLICT (person, version, digest) DO NOTHING";
        let values = [
            (&signature.person.0).into(),
            signature.version.number.into(),
            signature.version.digest.as_slice().into(),
            signature.at.as_microsecond().into(),
        ];
        self.execute(statement, &values).await.map(drop)
    }
}
