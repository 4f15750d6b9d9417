//! `openwork text stem` and `text lemmatize`: words of the call, of files and of standard input.

use crate::Folder;
use std::io::Write;
use std::process::Stdio;

/// What the command answers to these words on standard input.
fn piped(folder: &Folder, args: &[&str], text: &str) -> String {
    let mut child = folder.command(args.iter().copied()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(text.as_bytes()).unwrap());
        String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
    })
}

#[test]
fn words_of_the_call_say_what_fired() {
    let folder = Folder::new();
    let ended = folder.run(["text", "lemmatize", "geese", "does", "qqq"]);
    assert_eq!(
        ended.out,
        "geese -> goose (noun: exception list)\ndoes -> do (verb: -es -> nothing)\nqqq -> qqq (noun: not in WordNet)\n"
    );
    let ended = folder.run(["text", "lemmatize", "does", "--pos", "noun", "--json"]);
    let row: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(row["lemma"]["lemma"], "doe");
    assert_eq!((&row["inferred"], row["steps"].as_array().unwrap().len()), (&false.into(), 2));
    let ended = folder.run(["text", "stem", "Häuser", "--language", "german"]);
    assert_eq!(ended.out, "haus\n");
}

#[test]
fn files_are_answered_line_by_line() {
    let folder = Folder::new()
        .with("plain.txt", "wolves  geese\n\nchurches\n")
        .with("rows.jsonl", "{\"text\": \"dogs cats\", \"id\": 1}\n{\"text\": \"\", \"id\": 2}\n");
    let ended = folder.run(["text", "lemmatize", "--pos", "n", "-f", "plain.txt", "-f", "rows.jsonl:text"]);
    assert_eq!((ended.status, &*ended.out), (0, "wolf goose\n\nchurch\ndog cat\n\n"), "{}", ended.err);
    let ended = folder.run(["text", "stem", "--file", "plain.txt"]);
    assert_eq!(ended.out, "wolv gees\n\nchurch\n");
    let ended = folder.run(["text", "stem", "--file", "plain.txt", "--json"]);
    assert_eq!(ended.out.lines().count(), 3);
}

#[test]
fn standard_input_streams_and_threads_change_nothing() {
    let folder = Folder::new();
    let text = "relational hopping skies generalizations\n".repeat(50_000);
    let one = piped(&folder, &["text", "stem", "--threads", "1"], &text);
    let two = piped(&folder, &["text", "stem", "--threads", "2"], &text);
    assert_eq!(one, "relat hop sky gener\n".repeat(50_000));
    assert!(one == two);
}

#[test]
fn wrong_calls_and_wrong_bytes_are_refused() {
    let folder = Folder::new().with("latin1.txt", b"caf\xE9s\n").with("rows.jsonl", "{\"text\": 3}\n");
    for (args, status, wanted) in [
        (&["text", "stem", "a", "--language", "klingon"][..], 2, "wanted one of arabic"),
        (&["text", "stem", "a", "--mode", "porter2"], 2, "wanted NLTK_EXTENSIONS"),
        (&["text", "stem", "a", "--language", "german", "--trace"], 2, "cannot be used with"),
        (&["text", "lemmatize", "a", "--pos", "NN"], 2, "wanted n (noun)"),
        (&["text", "lemmatize", "a", "-f", "latin1.txt"], 2, "cannot be used with"),
        (&["text", "lemmatize", "-f", "latin1.txt"], 1, "latin1.txt:1:4: byte 0xE9 is not UTF-8"),
        (&["text", "lemmatize", "-f", "rows.jsonl:text"], 1, "no text there"),
        (&["text", "lemmatize", "-f", "none.txt"], 1, "none.txt"),
    ] {
        let ended = folder.run(args.iter().copied());
        assert_eq!(ended.status, status, "{args:?}: {}", ended.err);
        assert!(ended.err.contains(wanted), "{args:?}: {}", ended.err);
    }
}
