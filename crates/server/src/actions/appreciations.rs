//! Appreciations of two: what of the other's can be cited, and taking one back.

use jiff::civil::Date;
use troth_domain::access::Viewer;
use troth_domain::people::PersonId;
use troth_domain::plan::appreciation::{AppreciationMove, may_cite};
use troth_domain::plan::{CommandId, LogId, Moment, Move, Reach, Reply, Request, Ticket};
use troth_store::WriteTransaction;

use super::ActionError;
use super::commitments::{self, Seen};
use super::together::{Place, Sending, TogetherError};
use crate::app::App;

/// The commitments on the page of `person` that an appreciation of theirs may cite; what came last is first. What either
/// reports of them plays no part.
///
/// # Errors
/// [`ActionError`].
pub async fn citable(app: &App, person: PersonId) -> Result<Vec<Seen>, ActionError> {
    let (all, now) = (commitments::list(app, person).await?, app.now());
    Ok(all.into_iter().rev().filter(|seen| may_cite(person, &seen.commitment, now).is_ok()).collect())
}

/// Takes back what `person` gave, for whom it is `today`: from the other's page at once where it had come, and otherwise it
/// never does. They are answered the same either way.
///
/// # Errors
/// [`TogetherError`]; nothing is changed then.
pub async fn take_back(
    app: &App,
    (person, today): (PersonId, Date),
    id: LogId,
    command: CommandId,
) -> Result<(), TogetherError<AppreciationMove>> {
    let (now, ticket) = (app.now(), Ticket { command, seen: 0 });
    let request = Request { ticket, kind: AppreciationMove::TakenBack };
    let sending = Sending::new(app, person, today, Place::Known(id), request.clone());
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let (sending, request) = (sending.clone(), request.clone());
            Box::pin(async move {
                let couple = sending.couple(transaction).await?;
                let log = transaction.plan_log::<AppreciationMove>(&Viewer::Person(person), &couple, id, now).await?;
                let log = log.ok_or(TogetherError::NotFound)?;
                log.page(person, now).filter(|page| page.state.is_own()).ok_or(TogetherError::NotFound)?;
                // A way out is there whether or not joint work is open.
                let reply = log.decide(person, request, Moment { now, today, is_open: false }, None);
                if let Reply::Taken(taken) = reply.map_err(TogetherError::Rejected)? {
                    let has_come = transaction.has_come(&couple, id, person, now).await?;
                    let reach = if has_come { Reach::AtOnce } else { Reach::Never };
                    transaction.add_move(&couple, id, person, &Move { reach, ..taken }).await?;
                }
                Ok(())
            })
        })
        .await
}
