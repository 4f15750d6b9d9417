//! `cargo xtask check`: everything that holds the house up beside its tests, cheapest first, stopped at the first failure.

use crate::shell;
use std::time::{Duration, Instant};

/// A group of commands that hold one thing.
struct Stage {
    name: &'static str,
    holds: &'static str,
    /// Run one after another by the shell, at the root of the repository.
    commands: &'static [&'static str],
}

const STAGES: &[Stage] = &[
    Stage {
        name: "fmt",
        holds: "the format of every source",
        commands: &["cargo fmt --all --check", "cargo fmt --manifest-path fuzz/Cargo.toml --check"],
    },
    Stage {
        name: "lines",
        holds: "which files are too long to be read at a sitting (it reports, and never fails)",
        commands: &[r#"find crates/*/src -name '*.rs' -exec wc -l {} + | awk '
    $2 != "total" { files++; if ($1 > 450) { long++; print "  " $2 " has " $1 " lines" } }
    END { print long + 0 " of " files " source files have more than 450 lines" }'"#],
    },
    Stage { name: "parity", holds: "the table of largest errors is up to date", commands: &["cargo xtask parity --check"] },
    Stage { name: "readme", holds: "README's index is up to date", commands: &["cargo xtask readme --check"] },
    Stage {
        name: "clippy",
        holds: "no warning in any target, with any feature",
        commands: &["cargo clippy --workspace --all-targets --all-features -- -D warnings"],
    },
    Stage {
        name: "docs",
        holds: "the documentation builds, and its links lead somewhere",
        commands: &["RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --workspace --all-features"],
    },
    Stage {
        name: "wasm",
        holds: "the library and its bindings compile to WebAssembly",
        commands: &["cargo clippy -p openwork -p openwork-web --target wasm32-unknown-unknown -- -D warnings"],
    },
    Stage {
        name: "features",
        holds: "the tests of what `cargo test --workspace` leaves out: Parquet and the book's builder",
        commands: &[
            "cargo test --workspace --features openwork/parquet --test io_formats",
            "cargo test -p xtask --features book --bin book --profile tool",
        ],
    },
    Stage {
        name: "release",
        holds: "the command builds as its users build it (on a clean clone its time is the one to keep under two minutes)",
        commands: &["cargo build --release"],
    },
    Stage { name: "book", holds: "the book builds", commands: &["cargo xtask book"] },
    Stage {
        name: "browser",
        holds: "every figure of the built book works in headless Chromium",
        commands: &["node --test book/tests/*.test.mjs"],
    },
    Stage {
        name: "python",
        holds: "the wheel and its suite, scikit-learn's check_estimator among it",
        commands: &["crates/openwork-python/run-tests"],
    },
    Stage { name: "fuzz", holds: "the readers of foreign bytes, five seconds each", commands: &["fuzz/smoke.sh 5"] },
];

/// Lists the stages.
pub fn list() {
    for Stage { name, holds, .. } in STAGES {
        println!("{name:10} {holds}");
    }
}

/// Runs the stages of these names, with commas between them, in their own order; all of them where none is named.
pub fn run(only: Option<&str>) -> Result<(), String> {
    let stages = chosen(only)?;
    let mut times = Vec::new();
    for (i, stage) in stages.iter().enumerate() {
        println!("\n== {} ({} of {}): {}", stage.name, i + 1, stages.len(), stage.holds);
        let start = Instant::now();
        for command in stage.commands {
            println!("$ {command}");
            shell(command, &[]).map_err(|problem| {
                let name = stage.name;
                format!(
                    "\n{name} failed after {}: {problem}\nto repeat it: cargo xtask check --only {name}",
                    seconds(start.elapsed())
                )
            })?;
        }
        println!("== {}: {}", stage.name, seconds(start.elapsed()));
        times.push((stage.name, start.elapsed()));
    }
    println!("\nall held:");
    for (name, time) in &times {
        println!("{name:10} {:>8}", seconds(*time));
    }
    println!("{:10} {:>8}", "together", seconds(times.iter().map(|(_, time)| *time).sum()));
    Ok(())
}

fn chosen(only: Option<&str>) -> Result<Vec<&'static Stage>, String> {
    let Some(only) = only else { return Ok(STAGES.iter().collect()) };
    let names: Vec<&str> = only.split(',').collect();
    if let Some(name) = names.iter().find(|name| STAGES.iter().all(|stage| stage.name != **name)) {
        let known: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
        return Err(format!("no stage {name:?}; there are {}", known.join(", ")));
    }
    Ok(STAGES.iter().filter(|stage| names.contains(&stage.name)).collect())
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root;

    #[test]
    fn stages_are_chosen_by_name_and_keep_their_order() {
        let names = |only| chosen(only).map(|stages| stages.iter().map(|stage| stage.name).collect::<Vec<_>>());
        assert_eq!(names(Some("clippy,fmt")).unwrap(), ["fmt", "clippy"]);
        assert_eq!(names(None).unwrap().len(), STAGES.len());
        for wrong in ["", "fmt,", "fmt,clipy"] {
            assert!(names(Some(wrong)).unwrap_err().contains("there are fmt, lines"), "{wrong:?}");
        }
    }

    #[test]
    fn every_stage_has_a_name_of_its_own() {
        for (i, stage) in STAGES.iter().enumerate() {
            assert!(STAGES[..i].iter().all(|before| before.name != stage.name), "{} twice", stage.name);
        }
    }

    #[test]
    fn the_scripts_of_the_stages_are_there() {
        for script in ["crates/openwork-python/run-tests", "fuzz/smoke.sh", "book/tests"] {
            assert!(STAGES.iter().flat_map(|stage| stage.commands).any(|command| command.contains(script)), "{script}");
            assert!(root(script).exists(), "{script}");
        }
    }
}
