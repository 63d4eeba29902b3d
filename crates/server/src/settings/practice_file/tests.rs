//! Whole files: what a good one becomes, and what is said about broken ones.

use std::collections::BTreeSet;

use jiff::civil::{Weekday, date};
use troth_domain::limits;
use troth_domain::practice::{Audience, Mode, Slug};

use super::{Transport, parse_practice_file};

/// Small and complete; most tests change one line of it. Line numbers are in the margin.
const SMALL: &str = r#"[practice]
name = "Example"
time_zone = "America/Denver"
email = "desk@example.org"

[[therapist]]
slug = "demo-a"
name = "Ana Example"
offerings = ["phone-consult"]
hours = [{ days = ["mon", "tue"], from = "09:00", to = "17:00" }]

[[offering]]
slug = "phone-consult"
name = "Phone consult"
minutes = 15
price_cents = 0
mode = "phone"
"#;

/// The example of the documentation, filled in.
const FULL: &str = include_str!("../../../../../docs/examples/practice.toml");

/// What is said about `text`, one fault a line.
fn faults(text: &str) -> String {
    match parse_practice_file("p.toml", text.as_bytes()) {
        Ok(_) => String::new(),
        Err(faults) => faults.iter().map(|fault| format!("{fault}\n")).collect(),
    }
}

/// What is said when `from` of the small file becomes `to`.
fn faults_with(from: &str, to: &str) -> String {
    assert_eq!(SMALL.matches(from).count(), 1, "{from}");
    faults(&SMALL.replace(from, to))
}

/// Says which lines are faulty and that each mend speaks of what to do.
#[track_caller]
fn check(from: &str, to: &str, wanted: &[(usize, &str)]) {
    let found = faults_with(from, to);
    let lines: Vec<&str> = found.lines().collect();
    let fits = lines.len() == wanted.len()
        && lines.iter().zip(wanted).all(|(line, (number, words))| {
            line.starts_with(&format!("p.toml:{number}: ")) && line.contains(words) && line.contains("; ")
        });
    assert!(fits, "{from} -> {to}\nfound:\n{found}wanted: {wanted:#?}");
}

#[test]
fn the_documented_example_is_read_as_it_says() {
    let file = parse_practice_file("practice.toml", FULL.as_bytes()).map_err(|faults| faults[0].to_string()).unwrap();
    let practice = &file.practice;
    assert_eq!(file.warnings, []);
    assert_eq!(practice.public_url, "http://localhost:8080");
    assert_eq!(practice.closed_dates.iter().copied().collect::<Vec<_>>(), [date(2026, 11, 26), date(2026, 12, 25)]);
    assert!(matches!(&file.mail.transport, Transport::Folder));
    assert!(file.limits.trusted_proxies[0].contains("127.0.0.1".parse().unwrap()));
    let slug = |text| Slug::new(text).unwrap();
    let therapist = practice.therapist(&slug("demo-a")).unwrap();
    assert_eq!(therapist.hours.on(Weekday::Monday).len(), 2);
    assert_eq!(therapist.hours.on(Weekday::Sunday), []);
    assert_eq!(therapist.overrides[&date(2026, 12, 24)], []);
    assert_eq!(therapist.overrides[&date(2026, 12, 5)][0].from().minutes(), 600);
    assert_eq!(therapist.bookings_per_day_max, Some(6));
    let session = practice.offering(&slug("couple-session")).unwrap();
    assert_eq!((session.mode, session.audience, session.needs_room), (Mode::InPerson, Audience::Couple, true));
    assert_eq!(practice.cancel_until_minutes(session), 1440);
    assert_eq!(practice.cancel_until_minutes(practice.offering(&slug("phone-consult")).unwrap()), 0);
}

