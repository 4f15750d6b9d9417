//! The command as clap sees it, with the settings' help, defaults and domains filled in from the registry of algorithms.

use crate::Cli;
use clap::CommandFactory;
use openwork::registry::{ALGORITHMS, Algorithm};

/// Where to begin, shown under `openwork --help`. Every example in a help text is run by the tests.
pub const EXAMPLES: &str = "\
A data argument is a file (csv, tsv, jsonl, npy, npz, idx; also .gz), `-` for standard input as CSV, or the name of an
embedded data set (`openwork data list`). Exit status: 0 done, 1 the work failed, 2 the call was wrong.

Examples:
  openwork tour
  openwork fit kmeans iris -k 3 -o model.safetensors --plot clusters.svg
  openwork predict model.safetensors iris -o clusters.csv";

/// The whole command.
pub fn command() -> clap::Command {
    Cli::command().mut_subcommand("fit", |fit| {
        let fit = fit.after_help(algorithms());
        ALGORITHMS.iter().fold(fit, |fit, algorithm| match subcommand(algorithm) {
            Some(name) => fit.mut_subcommand(name, |command| describe(command, algorithm)),
            None => fit,
        })
    })
}

/// The algorithms that `openwork fit` knows, one a line, and an example.
fn algorithms() -> String {
    let mut text = String::from("Algorithms:\n");
    for a in ALGORITHMS.iter().filter(|a| a.command.starts_with("openwork fit ")) {
        text += &format!("  {:28} {}: {}\n", a.command.trim_start_matches("openwork "), a.name, a.summary);
    }
    text + "\nExamples:\n  openwork fit kmeans iris -k 3\n  openwork fit knn wine -k 5\n  openwork fit logistic breast_cancer"
}

/// The subcommand of `fit` that an algorithm's first command names.
fn subcommand(algorithm: &Algorithm) -> Option<&'static str> {
    algorithm.command.strip_prefix("openwork fit ")?.split_whitespace().next()
}

/// Help, domain and default of each setting from the registry. A setting that two algorithms of one command share is
/// described by the first of them; of the second, which a flag chooses, another default is added.
fn describe(mut command: clap::Command, algorithm: &Algorithm) -> clap::Command {
    let flag = algorithm.command.split_whitespace().find(|word| word.starts_with("--"));
    for setting in algorithm.settings {
        let Some(arg) = command.get_arguments().find(|a| a.get_id() == setting.name) else { continue };
        let help = match (arg.get_help(), flag) {
            (None, _) => format!("{} ({}) [default: {}]", capital(setting.meaning), setting.domain, setting.default),
            (Some(help), Some(flag)) if !help.to_string().ends_with(&format!("[default: {}]", setting.default)) => {
                format!("{help} [with {flag}: {}]", setting.default)
            }
            _ => continue,
        };
        command = command.mut_arg(setting.name, |a| a.help(help));
    }
    command
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_well_formed() {
        command().debug_assert();
    }

    #[test]
    fn every_setting_of_the_registry_is_a_flag_with_its_help() {
        let command = command();
        let fit = command.find_subcommand("fit").unwrap();
        for algorithm in ALGORITHMS {
            let Some(name) = subcommand(algorithm) else { continue };
            let sub = fit.find_subcommand(name).unwrap_or_else(|| panic!("no `fit {name}`"));
            for setting in algorithm.settings.iter().filter(|s| s.name != "seed") {
                let arg = sub.get_arguments().find(|a| a.get_id() == setting.name);
                let arg = arg.unwrap_or_else(|| panic!("`fit {name}` has no flag for {}", setting.name));
                assert!(arg.get_help().is_some(), "`fit {name}`: {} has no help", setting.name);
            }
        }
    }
}
