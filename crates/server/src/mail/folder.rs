//! Mail as files: one `.eml` per message in a folder that only its owner can read.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::{Letter, SendError};

/// Puts each letter into a folder, for a practice without a mail server, for demos and tests.
#[derive(Debug)]
pub struct FolderTransport {
    folder: PathBuf,
}

impl FolderTransport {
    /// Letters into `folder`, which is made if it is missing, for its owner alone.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn new(folder: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        Ok(Self { folder: folder.to_owned() })
    }

    pub(super) async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        let (folder, letter) = (self.folder.clone(), letter.clone());
        match tokio::task::spawn_blocking(move || write(&folder, &letter)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(SendError::passing("folder not writable")),
            Err(_) => Err(SendError::passing("writer stopped")),
        }
    }
}

/// Whole or not at all, and once: a second writing of the same message replaces the first.
fn write(folder: &Path, letter: &Letter) -> io::Result<()> {
    let part = folder.join(format!(".{}.part", letter.name));
    let result = write_part(&part, &letter.bytes).and_then(|()| {
        fs::rename(&part, folder.join(format!("{}.eml", letter.name)))?;
        File::open(folder)?.sync_all()
    });
    if result.is_err() {
        // What is left of it is of no use to anybody; the message itself waits in the outbox.
        let _ = fs::remove_file(&part);
    }
    result
}

fn write_part(part: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::mail::tests::samples;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn a_letter_is_one_private_file_however_often_it_is_sent() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("data/mail");
        let transport = FolderTransport::new(&folder).unwrap();
        let letter = samples::letter();
        transport.send(&letter).await.unwrap();
        transport.send(&letter).await.unwrap();
        let name = format!("{}.eml", letter.name);
        assert_eq!(names(&folder), std::slice::from_ref(&name));
        assert_eq!(fs::read(folder.join(&name)).unwrap(), letter.bytes);
        assert_eq!(fs::metadata(folder.join(&name)).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[tokio::test]
    async fn a_letter_that_cannot_be_written_is_tried_again_later() {
        let base = tempfile::tempdir().unwrap();
        let transport = FolderTransport::new(&base.path().join("mail")).unwrap();
        fs::remove_dir(base.path().join("mail")).unwrap();
        let error = transport.send(&samples::letter()).await.unwrap_err();
        assert!(!error.lasting);
    }
}
