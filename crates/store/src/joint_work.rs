//! Joint work of couples: open or closed for both to see, and what quietly holds it, for therapists only.

use std::collections::BTreeMap;

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::{Couple, CoupleId, PersonId, Reason, StaffId};
use troth_domain::practice::Slug;
use troth_domain::safety::joint_work::{Cause, HeardAlone, Hearing, Hold, JointWork, PartnerView, State};

use crate::engine::Row;
use crate::error::StoreError;
use crate::keys::{Ask, Holder};
use crate::rows::instant;
use crate::seal::{Place, Vault};
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// What holds joint work, as the therapist sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptHold {
    /// For whom, and why.
    pub hold: Hold,
    /// Since when.
    pub since: Timestamp,
    /// In words, if any were given and are for the viewer; [`StoreError::Corrupt`] where they cannot be read.
    pub reason: Option<Result<Reason, StoreError>>,
}

pub(crate) fn hearing_code(how: Hearing) -> i64 {
    match how {
        Hearing::Screened => 1,
        Hearing::ByPhone => 2,
        Hearing::InPerson => 3,
    }
}

fn cause_code(cause: Cause) -> i64 {
    match cause {
        Cause::Rest => 1,
        Cause::Pause => 2,
    }
}

fn hold(row: &mut Row) -> Result<(Hold, Timestamp), StoreError> {
    let person = PersonId(row.id()?);
    let cause = match row.integer()? {
        1 => Cause::Rest,
        2 => Cause::Pause,
        _ => return Err(StoreError::corrupt("joint_work_hold", &person.0)),
    };
    Ok((Hold { person, cause }, instant(row.integer()?)?))
}

fn reason_place(hold: &[u8; 16]) -> Place<'_> {
    Place { table: "joint_work_hold", column: "reason", row: hold }
}

/// The columns that [`kept_hold`] reads.
macro_rules! select_hold {
    ($condition:literal) => {
        concat!(
            "SELECT joint_work_hold.id, joint_work_hold.person, joint_work_hold.cause, joint_work_hold.since, \
             person.clinician, joint_work_hold.reason, item_key.wrap FROM joint_work_hold \
             JOIN joint_work ON joint_work.id = joint_work_hold.joint_work \
             JOIN person ON person.id = joint_work_hold.person \
             LEFT JOIN item_key ON item_key.item = joint_work_hold.id AND item_key.holder = 'practice' ",
            $condition,
            " ORDER BY joint_work_hold.since, joint_work_hold.id"
        )
    };
}

/// Discloses nothing: for therapists, and for rules to decide on.
async fn find(records: &mut impl Ask, couple: &Couple) -> Result<JointWork, StoreError> {
    let partners = couple.members.map(|member| member.person);
    let statement = "SELECT opened_by, opened_at FROM joint_work WHERE couple = $1 AND closed_at IS NULL";
    let Some(mut row) = records.ask(statement, &[(&couple.id.0).into()]).await?.pop() else {
        return Ok(JointWork::new(partners));
    };
    let (by, at) = (StaffId(row.id()?), instant(row.integer()?)?);
    let statement = "SELECT joint_work_hold.person, joint_work_hold.cause, joint_work_hold.since \
                     FROM joint_work_hold JOIN joint_work ON joint_work.id = joint_work_hold.joint_work \
                     WHERE joint_work.couple = $1 AND joint_work.closed_at IS NULL \
                     AND joint_work_hold.ended_at IS NULL";
    let rows = records.ask(statement, &[(&couple.id.0).into()]).await?;
    let holds = rows.into_iter().map(|mut row| hold(&mut row)).collect::<Result<BTreeMap<_, _>, _>>()?;
    Ok(JointWork::kept(partners, State::Open { by, at, holds }))
}

/// Whether joint work is open, if `viewer` may see that. It does not look at what holds it.
///
/// Discloses `JointWork`.
pub(crate) async fn view(
    records: &mut impl Ask,
    viewer: &Viewer,
    couple: &Couple,
    now: Timestamp,
) -> Result<Option<PartnerView>, StoreError> {
    let therapist = is_therapist(records, viewer, couple).await?;
    if !viewer.may_see_joint_work_of(couple, therapist, now) {
        return Ok(None);
    }
    let statement = "SELECT 1 FROM joint_work WHERE couple = $1 AND closed_at IS NULL";
    let open = !records.ask(statement, &[(&couple.id.0).into()]).await?.is_empty();
    Ok(Some(PartnerView { open }))
}

/// Whether `viewer` is the therapist of one of the two.
pub(crate) async fn is_therapist(records: &mut impl Ask, viewer: &Viewer, couple: &Couple) -> Result<bool, StoreError> {
    let Viewer::Clinician(own) = viewer else { return Ok(false) };
    let [first, second] = couple.members.map(|member| member.person);
    let statement = "SELECT 1 FROM person WHERE id IN ($1, $2) AND clinician = $3";
    let values = [(&first.0).into(), (&second.0).into(), own.as_str().into()];
    Ok(!records.ask(statement, &values).await?.is_empty())
}

