//! Everything that an owner sets: the command line, its environment, the practice's file, the key's file.
//!
//! Nothing else reads flags, environment or settings files. What leaves here is checked completely: the rest of the
//! program takes it as true.

mod cli;
mod fault;
mod history;
pub mod key_file;
mod network;
mod practice_file;
mod stop;
mod user;

pub use cli::{BookingsArgs, CheckArgs, Command, DatabaseUrl, DemoArgs, RecordsArgs, ServeArgs, parse_command};
pub use fault::Fault;
pub use history::VerifyArgs;
pub use network::{InvalidOrigin, InvalidRange, NetworkRange, origin};
pub use practice_file::{
    LimitSettings, MailSettings, PracticeFile, Transport, parse_practice_file, read_practice_file,
};
pub use stop::{Stop, Stream};
pub use user::{UserAddArgs, UserCommand, UserListArgs, UserResetArgs};

/// The file of the fictional practice that `troth demo` runs.
pub const DEMO_PRACTICE: &str = include_str!("../../assets/demo/practice.toml");
