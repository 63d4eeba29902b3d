//! What the command line can do.

use crate::app::Random;
use crate::clock::Clock;
use crate::settings::{Command, Stop};

pub mod bookings;
mod check;
mod demo;
mod records;
mod rotate_key;
mod serve;
mod user;
mod verify;

/// What only `main` can give.
#[derive(Clone)]
pub struct World {
    /// The real clock.
    pub clock: Clock,
    /// Real randomness.
    pub random: Random,
}

/// Runs a command to its end.
///
/// # Errors
/// What to say and the exit status.
pub fn run(command: Command, world: World) -> Result<(), Stop> {
    match command {
        Command::Demo(demo) => on_threads(demo::run(demo, world)),
        Command::Serve(serve) => on_threads(serve::run(serve, world)),
        Command::Check(args) => check::run(&args),
        Command::Bookings(bookings) => on_threads(bookings::run(bookings, world)),
        Command::Verify(verify) => on_threads(verify::run(verify, world)),
        Command::RotateKey(records) => on_threads(rotate_key::run(records, world)),
        Command::Checkpoint(records) => on_threads(verify::checkpoint(records, world)),
        Command::User(user) => on_threads(user::run(user, world)),
    }
}

fn on_threads(work: impl Future<Output = Result<(), Stop>>) -> Result<(), Stop> {
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    threads.map_err(|error| Stop::fault(format!("cannot start threads: {error}")))?.block_on(work)
}
