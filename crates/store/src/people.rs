//! Clients, and what they say of themselves.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use troth_domain::access::Viewer;
use troth_domain::booking::BookingId;
use troth_domain::people::{
    ClientZone, Contact, EmailAddress, Person, PersonId, PersonName, PhoneNumber, Profile, SafeContact,
};
use troth_domain::practice::{CivilMinute, CivilWindow, Slug};
use zeroize::Zeroizing;

use crate::engine::Row;
use crate::error::StoreError;
use crate::key::Random;
use crate::keys::{Ask, Holder};
use crate::seal::{DataKey, Place, Vault};
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// What is sealed of a profile. Fields that later versions add have a default, so older rows still open.
#[derive(Serialize, Deserialize)]
struct Sealed {
    name: String,
    email: Option<String>,
    phone: Option<String>,
    safe_email: bool,
    safe_voicemail: bool,
    safe_text: bool,
    safe_name: Option<String>,
    safe_minutes: Option<(u16, u16)>,
    notices: bool,
    verified_email: Option<String>,
    time_zone: String,
}

fn place(person: &PersonId) -> Place<'_> {
    Place { table: "person", column: "profile", row: &person.0 }
}

fn sealed(profile: &Profile) -> Sealed {
    let safe = &profile.safe_contact;
    let contact = profile.contact.as_ref();
    Sealed {
        name: profile.name.reveal().to_owned(),
        email: contact.and_then(Contact::email).map(|email| email.reveal().to_owned()),
        phone: contact.and_then(Contact::phone).map(|phone| phone.reveal().to_owned()),
        safe_email: safe.email,
        safe_voicemail: safe.voicemail,
        safe_text: safe.text,
        safe_name: safe.name_to_use.as_ref().map(|name| name.reveal().to_owned()),
        safe_minutes: safe.hours.map(|hours| (hours.from().minutes(), hours.to().minutes())),
        notices: profile.notices,
        verified_email: profile.verified_email.as_ref().map(|email| email.reveal().to_owned()),
        time_zone: profile.time_zone.name().to_owned(),
    }
}

fn profile(sealed: &Sealed) -> Option<Profile> {
    let address = |text: &String| EmailAddress::new(text);
    let email = sealed.email.as_ref().map(address).transpose().ok()?;
    let phone = sealed.phone.as_ref().map(|text| PhoneNumber::new(text)).transpose().ok()?;
    let hours = match sealed.safe_minutes {
        None => None,
        Some((from, to)) => Some(CivilWindow::new(CivilMinute::new(from)?, CivilMinute::new(to)?)?),
    };
    Some(Profile {
        name: PersonName::new(&sealed.name).ok()?,
        contact: Contact::new(email, phone),
        safe_contact: SafeContact {
            email: sealed.safe_email,
            voicemail: sealed.safe_voicemail,
            text: sealed.safe_text,
            name_to_use: sealed.safe_name.as_ref().map(|text| PersonName::new(text)).transpose().ok()?,
            hours,
        },
        notices: sealed.notices,
        verified_email: sealed.verified_email.as_ref().map(address).transpose().ok()?,
        time_zone: ClientZone::new(&sealed.time_zone)?,
    })
}

fn seal(key: &DataKey, random: &Random, id: PersonId, profile: &Profile) -> Result<Vec<u8>, StoreError> {
    let text = serde_json::to_vec(&sealed(profile)).map_err(|_| StoreError::corrupt("person", &id.0))?;
    key.seal(random, place(&id), &Zeroizing::new(text))
}

pub(crate) fn open(vault: &Vault, id: PersonId, wrap: &[u8], bytes: &[u8]) -> Result<Profile, StoreError> {
    let corrupt = || StoreError::corrupt("person", &id.0);
    let text = vault.unwrap(wrap, &id.0)?.open(place(&id), bytes)?;
    let opened = serde_json::from_slice::<Sealed>(&text).map_err(|_| corrupt())?;
    profile(&opened).ok_or_else(corrupt)
}

/// Reads `id, clinician` of a row.
pub(crate) fn person(row: &mut Row) -> Result<Person, StoreError> {
    let id = PersonId(row.id()?);
    let clinician = Slug::new(&row.text()?).map_err(|_| StoreError::corrupt("person", &id.0))?;
    Ok(Person { id, clinician })
}

async fn find(records: &mut impl Ask, id: PersonId) -> Result<Option<Person>, StoreError> {
    let statement = "SELECT id, clinician FROM person WHERE id = $1 AND erased_at IS NULL";
    let row = records.ask(statement, &[(&id.0).into()]).await?.pop();
    row.map(|mut row| person(&mut row)).transpose()
}

