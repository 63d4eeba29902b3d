//! The command line. Every flag but the clock's can also be set in the environment as `TROTH_…`; the flag wins.

use std::convert::Infallible;
use std::ffi::OsString;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use troth_domain::limits;

use super::network::{InvalidOrigin, origin};
use super::practice_file::{PracticeFile, Transport, read_practice_file};
use super::stop::{Stop, Stream};

/// Where `serve` and `demo` listen when nothing is said.
const LISTEN: &str = "127.0.0.1:8080";
/// Where records, key and folder mail are kept when nothing is said.
const DATA: &str = "./troth-data";

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Run a fictional practice in a throwaway folder, ready to click
    Demo(DemoArgs),
    /// Run the practice's site
    Serve(ServeArgs),
    /// Check the practice's file and say everything that is wrong with it
    Check(CheckArgs),
    /// List the coming bookings, for the desk without a browser
    Bookings(BookingsArgs),
    /// Check that the records agree with themselves
    Verify(RecordsArgs),
}

#[derive(Debug, Parser)]
#[command(name = "troth", version, about = "Booking and care for a couples-therapy clinic, run by the clinic itself")]
#[command(after_help = "Exit status: 0 fine; 2 usage or settings, and nothing was started; 1 anything else.")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

/// Flags of `demo`.
#[derive(Clone, Debug, Args)]
pub struct DemoArgs {
    /// Address and port to listen on; port 0 takes any free one
    #[arg(long, env = "TROTH_LISTEN", default_value = LISTEN, value_name = "ADDR", value_parser = socket_address)]
    pub listen: SocketAddr,
    /// Print the address as one JSON object on standard output
    #[arg(long, env = "TROTH_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
}

/// Flags of `serve`.
#[derive(Clone, Debug, Args)]
pub struct ServeArgs {
    /// The practice's file
    #[arg(long, env = "TROTH_PRACTICE", value_name = "FILE")]
    pub practice: PathBuf,
    /// Where the records are.
    #[command(flatten)]
    pub records: RecordsArgs,
    /// Address and port to listen on
    #[arg(long, env = "TROTH_LISTEN", default_value = LISTEN, value_name = "ADDR", value_parser = socket_address)]
    pub listen: SocketAddr,
    /// Where people reach the site, instead of the file's public_url
    #[arg(long, env = "TROTH_BASE_URL", value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
    /// Address and port that serve /metrics; nowhere unless set
    #[arg(long, env = "TROTH_METRICS_LISTEN", value_name = "ADDR", value_parser = socket_address)]
    pub metrics_listen: Option<SocketAddr>,
    /// For demos and tests: start the clock here and let it run on
    #[arg(long, value_name = "TIME", value_parser = clock_start)]
    pub clock: Option<Timestamp>,
    /// Allow --clock; the database is marked and never again used without it
    #[arg(long)]
    pub allow_clock: bool,
}

/// Flags of `check`.
#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    /// The practice's file
    #[arg(long, env = "TROTH_PRACTICE", value_name = "FILE")]
    pub practice: PathBuf,
}

/// Flags of `bookings`.
#[derive(Clone, Debug, Args)]
pub struct BookingsArgs {
    /// Where the records are.
    #[command(flatten)]
    pub records: RecordsArgs,
    /// The practice's file: tells times in its zone, and marks therapists who have left it
    #[arg(long, env = "TROTH_PRACTICE", value_name = "FILE")]
    pub practice: Option<PathBuf>,
    /// Print one JSON array on standard output
    #[arg(long, env = "TROTH_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
}

/// Where the records are, and what opens them.
#[derive(Clone, Debug, Args)]
pub struct RecordsArgs {
    /// Folder of the database, the key and folder mail
    #[arg(long, env = "TROTH_DATA", default_value = DATA, value_name = "DIR")]
    pub data: PathBuf,
    /// Keep the records in this PostgreSQL database instead
    #[arg(long, env = "TROTH_DATABASE", value_name = "URL", value_parser = database_url, hide_env_values = true)]
    pub database: Option<DatabaseUrl>,
    /// The key that opens the records; DATA/key unless set
    #[arg(long, env = "TROTH_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,
}

impl RecordsArgs {
    /// Records, key and mail in `folder`, as `demo` keeps them.
    pub fn in_folder(folder: &Path) -> Self {
        Self { data: folder.to_owned(), database: None, key_file: None }
    }

    /// The key's file.
    pub fn key_file(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.data.join("key"))
    }

    /// The file of the embedded database.
    pub fn database_file(&self) -> PathBuf {
        self.data.join(troth_store::SQLITE_FILE)
    }

    /// The folder of folder mail.
    pub fn mail_folder(&self) -> PathBuf {
        self.data.join("mail")
    }

    /// Checked here and not while flags are parsed: that would repeat the address with its password.
    fn check(&self) -> Result<(), Stop> {
        let Some(DatabaseUrl(text)) = &self.database else { return Ok(()) };
        let parsed = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "postgres" | "postgresql"));
        let mend = "--database takes postgres://USER:PASSWORD@HOST/DATABASE; for SQLite leave it out and name --data";
        parsed.map(drop).ok_or_else(|| Stop::settings(mend.to_owned()))
    }
}

impl BookingsArgs {
    /// Reads the practice's file, if one is named.
    ///
    /// # Errors
    /// What to tell the person who asked.
    pub fn read_practice(&self) -> Result<Option<PracticeFile>, Stop> {
        let read = self.practice.as_deref().map(read_practice_file).transpose();
        read.map_err(|faults| Stop::for_faults(&faults))
    }
}

