#!/usr/bin/env python3
"""A second opinion on which openings there are.

Written from the rules alone, with Python's own calendar (datetime, zoneinfo, dateutil) and the plainest loops there
are: no cells, no bitmaps, no look-ups shared between days. For each zone change of 2026 and 2027 in ZONES it makes up
small practices around it and writes down what may be booked. `crates/domain/tests/oracle.rs` reads the cases and must
find the same.

    openings_oracle.py            write the cases
    openings_oracle.py --check    compare with the committed ones; exit 1 if they differ

The zone data comes from the PyPI package `tzdata`, never from the machine: its release must be the one that the Rust
side has built in, which the Rust test checks by the first line of the file.
"""

import hashlib
import sys
import zoneinfo
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

import tzdata
from dateutil import rrule, tz

zoneinfo.reset_tzpath(to=())

UTC = timezone.utc
TARGET = Path(__file__).resolve().parents[2] / "crates/domain/tests/oracle/openings.txt"

ZONES = """
Africa/Cairo Africa/Casablanca America/Denver America/Havana America/New_York America/Nuuk America/Santiago
America/Scoresbysund America/St_Johns America/Tijuana Antarctica/Troll Asia/Beirut Asia/Gaza Asia/Jerusalem
Atlantic/Azores Australia/Adelaide Australia/Lord_Howe Australia/Sydney Europe/Berlin Europe/Chisinau Europe/London
Pacific/Auckland Pacific/Chatham Pacific/Easter Pacific/Norfolk
""".split()
# Zones without changes, for the second therapist and for whoever searches: their offsets are the odd ones.
STEADY = "America/Phoenix Asia/Kathmandu Asia/Kolkata Australia/Eucla Pacific/Marquesas Pacific/Kiritimati".split()
DAYS_OF_WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Dice:
    """The same numbers on every machine and in every version of Python."""

    def __init__(self, seed):
        self.seed, self.count = seed, 0

    def below(self, limit):
        self.count += 1
        digest = hashlib.sha256(f"{self.seed} {self.count}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def pick(self, items):
        return items[self.below(len(items))]

    def chance(self, percent):
        return self.below(100) < percent


def changes(name):
    """The instants of 2026 and 2027 at which the zone's offset changes."""
    zone = zoneinfo.ZoneInfo(name)
    offset = lambda instant: instant.astimezone(zone).utcoffset()
    instant, end, found = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC), []
    while instant < end:
        later = instant + timedelta(hours=6)
        if offset(instant) != offset(later):
            low, high = instant, later
            while high - low > timedelta(minutes=1):
                middle = low + timedelta(minutes=int((high - low).total_seconds() // 120))
                low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
            found.append(high)
        instant = later
    return found


def to_instant(day, minutes, zone):
    """A civil time as an instant, by RFC 5545: in a gap the offset before it, in an overlap the first."""
    if minutes == 1440:
        day, minutes = day + timedelta(days=1), 0
    civil = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=zone)
    instant = civil.astimezone(UTC)
    # Two libraries, one answer.
    resolved = tz.resolve_imaginary(civil.replace(tzinfo=zone))
    assert resolved.astimezone(UTC) == instant, (civil, resolved, instant)
    return instant


def civil_day(instant, zone):
    return instant.astimezone(zone).date()


def week_of(day):
    return day - timedelta(days=day.weekday())


def minutes(count):
    return timedelta(minutes=count)


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


def utc(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


# The rules.


def windows(case, therapist, first, last):
    """The working windows of the civil dates from first to last, as pairs of instants."""
    usual = {}
    for number in range(7):
        start = datetime.combine(first, time())
        end = datetime.combine(last, time())
        for moment in rrule.rrule(rrule.WEEKLY, byweekday=number, dtstart=start, until=end):
            usual[moment.date()] = therapist["hours"][number]
    found = []
    for day, pieces in sorted(usual.items()):
        if day in therapist["overrides"]:
            pieces = therapist["overrides"][day]
        elif day in case["closed"]:
            pieces = []
        for start, end in pieces:
            found.append((to_instant(day, start, therapist["zone"]), to_instant(day, end, therapist["zone"])))
    return [(start, end) for start, end in found if start < end]


def active(case, entry):
    return entry["lapses"] is None or case["now"] < entry["lapses"]


def is_free(case, kind, name, start, end):
    for entry in case["entries"]:
        if (entry["kind"], entry["name"]) == (kind, name) and active(case, entry):
            if entry["from"] < end and start < entry["to"]:
                return False
    return True


def load(case, therapist, start):
    """Sessions in the civil week and on the civil day of the start, in the therapist's zone."""
    zone, week, day = therapist["zone"], 0, 0
    own_day = civil_day(start, zone)
    for entry in case["entries"]:
        if (entry["kind"], entry["name"]) == ("therapist", therapist["name"]) and active(case, entry):
            other_day = civil_day(entry["start"], zone)
            week += week_of(other_day) == week_of(own_day)
            day += other_day == own_day
    return week, day


def places(case, therapist, start, end):
    """Every place where it could be, as (location, room), one room for each location, in the practice's order."""
    found = []
    for location in case["locations"]:
        if therapist["locations"] and location not in therapist["locations"]:
            continue
        for room, where in case["rooms"]:
            if where == location and is_free(case, "room", room, start, end):
                found.append((location, room))
                break
    return found


def openings(case):
    """{start: [(week, day, therapist, places)]} of everything that may be booked at all."""
    offering, found = case["offering"], {}
    length = minutes(offering["minutes"])
    for therapist in case["therapists"]:
        today = civil_day(case["now"], therapist["zone"])
        last_day = today + timedelta(days=offering["horizon"])
        starts = set()
        for begin, end in windows(case, therapist, today - timedelta(days=2), last_day + timedelta(days=2)):
            start = begin
            while start + length <= end:
                starts.add(start)
                start += minutes(offering["step"])
        for start in starts:
            if start < case["now"] + minutes(offering["notice"]) or civil_day(start, therapist["zone"]) > last_day:
                continue
            busy_from = start - minutes(offering["before"])
            busy_to = start + length + minutes(offering["after"])
            if not is_free(case, "therapist", therapist["name"], busy_from, busy_to):
                continue
            week, day = load(case, therapist, start)
            if therapist["day_max"] is not None and day >= therapist["day_max"]:
                continue
            if therapist["week_max"] is not None and week >= therapist["week_max"]:
                continue
            where = places(case, therapist, busy_from, busy_to) if offering["room"] else []
            if offering["room"] and not where:
                continue
            found.setdefault(start, []).append((week, day, therapist["name"], where))
    return found


# The cases.


def some_windows(dice, night):
    """Windows of one day, apart or touching, in civil minutes."""
    if night:
        return dice.pick(
            [
                [(0, 360)],
                [(30, 240), (1320, 1440)],
                [(0, 90), (90, 150), (150, 240)],
                [(105, 165), (165, 185), (1380, 1440)],
                [(0, 1440)],
                [(120, 150), (150, 420)],
            ]
        )
    edges = sorted({dice.below(1440 // 5) * 5 for _ in range(dice.pick([2, 2, 4]))} | {dice.pick([0, 540, 1440])})
    return list(zip(edges[::2], edges[1::2]))


def make_therapist(dice, name, zone_name, night):
    zone = zoneinfo.ZoneInfo(zone_name)
    limit = lambda most: 1 + dice.below(most) if dice.chance(35) else None
    return {
        "name": name,
        "zone_name": zone_name,
        "zone": zone,
        "hours": [some_windows(dice, night) for _ in range(7)],
        "overrides": {},
        "locations": dice.pick([[], ["orem"], ["provo"]]),
        "day_max": None if night else limit(3),
        "week_max": None if night else limit(5),
    }


def make_offering(dice, night):
    if night:
        return dict(minutes=dice.pick([15, 30]), step=dice.pick([15, 30]), before=0, after=5, notice=0, horizon=9, room=False)
    return dict(
        minutes=dice.pick([15, 25, 50, 80, 110]),
        step=dice.pick([15, 20, 30, 60, 35]),
        before=dice.pick([0, 5, 10, 30]),
        after=dice.pick([0, 5, 10, 15]),
        notice=dice.pick([0, 120, 1440, 2880, 1505]),
        horizon=dice.pick([3, 4, 5, 8]),
        room=dice.chance(50),
    )


def add_entries(dice, case, around):
    """Bookings and holds near the change; some of the holds have lapsed."""
    resources = [("therapist", therapist["name"]) for therapist in case["therapists"]]
    resources += [("room", room) for room, _ in case["rooms"]]
    for _ in range(dice.below(22)):
        kind, name = dice.pick(resources)
        start = around + minutes(5 * (dice.below(3 * 288) - 288))
        lapses = case["now"] + minutes(5 * (dice.below(5) - 2)) if dice.chance(30) else None
        entry = dict(kind=kind, name=name, start=start, lapses=lapses)
        entry["from"] = start - minutes(dice.pick([0, 10]))
        entry["to"] = start + minutes(dice.pick([15, 50, 90]))
        case["entries"].append(entry)


def make_case(zone_name, change, number):
    dice = Dice(f"{zone_name} {utc(change)} {number}")
    night = number == 0
    zone = zoneinfo.ZoneInfo(zone_name)
    day = civil_day(change, zone)
    therapists = [make_therapist(dice, "ana", zone_name, night)]
    if not night:
        therapists.append(make_therapist(dice, "bo", dice.pick(STEADY + [zone_name]), False))
    case = {
        "title": f"{zone_name} {utc(change)} {number}",
        "now": change - minutes(5 * (12 + dice.below(500))) - timedelta(seconds=dice.pick([0, 0, 1, 150])),
        "search_zone": zone_name if night else dice.pick(STEADY + [zone_name]),
        "from": day - timedelta(days=1),
        "days": 2 if night else 1 + dice.below(3),
        "offering": make_offering(dice, night),
        "locations": ["orem", "provo"],
        "rooms": [("blue", "orem"), ("green", "orem"), ("red", "provo")],
        "therapists": therapists,
        "closed": set(),
        "entries": [],
    }
    if not night:
        near = lambda: day + timedelta(days=dice.below(4) - 1)
        case["closed"] = {near()} if dice.chance(30) else set()
        for therapist in therapists:
            if dice.chance(50):
                therapist["overrides"][near()] = dice.pick([[], [(30, 240)], some_windows(dice, True)])
            if case["closed"] and dice.chance(40):
                therapist["overrides"][min(case["closed"])] = [(600, 780)]
        add_entries(dice, case, change)
    return case


def describe(case):
    """The case and its answer as lines; see the Rust test for the reader."""
    offering = case["offering"]
    yield f"case {case['title']}"
    yield f"now {utc(case['now'])}"
    yield f"search {case['search_zone']} {case['from']} {case['days']}"
    yield "offering " + " ".join(f"{key}={int(value)}" for key, value in offering.items())
    for day in sorted(case["closed"]):
        yield f"closed {day}"
    spell = lambda pieces: " ".join(f"{clock(start)}-{clock(end)}" for start, end in pieces)
    for therapist in case["therapists"]:
        number = lambda limit: "-" if limit is None else limit
        limits = f"{number(therapist['day_max'])} {number(therapist['week_max'])}"
        yield f"therapist {therapist['name']} {therapist['zone_name']} {limits} {' '.join(therapist['locations'])}".strip()
        for name, pieces in zip(DAYS_OF_WEEK, therapist["hours"]):
            yield f"hours {name} {spell(pieces)}".strip()
        for day, pieces in sorted(therapist["overrides"].items()):
            yield f"override {day} {spell(pieces)}".strip()
    for entry in case["entries"]:
        lapses = "-" if entry["lapses"] is None else utc(entry["lapses"])
        times = " ".join(utc(entry[key]) for key in ("start", "from", "to"))
        yield f"busy {entry['kind']} {entry['name']} {times} {lapses}"
    yield from answer(case)


def answer(case):
    """What may be booked: per civil day, each start in minutes after the first one, with how many could give it, where
    it could be, and who gets it (`25/2/orem,provo/ana.orem.blue`)."""
    search_zone = zoneinfo.ZoneInfo(case["search_zone"])
    first, after = case["from"], case["from"] + timedelta(days=case["days"])
    found, by_day = openings(case), {}
    for start in sorted(found):
        by_day.setdefault(civil_day(start, search_zone), []).append(start)
    for day, starts in sorted(by_day.items()):
        if first <= day < after:
            tokens = (token(case, start, found[start], starts[0]) for start in starts)
            yield f"open {utc(starts[0])} " + " ".join(tokens)
    later = [day for day in by_day if day >= after]
    yield f"next {min(later) if later else '-'}"


def token(case, start, choices, base):
    week, day, name, where = min(choices)
    who = ".".join([name, *where[0]]) if where else name
    anywhere = {location for choice in choices for location, _ in choice[3]}
    where_all = ",".join(location for location in case["locations"] if location in anywhere)
    return f"{int((start - base).total_seconds() // 60)}/{len(choices)}/{where_all}/{who}"


def text():
    lines = [f"# tzdb {tzdata.IANA_VERSION}; written by scripts/oracle/openings_oracle.py; do not edit"]
    for zone_name in ZONES:
        for change in changes(zone_name):
            for number in range(3):
                lines.extend(describe(make_case(zone_name, change, number)))
    return "\n".join(lines) + "\n"


def main():
    made = text()
    if sys.argv[1:] == ["--check"]:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != made:
            sys.exit(f"{TARGET} is not what the oracle says; run {Path(__file__).name} and look at the difference")
        print(f"{made.count(chr(10) + 'case ')} cases, as committed")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        TARGET.write_text(made, encoding="utf-8")
        print(f"{made.count(chr(10) + 'case ')} cases, {len(made)} bytes")


if __name__ == "__main__":
    main()
