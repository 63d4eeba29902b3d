//! The file of the key that opens the records: read at each start, made at the first.
//!
//! It holds 64 hexadecimal digits and a line end, so that it can be copied by hand to a second node. Whoever loses it
//! loses every sealed record; whoever copies it can read them. So it is never made where records may already exist,
//! never replaced, and refused when others on the machine could read it.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use zeroize::Zeroizing;

/// Bytes of the key.
const KEY_BYTES: usize = 32;
/// Bytes of the file at most: the digits and a line end, also as other systems write it.
const FILE_BYTES_MAX: usize = KEY_BYTES * 2 + 2;
/// Permission bits that let others than the owner in.
const OTHERS: u32 = 0o077;

/// Why there is no key to go on with.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// There is no file, and none may be made.
    #[error(
        "the key {0} is missing, and the records may need it; copy the key that belongs to them there, with mode 600"
    )]
    Missing(PathBuf),
    /// Not a key.
    #[error("the key {0} is not 64 hexadecimal digits; copy the key that belongs to the records there again")]
    Form(PathBuf),
    /// Others on the machine may read it.
    #[error("others on this machine can read the key {0}; run chmod 600 on it, and think who may have copied it")]
    Readable(PathBuf),
    /// The system refused.
    #[error("the key {path} cannot be {tried} ({error})")]
    System {
        /// The file.
        path: PathBuf,
        /// `read`, `made` or `exchanged`.
        tried: &'static str,
        /// What the system said.
        error: io::Error,
    },
}

/// Reads the key at `path`. Where there is none and `may_make` says that no records need one yet, makes it of 32 bytes
/// from `random`, safely on disk before it is given back.
///
/// # Errors
/// [`KeyFault`], in words for the person who started the program.
pub fn load_or_make(path: &Path, may_make: bool, random: &dyn Fn(&mut [u8])) -> Result<[u8; KEY_BYTES], KeyFault> {
    if let Some(key) = load(path)? {
        return Ok(key);
    }
    if !may_make {
        return Err(KeyFault::Missing(path.to_owned()));
    }
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    random(key.as_mut_slice());
    match write_new(path, &key) {
        Ok(()) => Ok(*key),
        // Another start was first: that key is the one.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            load(path)?.ok_or_else(|| KeyFault::Missing(path.to_owned()))
        }
        Err(error) => Err(KeyFault::System { path: path.to_owned(), tried: "made", error }),
    }
}

/// The key that is to come, beside the one at `path`; `None` when no change of the key is under way.
///
/// # Errors
/// [`KeyFault`].
pub fn load_next(path: &Path) -> Result<Option<[u8; KEY_BYTES]>, KeyFault> {
    load(&beside(path, NEXT))
}

/// The key that is to come: the one that is there, or a new one, safely on disk before it is given back.
///
/// # Errors
/// [`KeyFault`].
pub fn load_or_make_next(path: &Path, random: &dyn Fn(&mut [u8])) -> Result<[u8; KEY_BYTES], KeyFault> {
    load_or_make(&beside(path, NEXT), true, random)
}

/// Gives the key that was to come its place. The one before is kept beside it, for older backups, under the name that is
/// given back. Whatever moment this ends at, there is a key at `path`.
///
/// # Errors
/// [`KeyFault`].
pub fn put_next_in_place(path: &Path) -> Result<PathBuf, KeyFault> {
    let system = |error| KeyFault::System { path: path.to_owned(), tried: "exchanged", error };
    let retired = (1..).map(|number| beside(path, &format!(".retired-{number}"))).find(|name| free_for(name, path));
    let retired = retired.unwrap_or_else(|| beside(path, ".retired"));
    match fs::hard_link(path, &retired) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(system(error)),
        _ => {}
    }
    fs::rename(beside(path, NEXT), path).map_err(system)?;
    File::open(folder_of(path)).and_then(|folder| folder.sync_all()).map_err(system)?;
    Ok(retired)
}

