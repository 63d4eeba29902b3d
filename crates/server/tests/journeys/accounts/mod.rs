//! Accounts: signing in and out, and what happens when someone tries what is not theirs.

mod links;
mod sessions;
