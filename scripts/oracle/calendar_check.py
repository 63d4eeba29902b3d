#!/usr/bin/env python3
"""A second opinion on calendar files: reads the committed ones with PyPI's `icalendar`.

The Rust tests hold that Troth writes exactly `crates/server/tests/calendar/*.ics`; this holds that another reader finds
in them what is meant, and nothing that would tell.
"""

import sys
from datetime import datetime, timezone
from pathlib import Path

from icalendar import Calendar

FOLDER = Path(__file__).resolve().parents[2] / "crates/server/tests/calendar"
UID = "1f1f1f1f-1f1f-1f1f-1f1f-1f1f1f1f1f1f"
ALWAYS = {
    "UID": UID,
    "SUMMARY": "Appointment",
    "CLASS": "PRIVATE",
    "TRANSP": "OPAQUE",
    "DTSTAMP": datetime(2026, 10, 28, 15, 4, 5, tzinfo=timezone.utc),
    "DTSTART": datetime(2026, 10, 30, 20, 30, tzinfo=timezone.utc),
    "DTEND": datetime(2026, 10, 30, 20, 45, tzinfo=timezone.utc),
}
PARTIES = {
    "ORGANIZER": "mailto:appointments@example.org",
    "ATTENDEE": "mailto:zo%C3%AB.with-a-rather-long-name-that-has-to-be-folded@some-long-domain.example.org",
}
FILES = {
    "download.ics": ("PUBLISH", {"STATUS": "CONFIRMED", "SEQUENCE": 0}),
    "invitation.ics": ("REQUEST", {"STATUS": "CONFIRMED", "SEQUENCE": 0, **PARTIES}),
    "withdrawal.ics": ("CANCEL", {"STATUS": "CANCELLED", "SEQUENCE": 1, **PARTIES}),
}


def plain(value):
    return getattr(value, "dt", value) if not isinstance(value, str) else str(value)


def check(name, method, expected):
    data = (FOLDER / name).read_bytes()
    assert data.replace(b"\r\n", b"").count(b"\n") == 0, "bare line end"
    assert all(len(line) <= 75 for line in data.split(b"\r\n")), "long line"
    calendar = Calendar.from_ical(data)
    assert not calendar.errors, calendar.errors
    assert calendar["METHOD"] == method and calendar["VERSION"] == "2.0"
    (event,) = calendar.subcomponents
    assert event.name == "VEVENT" and not event.errors, event.errors
    found = {key: plain(value) for key, value in event.items()}
    assert found == {**ALWAYS, **expected}, found


for name, (method, expected) in FILES.items():
    check(name, method, expected)
left = {path.name for path in FOLDER.iterdir()} - FILES.keys()
if left:
    sys.exit(f"not checked: {sorted(left)}")
print(f"{len(FILES)} calendar files read by icalendar as meant")
