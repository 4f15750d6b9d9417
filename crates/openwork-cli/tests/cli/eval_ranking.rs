//! Summaries, rankings and language models judged by the command.

use crate::Folder;

const OFFICIAL: &str = include_str!("../../../../data/trec_eval/out.test");

#[test]
fn a_ranking_prints_what_trec_eval_prints() {
    let folder = Folder::new();
    assert_eq!(folder.ok("eval ranking demo:qrels demo:run --format trec --double").out, OFFICIAL);
}

#[test]
fn malformed_files_are_refused_with_file_and_line() {
    let folder = Folder::new()
        .with("q.txt", "1 0 a 1\n1 0 b\n")
        .with("good.txt", "1 0 a 1\n")
        .with("nan.txt", "1 Q0 a 1 0.5 me\n1 Q0 b 2 nan me\n")
        .with("twice.txt", "1 Q0 a 1 0.5 me\n1 Q0 a 2 0.4 me\n")
        .with("other.txt", "2 Q0 a 1 0.5 me\n");
    for (call, said) in [
        ("eval ranking q.txt demo:run", "q.txt:2:3: 3 fields, wanted 4"),
        ("eval ranking good.txt nan.txt", "nan.txt:2:5: score \"nan\""),
        ("eval ranking good.txt twice.txt", "twice.txt:2:3: document \"a\" stands a second time"),
        ("eval ranking good.txt other.txt", "is empty, wanted at least one"),
        ("eval ranking good.txt none.txt", "none.txt: No such file"),
        ("eval ranking demo:qrels demo:run -m mapp", "measures = \"mapp\""),
    ] {
        let ended = folder.run(call.split(' '));
        assert!(ended.status != 0 && ended.err.contains(said), "{call}: {}", ended.err);
    }
}

#[test]
fn texts_of_another_script_are_told() {
    let folder = Folder::new().with("a.txt", "你好\n").with("b.txt", "你好\nx\n");
    let ended = folder.run("eval rouge a.txt a.txt".split(' '));
    assert!(ended.status == 0 && ended.err.contains("--tokenizer unicode"), "{}", ended.err);
    let read = folder.ok("eval rouge a.txt a.txt --tokenizer unicode --json").out;
    assert!(read.contains("\"fmeasure\": 1.0"), "{read}");
    let ended = folder.run("eval rouge a.txt b.txt".split(' '));
    assert!(ended.status == 1 && ended.err.contains("b.txt has 2"), "{}", ended.err);
}

#[test]
fn likelihoods_above_zero_are_refused() {
    let folder = Folder::new().with("loss.txt", "1.5\n").with("words.txt", "-1\nabc\n");
    assert!(folder.run("eval perplexity loss.txt".split(' ')).err.contains("negate losses"));
    assert!(folder.run("eval perplexity words.txt".split(' ')).err.contains("words.txt:2:1"));
}
