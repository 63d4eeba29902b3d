//! What a viewer is given of a row: what `domain::access` allows, and nothing else.

use troth_domain::access::Viewer;
use troth_domain::booking::ClientBooking;

use crate::clients;
use crate::error::StoreError;
use crate::rows::BookingRow;
use crate::seal::Vault;

/// The booking with its client, if `viewer` may see them and there is one.
pub(crate) fn readable(vault: &Vault, viewer: &Viewer, row: BookingRow) -> Result<Option<ClientBooking>, StoreError> {
    if !viewer.may_see_client_of(row.booking.id) {
        return Ok(None);
    }
    let client = clients::open(vault, &row)?;
    Ok(client.map(|client| ClientBooking { booking: row.booking, client }))
}
