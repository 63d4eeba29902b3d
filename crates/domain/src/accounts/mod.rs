//! Who signs in, with what, and for how long.
//!
//! - [`SignInName`]: a name that we make, so that no address is ever an account
//! - [`Passphrase`], [`Code`]: what opens an account, as types that do not print
//! - [`Session`]: how long someone stays signed in
//! - [`RoomSession`]: the second person's place in a talk on one device
//! - [`LinkPurpose`]: what a one-time link does
//! - [`Tries`]: how often a name or a device may be tried
//!
//! Why it is so: `docs/decisions/0006-accounts-without-addresses.md` and the two after it.

mod links;
mod names;
mod room_session;
mod secrets;
mod session;
mod tries;
mod words;

pub use links::LinkPurpose;
pub use names::SignInName;
pub use room_session::RoomSession;
pub use secrets::{Code, InvalidPassphrase, Passphrase, Token};
pub use session::{Session, SessionId, Standing};
pub use tries::Tries;

use crate::people::AccountId;

/// An account as rules see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Whose it is.
    pub id: AccountId,
    /// What its owner signs in with.
    pub name: SignInName,
    /// Part of mailed links: raised whenever what opens the account changes, which makes every older link useless.
    pub generation: u32,
}
