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

use super::history::VerifyArgs;
use super::network::{InvalidOrigin, origin};
use super::practice_file::{PracticeFile, Transport, read_practice_file};
use super::stop::{Stop, Stream};
use super::user::UserCommand;

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
    /// Check the practice's file and the guide's texts, and say everything that is wrong with them
    Check(CheckArgs),
    /// List the coming bookings, for the desk without a browser
    Bookings(BookingsArgs),
    /// Check that the records agree with themselves, and that nobody meddled with the audit
    Verify(VerifyArgs),
    /// Print one line that says which history the records contain, to be kept off this machine
    Checkpoint(RecordsArgs),
    /// Change the practice's key for a new one; stop every node first, and run it again if it was interrupted
    RotateKey(RecordsArgs),
    /// Add, list or reset the people who work here
    #[command(subcommand)]
    User(UserCommand),
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
    /// Print how hard each page of the guide is to read, and nothing else
    #[arg(long, env = "TROTH_READING_LEVELS", value_parser = FalseyValueParser::new())]
    pub reading_levels: bool,
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
    /// Reads the practice's file.
    ///
    /// # Errors
    /// Everything that is wrong with it: what was asked for, so it goes to the output.
    pub fn read_practice(&self) -> Result<PracticeFile, Stop> {
        let read = read_practice_file(&self.practice);
        read.map_err(|faults| Stop { stream: Stream::Output, ..Stop::for_faults(&faults) })
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
        Command::Verify(verify) => verify.records.check()?,
        Command::Checkpoint(records) | Command::RotateKey(records) => records.check()?,
        Command::User(user) => user.records().check()?,
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
mod tests;
