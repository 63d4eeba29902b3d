//! `troth verify`: checks that the records agree with themselves, and `troth checkpoint`: prints what they say today.

use troth_store::{Finding, Store, StoreError};

use super::{World, records};
use crate::settings::{RecordsArgs, Stop, VerifyArgs};

/// Says what disagrees, one finding a line; ends with a failure if anything does.
pub async fn run(args: VerifyArgs, world: World) -> Result<(), Stop> {
    let checkpoints = args.read_checkpoints()?;
    let store = records::open(&args.records, &world).await?;
    seal(&store, &world).await?;
    let mut findings = store.verify().await.map_err(unreadable)?;
    for checkpoint in &checkpoints {
        let compared = store.compare(checkpoint).await.map_err(unreadable)?;
        findings.extend(compared.into_iter().map(Finding::from));
    }
    if findings.is_empty() {
        let known = if checkpoints.is_empty() { "" } else { "the records contain the history of the checkpoint\n" };
        return records::print(&format!(
            "every active booking has exactly its time, and nothing else is taken up\n\
             the audit is as it was written\n{known}"
        ));
    }
    let text: String = findings.iter().map(|finding| format!("{finding}\n")).collect();
    records::print(&text)?;
    Err(Stop::fault(format!("{} things disagree; nothing was changed", findings.len())))
}

/// Prints a checkpoint: one line, to be kept where nobody at this machine can change it.
pub async fn checkpoint(args: RecordsArgs, world: World) -> Result<(), Stop> {
    let store = records::open(&args, &world).await?;
    seal(&store, &world).await?;
    let checkpoint = store.checkpoint(world.clock.now()).await.map_err(unreadable)?;
    records::print(&format!("{checkpoint}\n"))
}

/// Seals what no server sealed, as after a crash.
async fn seal(store: &Store, world: &World) -> Result<(), Stop> {
    store.seal_audit(world.clock.now()).await.map(drop).map_err(unreadable)
}

fn unreadable(error: StoreError) -> Stop {
    Stop::fault(format!("the records cannot be read: {error}"))
}
