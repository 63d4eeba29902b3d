//! Web, jobs, mail and commands: everything of Troth that touches the outside.
//!
//! `web`, `api` and `jobs` call `actions`; `actions` load, ask `troth_domain` to decide, save and announce. A handler
//! parses, calls one action, answers.

pub mod actions;
pub mod api;
pub mod app;
pub mod calendar_file;
pub mod caller;
pub mod clock;
pub mod commands;
mod connections;
pub mod content;
pub mod demo;
pub mod jobs;
mod limiter;
pub mod links;
pub mod mail;
pub mod person_links;
pub mod secrets;
pub mod serve;
pub mod settings;
pub mod telemetry;
pub mod tokens;
pub mod wakes;
pub mod web;
pub mod zone_words;
