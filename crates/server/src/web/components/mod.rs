//! The parts that pages are built from. Each has its rules in a file of its own name under `assets/css`.

pub mod contact;
pub mod door;
pub mod exit;
pub mod facts;
pub mod field;
pub mod people;
pub mod safety;
pub mod sources;
pub mod steps;
pub mod summary;
pub mod times;
