//! Lists of people for the staff, read inside the transaction that notes who was shown.
//!
//! One row that cannot be read hides no other: it is an answer of its own, and the transaction goes on.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::booking::{Booking, BookingId};
use troth_domain::people::{Client, Couple, CoupleId, CoupleNames, Person, PersonId, Profile};
use troth_domain::practice::Slug;

use crate::clients;
use crate::couples::{couple, open_names, select_couple};
use crate::engine::Row;
use crate::error::StoreError;
use crate::people::{open, person};
use crate::rows::{booking_row, instant, select_booking};
use crate::seal::Vault;
use crate::transaction::WriteTransaction;

/// A person in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedPerson {
    /// Who.
    pub person: Person,
    /// What they say of themselves, or [`StoreError::Corrupt`].
    pub profile: Result<Profile, StoreError>,
}

/// A couple in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedCouple {
    /// The couple.
    pub couple: Couple,
    /// The therapist of each, in the order of its members.
    pub clinicians: [Slug; 2],
    /// What each is called on the other's pages, or [`StoreError::Corrupt`].
    pub names: Result<CoupleNames, StoreError>,
}

/// A booking that is to take place, for the desk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeskBooking {
    /// The booking.
    pub booking: Booking,
    /// Whose it is, or [`StoreError::Corrupt`].
    pub client: Result<Client, StoreError>,
    /// Whose account it belongs to, if any.
    pub person: Option<PersonId>,
}

/// The columns that [`listed_person`] reads.
macro_rules! select_person {
    ($condition:literal) => {
        concat!(
            "SELECT person.id, person.clinician, person.profile, item_key.wrap FROM person \
             LEFT JOIN item_key ON item_key.item = person.id AND item_key.holder = 'practice' ",
            $condition
        )
    };
}

fn listed_person(vault: &Vault, mut row: Row) -> Result<ListedPerson, StoreError> {
    let person = person(&mut row)?;
    let (sealed, wrap) = (row.optional_bytes()?, row.optional_bytes()?);
    let profile = match (sealed, wrap) {
        (Some(sealed), Some(wrap)) => open(vault, person.id, &wrap, &sealed),
        _ => Err(StoreError::corrupt("person", &person.id.0)),
    };
    Ok(ListedPerson { person, profile })
}

/// What [`listed_couple`] reads beside the couple itself.
macro_rules! select_listed_couple {
    ($condition:literal) => {
        select_couple!(
            ", a.clinician, b.clinician, couple.first_name, couple.second_name, item_key.wrap ",
            concat!(
                "JOIN person AS a ON a.id = couple.first_person JOIN person AS b ON b.id = couple.second_person \
                 LEFT JOIN item_key ON item_key.item = couple.id AND item_key.holder = 'practice' ",
                $condition
            )
        )
    };
}

fn listed_couple(vault: &Vault, mut row: Row) -> Result<ListedCouple, StoreError> {
    let couple = couple(&mut row)?;
    let slug = |text: String| Slug::new(&text).map_err(|_| StoreError::corrupt("couple", &couple.id.0));
    let clinicians = [slug(row.text()?)?, slug(row.text()?)?];
    let (first, second, wrap) = (row.bytes()?, row.bytes()?, row.optional_bytes()?);
    let names = match wrap {
        Some(wrap) => open_names(vault, &couple.id, &wrap, [&first, &second]),
        None => Err(StoreError::corrupt("couple", &couple.id.0)),
    };
    Ok(ListedCouple { couple, clinicians, names })
}

impl ListedCouple {
    /// Whether `viewer` may see that these two are a couple, and what they are called.
    fn shown_to(&self, viewer: &Viewer) -> bool {
        let of_either = matches!(viewer, Viewer::Clinician(own) if self.clinicians.contains(own));
        viewer.may_see_names_of(&self.couple, of_either)
    }
}

