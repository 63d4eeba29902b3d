//! Web, jobs, mail and commands.
