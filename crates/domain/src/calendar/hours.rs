//! Civil working hours as instants.
