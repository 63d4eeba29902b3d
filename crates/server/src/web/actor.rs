//! Who is signed in, as what a handler asks for: [`PersonActor`], [`StaffActor`] and one for each role.
//!
//! Whoever is not signed in is led to sign in, before anything is looked up: whether there is such a page or thing is
//! not for them to know. Whoever is signed in as somebody else finds no page here.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use troth_domain::accounts::{Session, Token};
use troth_domain::people::{AccountId, PersonId, Role, Staff};
use troth_domain::practice::Slug;

use super::cookies;
use super::errors::WebError;
use crate::actions::Caller;
use crate::actions::sessions::{self, Current};
use crate::actions::sign_in::Desk;
use crate::app::App;

/// Anyone who is signed in.
pub struct AnyActor(pub Current);

/// A client.
pub struct PersonActor {
    /// Who.
    pub person: PersonId,
    /// How they are signed in.
    pub session: Session,
}

/// A client whose page waits for something to come. That keeps nobody signed in.
pub struct WaitingActor {
    /// Who.
    pub actor: PersonActor,
    /// What opens their session.
    pub token: Token,
}

/// A member of staff, whatever their role.
pub struct StaffActor {
    /// Who.
    pub staff: Staff,
    /// How they are signed in.
    pub session: Session,
}

/// A therapist or coach.
pub struct TherapistActor {
    /// Who.
    pub staff: Staff,
    /// Which therapist of the practice's file they are.
    pub slug: Slug,
    /// How they are signed in.
    pub session: Session,
}

/// The front desk.
pub struct DeskActor(pub StaffActor);

/// An owner.
pub struct OwnerActor(pub StaffActor);

/// Leads to the page that asks again for what opens the account, unless it was shown within the last ten minutes.
/// `next` is the path of the page that asks; it is shown again afterwards.
///
/// # Errors
/// `WebError::ConfirmFirst`.
pub fn confirmed(app: &App, session: &Session, next: &str) -> Result<(), WebError> {
    if session.is_confirmed(app.now()) { Ok(()) } else { Err(WebError::ConfirmFirst { next: next.to_owned() }) }
}

impl FromRequestParts<App> for AnyActor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        // One request may ask more than once, as when one page serves two kinds of people.
        if let Some(current) = parts.extensions.get::<Current>() {
            return Ok(Self(current.clone()));
        }
        let token = cookies::session_token(&parts.headers).ok_or(WebError::SignInFirst)?;
        let current = sessions::current(app, &token).await?.ok_or(WebError::SignInFirst)?;
        parts.extensions.insert(current.clone());
        Ok(Self(current))
    }
}

/// Whoever is signed in, from the heads of a request that was answered already.
///
/// # Errors
/// As any statement.
pub async fn account_of(app: &App, headers: &HeaderMap) -> Result<Option<AccountId>, WebError> {
    let Some(token) = cookies::session_token(headers) else { return Ok(None) };
    Ok(sessions::current(app, &token).await?.map(|current| current.session.account))
}

impl OptionalFromRequestParts<App> for AnyActor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, WebError> {
        match <Self as FromRequestParts<App>>::from_request_parts(parts, app).await {
            Ok(actor) => Ok(Some(actor)),
            Err(WebError::SignInFirst) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

async fn any(parts: &mut Parts, app: &App) -> Result<Current, WebError> {
    let AnyActor(current) = <AnyActor as FromRequestParts<App>>::from_request_parts(parts, app).await?;
    Ok(current)
}

impl FromRequestParts<App> for PersonActor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let Current { session, .. } = any(parts, app).await?;
        match session.account {
            AccountId::Person(person) => Ok(Self { person, session }),
            AccountId::Staff(_) => Err(WebError::NotFound),
        }
    }
}

impl FromRequestParts<App> for WaitingActor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let token = cookies::session_token(&parts.headers).ok_or(WebError::SignInFirst)?;
        let session = sessions::waiting(app, &token).await?.ok_or(WebError::SignInFirst)?;
        match session.account {
            AccountId::Person(person) => Ok(Self { actor: PersonActor { person, session }, token }),
            AccountId::Staff(_) => Err(WebError::NotFound),
        }
    }
}

impl FromRequestParts<App> for StaffActor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let Current { session, staff } = any(parts, app).await?;
        Ok(Self { staff: staff.ok_or(WebError::NotFound)?, session })
    }
}

impl FromRequestParts<App> for TherapistActor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let StaffActor { staff, session } = of_role(parts, app, Role::Therapist).await?;
        let slug = staff.therapist.clone().ok_or(WebError::NotFound)?;
        Ok(Self { staff, slug, session })
    }
}

impl FromRequestParts<App> for DeskActor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        of_role(parts, app, Role::FrontDesk).await.map(Self)
    }
}

impl FromRequestParts<App> for OwnerActor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        of_role(parts, app, Role::Owner).await.map(Self)
    }
}

async fn of_role(parts: &mut Parts, app: &App, role: Role) -> Result<StaffActor, WebError> {
    let actor = StaffActor::from_request_parts(parts, app).await?;
    if actor.staff.role == role { Ok(actor) } else { Err(WebError::NotFound) }
}

impl FromRequestParts<App> for Desk {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let Ok(caller) = Caller::from_request_parts(parts, app).await;
        let actor = <AnyActor as OptionalFromRequestParts<App>>::from_request_parts(parts, app).await?;
        Ok(Self {
            caller,
            words: device_words(&parts.headers),
            known: cookies::known_device(&parts.headers),
            before: actor.map(|AnyActor(current)| current.session),
        })
    }
}

/// Which kind of browser a request came from, in words that its owner knows it by: no version, nothing that is theirs
/// alone.
fn device_words(headers: &HeaderMap) -> String {
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // The order matters: each names those below it too.
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "a Mac"),
        ("Linux", "Linux"),
    ];
    let named =
        |words: &[(&str, &'static str)]| words.iter().find(|(mark, _)| agent.contains(mark)).map(|found| found.1);
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "A browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_known_by_plain_words() {
        let check = |agent: &str, expected: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, agent.parse().unwrap());
            assert_eq!(device_words(&headers), expected, "{agent}");
        };
        check("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox on Linux");
        check(
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/145.0 Mobile Safari/537.36",
            "Chrome on Android",
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari on an iPhone",
        );
        check("Mozilla/5.0 (Windows NT 10.0) Chrome/145.0 Safari/537.36 Edg/145.0", "Edge on Windows");
        check("curl/8", "A browser");
        assert_eq!(device_words(&HeaderMap::new()), "A browser");
    }
}
