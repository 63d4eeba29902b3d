//! What the practice's file said at the last start, as far as the desk's list needs it when it is not given the file.

use jiff::tz::TimeZone;
use troth_domain::practice::{Practice, Slug};

use crate::error::StoreError;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// The part of the practice's file that is remembered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LastStart {
    /// The practice's zone.
    pub time_zone: TimeZone,
    /// Who worked there.
    pub therapists: Vec<Slug>,
}

impl LastStart {
    /// One line for the zone, then one for each therapist.
    fn encode(practice: &Practice) -> Option<String> {
        let zone = practice.time_zone.iana_name()?;
        let therapists = practice.therapists.iter().map(|therapist| therapist.slug.as_str());
        Some(std::iter::once(zone).chain(therapists).collect::<Vec<_>>().join("\n"))
    }

    fn decode(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let time_zone = TimeZone::get(lines.next()?).ok()?;
        Some(Self { time_zone, therapists: lines.map(|line| Slug::new(line).ok()).collect::<Option<_>>()? })
    }
}

impl Store {
    /// What was remembered at the last start; `None` if there was none yet, or it cannot be read any more.
    ///
    /// # Errors
    /// As any statement.
    pub async fn last_start(&self) -> Result<Option<LastStart>, StoreError> {
        Ok(self.last_start_text().await?.as_deref().and_then(LastStart::decode))
    }

    async fn last_start_text(&self) -> Result<Option<String>, StoreError> {
        let statement = "SELECT value FROM practice_fact WHERE name = 'last start'";
        let row = self.readers.fetch(statement, &[]).await?.pop();
        let bytes = row.map(|mut row| row.bytes()).transpose()?;
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// Remembers the zone and the therapists of `practice`, unless that is what is remembered already.
    pub(crate) async fn remember_start(&self, practice: &Practice) -> Result<(), StoreError> {
        let Some(text) = LastStart::encode(practice) else { return Ok(()) };
        if self.last_start_text().await?.as_ref() == Some(&text) {
            return Ok(());
        }
        self.write(move |transaction: &mut WriteTransaction| {
            let text = text.clone();
            Box::pin(async move {
                let statement = "INSERT INTO practice_fact (name, value) VALUES ('last start', $1) \
                                 ON CONFLICT (name) DO UPDATE SET value = $1";
                transaction.execute(statement, &[text.as_bytes().into()]).await.map(|_| ())
            })
        })
        .await
    }
}
