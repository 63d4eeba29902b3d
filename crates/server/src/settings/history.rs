//! Flags of the commands about the records' history: `verify`.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use troth_store::Checkpoint;

use super::cli::RecordsArgs;
use super::stop::Stop;

/// Flags of `verify`.
#[derive(Clone, Debug, Args)]
pub struct VerifyArgs {
    /// Where the records are.
    #[command(flatten)]
    pub records: RecordsArgs,
    /// Check as well that the records still contain the history of this line, which `troth checkpoint` printed
    #[arg(long, env = "TROTH_CHECKPOINT", value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

impl VerifyArgs {
    /// The checkpoints of the file, one a line, if one is named.
    ///
    /// # Errors
    /// What to tell the person who asked.
    pub fn read_checkpoints(&self) -> Result<Vec<Checkpoint>, Stop> {
        let Some(path) = &self.checkpoint else { return Ok(Vec::new()) };
        let file = path.display();
        let text =
            fs::read_to_string(path).map_err(|error| Stop::settings(format!("{file} cannot be read: {error}")))?;
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let parse = |(number, line): (usize, &str)| {
            line.parse::<Checkpoint>().map_err(|error| Stop::settings(format!("{file}:{number}: {error}")))
        };
        let checkpoints = lines.map(parse).collect::<Result<Vec<_>, _>>()?;
        if checkpoints.is_empty() {
            return Err(Stop::settings(format!("{file} holds no checkpoint; `troth checkpoint` prints one")));
        }
        Ok(checkpoints)
    }
}