#[test]
fn the_demo_s_practice_is_fine() {
    let file = parse_practice_file("demo.toml", crate::settings::DEMO_PRACTICE.as_bytes()).unwrap();
    assert_eq!(file.warnings, []);
    let zones: BTreeSet<_> = file.practice.therapists.iter().map(|one| one.time_zone.iana_name().unwrap()).collect();
    assert_eq!(zones.into_iter().collect::<Vec<_>>(), ["America/Denver", "America/New_York"]);
}

#[test]
fn every_key_is_in_the_example_and_in_its_description() {
    let described = include_str!("../../../../../docs/practice-file.md");
    // A key that cannot be a slip of any known one: what is said about it names all that are known.
    let text: String = FULL
        .lines()
        .map(|line| {
            if line.starts_with('[') {
                format!("{line}\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx = 1\n")
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    let said = faults(&text);
    assert_eq!(said.lines().count(), FULL.lines().filter(|line| line.starts_with('[')).count(), "{said}");
    for line in said.lines() {
        let (section, keys) = line.split_once("remove it; ").unwrap().1.split_once(" knows ").unwrap();
        for key in keys.split(", ") {
            assert!(described.contains(&format!("`{key}`")), "{section} {key} is not described");
            assert!(FULL.contains(&format!("\n{key} = ")) || key == "url", "{section} {key} is not in the example");
        }
    }
}

#[test]
fn a_small_file_gets_the_documented_defaults() {
    let file = parse_practice_file("p.toml", SMALL.as_bytes()).unwrap();
    let (practice, offering) = (&file.practice, &file.practice.offerings[0]);
    assert_eq!(file.warnings, []);
    assert_eq!(practice.languages, ["en"]);
    assert_eq!((offering.step_minutes, offering.notice_minutes, offering.horizon_days), (15, 120, 60));
    assert_eq!((offering.buffer_before_minutes, offering.buffer_after_minutes, offering.needs_room), (0, 0, false));
    assert_eq!((practice.policy.quiet_from.minutes(), practice.policy.quiet_until.minutes()), (21 * 60, 8 * 60));
    assert_eq!(practice.policy.delivery_hour.minutes(), 18 * 60);
    assert_eq!(practice.policy.commitments_max.count(), 3);
    assert_eq!((file.mail.from_name.as_str(), file.mail.from.reveal()), ("Appointments", "desk@example.org"));
    assert_eq!(file.limits.bookings_per_hour_per_address, limits::BOOKINGS_PER_HOUR_PER_ADDRESS);
    assert!(file.limits.enabled);
    // A practice that names no location is one, so that sessions in person have a place.
    assert_eq!(practice.locations[0].name, "Example");
}

#[test]
fn every_fault_is_said_at_once_in_the_order_of_lines() {
    let text = SMALL
        .replace("\"America/Denver\"", "\"America/Denvr\"")
        .replace("\"tue\"]", "\"tuesday\"]")
        .replace("minutes = 15", "minuets = 15")
        .replace("mode = \"phone\"", "mode = \"fax\"\nhorizon_days = 0");
    assert_eq!(
        faults(&text),
        "p.toml:3: time_zone is \"America/Denvr\", which is no time zone; did you mean \"America/Denver\"?\n\
         p.toml:10: days is \"tuesday\"; write one of \"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"\n\
         p.toml:12: [[offering]] has no minutes; add minutes = 50\n\
         p.toml:15: [[offering]] has no key \"minuets\"; did you mean minutes?\n\
         p.toml:17: mode is \"fax\"; write one of \"phone\", \"in_person\", \"video\"\n\
         p.toml:18: horizon_days is 0; write a number from 1 to 400\n"
    );
}

#[test]
fn mistakes_in_practice_are_named() {
    let name = "name = \"Example\"";
    check(name, "name = \"\"", &[(2, "name is empty")]);
    check(name, "name = 7", &[(2, "must be text in quotes")]);
    check(name, "nmae = \"Example\"", &[(1, "has no name"), (2, "did you mean name?")]);
    check(name, "name = \"A\\r\\nBcc: x@example.org\"", &[(2, "U+000D")]);
    check(name, "name = \"A\\u202EB\"", &[(2, "U+202E")]);
    check(name, &format!("name = \"{}\"", "x".repeat(121)), &[(2, "shorten it to 120")]);
    check(name, "name = \"A\"\nphone = \"call us\"", &[(3, "no phone number")]);
    check(name, "name = \"A\"\naddress = \"Orem\"", &[(3, "must be a list")]);
    check(name, "name = \"A\"\naddress = [\"Orem\", 7]", &[(3, "address is a number")]);
    check(name, "name = \"A\"\nlanguages = []", &[(3, "names no language")]);
    check(name, "name = \"A\"\nlanguages = [\"en\", \"es\"]", &[(3, "has no texts in")]);
    check(name, "name = \"A\"\nlanguages = [\"en\", \"en\"]", &[(3, "twice")]);
    for url in ["ftp://example.org", "example.org", "", "https://example.org/troth"] {
        check(name, &format!("name = \"A\"\npublic_url = \"{url}\""), &[(3, "public_url is")]);
    }
    check(
        name,
        "name = \"A\"\nclosed_dates = [\n\"2026-02-30\",\n2026-12-25,\n\"2026-12-25\"]",
        &[(4, "no date"), (6, "has 2026-12-25 twice")],
    );
    check(
        name,
        "name = \"A\"\nclosed_dates = [2026-12-25T10:00:00, 7, \"20261225\"]",
        &[(3, "no date"), (3, "must be text"), (3, "no date")],
    );
    check(name, "name = \"A\"\nclosed_dates = [\"0026-12-25\"]", &[(3, "write a year from 2000")]);
    for zone in ["+01:00", "MST7MDT,M3.2.0,M11.1.0", "", "Etc/Unknown", "Denver"] {
        check("\"America/Denver\"", &format!("\"{zone}\""), &[(3, "no time zone")]);
    }
    check("desk@example.org", "desk@example", &[(4, "no e-mail address")]);
}

#[test]
fn mistakes_in_the_other_sections_are_named() {
    let with = |section: &str| SMALL.replace("[[offering]]", &format!("{section}\n[[offering]]"));
    let said = |section: &str, line: usize, words: &str| {
        let found = faults(&with(section));
        assert!(found.starts_with(&format!("p.toml:{line}: ")) && found.contains(words), "{section}\n{found}");
        assert_eq!(found.lines().count(), 1, "{section}\n{found}");
    };
    said("[mail]\ntransport = \"pigeon\"", 13, "write one of \"folder\", \"smtp\"");
    said("[mail]\ntransport = \"smtp\"\nfrom = \"a@example.org\"", 12, "has no url");
    said("[mail]\ntransport = \"smtp\"\nurl = \"smtps://mail.example.org\"", 12, "has no from");
    for url in ["http://mail.example.org", "smtp://", "smtps://me@mail.example.org", "mail.example.org", "smtp://a b"] {
        said(&format!("[mail]\ntransport = \"smtp\"\nfrom = \"a@example.org\"\nurl = \"{url}\""), 15, "url");
    }
    said("[mail]\nurl = \"smtp://mail.example.org?tls=maybe\"", 13, "?tls=required");
    said(
        "[mail]\nurl = \"smtp://me:secret@mail.example.org?tls=opportunistic\"",
        13,
        "could cross the network readable",
    );
    said("[mail]\nfrom_name = \"A\\nB\"", 13, "U+000A");
    said("[mail]\nfrom = \"Ana <ana@example.org>\"", 13, "no e-mail address");
    said("[limits]\nenabled = \"no\"", 13, "must be true or false");
    said("[limits]\nbookings_per_hour_per_address = 0", 13, "write a number from 1 to 1000000");
    said("[limits]\nbookings_per_hour_per_adress = 5", 13, "did you mean bookings_per_hour_per_address?");
    said("[limits]\ntrusted_proxies = [\"10.0.0.0/8\", \"proxy\"]", 13, "write an address such as");
    said("[policy]\ncancel_until_minutes = -5", 13, "cancel_until_minutes is -5");
    said("[policy]\ncancel_until_minutes = 1.5", 13, "must be a whole number");
    said("[policy]\nreminder_minutes = 999999999999999999999999999999999999999999999", 13, "reminder_minutes is 9999");
    said("[policy]\nquiet_from = \"24:00\"", 13, "only an end may be 24:00");
    said("[policy]\ndelivery_hour = \"24:00\"", 13, "only an end may be 24:00");
    said("[policy]\ncommitments_max = 11", 13, "write a number from 1 to 10");
    said("[policy]\nquiet_until = 08:00:00", 13, "write it in quotes");
    said("[polic]\nquiet_until = \"08:00\"", 12, "did you mean policy?");
    said("[[location]]\nslug = \"orem\"", 12, "has no name");
    said("[[room]]\nslug = \"Room 1\"\nname = \"One\"", 13, "no slug");
    said("[[room]]\nslug = \"r\"\nname = \"One\"\nlocation = \"orem\"", 15, "no [[location]] has this slug");
    said("[location]\nslug = \"orem\"\nname = \"Orem\"", 12, "must be a list");
    said(
        "[[location]]\nslug = \"a\"\nname = \"A\"\n[[location]]\nslug = \"b\"\nname = \"B\"\n[[room]]\nslug = \"r\"\nname = \"R\"",
        18,
        "[[room]] has no location",
    );
    said("[[location]]\nslug = \"a\"\nname = \"A\"\n[[location]]\nslug = \"a\"\nname = \"B\"", 16, "of line 12");
}

#[test]
fn mistakes_in_hours_are_named() {
    let hours = "{ days = [\"mon\", \"tue\"], from = \"09:00\", to = \"17:00\" }";
    let window = |from: &str, to: &str| format!("{{ days = [\"mon\"], from = \"{from}\", to = \"{to}\" }}");
    check(hours, &window("17:00", "09:00"), &[(10, "from is not before to")]);
    check(hours, &window("09:00", "09:00"), &[(10, "from is not before to")]);
    check(hours, &window("09:03", "17:00"), &[(10, "such as \"09:00\"")]);
    check(hours, &window("9:00", "17:00"), &[(10, "no time of day")]);
    check(hours, &window("24:00", "24:00"), &[(10, "only an end may be 24:00")]);
    check(
        hours,
        &format!("\n{},\n{}", window("09:00", "12:00"), window("11:55", "13:00")),
        &[(12, "line 11 on Monday")],
    );
    check(hours, "{ from = \"09:00\", to = \"17:00\" }", &[(10, "has no days")]);
    check(hours, "{ days = [], from = \"09:00\", to = \"17:00\" }", &[(10, "names no day")]);
    check(hours, "{ days = [\"mon\", \"mon\"], from = \"09:00\", to = \"17:00\" }", &[(10, "Monday twice")]);
    check(hours, "\"nine to five\"", &[(10, "must be a table")]);
    let touching = format!("{}, {}", window("09:00", "12:00"), window("12:00", "24:00"));
    assert_eq!(faults_with(hours, &touching), "");

    let therapist = "name = \"Ana Example\"";
    let with = |overrides: &str| format!("{therapist}\noverrides = [\n{overrides}]");
    check(therapist, &with("{ date = \"2026-12-24\" }"), &[(10, "add hours = [] for a day off")]);
    check(
        therapist,
        &with("{ date = \"2026-12-24\", hours = [] },\n{ date = 2026-12-24, hours = [] }"),
        &[(11, "already, in line 10")],
    );
    check(therapist, &with("{ date = \"2026-02-30\", hours = [] }"), &[(10, "no date")]);
    check(
        therapist,
        &with(
            "{ date = \"2026-12-24\", hours = [{ from = \"09:00\", to = \"12:00\" }, { from = \"11:00\", to = \"13:00\" }] }",
        ),
        &[(10, "overlap others of the date")],
    );
    check(
        therapist,
        &with("{ date = \"2026-12-24\", hours = [{ days = [\"mon\"], from = \"09:00\", to = \"12:00\" }] }"),
        &[(10, "has no key \"days\"")],
    );
}

#[test]
fn mistakes_between_sections_are_named() {
    check("[\"phone-consult\"]", "[\"phone-consul\"]", &[(9, "did you mean \"phone-consult\"?")]);
    check("[\"phone-consult\"]", "[\"phone-consult\", \"other\"]", &[(9, "no [[offering]] has this slug")]);
    check("[\"phone-consult\"]", "[\"phone-consult\", \"phone-consult\"]", &[(9, "twice")]);
    check("[\"phone-consult\"]", "[]", &[(12, "no therapist gives \"phone-consult\"")]);
    check(
        "[\"phone-consult\"]",
        "[\"phone-consult\"]\nlocations = [\"orem\"]",
        &[(10, "no [[location]] has this slug")],
    );
    check("[\"phone-consult\"]", "[\"phone-consult\"]\nlocations = []", &[(10, "locations is empty")]);
    check("mode = \"phone\"", "mode = \"phone\"\nneeds_room = true", &[(9, "add a [[room]]")]);
    let crowd = "[[offering]]\n".repeat(limits::OFFERINGS_MAX + 1);
    assert!(faults(&format!("{SMALL}{crowd}")).contains("offering has 102 entries; keep it to 100"));
    let second = "mode = \"phone\"\n[[offering]]\nslug = \"phone-consult\"\nname = \"B\"\nminutes = 15\nprice_cents = 0\nmode = \"phone\"";
    check("mode = \"phone\"", second, &[(19, "of line 12")]);
    let rooms_elsewhere = "mode = \"phone\"\nneeds_room = true\n[[location]]\nslug = \"a\"\nname = \"A\"\n\
                           [[location]]\nslug = \"b\"\nname = \"B\"\n[[room]]\nslug = \"r\"\nname = \"R\"\nlocation = \"b\"";
    let text = SMALL.replace("mode = \"phone\"", rooms_elsewhere);
    assert_eq!(faults(&text), "");
    let text = text.replace("[\"phone-consult\"]", "[\"phone-consult\"]\nlocations = [\"a\"]");
    assert!(faults(&text).starts_with("p.toml:9: \"phone-consult\" needs a room"), "{}", faults(&text));
}

#[test]
fn mistakes_in_offerings_are_named() {
    check("minutes = 15", "minutes = 17", &[(15, "such as 20")]);
    check("minutes = 15", "minutes = 0", &[(15, "from 5 to 480, in steps of 5")]);
    check("minutes = 15", "minutes = 485", &[(15, "from 5 to 480")]);
    check("minutes = 15", "minutes = \"15\"", &[(15, "must be a whole number")]);
    check("price_cents = 0", "price_cents = -1", &[(16, "price_cents is -1")]);
    check("price_cents = 0", "price_cents = 0\nfor = \"family\"", &[(17, "write one of \"person\", \"couple\"")]);
    for (key, bad) in [
        ("step_minutes", "0"),
        ("step_minutes", "7"),
        ("buffer_before_minutes", "3"),
        ("buffer_after_minutes", "245"),
        ("notice_minutes", "43201"),
        ("horizon_days", "401"),
        ("cancel_until_minutes", "43201"),
        ("needs_room", "1"),
    ] {
        check("price_cents = 0", &format!("price_cents = 0\n{key} = {bad}"), &[(17, key)]);
    }
}

#[test]
fn mistakes_in_the_writing_itself_are_named() {
    check("name = \"Example\"", "name = Example", &[(2, "write text in quotes")]);
    check("name = \"Example\"", "name = \"Example", &[(2, "write text in quotes")]);
    check("name = \"Example\"", "name", &[(2, "this is not TOML")]);
    check("[practice]", "[practice", &[(1, "with a bracket on both sides")]);
    check("name = \"Example\"", "name = \"Example\"\nname = \"Other\"", &[(3, "twice")]);
    // A key that is there twice does not hide the rest.
    check("minutes = 15", "minutes = 15\nminutes = 20\nhorizon_days = 0", &[(16, "twice"), (17, "horizon_days is 0")]);
    assert!(faults("").contains("p.toml:1: there is no [practice]; add [practice] with its name and time_zone"));
    assert!(faults("").contains("there is no [[offering]]"));
    let deep = format!("x = {}", "[".repeat(100_000));
    assert!(faults(&deep).starts_with("p.toml:1: this is not TOML"));
    let said = |bytes: &[u8]| parse_practice_file("p.toml", bytes).unwrap_err()[0].to_string();
    assert_eq!(
        said(b"[practice]\nname = \"\xff\"\n"),
        "p.toml:2: the file is not UTF-8 from here on; save it as UTF-8"
    );
    let large = "#".repeat(usize::try_from(limits::PRACTICE_FILE_BYTES_MAX).unwrap() + 1);
    assert!(said(large.as_bytes()).contains("larger than 1048576 bytes"));
}

#[test]
fn files_of_other_systems_are_read() {
    let windows = format!("\u{feff}{}", SMALL.replace('\n', "\r\n"));
    assert_eq!(faults(&windows), "");
    assert!(faults(&windows.replace("minutes = 15", "minutes = 17")).starts_with("p.toml:15: minutes is 17"));
}

#[test]
fn what_is_probably_not_meant_is_a_warning() {
    for (from, to, wanted) in [
        ("price_cents = 0\n", "", "p.toml:12: [[offering]] has no price_cents"),
        ("mode = \"phone\"\n", "", "p.toml:12: [[offering]] has no mode"),
        ("email = \"desk@example.org\"\n", "", "p.toml:1: [practice] has no email"),
        ("minutes = 15", "minutes = 480\nstep_minutes = 5", ""),
        ("to = \"17:00\"", "to = \"09:10\"", "p.toml:12: \"phone-consult\" is longer than any working window"),
        (
            "days = [\"mon\", \"tue\"], from = \"09:00\", to = \"17:00\"",
            "days = [\"mon\"], from = \"09:00\", to = \"09:10\" }, { days = [\"mon\"], from = \"09:10\", to = \"09:20\"",
            "p.toml:12: \"phone-consult\" is longer than any working window",
        ),
        (
            "name = \"Example\"",
            "name = \"Example\"\npublic_url = \"http://example.org\"",
            "p.toml:3: public_url is http://",
        ),
    ] {
        assert_eq!(SMALL.matches(from).count(), 1, "{from}");
        let file = parse_practice_file("p.toml", SMALL.replace(from, to).as_bytes()).unwrap();
        let warnings: Vec<String> = file.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings.len(), usize::from(!wanted.is_empty()), "{from} -> {to}: {warnings:?}");
        assert!(warnings.iter().all(|warning| warning.starts_with(wanted)), "{warnings:?}");
    }
}

#[test]
fn no_fault_and_no_debug_repeats_the_password_of_the_mail_server() {
    let mail = "[mail]\ntransport = \"smtp\"\nfrom = \"a@example.org\"\nurl = \"smtps://me:hunter2@mail.example.org";
    let good = format!("{SMALL}{mail}\"\n");
    let file = parse_practice_file("p.toml", good.as_bytes()).unwrap();
    assert!(matches!(&file.mail.transport, Transport::Smtp { url } if url.contains("hunter2")));
    assert!(!format!("{file:?}").contains("hunter2"));
    for broken in ["/a b\"", "?x=y\"", "#x\"", ":port\"", "\" # \"\nurl = \"hunter2\""] {
        let said = faults(&format!("{SMALL}{mail}{broken}\n"));
        assert!(!said.is_empty() && !said.contains("hunter2"), "{said}");
    }
}