async fn find_profile(
    vault: &Vault,
    records: &mut impl Ask,
    viewer: &Viewer,
    id: PersonId,
) -> Result<Option<Profile>, StoreError> {
    let statement = "SELECT person.id, person.clinician, person.profile, item_key.wrap FROM person \
                     JOIN item_key ON item_key.item = person.id AND item_key.holder = 'practice' \
                     WHERE person.id = $1 AND person.profile IS NOT NULL";
    let Some(mut row) = records.ask(statement, &[(&id.0).into()]).await?.pop() else { return Ok(None) };
    let person = person(&mut row)?;
    if !viewer.may_see_profile_of(id, &person.clinician) {
        return Ok(None);
    }
    let (bytes, wrap) = (row.bytes()?, row.bytes()?);
    open(vault, id, &wrap, &bytes).map(Some)
}

impl Store {
    /// The person of this id, unless erased.
    ///
    /// # Errors
    /// As any statement.
    pub async fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        find(&mut &*self.readers, id).await
    }

    /// What a person says of themselves, if `viewer` may see it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be read, or as any statement.
    pub async fn profile(&self, viewer: &Viewer, id: PersonId) -> Result<Option<Profile>, StoreError> {
        find_profile(&self.shared.vault, &mut &*self.readers, viewer, id).await
    }

    /// The bookings that a person made or took over, if `viewer` may know.
    ///
    /// # Errors
    /// As any statement.
    pub async fn bookings_of(&self, viewer: &Viewer, person: PersonId) -> Result<Vec<BookingId>, StoreError> {
        if !viewer.may_see_arrangements_of(person) {
            return Ok(Vec::new());
        }
        let statement = "SELECT booking FROM person_booking WHERE person = $1 ORDER BY booking";
        let rows = self.readers.fetch(statement, &[(&person.0).into()]).await?;
        rows.into_iter().map(|mut row| Ok(BookingId(row.id()?))).collect()
    }
}

impl WriteTransaction {
    /// The persons whose named therapist is `clinician`, in an order that tells nothing.
    ///
    /// # Errors
    /// As any statement.
    pub async fn persons_of(&mut self, clinician: &Slug) -> Result<Vec<Person>, StoreError> {
        let statement = "SELECT id, clinician FROM person WHERE clinician = $1 AND erased_at IS NULL ORDER BY id";
        let rows = self.fetch(statement, &[clinician.as_str().into()]).await?;
        rows.into_iter().map(|mut row| person(&mut row)).collect()
    }

    /// Therapists whom nobody signs in as, with how many clients each has: nobody sees what those share with "my therapist".
    ///
    /// # Errors
    /// As any statement.
    pub async fn left_alone(&mut self) -> Result<Vec<(Slug, u64)>, StoreError> {
        let statement = "SELECT clinician, COUNT(*) FROM person WHERE erased_at IS NULL AND NOT EXISTS ( \
                         SELECT 1 FROM staff WHERE staff.role = 2 AND staff.left_at IS NULL \
                         AND staff.therapist = person.clinician) GROUP BY clinician ORDER BY clinician";
        let corrupt = |text: &str| StoreError::corrupt("person", text.as_bytes());
        let counted = |mut row: Row| {
            let slug = row.text()?;
            let count = u64::try_from(row.integer()?).map_err(|_| corrupt(&slug))?;
            Ok((Slug::new(&slug).map_err(|_| corrupt(&slug))?, count))
        };
        self.fetch(statement, &[]).await?.into_iter().map(counted).collect()
    }

    /// Keeps a new person, with keys of their own.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the id is taken, or as any statement.
    pub async fn insert_person(
        &mut self,
        person: &Person,
        profile: &Profile,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let key = self.make_item_key(&person.id.0, &[Holder::Practice]).await?;
        let shared = self.shared();
        let sealed = seal(&key, shared.vault.random(), person.id, profile).map_err(|error| self.fail(error))?;
        let statement = "INSERT INTO person (id, clinician, profile, made_at) VALUES ($1, $2, $3, $4)";
        let id = &person.id.0;
        let values = [id.into(), person.clinician.as_str().into(), (&sealed).into(), now.as_microsecond().into()];
        self.execute(statement, &values).await?;
        self.make_person_key(person.id).await
    }

    /// The person of this id, unless erased.
    ///
    /// # Errors
    /// As any statement.
    pub async fn person(&mut self, id: PersonId) -> Result<Option<Person>, StoreError> {
        find(self, id).await
    }

    /// As [`Store::profile`], inside the transaction.
    ///
    /// # Errors
    /// As there.
    pub async fn profile(&mut self, viewer: &Viewer, id: PersonId) -> Result<Option<Profile>, StoreError> {
        let shared = self.shared();
        find_profile(&shared.vault, self, viewer, id).await.map_err(|error| self.fail(error))
    }

