//! What is read outside a transaction, always on somebody's behalf.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::booking::{Booking, BookingId, ClientBooking};
use troth_domain::people::Client;

use crate::access::readable;
use crate::clients;
use crate::error::StoreError;
use crate::rows::{booking_row, select_booking};
use crate::store::Store;

/// A booking that is to take place. That its client cannot be read must not hide that it is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComingBooking {
    /// The booking.
    pub booking: Booking,
    /// Whose it is, or [`StoreError::Corrupt`] when that cannot be read.
    pub client: Result<Client, StoreError>,
}

impl Store {
    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] after at most two seconds.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.readers.fetch("SELECT 1", &[]).await.map(drop)
    }

    /// The booking or hold of this id, without what is private in it.
    ///
    /// # Errors
    /// As any statement.
    pub async fn booking(&self, id: BookingId) -> Result<Option<Booking>, StoreError> {
        let rows = self.readers.fetch(select_booking!("WHERE booking.id = $1"), &[(&id.0).into()]).await?;
        rows.into_iter().next().map(|row| booking_row(row).map(|row| row.booking)).transpose()
    }

    /// The booking of this id with its client, if `viewer` may see them; `None` for a hold.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the client cannot be read, or as any statement.
    pub async fn client_booking(&self, viewer: &Viewer, id: BookingId) -> Result<Option<ClientBooking>, StoreError> {
        let rows = self.readers.fetch(select_booking!("WHERE booking.id = $1"), &[(&id.0).into()]).await?;
        let Some(row) = rows.into_iter().next() else { return Ok(None) };
        readable(&self.shared.vault, viewer, booking_row(row)?)
    }

    /// Up to `limit` confirmed bookings that start at `from` or later, soonest first; those that `viewer` may see.
    ///
    /// # Errors
    /// As any statement. A client that cannot be read is no error of the whole list.
    pub async fn coming_bookings(
        &self,
        viewer: &Viewer,
        from: Timestamp,
        limit: u32,
    ) -> Result<Vec<ComingBooking>, StoreError> {
        let statement = select_booking!(
            "WHERE booking.state = 2 AND booking.starts_at >= $1 ORDER BY booking.starts_at, booking.id LIMIT $2"
        );
        let rows = self.readers.fetch(statement, &[from.as_microsecond().into(), limit.into()]).await?;
        let mut coming = Vec::with_capacity(rows.len());
        for row in rows {
            let row = booking_row(row)?;
            let id = row.booking.id;
            if viewer.may_see_client_of(id) {
                let client = clients::open(&self.shared.vault, &row);
                let client = client.and_then(|client| client.ok_or_else(|| StoreError::corrupt("booking", &id.0)));
                coming.push(ComingBooking { booking: row.booking, client });
            }
        }
        Ok(coming)
    }
}
