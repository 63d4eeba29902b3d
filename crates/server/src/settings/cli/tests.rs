use clap::CommandFactory;

use super::*;

fn parse(arguments: &str) -> Result<Command, Stop> {
    parse_command(std::iter::once("troth").chain(arguments.split_whitespace()))
}

fn serve(arguments: &str) -> ServeArgs {
    match parse(&format!("serve {arguments}")) {
        Ok(Command::Serve(serve)) => serve,
        other => panic!("{arguments}: {other:?}"),
    }
}

#[test]
fn the_defaults_are_the_documented_ones() {
    let flags = serve("--practice p.toml");
    assert_eq!(flags.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(flags.records.data, Path::new("./troth-data"));
    assert_eq!(flags.records.key_file(), Path::new("./troth-data/key"));
    assert_eq!(flags.records.mail_folder(), Path::new("./troth-data/mail"));
    assert!(flags.metrics_listen.is_none() && flags.clock.is_none() && flags.base_url.is_none());
    let flags = serve("--practice p.toml --data /d --key-file /k --listen localhost:0 --base-url https://a.example/");
    assert_eq!((flags.records.key_file(), flags.records.mail_folder()), ("/k".into(), "/d/mail".into()));
    assert_eq!(
        (flags.listen.to_string().as_str(), flags.base_url.as_deref()),
        ("127.0.0.1:0", Some("https://a.example"))
    );
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_to_write() {
    for (arguments, words) in [
        ("", "Usage: troth"),
        ("sevre", "similar subcommands exist: 'user', 'serve'"),
        ("serve", "--practice <FILE>"),
        ("serve --practice p --listen 8080", "such as 127.0.0.1:8080"),
        ("serve --practice p --listen 127.0.0.1:99999", "such as 127.0.0.1:8080"),
        ("serve --practice p --base-url example.org", "begins with http:// or https://"),
        ("serve --practice p --database mysql://localhost/troth", "postgres://USER:PASSWORD@HOST/DATABASE"),
        ("bookings --database troth", "postgres://USER:PASSWORD@HOST/DATABASE"),
        ("verify --database troth.sqlite", "for SQLite leave it out and name --data"),
        ("serve --practice p --clock 2026-10-30T12:00:00-06:00", "add --allow-clock"),
        ("serve --practice p --allow-clock --clock 2026-10-30T12:00:00", "with its offset"),
        ("serve --practice p --allow-clock --clock 9999-01-01T12:00:00Z", "write a year from"),
        (
            "serve --practice p --allow-clock --clock 2026-10-30T12:00:00Z --listen 0.0.0.0:80",
            "listen on 127.0.0.1 instead of 0.0.0.0:80",
        ),
    ] {
        let stop = parse(arguments).unwrap_err();
        assert_eq!((stop.status, stop.stream), (2, Stream::Error), "{arguments}");
        assert!(stop.text.contains(words), "{arguments}: {}", stop.text);
    }
}

#[test]
fn help_is_no_failure() {
    for arguments in ["--help", "serve --help", "--version"] {
        let stop = parse(arguments).unwrap_err();
        assert_eq!((stop.status, stop.stream), (0, Stream::Output), "{arguments}");
    }
}

#[test]
fn every_flag_but_the_clock_is_in_the_environment_too() {
    for command in CommandLine::command().get_subcommands() {
        for flag in command.get_arguments() {
            let name = flag.get_long().unwrap_or_default();
            let variable = flag.get_env().map(|variable| variable.to_string_lossy().into_owned());
            let wanted = format!("TROTH_{}", name.replace('-', "_").to_uppercase());
            let clock = matches!(name, "clock" | "allow-clock");
            assert_eq!(variable, (!clock).then_some(wanted), "{} --{name}", command.get_name());
        }
    }
}

#[test]
fn the_password_of_the_database_is_never_shown() {
    let flags = serve("--practice p --database postgres://me:hunter2@db.example/troth");
    assert_eq!(flags.records.database.as_ref().unwrap().reveal(), "postgres://me:hunter2@db.example/troth");
    assert!(!format!("{flags:?}").contains("hunter2"));
    for arguments in ["--database mysql://me:hunter2@db.example/troth", "--database postgres//me:hunter2@db --clok"] {
        let stop = parse(&format!("serve --practice p {arguments}")).unwrap_err();
        assert!(!stop.text.contains("hunter2"), "{}", stop.text);
    }
}

#[test]
fn flags_and_file_are_checked_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("practice.toml");
    let mail = "[mail]\ntransport = \"smtp\"\nurl = \"smtps://mail.example\"\nfrom = \"a@mail.example\"";
    let good = crate::settings::DEMO_PRACTICE;
    let start = |arguments: &str| serve(&format!("--practice {} {arguments}", path.display())).read_practice();
    let clock = "--allow-clock --clock 2026-10-30T12:00:00-06:00";
    let missing = start("").unwrap_err();
    assert!(missing.status == 2 && missing.text.contains("cannot be read"), "{}", missing.text);
    std::fs::write(&path, good).unwrap();
    assert_eq!(start("").unwrap().practice.public_url, "http://localhost:8080");
    assert_eq!(start("--base-url https://a.example").unwrap().practice.public_url, "https://a.example");
    assert!(start(clock).is_ok());
    let own_mail = good.find("[mail]").unwrap()..good.find("[policy]").unwrap();
    std::fs::write(&path, good.replace(&good[own_mail], &format!("{mail}\n\n"))).unwrap();
    assert!(start("").is_ok());
    let refused = start(clock).unwrap_err();
    assert!(refused.status == 2 && refused.text.contains("transport = \"folder\""), "{}", refused.text);
    std::fs::write(&path, good.replace("minutes = 80", "minutes = 81")).unwrap();
    let refused = start("").unwrap_err();
    let line = 1 + good.lines().position(|line| line == "minutes = 80").unwrap();
    assert!(refused.status == 2 && refused.text.contains(&format!("practice.toml:{line}: minutes is 81")));
    let Ok(Command::Check(check)) = parse(&format!("check --practice {}", path.display())) else { panic!() };
    let refused = check.read_practice().unwrap_err();
    assert_eq!((refused.status, refused.stream), (2, Stream::Output));
    std::fs::write(&path, good).unwrap();
    assert_eq!(check.read_practice().unwrap().practice.therapists.len(), 5);
}
