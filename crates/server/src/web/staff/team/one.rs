//! One person who works here: another role, a reset, letting them go.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::{PersonName, Role, StaffId};
use troth_domain::practice::Slug;

use super::{address, invited, role_fields, role_of, unreadable};
use crate::actions::staff::Listed;
use crate::actions::team;
use crate::app::App;
use crate::web::actor::{OwnerActor, confirmed};
use crate::web::components::facts;
use crate::web::components::office::Place;
use crate::web::errors::WebError;
use crate::web::input::FormFields;
use crate::web::staff::{Named, crumb, id_text, page};

const DONE: &str = "/settings/staff?done";

/// `GET /settings/staff/{staff}`
pub async fn show(
    State(app): State<App>,
    OwnerActor(actor): OwnerActor,
    Named([staff]): Named<1>,
) -> Result<Response, WebError> {
    let listed = team::one(&app, &actor.staff, StaffId(staff)).await?;
    if listed.left_at.is_some() {
        return Err(WebError::NotFound);
    }
    confirmed(&app, &actor.session, &address(listed.staff.id))?;
    let name = listed.name.as_ref().map_or("A member of staff", PersonName::reveal);
    let sign_in_name = match &listed.sign_in_name {
        Ok(Some(name)) => name.reveal(),
        Ok(None) => "none",
        Err(_) => "a name that cannot be read",
    };
    let body = html! {
        (crumb("/settings/staff", &html! { "Staff" }))
        h1 { bdi { (name) } }
        @if listed.name.is_err() || listed.sign_in_name.is_err() {
            (unreadable(&listed))
            p { "They can keep working where they are signed in. If they cannot sign in, add them anew and let this account go." }
        }
        (facts::list(&[
            ("Role", role_of(&app, &listed)),
            ("Signs in as", html! { span class="number" { (sign_in_name) } }),
            ("In the audit", html! { code class="link-text" { (id_text(&listed.staff.id.0)) } }),
        ]))
        (role(&app, &listed))
        (ways(&listed))
    };
    Ok(page(&app, Role::Owner, Place::Staff, name, &body).into_response())
}

fn role(app: &App, listed: &Listed) -> Markup {
    let therapist = listed.staff.therapist.as_ref().map_or("", |slug| slug.as_str());
    html! {
        section aria-labelledby="change-role" {
            h2 id="change-role" { "Another role" }
            p { "It signs them out. What the old role showed them is closed at once." }
            form method="post" action={ (address(listed.staff.id)) "/role" } {
                (role_fields(app, listed.staff.role.as_str(), therapist, &[]))
                button type="submit" class="button" { "Change the role" }
            }
        }
    }
}

fn ways(listed: &Listed) -> Markup {
    let address = address(listed.staff.id);
    html! {
        section aria-labelledby="reset" {
            h2 id="reset" { "If they cannot sign in" }
            p { "A reset takes away what they sign in with and signs them out. You get a link for them to choose anew." }
            form method="post" action={ (address) "/reset" } { button type="submit" class="button" { "Reset" } }
        }
        section aria-labelledby="leaving" {
            h2 id="leaving" { "If they leave" }
            p { "They are signed out and cannot sign in any more. A therapist hands their clients over first. Those who are left are for you to give to another on the staff page: nobody sees what they share until then." }
            form method="post" action={ (address) "/leaving" } {
                label class="choice" for="sure" {
                    input type="checkbox" id="sure" name="sure" value="yes" required;
                    span { "Yes, they no longer work here" }
                }
                button type="submit" class="button" { "Let them go" }
            }
        }
    }
}

/// `POST /settings/staff/{staff}/role`
pub async fn change_role(
    State(app): State<App>,
    OwnerActor(actor): OwnerActor,
    Named([staff]): Named<1>,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let staff = StaffId(staff);
    confirmed(&app, &actor.session, &address(staff))?;
    let unclear = WebError::Unprocessable("Please choose what they are there for.");
    let role = Role::parse(fields.get("role")).ok_or(unclear)?;
    let therapist = Slug::new(fields.get("therapist")).ok();
    team::change_role(&app, &actor.staff, staff, role, therapist.as_ref()).await?;
    Ok(Redirect::to(DONE).into_response())
}

/// `POST /settings/staff/{staff}/leaving`
pub async fn leave(
    State(app): State<App>,
    OwnerActor(actor): OwnerActor,
    Named([staff]): Named<1>,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let staff = StaffId(staff);
    confirmed(&app, &actor.session, &address(staff))?;
    if !fields.has("sure") {
        return Err(WebError::Unprocessable("Please tick that they no longer work here."));
    }
    team::let_go(&app, &actor.staff, staff).await?;
    Ok(Redirect::to(DONE).into_response())
}

/// `POST /settings/staff/{staff}/reset`
pub async fn reset(
    State(app): State<App>,
    OwnerActor(actor): OwnerActor,
    Named([staff]): Named<1>,
) -> Result<Response, WebError> {
    let staff = StaffId(staff);
    confirmed(&app, &actor.session, &address(staff))?;
    let new = team::reset(&app, &actor.staff, staff).await?;
    let body = html! {
        (crumb("/settings/staff", &html! { "Staff" }))
        h1 { "Reset" }
        (invited(&app, &new))
    };
    Ok(page(&app, Role::Owner, Place::Staff, "Reset", &body).into_response())
}
