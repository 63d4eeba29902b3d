//! The rules for two, where they are newer than those before which two were linked: who agreed to which.

use troth_domain::access::Viewer;
use troth_domain::people::{Couple, PersonId, RulesAgreement, RulesOfTwo};
use troth_domain::safety::secrets_policy::TextVersion;

use crate::engine::Row;
use crate::error::StoreError;
use crate::keys::Ask;
use crate::rows::instant;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// Discloses `Link`, as `RulesOfTwo::both_agreed` tells it.
async fn find(records: &mut impl Ask, viewer: &Viewer, couple: &Couple) -> Result<Option<RulesOfTwo>, StoreError> {
    if !viewer.may_see_rules_of(couple) {
        return Ok(None);
    }
    let corrupt = || StoreError::corrupt("rules_agreement", &couple.id.0);
    let statement = "SELECT person, version, digest, agreed_at, counts_at FROM rules_agreement WHERE couple = $1 \
                     ORDER BY agreed_at, person, version";
    let agreement = |mut row: Row| {
        let person = PersonId(row.id()?);
        let number = u32::try_from(row.integer()?).map_err(|_| corrupt())?;
        let digest = row.bytes()?.try_into().map_err(|_| corrupt())?;
        let version = TextVersion { number, digest };
        Ok(RulesAgreement { person, version, at: instant(row.integer()?)?, counts_at: instant(row.integer()?)? })
    };
    let rows = records.ask(statement, &[(&couple.id.0).into()]).await?;
    let later = rows.into_iter().map(agreement).collect::<Result<_, StoreError>>()?;
    Ok(Some(RulesOfTwo::new(couple, later)))
}

impl Store {
    /// Which rules the two of `couple` agreed to; `None` for whoever is neither of them.
    ///
    /// # Errors
    /// As any statement.
    pub async fn rules_of_two(&self, viewer: &Viewer, couple: &Couple) -> Result<Option<RulesOfTwo>, StoreError> {
        find(&mut &*self.readers, viewer, couple).await
    }
}

impl WriteTransaction {
    /// As [`Store::rules_of_two`], inside the transaction.
    ///
    /// # Errors
    /// As there.
    pub async fn rules_of_two(&mut self, viewer: &Viewer, couple: &Couple) -> Result<Option<RulesOfTwo>, StoreError> {
        find(self, viewer, couple).await
    }

    /// Keeps that one of `couple` agreed to newer rules.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when they had, or as any statement.
    pub async fn keep_rules_agreement(&mut self, couple: &Couple, one: &RulesAgreement) -> Result<(), StoreError> {
        let statement = "INSERT INTO rules_agreement (couple, person, version, digest, agreed_at, counts_at) \
                         VALUES ($1, $2, $3, $4, $5, $6)";
        let values = [
            (&couple.id.0).into(),
            (&one.person.0).into(),
            one.version.number.into(),
            one.version.digest.as_slice().into(),
            one.at.as_microsecond().into(),
            one.counts_at.as_microsecond().into(),
        ];
        self.execute(statement, &values).await.map(drop)
    }
}
