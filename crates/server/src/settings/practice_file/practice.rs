//! `[practice]` and `[policy]`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use troth_domain::limits;
use troth_domain::people::EmailAddress;
use troth_domain::plan::commitment::ActiveMax;
use troth_domain::practice::{CivilMinute, Policy, Slug, Therapist};

use super::reader::{Item, Place, Section, Sheet, quoted};
use super::values::Edge;

/// Languages that Troth has texts in.
const LANGUAGES: [&str; 1] = ["en"];
/// Where the site is reached when nothing is said: on the same machine.
const PUBLIC_URL: &str = "http://localhost:8080";
/// A day, the usual window for cancelling and the usual reminder.
const DAY_MINUTES: u32 = 1440;
const QUIET_FROM_MINUTE: u16 = 21 * 60;
const QUIET_UNTIL_MINUTE: u16 = 8 * 60;
const DELIVERY_MINUTE: u16 = 18 * 60;

/// What `[practice]` says. A required value is missing when it was faulty.
#[derive(Default)]
pub(super) struct About {
    pub(super) name: Option<String>,
    pub(super) time_zone: Option<TimeZone>,
    pub(super) languages: Vec<String>,
    pub(super) public_url: String,
    pub(super) phone: Option<String>,
    pub(super) email: Option<EmailAddress>,
    pub(super) address: Vec<String>,
    pub(super) closed_dates: BTreeSet<Date>,
    pub(super) content: Option<PathBuf>,
    /// Which therapist is named to a client who has none, and where that stands.
    pub(super) intake: Option<(Slug, Place)>,
}

pub(super) fn read_about(root: &mut Section<'_, '_>) -> About {
    let Some(item) = root.take("practice") else {
        root.miss("[practice]", "name and time_zone");
        return About::default();
    };
    let Some(mut section) = item.table("[practice]") else { return About::default() };
    let about = About {
        name: section.require("name", "\"…\"").and_then(|item| item.line(limits::NAME_CHARACTERS_MAX)),
        time_zone: section.require("time_zone", "\"America/Denver\"").and_then(Item::time_zone),
        languages: read_languages(&mut section),
        public_url: read_public_url(&mut section),
        phone: section.take("phone").and_then(Item::phone),
        email: read_email(&mut section),
        address: section.take("address").map(read_address).unwrap_or_default(),
        closed_dates: section.take("closed_dates").map(read_closed_dates).unwrap_or_default(),
        content: read_content(&mut section),
        intake: read_intake(&mut section),
    };
    section.finish();
    about
}

fn read_languages(section: &mut Section<'_, '_>) -> Vec<String> {
    let Some(item) = section.take("languages") else { return vec!["en".to_owned()] };
    let (sheet, place) = (section.sheet, item.place.clone());
    let items = item.list(limits::LANGUAGES_MAX).unwrap_or_default();
    if items.is_empty() {
        sheet.fault(&place, "languages names no language", "write languages = [\"en\"]");
    }
    let mut languages: Vec<String> = Vec::new();
    for item in items {
        let Some(text) = item.raw_text("\"en\"").map(str::to_owned) else { continue };
        if languages.contains(&text) {
            item.fault(format!("languages names {} twice", quoted(&text)), "keep one of the two");
        } else if LANGUAGES.contains(&text.as_str()) {
            languages.push(text);
        } else {
            let problem = format!("languages has {}, which Troth has no texts in", quoted(&text));
            item.fault(problem, format!("write one of {}", LANGUAGES.map(quoted).join(", ")));
        }
    }
    languages
}

fn read_public_url(section: &mut Section<'_, '_>) -> String {
    let Some(item) = section.take("public_url") else { return PUBLIC_URL.to_owned() };
    let (sheet, place) = (section.sheet, item.place.clone());
    let Some(origin) = item.origin() else { return PUBLIC_URL.to_owned() };
    if origin.starts_with("http://") && !super::super::network::is_local_host(&origin) {
        let mend = "put a proxy with a certificate before it and write https://";
        sheet.warn(&place, "public_url is http://, so that others on the way can read what people type", mend);
    }
    origin
}

