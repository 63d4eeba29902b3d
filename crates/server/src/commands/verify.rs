//! `troth verify`: checks that the records agree with themselves.

use super::{World, records};
use crate::settings::{RecordsArgs, Stop};

/// Says what disagrees, one finding a line; ends with a failure if anything does.
pub async fn run(args: RecordsArgs, world: World) -> Result<(), Stop> {
    let store = records::open(&args, &world).await?;
    let findings = store.verify().await.map_err(|error| Stop::fault(format!("the records cannot be read: {error}")))?;
    if findings.is_empty() {
        return records::print("every active booking has exactly its time, and nothing else is taken up\n");
    }
    let text: String = findings.iter().map(|finding| format!("{finding}\n")).collect();
    records::print(&text)?;
    Err(Stop::fault(format!("{} things disagree; nothing was changed", findings.len())))
}
