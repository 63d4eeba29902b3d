//! What other programs read and write: JSON and calendar files.

pub mod calendar_file;
