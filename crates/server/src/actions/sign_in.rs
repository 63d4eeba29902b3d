//! Signing in.

use std::sync::Arc;

use troth_domain::accounts::{LinkPurpose, Session, Token};
use troth_domain::people::AccountId;
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use super::sessions::{SignedIn, fresh, keep};
use crate::app::App;

/// What a one-time link does, and for whom; `None` when it does nothing any more.
///
/// # Errors
/// As any statement.
pub async fn link(app: &App, token: Token) -> Result<Option<(AccountId, LinkPurpose)>, ActionError> {
    let now = app.now();
    let read = app
        .store()
        .write(move |transaction: &mut WriteTransaction| Box::pin(async move { transaction.link(&token, now).await }));
    Ok(read.await.map_err(|error: StoreError| error)?)
}

/// Signs in with a link of the demo, which is used up. `None` when it does nothing any more.
///
/// # Errors
/// As any statement.
pub async fn with_demo_link(
    app: &App,
    token: Token,
    device: &str,
    before: Option<Session>,
) -> Result<Option<SignedIn>, ActionError> {
    let now = app.now();
    let shared = Arc::new((app.clone(), device.to_owned(), before));
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (app, device, before) = &*shared;
            let Some((account, LinkPurpose::DemoSignIn)) = transaction.link(&token, now).await? else {
                return Ok(None);
            };
            if !transaction.use_link(&token).await? {
                return Ok(None);
            }
            let signed_in = fresh(app, account, now);
            keep(transaction, &signed_in, device, before.as_ref()).await?;
            Ok::<_, ActionError>(Some(signed_in))
        })
    });
    written.await
}
