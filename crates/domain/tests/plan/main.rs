//! The plan's machines, tested through what other crates can reach.
#![cfg(test)]

mod dialogue;
mod network;
mod people;