/// A row of [`select_hold`], with its reason where `may_read` says so of the clinician of that person.
fn kept_hold(vault: &Vault, may_read: impl Fn(&Slug) -> bool, mut row: Row) -> Result<KeptHold, StoreError> {
    let id = row.id()?;
    let (hold, since) = hold(&mut row)?;
    let corrupt = || StoreError::corrupt("joint_work_hold", &id);
    let clinician = Slug::new(&row.text()?).map_err(|_| corrupt())?;
    let (sealed, wrap) = (row.optional_bytes()?, row.optional_bytes()?);
    let sealed = sealed.filter(|_| may_read(&clinician));
    let reason = sealed.map(|sealed| {
        let text = vault.unwrap(&wrap.ok_or_else(corrupt)?, &id)?.open(reason_place(&id), &sealed)?;
        let text = std::str::from_utf8(&text).map_err(|_| corrupt())?;
        Reason::new(text).map_err(|_| corrupt())
    });
    Ok(KeptHold { hold, since, reason })
}

impl Store {
    /// What either partner sees of the joint work of `couple`, if `viewer` may see it. It does not look at what holds it.
    ///
    /// # Errors
    /// As any statement.
    pub async fn joint_work_view(
        &self,
        viewer: &Viewer,
        couple: &Couple,
        now: Timestamp,
    ) -> Result<Option<PartnerView>, StoreError> {
        view(&mut &*self.readers, viewer, couple, now).await
    }

    /// Every rest that `person` asked for, over or not, with the words they gave; nothing for whoever may not take them.
    ///
    /// Discloses nothing: they are the person's own.
    ///
    /// # Errors
    /// As any statement. Words that cannot be read keep nothing else back.
    pub async fn rests_of(&self, viewer: &Viewer, person: PersonId) -> Result<Vec<KeptHold>, StoreError> {
        if !viewer.may_take_rests_of(person) {
            return Ok(Vec::new());
        }
        let statement = select_hold!("WHERE joint_work_hold.person = $1 AND joint_work_hold.cause = $2");
        let values = [(&person.0).into(), cause_code(Cause::Rest).into()];
        let rows = self.readers.fetch(statement, &values).await?;
        rows.into_iter().map(|row| kept_hold(&self.shared.vault, |_| true, row)).collect()
    }
}

impl WriteTransaction {
    /// Joint work of `couple` with what holds it, if `viewer` may see that.
    ///
    /// # Errors
    /// As any statement.
    pub async fn joint_work_for(&mut self, viewer: &Viewer, couple: &Couple) -> Result<Option<JointWork>, StoreError> {
        let therapist = is_therapist(self, viewer, couple).await?;
        if !viewer.may_see_what_holds(therapist) {
            return Ok(None);
        }
        find(self, couple).await.map(Some)
    }

    /// What holds joint work of `couple` now, in words, the first to hold it first; nothing for whoever may not see it.
    ///
    /// Discloses nothing: for therapists.
    ///
    /// # Errors
    /// As any statement.
    pub async fn holds_of(&mut self, viewer: &Viewer, couple: &Couple) -> Result<Vec<KeptHold>, StoreError> {
        let therapist = is_therapist(self, viewer, couple).await?;
        if !viewer.may_see_what_holds(therapist) {
            return Ok(Vec::new());
        }
        let statement = select_hold!(
            "WHERE joint_work.couple = $1 AND joint_work.closed_at IS NULL AND joint_work_hold.ended_at IS NULL"
        );
        let rows = self.fetch(statement, &[(&couple.id.0).into()]).await?;
        let shared = self.shared();
        let may_read = |clinician: &Slug| viewer.may_see_reason_of_hold(clinician);
        rows.into_iter().map(|row| kept_hold(&shared.vault, may_read, row)).collect()
    }

    /// Joint work of `couple`, for rules to decide on. Take [`lock_persons`](Self::lock_persons) of both before a change.
    ///
    /// # Errors
    /// As any statement.
    pub async fn joint_work(&mut self, couple: &Couple) -> Result<JointWork, StoreError> {
        find(self, couple).await
    }

    /// Whether `viewer` may see and change what holds joint work of `couple`.
    ///
    /// # Errors
    /// As any statement.
    pub async fn may_see_what_holds(&mut self, viewer: &Viewer, couple: &Couple) -> Result<bool, StoreError> {
        let therapist = is_therapist(self, viewer, couple).await?;
        Ok(viewer.may_see_what_holds(therapist))
    }

