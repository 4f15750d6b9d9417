//! Cleaning and cutting texts.

use crate::{Folder, words};

#[test]
fn files_folders_and_json_lines_are_cleaned_alike() {
    let page = "<p>Fish &amp; chips 🐟 at https://a.b!</p>\n";
    let json = format!("{}\n", serde_json::json!({ "t": page.trim() }));
    let folder = Folder::new().with("a.txt", page).with("b.jsonl", json);
    let clean = "Fish & chips at !\n";
    assert_eq!(folder.ok("text clean a.txt").out, clean);
    assert_eq!(folder.ok("text clean b.jsonl:t").out, clean);
    assert_eq!(folder.ok("text clean a.txt a.txt").out, clean.repeat(2));
    let told = folder.json("text clean a.txt --json");
    assert_eq!(told["clean"], clean.trim());
    assert_eq!(folder.ok("text clean a.txt --steps html,punctuation,lower,spaces").out, "fish chips 🐟 at httpsab\n");
}

#[test]
fn a_folder_is_read_in_the_order_of_names_and_pages_are_one_text() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("d")).unwrap();
    let folder = folder.with("d/b.txt", "two\n").with("d/a.html", "<b\nid=x>o</b>ne").with("d/.hidden", "no\n");
    assert_eq!(folder.ok("text clean d").out, "one\ntwo\n");
    assert_eq!(folder.ok("text clean d/b.txt d/a.html --whole").out, "two\none\n");
}

#[test]
fn tokens_sentences_and_grams() {
    let folder = Folder::new().with("a.txt", "Dr. No won't go. Will he?\n");
    assert_eq!(folder.ok("text tokenize a.txt").out, "Dr. No wo n't go. Will he ?\n");
    assert_eq!(folder.ok("text tokenize a.txt --sentences english").out, "Dr. No wo n't go .\nWill he ?\n");
    assert_eq!(folder.ok("text tokenize a.txt --by sentences").out, "Dr. No won't go.\nWill he?\n");
    assert_eq!(folder.ok("text tokenize a.txt --by sentences --sentences unicode").out, "Dr.\nNo won't go.\nWill he?\n");
    assert_eq!(folder.ok("text tokenize a.txt --by unicode --ngrams 2").out, "Dr No\tNo won't\twon't go\tgo Will\tWill he\n");
    let told = folder.json("text tokenize a.txt --json");
    assert_eq!(told["spans"][3], serde_json::json!([9, 12]));
}

#[test]
fn a_pipeline_is_shown_stage_by_stage() {
    let told = Folder::new().ok("text pipeline \"<b>Don't</b> pause 🐳!\"").out;
    assert!(told.contains("stop:en") && told.contains("do, n't") && told.contains("pause -> paus"), "{told}");
    let told = Folder::new().json("text pipeline \"Whales\" --json");
    assert_eq!(told["tokens"], serde_json::json!(["whale"]));
}

#[test]
fn bad_calls_and_bad_bytes_are_told() {
    let folder = Folder::new()
        .with("latin.txt", b"caf\xE9\n")
        .with("a.txt", "a\0b\u{200d}\u{202e}c\n")
        .with("long.html", "<b".repeat(200_000));
    for (call, status, said) in [
        ("text clean latin.txt", 1, "byte 0xE9 is not UTF-8"),
        ("text clean latin.txt --whole", 1, "latin.txt:1:4"),
        ("text clean none.txt", 1, "none.txt"),
        ("text clean a.txt --steps nltk", 2, "text tokenize"),
        ("text clean a.txt --steps bold", 2, "html, urls"),
        ("text tokenize a.txt --sentences klingon", 2, "english"),
        ("text tokenize a.txt --ngrams 3-1", 2, "range"),
        ("text pipeline a --stages porter", 2, "behind the tokenizer"),
    ] {
        let done = folder.run(words(call).iter().map(String::as_str));
        assert_eq!(done.status, status, "{call}: {}", done.err);
        assert!(done.err.contains(said), "{call}: {}", done.err);
    }
    assert_eq!(folder.ok("text clean a.txt").out, "a\0b\u{200d}\u{202e}c\n");
    assert_eq!(folder.ok("text clean long.html").out, "\n");
}
