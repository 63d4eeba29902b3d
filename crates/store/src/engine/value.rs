//! What goes into a statement and comes out of it.

use crate::error::StoreError;

/// A parameter. An absent one says its type, which PostgreSQL has to know.
#[derive(Clone, Copy)]
pub(crate) enum Value<'v> {
    Integer(Option<i64>),
    Text(Option<&'v str>),
    Bytes(Option<&'v [u8]>),
}

/// A parameter of a statement that is run later.
pub(crate) enum OwnedValue {
    Integer(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl OwnedValue {
    pub fn borrow(&self) -> Value<'_> {
        match self {
            Self::Integer(integer) => Value::Integer(*integer),
            Self::Text(text) => Value::Text(text.as_deref()),
            Self::Bytes(bytes) => Value::Bytes(bytes.as_deref()),
        }
    }
}

impl From<&Value<'_>> for OwnedValue {
    fn from(value: &Value<'_>) -> Self {
        match *value {
            Value::Integer(integer) => Self::Integer(integer),
            Value::Text(text) => Self::Text(text.map(str::to_owned)),
            Value::Bytes(bytes) => Self::Bytes(bytes.map(<[u8]>::to_vec)),
        }
    }
}

// A driver may log what it is given, and so nothing of it is shown.
impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a value")
    }
}

impl std::fmt::Debug for OwnedValue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a value")
    }
}

impl From<i64> for Value<'_> {
    fn from(integer: i64) -> Self {
        Self::Integer(Some(integer))
    }
}

impl From<u32> for Value<'_> {
    fn from(integer: u32) -> Self {
        Self::Integer(Some(i64::from(integer)))
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(integer: Option<i64>) -> Self {
        Self::Integer(integer)
    }
}

impl<'v> From<&'v str> for Value<'v> {
    fn from(text: &'v str) -> Self {
        Self::Text(Some(text))
    }
}

impl<'v> From<Option<&'v str>> for Value<'v> {
    fn from(text: Option<&'v str>) -> Self {
        Self::Text(text)
    }
}

impl<'v> From<&'v [u8]> for Value<'v> {
    fn from(bytes: &'v [u8]) -> Self {
        Self::Bytes(Some(bytes))
    }
}

impl<'v, const N: usize> From<&'v [u8; N]> for Value<'v> {
    fn from(bytes: &'v [u8; N]) -> Self {
        Self::Bytes(Some(bytes))
    }
}

impl<'v> From<&'v Vec<u8>> for Value<'v> {
    fn from(bytes: &'v Vec<u8>) -> Self {
        Self::Bytes(Some(bytes))
    }
}

impl<'v> From<Option<&'v [u8]>> for Value<'v> {
    fn from(bytes: Option<&'v [u8]>) -> Self {
        Self::Bytes(bytes)
    }
}

/// One field of a row.
#[derive(Clone, Debug)]
pub(crate) enum Field {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// One row, its fields in the statement's order.
#[derive(Debug)]
pub(crate) struct Row {
    fields: std::vec::IntoIter<Field>,
}

impl Row {
    pub fn new(fields: Vec<Field>) -> Self {
        Self { fields: fields.into_iter() }
    }

    fn next(&mut self) -> Result<Field, StoreError> {
        self.fields.next().ok_or_else(|| mismatch("one more column"))
    }

    /// The next field, an integer.
    pub fn integer(&mut self) -> Result<i64, StoreError> {
        self.optional_integer()?.ok_or_else(|| mismatch("an integer"))
    }

    /// The next field, an integer or nothing.
    pub fn optional_integer(&mut self) -> Result<Option<i64>, StoreError> {
        match self.next()? {
            Field::Integer(integer) => Ok(Some(integer)),
            Field::Null => Ok(None),
            Field::Text(_) | Field::Bytes(_) => Err(mismatch("an integer")),
        }
    }

    /// The next field, a text.
    pub fn text(&mut self) -> Result<String, StoreError> {
        self.optional_text()?.ok_or_else(|| mismatch("a text"))
    }

    /// The next field, a text or nothing.
    pub fn optional_text(&mut self) -> Result<Option<String>, StoreError> {
        match self.next()? {
            Field::Text(text) => Ok(Some(text)),
            Field::Null => Ok(None),
            Field::Integer(_) | Field::Bytes(_) => Err(mismatch("a text")),
        }
    }

    /// The next field, bytes.
    pub fn bytes(&mut self) -> Result<Vec<u8>, StoreError> {
        self.optional_bytes()?.ok_or_else(|| mismatch("bytes"))
    }

    /// The next field, bytes or nothing.
    pub fn optional_bytes(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        match self.next()? {
            Field::Bytes(bytes) => Ok(Some(bytes)),
            Field::Null => Ok(None),
            Field::Integer(_) | Field::Text(_) => Err(mismatch("bytes")),
        }
    }

    /// The next field, an id.
    pub fn id(&mut self) -> Result<[u8; 16], StoreError> {
        self.optional_id()?.ok_or_else(|| mismatch("an id of 16 bytes"))
    }

    /// The next field, an id or nothing.
    pub fn optional_id(&mut self) -> Result<Option<[u8; 16]>, StoreError> {
        let id = |bytes| <[u8; 16]>::try_from(bytes).map_err(|_| mismatch("an id of 16 bytes"));
        self.optional_bytes()?.map(id).transpose()
    }
}

fn mismatch(wanted: &str) -> StoreError {
    StoreError::Database(format!("a statement answered something else than {wanted}"))
}
