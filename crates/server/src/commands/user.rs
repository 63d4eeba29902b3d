//! `troth user`: who works here and may sign in.

use std::fmt::Write;

use data_encoding::BASE64URL_NOPAD;
use troth_domain::accounts::{LinkPurpose, SignInName};
use troth_domain::audit::AuditActor;
use troth_domain::people::{PersonName, Role};

use super::{World, records};
use crate::actions::ActionError;
use crate::actions::staff::{Invited, Office};
use crate::settings::{Stop, UserAddArgs, UserCommand};

/// Adds, lists or resets.
pub async fn run(command: UserCommand, world: World) -> Result<(), Stop> {
    let store = records::open(command.records(), &world).await?;
    let office = Office { store, random: world.random.clone(), now: world.clock.now(), by: AuditActor::System };
    let said = match &command {
        UserCommand::Add(wanted) => {
            let name = PersonName::new(&wanted.name)
                .map_err(|_| Stop::settings("--name takes a name of at most 120 characters".to_owned()))?;
            let therapist = therapist_of(wanted)?;
            let added = office.add(&name, wanted.role, therapist, LinkPurpose::SetUp).await.map_err(failed)?;
            invitation(&added, wanted.base_url.as_deref())
        }
        UserCommand::List(_) => list(&office).await?,
        UserCommand::Reset(wanted) => {
            let unknown =
                || Stop::settings("nobody who works here has this sign-in name; see `troth user list`".to_owned());
            let named = SignInName::parse(&wanted.sign_in_name).ok_or_else(unknown)?;
            let reset = office.reset(&named).await.map_err(failed)?.ok_or_else(unknown)?;
            invitation(&reset, wanted.base_url.as_deref())
        }
    };
    records::print(&said)
}

/// A therapist is one of the practice's file; nobody else is.
fn therapist_of(wanted: &UserAddArgs) -> Result<Option<&troth_domain::practice::Slug>, Stop> {
    match (wanted.role, &wanted.therapist) {
        (Role::Therapist, None) => {
            let mend = "--role therapist needs --therapist SLUG: which therapist of the practice's file they are";
            Err(Stop::settings(mend.to_owned()))
        }
        (Role::Owner | Role::FrontDesk, Some(_)) => {
            Err(Stop::settings("--therapist goes with --role therapist only".to_owned()))
        }
        (_, therapist) => Ok(therapist.as_ref()),
    }
}

fn invitation(invited: &Invited, base_url: Option<&str>) -> String {
    let token = BASE64URL_NOPAD.encode(&invited.token.0);
    let hours = LinkPurpose::SetUp.hours();
    let base_url = base_url.unwrap_or("(your site)");
    format!(
        "Sign-in name: {}\nSet-up link, good once, within {hours} hours: {base_url}/sign-in/link/{token}\n\
         Hand both over in person, or by two different ways.\n",
        invited.sign_in_name.reveal()
    )
}

/// In the place of a name that is spoiled. `troth verify` names the record.
const UNREADABLE: &str = "(cannot be read)";

async fn list(office: &Office) -> Result<String, Stop> {
    let mut said = String::new();
    for one in office.list().await.map_err(failed)? {
        let sign_in_name = match &one.sign_in_name {
            Ok(Some(name)) => name.reveal(),
            Ok(None) => "-",
            Err(_) => UNREADABLE,
        };
        let name = one.name.as_ref().map_or(UNREADABLE, PersonName::reveal);
        let role = one.staff.role.as_str();
        let left = if one.left_at.is_some() { "  (left)" } else { "" };
        // Writing into a string cannot fail.
        let _ = writeln!(said, "{sign_in_name:<28}{role:<12}{name}{left}");
    }
    if said.is_empty() {
        said.push_str("Nobody yet. Add the first: troth user add --name \"…\" --role owner\n");
    }
    Ok(said)
}

fn failed(error: ActionError) -> Stop {
    Stop::fault(format!("the records cannot be changed: {error}"))
}
