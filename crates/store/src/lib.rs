//! Everything Troth keeps.
