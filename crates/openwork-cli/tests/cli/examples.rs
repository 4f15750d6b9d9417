//! Every example in a help text works as printed.

use crate::{Folder, words};

/// The command's subcommands, by its help.
fn subcommands(help: &str) -> Vec<String> {
    let mut names = vec![];
    for line in help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1).take_while(|line| !line.is_empty()) {
        // A line indented further goes on with the one before.
        if let Some(name) = line.strip_prefix("  ").filter(|l| !l.starts_with(' ')).and_then(|l| l.split_whitespace().next()) {
            names.push(name.to_owned());
        }
    }
    names.retain(|name| name != "help");
    names
}

/// The help of a command and of all below it, each with its words.
fn all_helps(folder: &Folder, command: &[String], helps: &mut Vec<(Vec<String>, String)>) {
    let help = folder.run(command.iter().map(String::as_str).chain(["--help"]));
    assert_eq!(help.status, 0, "{command:?} --help: {}", help.err);
    for name in subcommands(&help.out) {
        all_helps(folder, &[command, &[name]].concat(), helps);
    }
    helps.push((command.to_vec(), help.out));
}

#[test]
fn every_example_of_every_help_works_as_printed() {
    let mut helps = vec![];
    all_helps(&Folder::new(), &[], &mut helps);
    let commands: Vec<String> = helps.iter().map(|(command, _)| command.join(" ")).collect();
    let all = [
        "",
        "tour",
        "data export",
        "fit kmeans",
        "fit knn",
        "fit logistic",
        "cv",
        "predict",
        "eval roc",
        "plot map",
        "book",
        "completions",
    ];
    for wanted in all {
        assert!(commands.iter().any(|c| c == wanted), "no help of {wanted:?} among {commands:?}");
    }
    for (command, help) in helps {
        let examples: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  openwork ")).collect();
        assert!(!examples.is_empty(), "`openwork {} --help` shows no example", command.join(" "));
        let folder = Folder::new();
        for example in examples {
            assert!(example.len() <= 68, "a narrow terminal would wrap this example: {example}");
            if words(example)[0] == "book" {
                crate::book::serves(&folder, example);
            } else {
                folder.ok(example);
            }
        }
    }
}

#[test]
fn a_call_without_words_shows_where_to_begin() {
    let ended = Folder::new().run([]);
    assert_eq!(ended.status, 2);
    assert!(ended.err.contains("openwork tour"), "{}", ended.err);
}

#[test]
fn completions_know_the_commands_and_flags() {
    for shell in ["bash", "zsh", "fish"] {
        let script = Folder::new().ok(&format!("completions {shell}")).out;
        assert!(script.contains("kmeans") && script.contains("n-init"), "{shell}");
    }
}
