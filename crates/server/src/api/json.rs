//! A JSON document as programs send it: strict where leniency would hide a mistake.
//!
//! A key that is given twice has no one meaning, so it is no document here. Nesting is bounded by `serde_json` (128).

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The members of an object.
pub type Members = BTreeMap<String, Json>;

/// A document or a part of one. Only what requests are made of keeps its value.
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Truth(bool),
    /// A string.
    Text(String),
    /// An object.
    Object(Members),
    /// A number or an array: no request has one.
    Other,
}

impl Json {
    /// Reads a document.
    ///
    /// # Errors
    /// Where and why it is none, without any of its text.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "The body is not UTF-8.".to_owned())?;
        serde_json::from_str(text).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => "The body has the same key twice in one object.".to_owned(),
            _ => format!("The body is not JSON: see line {}, column {}.", error.line(), error.column()),
        })
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Truth(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        while list.next_element::<Json>()?.is_some() {}
        Ok(Json::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Members::new();
        while let Some((key, value)) = map.next_entry::<String, Json>()? {
            if members.insert(key, value).is_some() {
                return Err(A::Error::custom("a key twice"));
            }
        }
        Ok(Json::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(body: &[u8]) -> String {
        match Json::parse(body) {
            Ok(_) => "taken".to_owned(),
            Err(words) => words,
        }
    }

    #[test]
    fn takes_documents() {
        for body in ["{}", "null", " [1, 2.5, -3, \"a\"] ", r#"{"a":{"b":true},"c":{"b":null}}"#] {
            assert_eq!(refused(body.as_bytes()), "taken", "{body}");
        }
    }

    #[test]
    fn refuses_what_has_no_one_meaning() {
        assert_eq!(refused(b"{"), "The body is not JSON: see line 1, column 1.");
        assert_eq!(refused(b""), "The body is not JSON: see line 1, column 0.");
        assert_eq!(refused(b"\"\xff\""), "The body is not UTF-8.");
        assert_eq!(refused(br#"{"a":1,"a":1}"#), "The body has the same key twice in one object.");
        assert_eq!(refused(br#"[{"b":{"a":1,"a":2}}]"#), "The body has the same key twice in one object.");
        for body in [r#""\ud800""#, "{} {}", "1e999", "NaN", &"[".repeat(50_000)] {
            assert!(refused(body.as_bytes()).starts_with("The body is not JSON"), "{}", body.len());
        }
    }
}
