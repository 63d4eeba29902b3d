//! Reading the fields of a request, with every mistake told at once.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;
use troth_domain::limits;
use utoipa::ToSchema;

use super::json::{Json, Members};

/// What is wrong with one field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct FieldError {
    /// The field as it is named in the request; parts of an object are joined by a dot.
    #[schema(example = "safe_contact.hours.from")]
    pub field: Cow<'static, str>,
    /// What to do about it, in plain words.
    #[schema(example = "Give an e-mail address or a phone number.")]
    pub message: Cow<'static, str>,
}

impl FieldError {
    /// What is wrong with `field`.
    pub fn new(field: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// The fields of a request. Each is taken once, by its name; mistakes are gathered.
pub struct Fields {
    prefix: String,
    members: Members,
    errors: Vec<FieldError>,
    /// Whether what is not asked for is a mistake: in a document it may be a slip in a name; links and forms carry
    /// all sorts.
    strict: bool,
}

impl Fields {
    /// The fields of a JSON document.
    pub fn of_json(document: Json) -> Self {
        let mut fields = Self { prefix: String::new(), members: Members::new(), errors: Vec::new(), strict: true };
        match document {
            Json::Object(members) => fields.members = members,
            _ => fields.refuse("", "The body must be a JSON object."),
        }
        fields
    }

    /// The fields of a query or a form. One that is given twice is a mistake.
    pub fn of_form(encoded: &[u8]) -> Self {
        let mut fields = Self { prefix: String::new(), members: Members::new(), errors: Vec::new(), strict: false };
        let mut twice = BTreeSet::new();
        for (name, value) in url::form_urlencoded::parse(encoded) {
            if fields.members.insert(name.to_string(), Json::Text(value.into_owned())).is_some() {
                twice.insert(name.into_owned());
            }
        }
        for name in twice.iter().take(limits::UNKNOWN_FIELDS_REPORTED_MAX) {
            fields.refuse(name, "Give this once.");
        }
        fields
    }

    /// Notes a mistake in `field`.
    pub fn refuse(&mut self, field: &str, message: impl Into<Cow<'static, str>>) {
        let shown: String = field.chars().take(limits::NAME_CHARACTERS_MAX).collect();
        self.errors.push(FieldError::new(format!("{}{shown}", self.prefix), message));
    }

    /// Takes a field without reading it.
    pub fn forget(&mut self, name: &str) {
        self.members.remove(name);
    }

    /// The text of a field that has to be there, as `read` takes it.
    pub fn needed<T, M: Into<Cow<'static, str>>>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, M>,
    ) -> Option<T> {
        if !self.has(name) {
            self.forget(name);
            self.refuse(name, "This is needed.");
            return None;
        }
        self.optional(name, read)
    }

    /// The text of a field that may be left out, as `read` takes it. `null` is left out.
    pub fn optional<T, M: Into<Cow<'static, str>>>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, M>,
    ) -> Option<T> {
        let read = match self.members.remove(name)? {
            Json::Null => return None,
            Json::Text(text) => read(&text).map_err(Into::into),
            _ => Err("This must be text.".into()),
        };
        read.map_err(|message| self.refuse(name, message)).ok()
    }

    /// A field that is true or false, or `default` if left out.
    pub fn truth(&mut self, name: &str, default: bool) -> bool {
        match self.members.remove(name) {
            None | Some(Json::Null) => default,
            Some(Json::Truth(value)) => value,
            Some(_) => {
                self.refuse(name, "This must be true or false.");
                default
            }
        }
    }

    /// The fields of an object that may be left out, as `read` takes them.
    pub fn object<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        match self.members.remove(name)? {
            Json::Null => None,
            Json::Object(members) => {
                let prefix = format!("{}{name}.", self.prefix);
                let mut inner = Self { prefix, members, errors: Vec::new(), strict: self.strict };
                let value = read(&mut inner);
                self.errors.extend(inner.errors());
                value
            }
            _ => {
                self.refuse(name, "This must be an object.");
                None
            }
        }
    }

    /// Whether `name` was given and is not `null`.
    pub fn has(&self, name: &str) -> bool {
        self.members.get(name).is_some_and(|value| !matches!(value, Json::Null))
    }

    /// Ends the reading: every mistake there was, fields that nobody asked for among them.
    pub fn errors(mut self) -> Vec<FieldError> {
        let left = if self.strict { std::mem::take(&mut self.members) } else { Members::new() };
        for name in left.into_keys().take(limits::UNKNOWN_FIELDS_REPORTED_MAX) {
            self.refuse(&name, "There is no such field.");
        }
        self.errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(errors: &[FieldError]) -> Vec<String> {
        errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect()
    }

    #[test]
    fn tells_every_mistake_at_once() {
        let body = br#"{"b":1,"c":{"d":"x","e":1},"f":"yes","typo":1,"g":null}"#;
        let mut fields = Fields::of_json(Json::parse(body).unwrap());
        let any = |text: &str| Ok::<_, &str>(text.to_owned());
        assert_eq!(fields.needed("a", any), None);
        assert_eq!(fields.needed("g", any), None);
        assert_eq!(fields.optional("b", any), None);
        fields.object("c", |inner| inner.optional("d", |_| Err::<(), _>("No.")));
        assert!(!fields.truth("f", false));
        insta::assert_debug_snapshot!(told(&fields.errors()), @r#"
        [
            "a: This is needed.",
            "g: This is needed.",
            "b: This must be text.",
            "c.d: No.",
            "c.e: There is no such field.",
            "f: This must be true or false.",
            "typo: There is no such field.",
        ]
        "#);
    }

    #[test]
    fn a_query_says_each_thing_once() {
        let mut fields = Fields::of_form(b"a=1&a=2&b=%C3%A9&other=3");
        assert_eq!(fields.optional("b", |text| Ok::<_, &str>(text.to_owned())).as_deref(), Some("é"));
        assert_eq!(told(&fields.errors()), ["a: Give this once."]);
    }

    #[test]
    fn unknown_fields_are_told_only_up_to_a_limit() {
        let body: String = (0..1000).map(|number| format!("\"k{number}\":1,")).collect();
        let fields = Fields::of_json(Json::parse(format!("{{{}\"z\":1}}", body).as_bytes()).unwrap());
        assert_eq!(fields.errors().len(), limits::UNKNOWN_FIELDS_REPORTED_MAX);
    }
}
