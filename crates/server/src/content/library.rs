//! The texts as they are now: a practice's folder is looked at again while the site runs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};
use troth_domain::limits;

use super::{Content, text};

/// The texts, read again when a file of the practice's folder changed.
///
/// Whoever asks looks at the files, at most every few seconds: no watcher, no job, nothing to forget. A file that is
/// broken in the middle of a change leaves the built-in text in its place until it is whole.
#[derive(Debug)]
pub struct Library {
    folder: Option<PathBuf>,
    shelf: Mutex<Shelf>,
}

#[derive(Debug)]
struct Shelf {
    content: Arc<Content>,
    stamp: Stamp,
    looked_at: Timestamp,
}

/// Each file with its size and the time of its last change.
type Stamp = Vec<(PathBuf, u64, Option<SystemTime>)>;

impl Library {
    /// Reads everything, and says in the log what cannot be used.
    pub fn open(folder: Option<PathBuf>, now: Timestamp) -> Self {
        let content = read(folder.as_deref());
        log(&content);
        let stamp = folder.as_deref().map(stamp).unwrap_or_default();
        Self { folder, shelf: Mutex::new(Shelf { content, stamp, looked_at: now }) }
    }

    /// The texts, if no look at the folder is due.
    pub fn at_hand(&self, now: Timestamp) -> Option<Arc<Content>> {
        let shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh_until = shelf.looked_at.saturating_add(SignedDuration::from_secs(limits::CONTENT_LOOK_SECONDS));
        let is_fresh = (shelf.looked_at..fresh_until.unwrap_or(Timestamp::MAX)).contains(&now);
        (self.folder.is_none() || is_fresh).then(|| Arc::clone(&shelf.content))
    }

    /// Looks at the folder, and reads again what is there if anything changed. Waits for the disk.
    pub fn look_again(&self, now: Timestamp) -> Arc<Content> {
        let Some(folder) = &self.folder else {
            return Arc::clone(&self.shelf.lock().unwrap_or_else(PoisonError::into_inner).content);
        };
        let stamp = stamp(folder);
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.looked_at = now;
        if shelf.stamp != stamp {
            shelf.stamp = stamp;
            shelf.content = read(Some(folder));
            tracing::info!("the practice's own texts changed and were read again");
            log(&shelf.content);
        }
        Arc::clone(&shelf.content)
    }
}

/// What the binary carries, read once.
static BUILT_IN: LazyLock<Arc<Content>> = LazyLock::new(|| Arc::new(Content::load(None)));

/// The texts with those of `folder` over them.
fn read(folder: Option<&Path>) -> Arc<Content> {
    let mut faults = Vec::new();
    let files = folder.map(|folder| text::files_of(folder, &mut faults)).unwrap_or_default();
    if files.is_empty() && faults.is_empty() {
        return Arc::clone(&BUILT_IN);
    }
    Arc::new(Content::load(folder))
}

fn stamp(folder: &Path) -> Stamp {
    let files = text::files_of(folder, &mut Vec::new());
    let one = |(_, place): (String, PathBuf)| {
        let facts = std::fs::metadata(&place).ok();
        let size = facts.as_ref().map_or(0, std::fs::Metadata::len);
        (place, size, facts.and_then(|facts| facts.modified().ok()))
    };
    files.into_iter().map(one).collect()
}

fn log(content: &Content) {
    for fault in &content.faults {
        tracing::error!("{fault}");
    }
}
