//! The parts that pages are built from. Each has its rules in a file of its own name under `assets/css`.

pub mod area;
pub mod button;
pub mod cards;
pub mod chart;
pub mod codes;
pub mod contact;
pub mod door;
pub mod exit;
pub mod facts;
pub mod field;
pub mod nav;
pub mod notice;
pub mod office;
pub mod passkey;
pub mod people;
pub mod picture;
pub mod question;
pub mod reach;
pub mod refusal;
pub mod safety;
pub mod seam;
pub mod sources;
pub mod steps;
pub mod summary;
pub mod times;
pub mod written;