impl WriteTransaction {
    /// The clients of a therapist, in an order that tells nothing.
    ///
    /// # Errors
    /// As any statement. A person that cannot be read is no error of the whole list.
    pub async fn clients_of(&mut self, viewer: &Viewer) -> Result<Vec<ListedPerson>, StoreError> {
        let Viewer::Clinician(clinician) = viewer else { return Ok(Vec::new()) };
        let statement = select_person!("WHERE person.clinician = $1 AND person.erased_at IS NULL ORDER BY person.id");
        let rows = self.fetch(statement, &[clinician.as_str().into()]).await?;
        let shared = self.shared();
        rows.into_iter().map(|row| listed_person(&shared.vault, row)).collect()
    }

    /// One person, if `viewer` may see what they say of themselves.
    ///
    /// # Errors
    /// As any statement.
    pub async fn listed_person(&mut self, viewer: &Viewer, id: PersonId) -> Result<Option<ListedPerson>, StoreError> {
        let statement = select_person!("WHERE person.id = $1 AND person.erased_at IS NULL");
        let Some(row) = self.fetch(statement, &[(&id.0).into()]).await?.pop() else { return Ok(None) };
        let shared = self.shared();
        let listed = listed_person(&shared.vault, row)?;
        Ok(viewer.may_see_profile_of(id, &listed.person.clinician).then_some(listed))
    }

    /// The couples that a therapist's clients are in, those included that one of the two has left while the other has
    /// not been told.
    ///
    /// Discloses nothing: for therapists.
    ///
    /// # Errors
    /// As any statement. A name that cannot be read is no error of the whole list.
    pub async fn couples_of_clients(&mut self, viewer: &Viewer) -> Result<Vec<ListedCouple>, StoreError> {
        let Viewer::Clinician(clinician) = viewer else { return Ok(Vec::new()) };
        let statement = select_listed_couple!(
            "WHERE (a.clinician = $1 AND a.erased_at IS NULL OR b.clinician = $1 AND b.erased_at IS NULL) \
             AND EXISTS (SELECT 1 FROM linked_person WHERE linked_person.couple = couple.id) ORDER BY couple.id"
        );
        let rows = self.fetch(statement, &[clinician.as_str().into()]).await?;
        let shared = self.shared();
        let listed = rows.into_iter().map(|row| listed_couple(&shared.vault, row));
        let listed = listed.collect::<Result<Vec<_>, _>>()?;
        Ok(listed.into_iter().filter(|couple| couple.shown_to(viewer)).collect())
    }

    /// One couple, if `viewer` may see it.
    ///
    /// Discloses nothing: for therapists.
    ///
    /// # Errors
    /// As any statement.
    pub async fn listed_couple(&mut self, viewer: &Viewer, id: CoupleId) -> Result<Option<ListedCouple>, StoreError> {
        let statement = select_listed_couple!("WHERE couple.id = $1");
        let Some(row) = self.fetch(statement, &[(&id.0).into()]).await?.pop() else { return Ok(None) };
        let shared = self.shared();
        let listed = listed_couple(&shared.vault, row)?;
        Ok(Some(listed).filter(|couple| couple.shown_to(viewer)))
    }

    /// The confirmed bookings that a therapist's clients have with that therapist from `from` on, the soonest first.
    ///
    /// # Errors
    /// As any statement.
    pub async fn bookings_with_clients(
        &mut self,
        viewer: &Viewer,
        from: Timestamp,
    ) -> Result<Vec<(PersonId, Booking)>, StoreError> {
        let Viewer::Clinician(clinician) = viewer else { return Ok(Vec::new()) };
        let statement = select_booking!(
            "WHERE booking.state = 2 AND booking.starts_at >= $1 AND therapist.slug = $2 \
             ORDER BY booking.starts_at, booking.id"
        );
        let values = [from.as_microsecond().into(), clinician.as_str().into()];
        let rows = self.fetch(statement, &values).await?;
        let bookings = rows.into_iter().map(|row| Ok(booking_row(row)?.booking));
        let bookings = bookings.collect::<Result<Vec<Booking>, StoreError>>()?;
        let statement = "SELECT person_booking.booking, person_booking.person FROM person_booking \
                         JOIN person ON person.id = person_booking.person WHERE person.clinician = $1 \
                         AND person.erased_at IS NULL ORDER BY person_booking.person";
        let rows = self.fetch(statement, &[clinician.as_str().into()]).await?;
        let owned = rows.into_iter().map(|mut row| Ok((BookingId(row.id()?), PersonId(row.id()?))));
        let owned = owned.collect::<Result<Vec<_>, StoreError>>()?;
        let owners = |booking: &Booking| {
            owned.iter().filter(|(id, _)| *id == booking.id).map(|(_, person)| *person).collect::<Vec<_>>()
        };
        Ok(bookings
            .iter()
            .flat_map(|booking| owners(booking).into_iter().map(|person| (person, booking.clone())))
            .collect())
    }

