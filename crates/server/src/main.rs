//! The one binary. Here alone are the real clock, real randomness and the exit status; everything else takes them as
//! arguments.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::Timestamp;
use troth_server::app::Random;
use troth_server::clock::Clock;
use troth_server::commands::{self, World};
use troth_server::settings::{Stop, Stream, parse_command};

fn main() -> ExitCode {
    let command = match parse_command(std::env::args_os()) {
        Ok(command) => command,
        Err(stop) => return end(&stop),
    };
    let world = World { clock: real_clock(), random: real_randomness() };
    match commands::run(command, world) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => end(&stop),
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that makes the real clock")]
fn real_clock() -> Clock {
    Clock::new(Timestamp::now)
}

#[expect(clippy::disallowed_methods, reason = "the one place that makes real randomness")]
fn real_randomness() -> Random {
    Arc::new(|bytes| {
        // Without randomness no id, key or nonce is safe: there is nothing better to do than to end.
        if getrandom::fill(bytes).is_err() {
            std::process::abort();
        }
    })
}

/// Says why it ends and gives the status.
fn end(stop: &Stop) -> ExitCode {
    // Where even this cannot be written, the status still tells.
    let _ = match stop.stream {
        Stream::Output => std::io::stdout().write_all(stop.text.as_bytes()),
        Stream::Error => std::io::stderr().write_all(stop.text.as_bytes()),
    };
    ExitCode::from(stop.status)
}
