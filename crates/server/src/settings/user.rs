//! Flags of `troth user`.

use clap::{Args, Subcommand};
use troth_domain::people::Role;
use troth_domain::practice::Slug;

use super::cli::RecordsArgs;
use super::network::{InvalidOrigin, origin};

/// What to do about who works here.
#[derive(Clone, Debug, Subcommand)]
pub enum UserCommand {
    /// Add a member of staff; prints their sign-in name and a set-up link
    Add(UserAddArgs),
    /// List everybody who works or worked here
    List(UserListArgs),
    /// Take away what someone signs in with; prints a new set-up link
    Reset(UserResetArgs),
}

/// Flags of `user add`.
#[derive(Clone, Debug, Args)]
pub struct UserAddArgs {
    /// Their name
    #[arg(long)]
    pub name: String,
    /// What they are there for: owner, therapist or front-desk
    #[arg(long, value_parser = role)]
    pub role: Role,
    /// Which therapist of the practice's file they are
    #[arg(long, value_name = "SLUG", value_parser = slug)]
    pub therapist: Option<Slug>,
    /// Where people reach the site, to print the whole link
    #[arg(long, env = "TROTH_BASE_URL", value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
    /// Where the records are.
    #[command(flatten)]
    pub records: RecordsArgs,
}

/// Flags of `user list`.
#[derive(Clone, Debug, Args)]
pub struct UserListArgs {
    /// Where the records are.
    #[command(flatten)]
    pub records: RecordsArgs,
}

/// Flags of `user reset`.
#[derive(Clone, Debug, Args)]
pub struct UserResetArgs {
    /// Their sign-in name, as `user list` shows it
    #[arg(value_name = "SIGN-IN-NAME")]
    pub sign_in_name: String,
    /// Where people reach the site, to print the whole link
    #[arg(long, env = "TROTH_BASE_URL", value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
    /// Where the records are.
    #[command(flatten)]
    pub records: RecordsArgs,
}

impl UserCommand {
    /// Where the records are.
    pub fn records(&self) -> &RecordsArgs {
        match self {
            Self::Add(UserAddArgs { records, .. })
            | Self::List(UserListArgs { records })
            | Self::Reset(UserResetArgs { records, .. }) => records,
        }
    }
}

fn role(text: &str) -> Result<Role, &'static str> {
    Role::parse(text).ok_or("write owner, therapist or front-desk")
}

fn slug(text: &str) -> Result<Slug, &'static str> {
    Slug::new(text).map_err(|_| "write the therapist's slug, as the practice's file has it")
}

fn base_url(text: &str) -> Result<String, InvalidOrigin> {
    origin(text)
}