    /// Up to `limit` confirmed bookings that start at `from` or later and before `until`, soonest first, and whose account
    /// each belongs to; those that `viewer` may see.
    ///
    /// # Errors
    /// As any statement. A client that cannot be read is no error of the whole list.
    pub async fn desk_bookings(
        &mut self,
        viewer: &Viewer,
        from: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<DeskBooking>, StoreError> {
        let statement = select_booking!(
            "WHERE booking.state = 2 AND booking.starts_at >= $1 AND booking.starts_at < $2 \
             ORDER BY booking.starts_at, booking.id LIMIT $3"
        );
        let values = [from.as_microsecond().into(), until.as_microsecond().into(), limit.into()];
        let rows = self.fetch(statement, &values).await?;
        let shared = self.shared();
        let mut listed = Vec::with_capacity(rows.len());
        for row in rows {
            let row = booking_row(row)?;
            let id = row.booking.id;
            if !viewer.may_see_client_of(id) {
                continue;
            }
            let client = clients::open(&shared.vault, &row);
            let client = client.and_then(|client| client.ok_or_else(|| StoreError::corrupt("booking", &id.0)));
            let statement = "SELECT person FROM person_booking WHERE booking = $1 ORDER BY person LIMIT 1";
            let person = self.fetch(statement, &[(&id.0).into()]).await?.pop();
            let person = person.map(|mut row| row.id().map(PersonId)).transpose()?;
            listed.push(DeskBooking { booking: row.booking, client, person });
        }
        Ok(listed)
    }

    /// When confirmed bookings start that `viewer` may see, from `from` on, soonest first, up to `limit`; whose they are is
    /// not read.
    ///
    /// # Errors
    /// As any statement.
    pub async fn desk_starts(
        &mut self,
        viewer: &Viewer,
        from: Timestamp,
        limit: u32,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let statement =
            "SELECT id, starts_at FROM booking WHERE state = 2 AND starts_at >= $1 ORDER BY starts_at, id LIMIT $2";
        let rows = self.fetch(statement, &[from.as_microsecond().into(), limit.into()]).await?;
        let start = |mut row: Row| Ok((BookingId(row.id()?), instant(row.integer()?)?));
        let starts = rows.into_iter().map(start).collect::<Result<Vec<_>, StoreError>>()?;
        Ok(starts.into_iter().filter(|(id, _)| viewer.may_see_client_of(*id)).map(|(_, start)| start).collect())
    }

    /// The therapists of the practice's file that somebody signs in as.
    ///
    /// # Errors
    /// As any statement.
    pub async fn therapists_at_work(&mut self) -> Result<Vec<Slug>, StoreError> {
        let statement = "SELECT DISTINCT therapist FROM staff WHERE role = 2 AND left_at IS NULL \
                         AND therapist IS NOT NULL ORDER BY therapist";
        let rows = self.fetch(statement, &[]).await?;
        let slug = |text: String| Slug::new(&text).map_err(|_| StoreError::corrupt("staff", text.as_bytes()));
        rows.into_iter().map(|mut row| row.text().and_then(slug)).collect()
    }
}
