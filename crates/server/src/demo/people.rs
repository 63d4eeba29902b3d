//! The people of the demo who sign in: two partners who have just begun, two in the middle, and three members of staff, each
//! with a link.

use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use troth_domain::accounts::{LinkPurpose, Token};
use troth_domain::people::{
    ClientZone, Contact, EmailAddress, InvalidPersonal, PersonId, PersonName, Profile, Role, SafeContact, Staff,
};
use troth_domain::practice::Slug;

use super::{clinic, couples, failed};
use crate::actions::accounts::{Begun, begin_with_link};
use crate::actions::staff::{Invited, Office};
use crate::app::App;
use crate::settings::Stop;

/// Addresses that sign in, each once, within a day.
#[derive(Clone, Debug)]
pub struct SignInLinks {
    /// The first partner.
    pub partner_a: String,
    /// The second partner.
    pub partner_b: String,
    /// Their therapist.
    pub therapist: String,
    /// The front desk.
    pub front_desk: String,
    /// The owner.
    pub owner: String,
    /// The two who are in the middle of it.
    pub underway: [String; 2],
    /// The two partners.
    pub partners: [PersonId; 2],
    /// The two in the middle.
    pub underway_people: [PersonId; 2],
    /// The therapist of all of them.
    pub clinician: Staff,
}

impl SignInLinks {
    /// What each link is for, and the link.
    pub fn named(&self) -> [(&'static str, &str); 7] {
        let [underway_a, underway_b] = &self.underway;
        [
            ("partner_a", &self.partner_a),
            ("partner_b", &self.partner_b),
            ("therapist", &self.therapist),
            ("front_desk", &self.front_desk),
            ("owner", &self.owner),
            ("underway_a", underway_a),
            ("underway_b", underway_b),
        ]
    }
}

/// Makes them.
///
/// # Errors
/// When the records cannot be written.
pub async fn furnish(app: &App, quiet: &App) -> Result<SignInLinks, Stop> {
    let therapists = &app.practice().therapists;
    let clinician = therapists.first().map(|therapist| therapist.slug.clone());
    let clinician = clinician.ok_or_else(|| Stop::fault("the demo has no therapist".to_owned()))?;
    let therapist_name = therapists.first().map_or("", |therapist| therapist.name.as_str());
    let a = partner(app, quiet, ("Robin Hale", "robin@example.org"), &clinician, Some(("couple-session", 1))).await?;
    let b = partner(app, quiet, ("Alex Hale", "alex@example.org"), &clinician, None).await?;
    let link = |token: &Token| format!("{}/sign-in/link/{}", app.links().base_url(), BASE64URL_NOPAD.encode(&token.0));
    let therapist = member(app, therapist_name, Role::Therapist, Some(&clinician)).await?;
    let staff = Staff { id: therapist.id, role: Role::Therapist, therapist: Some(clinician) };
    // Who came first is first.
    let underway = couples::furnish(app, quiet, &staff).await?;
    clinic::furnish(app, quiet, &staff).await?;
    Ok(SignInLinks {
        partner_a: link(&a.1),
        partner_b: link(&b.1),
        therapist: link(&therapist.token),
        front_desk: link(&member(app, "Nora Ellery", Role::FrontDesk, None).await?.token),
        owner: link(&member(app, "Ines Calder", Role::Owner, None).await?.token),
        underway: underway.each_ref().map(|(_, token)| link(token)),
        partners: [a.0, b.0],
        underway_people: underway.each_ref().map(|(person, _)| *person),
        clinician: staff,
    })
}

async fn partner(
    app: &App,
    quiet: &App,
    (name, email): (&str, &str),
    clinician: &Slug,
    wanted: Option<(&str, i32)>,
) -> Result<(PersonId, Token), Stop> {
    let profile = profile(app, name, email).map_err(|_| Stop::fault("a name of the demo is none".to_owned()))?;
    let token = Token(app.random_bytes());
    let expires_at = link_expires(app);
    let booking = match wanted {
        Some(wanted) => super::own_booking(quiet, &profile, wanted, clinician).await.map_err(failed)?,
        None => None,
    };
    let begun = begin_with_link(app, clinician, &profile, token, expires_at, booking).await.map_err(failed)?;
    let Begun { person, .. } = begun;
    Ok((person, token))
}

/// Until when a link of the demo signs in.
pub(super) fn link_expires(app: &App) -> Timestamp {
    let expires_at = app.now().saturating_add(SignedDuration::from_hours(LinkPurpose::DemoSignIn.hours()));
    expires_at.unwrap_or(Timestamp::MAX)
}

pub(super) fn profile(app: &App, name: &str, email: &str) -> Result<Profile, InvalidPersonal> {
    let email = EmailAddress::new(email)?;
    Ok(Profile {
        name: PersonName::new(name)?,
        contact: Some(Contact::Email(email.clone())),
        safe_contact: SafeContact::default(),
        notices: true,
        verified_email: Some(email),
        time_zone: ClientZone::from_zone(app.practice().time_zone.clone()),
    })
}

async fn member(app: &App, name: &str, role: Role, therapist: Option<&Slug>) -> Result<Invited, Stop> {
    let name = PersonName::new(name).map_err(|_| Stop::fault("a name of the demo is none".to_owned()))?;
    let added = Office::of(app).add(&name, role, therapist, LinkPurpose::DemoSignIn).await;
    added.map_err(failed)
}
