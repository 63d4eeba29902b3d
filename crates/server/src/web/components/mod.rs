//! The parts that pages are built from. Each has its rules in a file of its own name under `assets/css`.

pub mod contact;
pub mod exit;
pub mod facts;
pub mod field;
pub mod safety;
pub mod summary;
pub mod times;
