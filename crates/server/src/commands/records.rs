//! Opening the records that a command works on.

use std::io::Write;

use troth_store::{ClockKind, OpenError, OpenOptions, Place, PracticeKey, Store};

use super::World;
use crate::settings::{RecordsArgs, Stop, key_file};

/// Opens the records, and makes the folder and the key where there are none yet.
pub async fn open_or_make(records: &RecordsArgs, world: &World, clock: ClockKind) -> Result<Store, Stop> {
    let key_existed = records.key_file().exists();
    let may_make_key = records.database.is_some() || !records.database_file().exists();
    let key = load_key(records, world, may_make_key)?;
    let next = load_next_key(records)?;
    match Store::open_with(options(records, world, &key, clock), next.as_ref()).await {
        Ok(store) => Ok(store),
        Err(OpenError::WrongKey) if !key_existed => {
            // The database has a key already, made by another node. Ours opens nothing and must not look as if it did.
            let file = records.key_file();
            let _ = std::fs::remove_file(&file);
            Err(Stop::settings(format!(
                "the database was made with another key: copy that key to {} and start again",
                file.display()
            )))
        }
        Err(error) => Err(stop_for(&error)),
    }
}

/// Opens records that must be there already; nothing is made.
pub async fn open(records: &RecordsArgs, world: &World) -> Result<Store, Stop> {
    if records.database.is_none() && !records.database_file().exists() {
        let folder = records.data.display();
        return Err(Stop::settings(format!("there are no records in {folder}: name their folder with --data")));
    }
    let key = load_key(records, world, false)?;
    let next = load_next_key(records)?;
    let opened = Store::open_with(options(records, world, &key, ClockKind::AsMarked), next.as_ref()).await;
    opened.map_err(|error| stop_for(&error))
}

/// The key that is to come, while the key is being changed.
fn load_next_key(records: &RecordsArgs) -> Result<Option<PracticeKey>, Stop> {
    let next = key_file::load_next(&records.key_file()).map_err(|fault| Stop::settings(fault.to_string()))?;
    Ok(next.map(PracticeKey::from_bytes))
}

fn load_key(records: &RecordsArgs, world: &World, may_make: bool) -> Result<PracticeKey, Stop> {
    let key = key_file::load_or_make(&records.key_file(), may_make, &*world.random);
    key.map(PracticeKey::from_bytes).map_err(|fault| Stop::settings(fault.to_string()))
}

fn options(records: &RecordsArgs, world: &World, key: &PracticeKey, clock: ClockKind) -> OpenOptions {
    let place = match &records.database {
        Some(url) => Place::Postgres(url.reveal().to_owned()),
        None => Place::Folder(records.data.clone()),
    };
    OpenOptions { place, key: key.clone(), clock, random: world.random.clone() }
}

/// What an owner can set right ends with status 2, the rest with 1.
fn stop_for(error: &OpenError) -> Stop {
    match error {
        OpenError::WrongKey
        | OpenError::KeyChange
        | OpenError::ShiftedClock
        | OpenError::NewerSchema { .. }
        | OpenError::Folder { .. } => Stop::settings(error.to_string()),
        _ => Stop::fault(error.to_string()),
    }
}

/// Writes to standard output.
pub fn print(text: &str) -> Result<(), Stop> {
    let mut output = std::io::stdout().lock();
    let written = output.write_all(text.as_bytes()).and_then(|()| output.flush());
    written.map_err(|error| Stop::fault(format!("standard output cannot be written: {error}")))
}
