//! Whoever is signed in and asks for a page of staff that is not theirs, or not there, is noted: ids only, not the page.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::actions::access_log;
use crate::app::App;
use crate::web::actor::account_of;
use crate::web::errors::WebError;

/// Goes around all pages; only refusals under the addresses of staff are noted.
pub async fn note_refusals(State(app): State<App>, request: Request, next: Next) -> Response {
    if !is_of_staff(request.uri().path()) {
        return next.run(request).await;
    }
    let headers = request.headers().clone();
    let response = next.run(request).await;
    if !matches!(response.extensions().get::<WebError>(), Some(WebError::NotFound)) {
        return response;
    }
    let noted = match account_of(&app, &headers).await {
        Ok(Some(account)) => access_log::refused(&app, account).await.map_err(WebError::from),
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    // Not kept: then the refusal is not told either, as with what is opened.
    noted.map_or_else(IntoResponse::into_response, |()| response)
}

fn is_of_staff(path: &str) -> bool {
    ["/caseload", "/desk", "/settings/staff", "/settings/audit"]
        .iter()
        .any(|place| path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_staff_are_told_from_others() {
        let check = |path: &str, expected: bool| assert_eq!(is_of_staff(path), expected, "{path}");
        check("/caseload", true);
        check("/caseload/people/01", true);
        check("/settings/audit", true);
        check("/settings", false);
        check("/desktop", false);
        check("/home", false);
    }
}
