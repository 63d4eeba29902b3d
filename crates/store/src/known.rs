//! The diaries as this node knows them, and how they follow what the node itself keeps.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use troth_domain::calendar::{Diaries, Diary};

use crate::changes::Locked;

/// The diaries as they were last brought up to date.
#[derive(Clone, Default)]
pub(crate) struct Known {
    /// The version of each resource that its diary shows.
    pub versions: HashMap<i64, i64>,
    /// From when on the diaries reach back; none before they were first read.
    pub reaches_back_to: Option<Timestamp>,
    pub diaries: Arc<Diaries>,
}

impl Known {
    /// How many resources there are, and the sum of their versions. Versions only grow, so a database that answers the
    /// same has not changed.
    pub fn freshness(&self) -> (i64, i64) {
        (i64::try_from(self.versions.len()).unwrap_or(i64::MAX), self.versions.values().sum())
    }

    /// Follows changes that were kept, those of each resource in order, as far as their versions follow on those known.
    pub fn follow(&mut self, kept: &[Locked]) {
        let mut diaries = None;
        for of_one in kept.chunk_by(|one, next| one.id == next.id) {
            let Some(version) = of_one.first().and_then(|one| self.versions.get_mut(&one.id)) else { continue };
            let before = *version;
            let following = of_one.iter().filter(|next| next.version > before).enumerate();
            let following =
                following.take_while(|(place, next)| i64::try_from(*place) == Ok(next.version - before - 1));
            for (_, next) in following {
                let diaries = diaries.get_or_insert_with(|| Diaries::clone(&self.diaries));
                if !next.changes.is_empty() {
                    let changed = next.changed(diaries.get(&next.resource));
                    diaries.insert(next.resource.clone(), Arc::new(changed));
                }
                *version = next.version;
            }
        }
        if let Some(diaries) = diaries {
            self.diaries = Arc::new(diaries);
        }
    }

    /// The diary that a transaction found when it locked a resource, if this and what was `kept` since, in order, come
    /// to it, and it reaches back to `from`: no other transaction can have come between the last version known and the
    /// one that the lock gave.
    pub fn diary_under<'k>(&'k self, locked: &Locked, kept: &[Locked], from: Timestamp) -> Option<Cow<'k, Diary>> {
        if self.reaches_back_to.is_none_or(|back| back > from) {
            return None;
        }
        let mut version = *self.versions.get(&locked.id)?;
        let mut diary = Cow::Borrowed(self.diaries.get(&locked.resource)?);
        for next in kept.iter().filter(|next| next.id == locked.id && next.version < locked.version) {
            if next.version == version + 1 {
                diary = Cow::Owned(next.changed(Some(&diary)));
                version = next.version;
            }
        }
        (version == locked.version - 1).then_some(diary)
    }
}