/// What a key's name ends with while it is to come.
const NEXT: &str = ".new";

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Whether nothing has this name, or the same key has it already, as after a kill.
fn free_for(name: &Path, path: &Path) -> bool {
    match (fs::read(name).map(Zeroizing::new), fs::read(path).map(Zeroizing::new)) {
        (Ok(there), Ok(own)) => there == own,
        (Err(error), _) => error.kind() == ErrorKind::NotFound,
        (Ok(_), Err(_)) => false,
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The key at `path`; `None` when there is no file.
fn load(path: &Path) -> Result<Option<[u8; KEY_BYTES]>, KeyFault> {
    let system = |error| KeyFault::System { path: path.to_owned(), tried: "read", error };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(system(error)),
    };
    let permissions = file.metadata().map_err(system)?.permissions();
    if permissions.mode() & OTHERS != 0 {
        return Err(KeyFault::Readable(path.to_owned()));
    }
    let mut text = Zeroizing::new(Vec::with_capacity(FILE_BYTES_MAX + 1));
    file.take(FILE_BYTES_MAX as u64 + 1).read_to_end(&mut text).map_err(system)?;
    let key = key_of(&text).ok_or_else(|| KeyFault::Form(path.to_owned()))?;
    Ok(Some(key))
}

fn key_of(text: &[u8]) -> Option<[u8; KEY_BYTES]> {
    let digits = text.strip_suffix(b"\n").unwrap_or(text);
    let digits = digits.strip_suffix(b"\r").unwrap_or(digits);
    let bytes = Zeroizing::new(HEXLOWER_PERMISSIVE.decode(digits).ok()?);
    bytes.as_slice().try_into().ok()
}

/// Writes the key beside `path` and then gives it that name, which fails if something has it already. So nobody ever
/// sees half a key, and no key is ever replaced.
fn write_new(path: &Path, key: &[u8; KEY_BYTES]) -> io::Result<()> {
    let folder = folder_of(path);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut builder = tempfile::Builder::new();
    let mut file = builder.prefix(".key-").permissions(Permissions::from_mode(0o600)).tempfile_in(folder)?;
    let mut text = Zeroizing::new(HEXLOWER.encode(key));
    text.push('\n');
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|refused| refused.error)?;
    // Without this the name may be gone after a power cut, and the records with it.
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sevens(bytes: &mut [u8]) {
        bytes.fill(7);
    }

    fn nines(bytes: &mut [u8]) {
        bytes.fill(9);
    }

    /// What is said of a file with this content and mode.
    fn said(content: &[u8], mode: u32) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        match load_or_make(&path, true, &nines) {
            Ok(key) => format!("key of {}", key[0]),
            Err(fault) => fault.to_string().replace(&path.display().to_string(), "KEY"),
        }
    }

    #[test]
    fn the_first_start_makes_a_key_and_later_ones_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data").join("key");
        assert_eq!(load_or_make(&path, true, &sevens).unwrap(), [7; 32]);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(load_or_make(&path, true, &nines).unwrap(), [7; 32]);
        assert_eq!(load_or_make(&path, false, &nines).unwrap(), [7; 32]);
        let names: Vec<_> =
            fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["key"], "nothing else is left");
    }

    #[test]
    fn a_new_key_takes_the_place_of_the_old_one_which_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        load_or_make(&path, true, &sevens).unwrap();
        assert_eq!(load_next(&path).unwrap(), None);
        assert_eq!(load_or_make_next(&path, &nines).unwrap(), [9; 32]);
        assert_eq!(load_or_make_next(&path, &sevens).unwrap(), [9; 32], "after a kill it is the same");
        assert_eq!(load_next(&path).unwrap(), Some([9; 32]));
        assert_eq!(fs::metadata(beside(&path, NEXT)).unwrap().permissions().mode() & 0o777, 0o600);
        // As if killed between the two: the old key has its second name already.
        fs::hard_link(&path, beside(&path, ".retired-1")).unwrap();
        assert_eq!(put_next_in_place(&path).unwrap(), beside(&path, ".retired-1"));
        assert_eq!(load(&path).unwrap(), Some([9; 32]));
        assert_eq!(load(&beside(&path, ".retired-1")).unwrap(), Some([7; 32]));
        assert_eq!(load_next(&path).unwrap(), None);
        load_or_make_next(&path, &sevens).unwrap();
        assert_eq!(put_next_in_place(&path).unwrap(), beside(&path, ".retired-2"));
    }

    #[test]
    fn no_key_is_made_where_records_may_need_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let fault = load_or_make(&path, false, &sevens).unwrap_err();
        assert!(fault.to_string().contains("is missing"), "{fault}");
        assert!(!path.exists());
    }

    #[test]
    fn a_key_that_was_made_meanwhile_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let meanwhile = |bytes: &mut [u8]| {
            write_new(&path, &[9; 32]).unwrap();
            sevens(bytes);
        };
        assert_eq!(load_or_make(&path, true, &meanwhile).unwrap(), [9; 32]);
    }

    #[test]
    fn what_is_no_safe_key_is_refused_in_words_and_left_as_it_is() {
        let good = "0a".repeat(32);
        assert_eq!(said(good.as_bytes(), 0o600), "key of 10");
        assert_eq!(said(good.to_uppercase().as_bytes(), 0o400), "key of 10");
        assert_eq!(said(format!("{good}\r\n").as_bytes(), 0o600), "key of 10");
        for content in ["", "\n", "0a", &"0a".repeat(31), &"0a".repeat(33), &"zz".repeat(32), &format!("{good}\n\n\n")]
        {
            assert!(
                said(content.as_bytes(), 0o600).starts_with("the key KEY is not 64 hexadecimal digits"),
                "{content}"
            );
        }
        assert!(said(&[0xff; 32], 0o600).contains("not 64 hexadecimal digits"));
        for mode in [0o640, 0o604, 0o644, 0o660] {
            assert!(said(good.as_bytes(), mode).starts_with("others on this machine can read the key KEY"), "{mode:o}");
        }
        let folder = tempfile::tempdir().unwrap();
        let fault = load_or_make(folder.path(), true, &sevens).unwrap_err();
        assert!(fault.to_string().contains("cannot be read") || fault.to_string().contains("others"), "{fault}");
    }
}
