//! How values look in requests and answers, as the OpenAPI document says it.
//!
//! The slugs of this practice are told as they are, so that the document describes the server that serves it.

use troth_domain::limits;
use troth_domain::practice::Practice;
use utoipa::openapi::schema::{
    AdditionalProperties, KnownFormat, ObjectBuilder, OneOfBuilder, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr, Schema};

const SLUG: &str = "^[a-z0-9][a-z0-9-]{0,63}$";
/// Characters that could forge a line, reorder text or hide in it, as part of a regular expression's class: what
/// `troth_domain::people::is_deceptive` refuses, but for tabs and line ends.
const DECEPTIVE: &str = "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u180e\\u200b\\u2028-\\u202e\
    \\u2060-\\u2069\\ufeff\u{E0000}-\u{E007F}";
const EMAIL: &str = "^[A-Za-z0-9_%+-]{1,30}(\\.[A-Za-z0-9_%+-]{1,30})?@([A-Za-z0-9]{1,40}\\.){1,3}[A-Za-z]{2,20}$";
const PHONE: &str = "^\\+?([0-9][ ()./-]{0,2}){6,14}[0-9](x[0-9]{1,4})?$";
const TIME_OF_DAY: &str = "^(([01][0-9]|2[0-3]):[0-5][05]|24:00)$";
const HOLD: &str = "^[0-9a-f]{32}$";

fn component(name: &str) -> RefOr<Schema> {
    Ref::from_schema_name(name).into()
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// This, or null for none.
pub fn or_null(schema: RefOr<Schema>) -> RefOr<Schema> {
    let null = ObjectBuilder::new().schema_type(Type::Null);
    Schema::OneOf(OneOfBuilder::new().item(schema).item(null).build()).into()
}

/// An offering's slug.
pub fn offering() -> RefOr<Schema> {
    component("OfferingSlug")
}

/// A therapist's slug.
pub fn therapist() -> RefOr<Schema> {
    component("TherapistSlug")
}

/// A location's slug.
pub fn location() -> RefOr<Schema> {
    component("LocationSlug")
}

/// The name of a time zone.
pub fn zone() -> RefOr<Schema> {
    component("ZoneName")
}

/// A therapist's slug, or null for any.
pub fn therapist_or_null() -> RefOr<Schema> {
    or_null(therapist())
}

/// A location's slug, or null for any.
pub fn location_or_null() -> RefOr<Schema> {
    or_null(location())
}

/// The name of a time zone, or null for the practice's.
pub fn zone_or_null() -> RefOr<Schema> {
    or_null(zone())
}

/// A hold.
pub fn hold() -> RefOr<Schema> {
    text().pattern(Some(HOLD)).build().into()
}

/// A hold, or null for none.
pub fn hold_or_null() -> RefOr<Schema> {
    or_null(hold())
}

/// An instant.
pub fn instant() -> RefOr<Schema> {
    text()
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .description(Some("RFC 3339 with an offset."))
        .examples([serde_json::json!("2026-11-24T09:00:00-07:00")])
        .build()
        .into()
}

/// A civil day.
pub fn date() -> RefOr<Schema> {
    text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).build().into()
}

/// A civil day, or null for none.
pub fn date_or_null() -> RefOr<Schema> {
    or_null(date())
}

/// How many civil days are searched.
pub fn search_days() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(limits::SEARCH_DAYS_MAX))
        .default(Some(limits::SEARCH_DAYS_DEFAULT.into()))
        .build()
        .into()
}

/// An instant, or null for none.
pub fn instant_or_null() -> RefOr<Schema> {
    or_null(instant())
}

/// True or false, with a default.
pub fn truth(default: bool, description: &str) -> RefOr<Schema> {
    let types = SchemaType::from_iter([Type::Boolean, Type::Null]);
    let truth = ObjectBuilder::new().schema_type(types).default(Some(default.into()));
    truth.description(Some(description)).build().into()
}

/// An object with these fields and no others.
pub fn closed(object: ObjectBuilder) -> RefOr<Schema> {
    object.additional_properties(Some(AdditionalProperties::FreeForm(false))).build().into()
}

/// Whether another therapist is fine.
pub fn same_or_any() -> RefOr<Schema> {
    or_null(text().enum_values(Some(["same", "any"])).default(Some("same".into())).build().into())
}

/// A person's name, or a name to use.
pub fn name() -> RefOr<Schema> {
    let (any, shown) = (format!("[^\\t\\n\\r{DECEPTIVE}]"), format!("[^\\s{DECEPTIVE}]"));
    let name = text()
        .pattern(Some(format!("^{any}*{shown}{any}*$")))
        .min_length(Some(1))
        .max_length(Some(limits::NAME_CHARACTERS_MAX));
    name.examples([serde_json::json!("Ana")]).build().into()
}

/// A name to use, or null for none.
pub fn name_or_null() -> RefOr<Schema> {
    or_null(name())
}

/// An e-mail address, or null for none. The pattern is what always fits.
pub fn email_or_null() -> RefOr<Schema> {
    let email = text().pattern(Some(EMAIL)).max_length(Some(limits::EMAIL_CHARACTERS_MAX));
    or_null(email.examples([serde_json::json!("ana@example.org")]).build().into())
}

/// A phone number, or null for none. The pattern is what always fits.
pub fn phone_or_null() -> RefOr<Schema> {
    let phone = text().pattern(Some(PHONE)).max_length(Some(limits::PHONE_CHARACTERS_MAX));
    or_null(phone.examples([serde_json::json!("+1 801 555 0134")]).build().into())
}

/// Words for the practice, or null for none.
pub fn reason_or_null() -> RefOr<Schema> {
    let reason = text().pattern(Some(format!("^[^{DECEPTIVE}]*$")));
    or_null(reason.max_length(Some(limits::REASON_CHARACTERS_MAX)).build().into())
}

/// A time of day.
pub fn time_of_day() -> RefOr<Schema> {
    text().pattern(Some(TIME_OF_DAY)).examples([serde_json::json!("09:00")]).build().into()
}

/// What every request for a time says: offering, start, and maybe therapist and location. Nothing else unless added.
pub fn asked() -> ObjectBuilder {
    ObjectBuilder::new()
        .property("offering", offering())
        .required("offering")
        .property("start", instant())
        .required("start")
        .property("therapist", therapist_or_null())
        .property("location", location_or_null())
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
}

/// The slugs and zones of `practice`, as components.
pub fn components(practice: &Practice) -> Vec<(&'static str, RefOr<Schema>)> {
    let slugs = |slugs: Vec<&str>| -> RefOr<Schema> {
        let schema = text().pattern(Some(SLUG));
        if slugs.is_empty() { schema.build().into() } else { schema.enum_values(Some(slugs)).build().into() }
    };
    let zones: Vec<String> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
    vec![
        ("OfferingSlug", slugs(practice.offerings.iter().map(|offering| offering.slug.as_str()).collect())),
        ("TherapistSlug", slugs(practice.therapists.iter().map(|therapist| therapist.slug.as_str()).collect())),
        ("LocationSlug", slugs(practice.locations.iter().map(|location| location.slug.as_str()).collect())),
        ("ZoneName", text().enum_values(Some(zones)).build().into()),
    ]
}
