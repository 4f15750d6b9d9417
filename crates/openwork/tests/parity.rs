//! The library beside its references: every case under `parity/cases`, on 1, 2 and 8 threads with the same bits.

use openwork::threads;
use openwork_parity::{CHECKS, Suite, folder, run};

fn on(count: usize) -> Vec<Suite> {
    threads::with(Some(count), run).unwrap()
}

#[test]
fn every_answer_is_the_references_and_the_same_on_any_number_of_threads() {
    let suites = on(1);
    for suite in &suites {
        let worst = suite.outcomes.iter().max_by(|a, b| a.error.total_cmp(&b.error)).expect("a suite has cases");
        println!("{}: largest error {:.2e} in {:?}", suite.head.algorithm, worst.error, worst.case);
        let failures: Vec<String> = suite.failures().collect();
        assert!(failures.is_empty(), "{} differs from {}:\n{}", suite.head.algorithm, suite.head.reference, failures.join("\n"));
    }
    for count in [2, 8] {
        for (one, many) in suites.iter().zip(&on(count)) {
            for (one, many) in one.outcomes.iter().zip(&many.outcomes) {
                assert_eq!(one.bits, many.bits, "{}: other bits on {count} threads", one.case);
            }
        }
    }
}

#[test]
fn every_case_file_is_compared() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(CHECKS.iter().any(|(algorithm, _)| *algorithm == name), "{}: nothing compares it", path.display());
    }
}