impl DemoArgs {
    /// The same as `serve` in a folder of its own.
    pub fn serve_in(&self, folder: &Path) -> ServeArgs {
        ServeArgs {
            practice: PathBuf::new(),
            records: RecordsArgs::in_folder(folder),
            listen: self.listen,
            base_url: None,
            metrics_listen: None,
            clock: None,
            allow_clock: false,
        }
    }
}

impl ServeArgs {
    /// Reads the practice's file, puts `--base-url` in force, and checks what flags and file allow only together.
    ///
    /// # Errors
    /// What to tell the person who started it; nothing may be started then.
    pub fn read_practice(&self) -> Result<PracticeFile, Stop> {
        let mut file = read_practice_file(&self.practice).map_err(|faults| Stop::for_faults(&faults))?;
        if let Some(base_url) = &self.base_url {
            file.practice.public_url.clone_from(base_url);
        }
        if self.clock.is_some() && file.mail.transport != Transport::Folder {
            let file = self.practice.display();
            return Err(Stop::settings(format!(
                "--clock sends no real mail: write transport = \"folder\" under [mail] in {file}, or leave --clock out"
            )));
        }
        Ok(file)
    }

    fn check_clock(&self) -> Result<(), Stop> {
        if self.clock.is_some() && !self.allow_clock {
            let mend = "--clock is for demos and tests, and the database keeps a mark of it; add --allow-clock if you want that";
            return Err(Stop::settings(mend.to_owned()));
        }
        if self.clock.is_some() && !self.listen.ip().is_loopback() {
            return Err(Stop::settings(format!(
                "--clock is for this machine only: listen on 127.0.0.1 instead of {}, or leave --clock out",
                self.listen
            )));
        }
        Ok(())
    }
}

impl CheckArgs {
    /// Checks the practice's file: what to print, and the exit status.
    pub fn run(&self) -> Stop {
        match read_practice_file(&self.practice) {
            Ok(file) => Stop::for_good_file(&self.practice, &file),
            Err(faults) => Stop { stream: Stream::Output, ..Stop::for_faults(&faults) },
        }
    }
}

/// Reads the command line, the program's name first, and the environment.
///
/// # Errors
/// What to print and the exit status: help that was asked for, or how the command is used.
pub fn parse_command<I>(arguments: I) -> Result<Command, Stop>
where
    I: IntoIterator,
    I::Item: Into<OsString> + Clone,
{
    let command = CommandLine::try_parse_from(arguments).map_err(|error| Stop::for_usage(&error))?.command;
    match &command {
        Command::Demo(_) | Command::Check(_) => {}
        Command::Serve(serve) => {
            serve.records.check()?;
            serve.check_clock()?;
        }
        Command::Bookings(bookings) => bookings.records.check()?,
        Command::Verify(records) => records.check()?,
    }
    Ok(command)
}

/// The address of a PostgreSQL database. It may hold a password, so it does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address itself: never to a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DatabaseUrl(private)")
    }
}

/// Takes any text; [`RecordsArgs::check`] looks at it.
fn database_url(text: &str) -> Result<DatabaseUrl, Infallible> {
    Ok(DatabaseUrl(text.to_owned()))
}

fn socket_address(text: &str) -> Result<SocketAddr, &'static str> {
    let local = text.strip_prefix("localhost:").and_then(|port| port.parse().ok());
    let local = local.map(|port: u16| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    local.or_else(|| text.parse().ok()).ok_or("write an address and a port, such as 127.0.0.1:8080 or [::1]:8080")
}

fn base_url(text: &str) -> Result<String, InvalidOrigin> {
    origin(text)
}

fn clock_start(text: &str) -> Result<Timestamp, &'static str> {
    let start: Timestamp =
        text.parse().map_err(|_| "write a time with its offset, such as 2026-10-30T12:00:00-06:00")?;
    // The calendar reaches from a start to the horizon; it must not end before that.
    let year = start.to_zoned(TimeZone::UTC).year();
    if (limits::DATE_YEAR_MIN..limits::DATE_YEAR_MAX).contains(&year) {
        Ok(start)
    } else {
        Err("write a year from 2000 to 2198")
    }
}

#[cfg(test)]
mod tests {
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
        let flags =
            serve("--practice p.toml --data /d --key-file /k --listen localhost:0 --base-url https://a.example/");
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
            ("sevre", "a similar subcommand exists: 'serve'"),
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
        for arguments in ["--database mysql://me:hunter2@db.example/troth", "--database postgres//me:hunter2@db --clok"]
        {
            let stop = parse(&format!("serve --practice p {arguments}")).unwrap_err();
            assert!(!stop.text.contains("hunter2"), "{}", stop.text);
        }
    }

    #[test]
    fn flags_and_file_are_checked_together() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("practice.toml");
        let mail = "[mail]\ntransport = \"smtp\"\nurl = \"smtps://mail.example\"\nfrom = \"a@mail.example\"";
        let good = super::super::DEMO_PRACTICE;
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
        assert_eq!((check.run().status, check.run().stream), (2, Stream::Output));
        std::fs::write(&path, good).unwrap();
        assert_eq!(check.run().status, 0);
        assert!(
            check.run().text.ends_with("practice.toml: fine (therapists: 5, offerings: 5)\n"),
            "{}",
            check.run().text
        );
    }
}