    /// Keeps that joint work was opened, and how each partner was heard.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when it is open, [`StoreError::Changed`] when a partner was not heard, or as any
    /// statement.
    pub async fn open_joint_work(
        &mut self,
        couple: &Couple,
        heard: &[HeardAlone],
        by: StaffId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let how = |person| heard.iter().find(|one| one.person == person).map(|one| hearing_code(one.how));
        let [first, second] = couple.members.map(|member| how(member.person));
        let (Some(first), Some(second)) = (first, second) else { return Err(self.fail(StoreError::Changed)) };
        let id = self.random_id();
        let statement = "INSERT INTO joint_work (id, couple, opened_at, opened_by, heard_first, heard_second) \
                         VALUES ($1, $2, $3, $4, $5, $6)";
        let values = [
            (&id).into(),
            (&couple.id.0).into(),
            now.as_microsecond().into(),
            (&by.0).into(),
            first.into(),
            second.into(),
        ];
        self.execute(statement, &values).await.map(drop)
    }

    /// Keeps that joint work was closed, and with it what held it.
    ///
    /// Discloses nothing: it says only whether it was done.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it is closed, or as any statement.
    pub async fn close_joint_work(&mut self, couple: CoupleId, by: StaffId, now: Timestamp) -> Result<(), StoreError> {
        let values = [(&couple.0).into(), now.as_microsecond().into(), (&by.0).into()];
        let statement = "UPDATE joint_work_hold SET ended_at = $2, ended_by = $3 WHERE ended_at IS NULL AND \
                         joint_work = (SELECT id FROM joint_work WHERE couple = $1 AND closed_at IS NULL)";
        self.execute(statement, &values).await?;
        let statement = "UPDATE joint_work SET closed_at = $2, closed_by = $3 WHERE couple = $1 AND closed_at IS NULL";
        self.change_one(statement, &values).await
    }

    /// Keeps a rest, or a pause by a clinician. One that is on already stays as it is, with its reason.
    ///
    /// Discloses nothing: it says only whether it was done.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when joint work is closed, or as any statement.
    pub async fn hold_joint_work(
        &mut self,
        couple: CoupleId,
        hold: Hold,
        paused_by: Option<StaffId>,
        reason: Option<&Reason>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = "SELECT id FROM joint_work WHERE couple = $1 AND closed_at IS NULL";
        let row = self.fetch(statement, &[(&couple.0).into()]).await?.pop();
        let Some(mut row) = row else { return Err(self.fail(StoreError::Changed)) };
        let work = row.id()?;
        let statement = "SELECT 1 FROM joint_work_hold WHERE joint_work = $1 AND person = $2 AND cause = $3 \
                         AND ended_at IS NULL";
        let on = [(&work).into(), (&hold.person.0).into(), cause_code(hold.cause).into()];
        if !self.fetch(statement, &on).await?.is_empty() {
            return Ok(());
        }
        let id = self.random_id();
        let sealed = match reason {
            Some(reason) => Some(self.seal_reason(&id, hold, reason).await?),
            None => None,
        };
        let statement = "INSERT INTO joint_work_hold (id, joint_work, person, cause, since, paused_by, reason) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let paused_by = paused_by.map(|staff| staff.0);
        let values = [
            (&id).into(),
            (&work).into(),
            (&hold.person.0).into(),
            cause_code(hold.cause).into(),
            now.as_microsecond().into(),
            paused_by.as_ref().map(<[u8; 16]>::as_slice).into(),
            sealed.as_deref().into(),
        ];
        self.execute(statement, &values).await.map(drop)
    }

    async fn seal_reason(&mut self, id: &[u8; 16], hold: Hold, reason: &Reason) -> Result<Vec<u8>, StoreError> {
        let holders = match hold.cause {
            Cause::Rest => vec![Holder::Practice, Holder::Person(hold.person)],
            Cause::Pause => vec![Holder::Practice],
        };
        let key = self.make_item_key(id, &holders).await?;
        let shared = self.shared();
        let sealed = key.seal(shared.vault.random(), reason_place(id), reason.reveal().as_bytes());
        sealed.map_err(|error| self.fail(error))
    }

    /// Keeps that a rest or a pause ended after that person was heard alone.
    ///
    /// Discloses nothing: it says only whether it was done.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when nothing of the kind is on, or as any statement.
    pub async fn release_hold(
        &mut self,
        couple: CoupleId,
        hold: Hold,
        how: Hearing,
        by: StaffId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = "UPDATE joint_work_hold SET ended_at = $4, ended_by = $5, heard = $6 \
                         WHERE person = $2 AND cause = $3 AND ended_at IS NULL \
                         AND joint_work = (SELECT id FROM joint_work WHERE couple = $1 AND closed_at IS NULL)";
        let values = [
            (&couple.0).into(),
            (&hold.person.0).into(),
            cause_code(hold.cause).into(),
            now.as_microsecond().into(),
            (&by.0).into(),
            hearing_code(how).into(),
        ];
        self.change_one(statement, &values).await
    }
}