    /// Replaces what a person says of themselves.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when there is no such person, or as any statement.
    pub async fn replace_profile(&mut self, id: PersonId, profile: &Profile) -> Result<(), StoreError> {
        let key = self.item_key(&id.0, Holder::Practice).await?;
        let shared = self.shared();
        let sealed = seal(&key, shared.vault.random(), id, profile).map_err(|error| self.fail(error))?;
        let statement = "UPDATE person SET profile = $2 WHERE id = $1 AND erased_at IS NULL";
        self.change_one(statement, &[(&id.0).into(), (&sealed).into()]).await
    }

    /// Names another therapist to a person, who from then on is "my therapist" of everything they shared with one.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when there is no such person, or as any statement.
    pub async fn change_clinician(&mut self, id: PersonId, clinician: &Slug) -> Result<(), StoreError> {
        let statement = "UPDATE person SET clinician = $2 WHERE id = $1 AND erased_at IS NULL";
        self.change_one(statement, &[(&id.0).into(), clinician.as_str().into()]).await
    }

    /// Notes that a booking is one of a person's own.
    ///
    /// # Errors
    /// As any statement.
    pub async fn add_booking_to_person(&mut self, id: PersonId, booking: BookingId) -> Result<(), StoreError> {
        let statement = "INSERT INTO person_booking (person, booking) VALUES ($1, $2) \
                         ON CONFLICT (person, booking) DO NOTHING";
        self.execute(statement, &[(&id.0).into(), (&booking.0).into()]).await.map(drop)
    }

    /// Erases a person's workspace: their key goes, and with it every wrap that names them; what nobody else may open is
    /// deleted. What the practice has to keep, or a partner was given, stays with them. Answers how many items went.
    ///
    /// Discloses nothing: it says only what was done.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when there is no such person, or as any statement.
    pub async fn erase_person(&mut self, id: PersonId, now: Timestamp) -> Result<u64, StoreError> {
        let person: [_; 1] = [(&id.0).into()];
        let holder = Holder::Person(id).column();
        self.execute("DELETE FROM item_key WHERE holder = $1", &[holder.as_str().into()]).await?;
        self.execute("DELETE FROM person_key WHERE person = $1", &person).await?;
        self.erase_asked(id).await?;
        let orphaned = "SELECT id FROM item WHERE author = $1 AND NOT EXISTS ( \
                        SELECT 1 FROM item_key WHERE item_key.item = item.id)";
        let rows = self.fetch(orphaned, &person).await?;
        let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        for mut row in rows {
            let item = row.id()?;
            self.execute("DELETE FROM delivery WHERE item = $1", &[(&item).into()]).await?;
            self.execute("DELETE FROM item WHERE id = $1", &[(&item).into()]).await?;
        }
        self.erase_plan(id).await?;
        self.delete_closeness(id).await?;
        self.execute("DELETE FROM invitation WHERE inviter = $1", &person).await?;
        self.end_rooms(id).await?;
        self.keys.clear();
        let statement = "UPDATE person SET erased_at = $2 WHERE id = $1 AND erased_at IS NULL";
        self.change_one(statement, &[(&id.0).into(), now.as_microsecond().into()]).await?;
        Ok(count)
    }
    /// What they kept for themselves in their plan, and their moves that reached nobody. What reached their partner stays
    /// with the partner, as both agreed.
    ///
    /// Discloses nothing: it says only whether it was done.
    async fn erase_plan(&mut self, id: PersonId) -> Result<(), StoreError> {
        let person: [_; 1] = [(&id.0).into()];
        let statement = "DELETE FROM item_key WHERE item IN (SELECT id FROM private_document WHERE person = $1)";
        self.execute(statement, &person).await?;
        self.execute("DELETE FROM private_document WHERE person = $1", &person).await?;
        self.execute("DELETE FROM plan_arrival WHERE reader = $1", &person).await?;
        self.execute("DELETE FROM commitment_reminder WHERE person = $1", &person).await?;
        let alone = "SELECT id FROM plan_move WHERE author = $1 AND NOT EXISTS ( \
                     SELECT 1 FROM plan_arrival WHERE plan_arrival.move = plan_move.id)";
        for mut row in self.fetch(alone, &person).await? {
            let one = row.id()?;
            self.execute("DELETE FROM item_key WHERE item = $1", &[(&one).into()]).await?;
            self.execute("DELETE FROM plan_move WHERE id = $1", &[(&one).into()]).await?;
        }
        Ok(())
    }
}
