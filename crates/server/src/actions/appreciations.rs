//! Appreciations of two: what of the other's can be cited, and taking one back.

use jiff::civil::Date;
use troth_domain::people::PersonId;
use troth_domain::plan::appreciation::{Appreciation, AppreciationMove, may_cite};
use troth_domain::plan::{CommandId, LogId, Request, Ticket};

use super::ActionError;
use super::commitments::{self, Seen};
use super::together::{self, Extent, TogetherError};
use crate::app::App;

/// The commitments on the page of `person` that an appreciation of theirs may cite; what came last is first. What either
/// reports of them plays no part.
///
/// # Errors
/// [`ActionError`].
pub async fn citable(app: &App, person: PersonId) -> Result<Vec<Seen>, ActionError> {
    let (all, now) = (commitments::list(app, person, Extent::Whole).await?, app.now());
    Ok(all.into_iter().rev().filter(|seen| may_cite(person, &seen.commitment, now).is_ok()).collect())
}

/// Takes back what somebody gave: from the other's page at once where it had come, and otherwise it
/// never does. They are answered the same either way.
///
/// # Errors
/// [`TogetherError`]; nothing is changed then.
pub async fn take_back(
    app: &App,
    who: (PersonId, Date),
    id: LogId,
    command: CommandId,
) -> Result<(), TogetherError<AppreciationMove>> {
    let request = Request { ticket: Ticket { command, seen: 0 }, kind: AppreciationMove::TakenBack };
    together::take_back(app, who, (id, request), Appreciation::is_own).await
}
