//! `troth rotate-key`: changes the practice's key for a new one. To be run again after whatever stopped it.

use troth_store::{PracticeKey, Rewrapped, StoreError};

use super::{World, records};
use crate::settings::{RecordsArgs, Stop, key_file};

/// Makes the new key, makes every wrap anew, and puts the new key in the old one's place.
pub async fn run(args: RecordsArgs, world: World) -> Result<(), Stop> {
    let path = args.key_file();
    let fault = |fault: key_file::KeyFault| Stop::settings(fault.to_string());
    // Opened once before the new key is made: with the wrong key nothing is begun.
    let mut store = records::open(&args, &world).await?;
    let next = PracticeKey::from_bytes(key_file::load_or_make_next(&path, &*world.random).map_err(fault)?);
    let is_last_step = store.practice_key().derive(SAME) == next.derive(SAME) && !store.is_changing_key();
    let mut so_far = Rewrapped::default();
    if !is_last_step {
        if !store.is_changing_key() {
            store.begin_key_change(&next, world.clock.now()).await.map_err(stopped)?;
            store = records::open(&args, &world).await?;
        }
        while !so_far.is_done() {
            so_far = store.rewrap_some(&so_far).await.map_err(stopped)?;
        }
        store.finish_key_change(world.clock.now()).await.map_err(stopped)?;
    }
    let retired = key_file::put_next_in_place(&path).map_err(fault)?;
    let (path, retired) = (path.display(), retired.display());
    records::print(&format!(
        "the practice has a new key, in {path}: {} wraps were made anew\n\
         copy it to every other node, and apart from the database\n\
         the old key is in {retired}: it opens older backups only; keep it elsewhere as long as there are any, then \
         delete it\n",
        so_far.rows
    ))?;
    match so_far.unreadable {
        0 => Ok(()),
        count => Err(Stop::fault(format!("{count} wraps could not be opened with the old key and stay unreadable"))),
    }
}

/// Two keys that derive the same are the same.
const SAME: &str = "whether two keys are the same";

fn stopped(error: StoreError) -> Stop {
    Stop::fault(format!(
        "the change of the key stopped: {error}. Nothing is lost: keep both key files, and run troth rotate-key again"
    ))
}
