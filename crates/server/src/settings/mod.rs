//! Everything that an owner sets: the command line, its environment, the practice's file, the key's file.
//!
//! Nothing else reads flags, environment or settings files. What leaves here is checked completely: the rest of the
//! program takes it as true.

mod fault;
mod network;
mod practice_file;

pub use fault::Fault;
pub use network::{InvalidOrigin, InvalidRange, NetworkRange, origin};
pub use practice_file::{
    LimitSettings, MailSettings, PracticeFile, Transport, parse_practice_file, read_practice_file,
};
