//! Who of the staff opened something of a person's: for that person.

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, ToldAs};
use troth_domain::limits;
use troth_domain::people::PersonId;

use super::row::{AuditRow, STAFF, audit_columns};
use crate::engine::Value;
use crate::error::StoreError;
use crate::staff::role_of;
use crate::store::Store;

/// That staff opened something of a person's on a day, once or more often.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StaffOpening {
    /// The civil day, in the zone that was asked for.
    pub day: Date,
    /// What was opened.
    pub event: AuditEvent,
    /// Who it was, as they work here today.
    pub by: ToldAs,
}

/// Stretches of time with one offset from UTC that days are counted in, the newest first: four years where the clocks
/// change twice a year. Before them the oldest is taken on, so that a day of long ago may begin an hour early or late.
const STRETCHES: usize = 8;

/// One row for each day, kind and [`ToldAs`], and of each kind so many days: nothing is left out before that, and nothing in
/// it depends on how often or when on a day something was opened. The newest note of a day stands for it. What has only just
/// arrived is read where it is: filing it here would make the page of whoever reads it wait for what others did.
static STATEMENT: LazyLock<String> = LazyLock::new(|| {
    let openings = AuditEvent::ALL.iter().filter(|event| event.is_opening());
    let codes = openings.map(|event| event.code().to_string()).collect::<Vec<_>>().join(", ");
    let offset = |place: usize| format!("CAST(${} AS BIGINT)", place + 1);
    let first = 4;
    let stretches = (0..STRETCHES - 1).map(|stretch| first + 2 * stretch);
    let stretches = stretches.map(|place| format!("WHEN audit.at >= ${place} THEN {} ", offset(place)));
    let (columns, own) = ("SELECT id, at, event, actor, person", "WHERE person = $1 AND actor_kind = $2");
    let (bounded, oldest) = (stretches.collect::<String>(), offset(first + 2 * (STRETCHES - 1) - 1));
    format!(
        "WITH noted AS ({columns} FROM audit {own} UNION ALL {columns} FROM audit_arrived {own}), \
         look AS (SELECT audit.id, audit.at, audit.event, staff.role, \
         CASE WHEN staff.role = 2 AND staff.therapist = person.clinician THEN 1 ELSE 0 END AS own, \
         (audit.at + CASE {bounded}ELSE {oldest} END) / 86400000000 AS day \
         FROM noted AS audit JOIN staff ON staff.id = audit.actor JOIN person ON person.id = audit.person \
         WHERE audit.event IN ({codes})), \
         newest AS (SELECT id, event, role, own, day, \
         ROW_NUMBER() OVER (PARTITION BY event, role, own, day ORDER BY at DESC, id) AS place FROM look), \
         line AS MATERIALIZED (SELECT id, event, role, own, day, \
         ROW_NUMBER() OVER (PARTITION BY event ORDER BY day DESC, role, own) AS place FROM newest WHERE place = 1) \
         SELECT line.role, line.own, line.day, {all} FROM line JOIN audit ON audit.id = line.id WHERE line.place <= $3 \
         UNION ALL \
         SELECT line.role, line.own, line.day, {all} FROM line JOIN audit_arrived AS audit ON audit.id = line.id \
         WHERE line.place <= $3 ORDER BY 3 DESC, 6, 1, 2 DESC",
        all = audit_columns!()
    )
});

/// From when on which offset holds in `zone`, in microseconds, the newest stretch first.
fn stretches(zone: &TimeZone, now: Timestamp) -> Vec<(i64, i64)> {
    let microseconds = |seconds: i32| i64::from(seconds) * 1_000_000;
    let changes = zone.preceding(now).take(STRETCHES);
    let mut stretches = changes
        .map(|change| (change.timestamp().as_microsecond(), microseconds(change.offset().seconds())))
        .collect::<Vec<_>>();
    let oldest = stretches.last().map_or_else(|| microseconds(zone.to_offset(now).seconds()), |(_, offset)| *offset);
    stretches.resize(STRETCHES, (i64::MIN, oldest));
    stretches
}

impl Store {
    /// What staff opened of `person`'s, a line for each day of `zone`, the newest first, at most
    /// [`limits::AUDIT_LIST_MAX`] of each kind. Nothing for who may not see it.
    ///
    /// # Errors
    /// As any statement.
    pub async fn who_opened(
        &self,
        viewer: &Viewer,
        person: PersonId,
        zone: &TimeZone,
        now: Timestamp,
    ) -> Result<Vec<StaffOpening>, StoreError> {
        if !viewer.may_see_who_opened(person) {
            return Ok(Vec::new());
        }
        let mut values: Vec<Value<'_>> = vec![(&person.0).into(), STAFF.into(), limits::AUDIT_LIST_MAX.into()];
        let bounds = stretches(zone, now).into_iter().flat_map(|(from, offset)| [from, offset]).collect::<Vec<_>>();
        let (bounded, oldest) = bounds.split_at(2 * (STRETCHES - 1));
        values.extend(bounded.iter().chain(oldest.last()).map(|bound| Value::from(*bound)));
        let mut openings = Vec::new();
        for mut row in self.readers.fetch(&STATEMENT, &values).await? {
            let (role, own, day) = (row.integer()?, row.integer()?, row.integer()?);
            let audit = AuditRow::read(&mut row)?;
            let corrupt = || StoreError::corrupt("staff", audit.actor.as_deref().unwrap_or_default());
            let by = ToldAs::of(role_of(role).ok_or_else(corrupt)?, own == 1);
            let day = date(1970, 1, 1).checked_add(Span::new().days(day)).map_err(|_| corrupt())?;
            // A row that somebody changed says nothing; `troth verify` finds it.
            if let Some(note) = self.entry(&audit)?.note {
                openings.push(StaffOpening { day, event: note.event, by });
            }
        }
        Ok(openings)
    }
}