fn read_email(section: &mut Section<'_, '_>) -> Option<EmailAddress> {
    let item = section.take("email");
    if item.is_none() {
        let problem = "[practice] has no email, so nobody at the practice is told of bookings";
        section.sheet.warn(&section.place, problem, "add email = \"…\"");
    }
    item.and_then(Item::email)
}

/// The folder of the practice's own texts; a name without a root is looked for beside the practice's file.
fn read_content(section: &mut Section<'_, '_>) -> Option<PathBuf> {
    let sheet = section.sheet;
    let name = section.take("content")?.line(limits::PATH_CHARACTERS_MAX)?;
    Some(Path::new(sheet.file()).parent().unwrap_or(Path::new("")).join(name))
}

fn read_intake(section: &mut Section<'_, '_>) -> Option<(Slug, Place)> {
    let item = section.take("intake")?;
    let place = item.place.clone();
    item.slug().map(|slug| (slug, place))
}

/// The therapist that `intake` names has to be there.
pub(super) fn check_intake(sheet: &Sheet, about: &About, therapists: &[Therapist]) {
    let Some((slug, place)) = &about.intake else { return };
    if !therapists.is_empty() && !therapists.iter().any(|therapist| therapist.slug == *slug) {
        let problem = format!("intake names {}, and there is no such therapist", quoted(slug.as_str()));
        sheet.fault(place, problem, "write the slug of one of the therapists below");
    }
}

/// Lines of a postal address.
pub(super) fn read_address(item: Item<'_, '_>) -> Vec<String> {
    let lines = item.list(limits::ADDRESS_LINES_MAX).unwrap_or_default();
    lines.into_iter().filter_map(|line| line.line(limits::NAME_CHARACTERS_MAX)).collect()
}

fn read_closed_dates(item: Item<'_, '_>) -> BTreeSet<Date> {
    let mut dates = BTreeSet::new();
    for item in item.list(limits::DATES_MAX).unwrap_or_default() {
        let (sheet, place) = (item.sheet, item.place.clone());
        let Some(date) = item.date() else { continue };
        if !dates.insert(date) {
            sheet.fault(&place, format!("closed_dates has {date} twice"), "keep one of the two");
        }
    }
    dates
}

/// `[policy]`, or its defaults.
pub(super) fn read_policy(root: &mut Section<'_, '_>) -> Option<Policy> {
    let (quiet_from, quiet_until) = (CivilMinute::new(QUIET_FROM_MINUTE)?, CivilMinute::new(QUIET_UNTIL_MINUTE)?);
    let delivery_hour = CivilMinute::new(DELIVERY_MINUTE)?;
    let mut policy = Policy {
        cancel_until_minutes: DAY_MINUTES,
        reminder_minutes: DAY_MINUTES,
        quiet_from,
        quiet_until,
        delivery_hour,
        commitments_max: ActiveMax::default(),
    };
    let Some(item) = root.take("policy") else { return Some(policy) };
    let mut section = item.table("[policy]")?;
    if let Some(item) = section.take("cancel_until_minutes") {
        policy.cancel_until_minutes = item.number(0..=limits::CANCEL_UNTIL_MINUTES_MAX, 1).unwrap_or_default();
    }
    if let Some(item) = section.take("reminder_minutes") {
        policy.reminder_minutes = item.number(0..=limits::REMINDER_MINUTES_MAX, 1).unwrap_or_default();
    }
    if let Some(item) = section.take("quiet_from") {
        policy.quiet_from = item.civil_minute(Edge::From).unwrap_or(quiet_from);
    }
    if let Some(item) = section.take("quiet_until") {
        policy.quiet_until = item.civil_minute(Edge::From).unwrap_or(quiet_until);
    }
    if let Some(item) = section.take("delivery_hour") {
        policy.delivery_hour = item.civil_minute(Edge::From).unwrap_or(delivery_hour);
    }
    if let Some(item) = section.take("commitments_max") {
        let count = item.number(1..=limits::COMMITMENTS_ACTIVE_MAX.into(), 1);
        let max = count.and_then(|count| u8::try_from(count).ok()).and_then(ActiveMax::new);
        policy.commitments_max = max.unwrap_or_default();
    }
    section.finish();
    Some(policy)
}
