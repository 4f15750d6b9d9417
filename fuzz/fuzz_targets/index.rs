#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| drive::read("index", bytes));
