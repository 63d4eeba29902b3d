//! What only pages for staff have: where they can go, and a row that cannot be read.

use maud::{Markup, html};
use troth_domain::people::Role;

use super::nav;
use crate::web::gallery::Sample;

/// A page that staff start from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// A therapist's people.
    Caseload,
    /// The front desk.
    Desk,
    /// Codes for new clients.
    StartCodes,
    /// Who works here.
    Staff,
    /// Who looked at or changed what.
    Audit,
}

fn places(role: Role) -> &'static [(Place, &'static str, &'static str)] {
    match role {
        Role::Therapist => {
            &[(Place::Caseload, "/caseload", "Caseload"), (Place::StartCodes, "/caseload/start-codes", "Start code")]
        }
        Role::FrontDesk => &[(Place::Desk, "/desk", "Desk"), (Place::StartCodes, "/desk/start-codes", "Start code")],
        Role::Owner => &[(Place::Staff, "/settings/staff", "Staff"), (Place::Audit, "/settings/audit", "Audit")],
    }
}

/// Where someone of this role can go; `at` is where they are, on a page of its own or below it.
pub fn nav(role: Role, at: Place) -> Markup {
    let own = places(role);
    let here = own.iter().find(|(place, ..)| *place == at).map_or("", |(_, address, _)| *address);
    let settings = ("/settings", "Settings");
    let pages = own.iter().map(|(_, address, words)| (*address, *words)).chain([settings]).collect::<Vec<_>>();
    nav::pages("Your pages", &pages, here)
}

/// A row that cannot be read, with what to do. `number` finds it in the records.
pub fn unreadable(what: &str, number: &str) -> Markup {
    html! {
        p class="unreadable" {
            strong { (what) " cannot be read." }
            " Nothing else is touched. Please tell whoever runs the server: "
            code { "troth verify" } " names what is spoiled, and a backup may hold it. Record "
            code { (number) } "."
        }
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    vec![
        Sample::new("therapist", nav(Role::Therapist, Place::Caseload)),
        Sample::new("front desk", nav(Role::FrontDesk, Place::StartCodes)),
        Sample::new("owner", nav(Role::Owner, Place::Staff)),
        Sample::new("unreadable", unreadable("One record", "00112233445566778899aabbccddeeff")),
    ]
}
