//! Weighing, indexing and finding documents.

use crate::Folder;
use std::io::Write;
use std::process::Stdio;

fn corpus() -> Folder {
    let folder = Folder::new().with("lines.txt", "a cat\nthe dog barks\n\n\ncat and dog\n");
    std::fs::create_dir_all(folder.path("texts/deep")).unwrap();
    std::fs::write(folder.path("texts/a.txt"), "A cat purrs.\nIt is content.").unwrap();
    std::fs::write(folder.path("texts/deep/b.txt"), "A dog barks at the moon.").unwrap();
    std::fs::write(folder.path("texts/c.bin"), b"\xFF\xFE\x00").unwrap();
    folder
}

#[test]
fn documents_of_every_form_are_found() {
    let folder =
        corpus().with("d.jsonl", "{\"t\":\"zebra one\"}\n{\"t\":\"two\"}\n").with("e.tsv", "n\ttext\n1\tzebra\n2\tfour\n");
    let made = folder.ok("text index texts lines.txt d.jsonl:t e.tsv:text -o all.idx --json");
    let facts: serde_json::Value = serde_json::from_str(&made.out).unwrap();
    assert_eq!((&facts["documents"], &facts["passed_over"]), (&9.into(), &1.into()));
    assert!(made.err.contains("c.bin: passed over, byte 0 is not UTF-8"), "{}", made.err);
    let found = folder.json("text search all.idx \"zebra moon nowhere\" --json");
    let names: Vec<&str> = found["hits"].as_array().unwrap().iter().map(|hit| hit["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["e.tsv:2", "d.jsonl:1", "deep/b.txt"]);
    assert_eq!((&found["unknown"][0], &found["matching"]), (&"nowhere".into(), &3.into()));
    let told = folder.ok("text search all.idx MOON").out;
    assert!(told.contains("A dog barks at the *moon*.") && told.contains("1 of 9 documents"), "{told}");
    let two = folder.ok("text search all.idx dog --threads 2 -k 9 --json").out;
    let cut = |text: &str| text.split("\"ms\"").next().unwrap().to_owned();
    assert_eq!(cut(&two), cut(&folder.ok("text search all.idx dog --threads 1 -k 9 --json").out));
}

#[test]
fn queries_come_from_standard_input_too() {
    let folder = corpus();
    folder.ok("text index lines.txt -o a.idx");
    let mut child =
        folder.command(["text", "search", "a.idx", "--json"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all("cat\nbarks\n".as_bytes()).unwrap();
    let out = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(out.lines().count(), 2);
    assert!(out.lines().nth(1).unwrap().contains("lines.txt:2"), "{out}");
}

#[test]
fn an_index_grows_and_two_become_one() {
    let folder = corpus().with("more.txt", "zebras\n");
    folder.ok("text index lines.txt -o a.idx");
    folder.ok("text index more.txt -o b.idx");
    folder.ok("text index more.txt -o a.idx --add");
    assert_eq!(folder.json("text search a.idx zebras --json")["matching"], 1);
    folder.ok("text index --merge a.idx b.idx -o a.idx");
    assert_eq!(folder.json("text search a.idx \"zebras cat\" --json")["matching"], 4);
}

#[test]
fn a_killed_indexer_leaves_the_old_index_answering() {
    let folder = corpus();
    folder.ok("text index lines.txt -o a.idx");
    let before = folder.read("a.idx");
    let mut child =
        folder.command(["text", "index", "-", "-o", "a.idx"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    for i in 0..20_000 {
        writeln!(input, "document {i} of a corpus that will never be whole").unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(folder.read("a.idx"), before);
    assert_eq!(folder.json("text search a.idx cat --json")["matching"], 2);
}

#[test]
fn weights_and_angles() {
    let folder = corpus();
    let told = folder.ok("text tfidf lines.txt --textbook --top 1 --json").out;
    let first: serde_json::Value = serde_json::from_str(told.lines().nth(1).unwrap()).unwrap();
    let wanted = (3.0_f64 / 2.0).ln() / 3.0;
    assert!((first["weights"]["barks"].as_f64().unwrap() - wanted).abs() < 1e-12, "{told}");
    folder.ok("text tfidf lines.txt --ngrams 1,2 --min-df 0.1 -o w.jsonl");
    assert_eq!(folder.text("w.jsonl").lines().count(), 3);
    let near = folder.json("text similar lines.txt --query \"dogs and a cat\" -k 1 --json");
    assert_eq!(near["similar"][0]["document"], "lines.txt:5");
    assert_eq!(folder.ok("text similar lines.txt -k 1 --json").out.lines().count(), 3);
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = corpus().with("none.txt", "?\n").with("latin.txt", b"caf\xE9 au lait\n").with("letters.txt", "a\nb c\n");
    folder.ok("text index lines.txt -o a.idx");
    let whole = folder.read("a.idx");
    std::fs::write(folder.path("cut.idx"), &whole[..whole.len() - 9]).unwrap();
    let mut altered = whole;
    altered[300] ^= 4;
    std::fs::write(folder.path("altered.idx"), altered).unwrap();
    folder.ok("text index lines.txt -o spaced.idx --unit spaced");
    for (call, status, said) in [
        ("text search cut.idx cat", 1, "cut short"),
        ("text search altered.idx cat", 1, "altered"),
        ("text search lines.txt cat", 1, "make the index anew"),
        ("text search none.idx cat", 1, "none.idx: No such file"),
        ("text search a.idx cat --variant okapi", 2, "robertson, lucene, atire"),
        ("text search a.idx cat --b 2", 2, "from 0 to 1"),
        ("text index none.txt -o b.idx", 1, "at least one document"),
        ("text index letters.txt -o b.idx", 1, "at least one word"),
        ("text index latin.txt -o b.idx", 1, "latin.txt:1:4: byte 0xE9 is not UTF-8"),
        ("text index lines.txt -o b.idx --unit char", 2, "an index is of words"),
        ("text index --merge a.idx spaced.idx -o b.idx", 2, "same settings"),
        ("text index lines.txt -o b.idx --add", 1, "b.idx: No such file"),
        ("text tfidf letters.txt", 1, "the vocabulary is empty"),
        ("text tfidf lines.txt --ngrams 2,1", 2, "1 <= the first <= the second"),
        ("text tfidf lines.txt --min-df often", 2, "wanted a number such as 2"),
        ("text tfidf lines.txt --textbook --norm l1", 2, "cannot be used with"),
        ("text tfidf demo:poems", 2, "demo:proverbs"),
        ("text similar - -", 2, "standard input can be read once"),
    ] {
        let words = crate::words(call);
        let ended = folder.run(words.iter().map(String::as_str));
        assert_eq!(ended.status, status, "`{call}`: {}{}", ended.out, ended.err);
        assert!(ended.err.contains(said), "`{call}`: {}", ended.err);
    }
    assert!(!folder.names().contains(&"b.idx".to_owned()));
}
