//! Whatever the bytes are, the answer is a whole practice or at least one fault in a line that exists.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troth_server::settings::parse_practice_file;

fuzz_target!(|bytes: &[u8]| {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').count().max(1);
    if let Err(faults) = parse_practice_file("practice.toml", bytes) {
        assert!(!faults.is_empty());
        assert!(faults.iter().all(|fault| fault.line.is_some_and(|line| (1..=lines).contains(&line))));
    }
});
