//! `openwork eval` as its users meet it.

use crate::Folder;

/// False positives unlike false negatives: 6 right for a, 3 for b, 1 a for b, 2 b for a.
const ANSWERS: &str = "truth,prediction\na,a\na,a\na,a\na,a\na,a\na,a\na,b\nb,b\nb,b\nb,b\nb,a\nb,a\n";
const SCORES: &str = "label,score\nno,0.1\nno,0.4\nyes,0.35\nyes,0.8\n";

#[test]
fn classes_are_judged_by_the_names_that_columns_usually_have() {
    let folder = Folder::new().with("answers.csv", ANSWERS);
    let facts = folder.json("eval classification answers.csv --average binary --positive b --json");
    assert_eq!(facts["confusion"], serde_json::json!([[6.0, 1.0], [2.0, 3.0]]));
    assert_eq!((facts["precision"].as_f64(), facts["recall"].as_f64()), (Some(0.75), Some(0.6)));
    assert_eq!(facts["measures"]["accuracy"].as_f64(), Some(0.75));
    let text = folder.ok("eval classification answers.csv").out;
    assert!(text.contains("           a       0.75      0.86      0.80         7"), "{text}");
    assert!(text.contains("weighted avg") && text.contains("matthews"), "{text}");
}

#[test]
fn json_lines_and_npy_are_read_too() {
    let lines: String = ANSWERS
        .lines()
        .skip(1)
        .map(|l| l.split_once(',').unwrap())
        .map(|(t, p)| format!("{{\"truth\":\"{t}\",\"prediction\":\"{p}\"}}\n"))
        .collect();
    let folder = Folder::new().with("answers.jsonl", lines).with("numbers.csv", "truth,prediction\n1,2\n3,3\n5,4\n");
    assert_eq!(folder.json("eval classification answers.jsonl --json")["measures"]["accuracy"].as_f64(), Some(0.75));
    let facts = folder.json("eval regression numbers.csv --json");
    assert_eq!((facts["measures"]["r2"].as_f64(), facts["measures"]["mae"].as_f64()), (Some(0.75), Some(2.0 / 3.0)));
    // Two columns without names: the truth, then the answers. A .npy file of shape (3, 2), written by hand.
    let mut npy = b"\x93NUMPY\x01\x00".to_vec();
    let head = format!("{:<117}\n", "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }");
    npy.extend((head.len() as u16).to_le_bytes());
    npy.extend(head.bytes());
    [1.0_f64, 2.0, 3.0, 3.0, 5.0, 4.0].iter().for_each(|v| npy.extend(v.to_le_bytes()));
    let folder = folder.with("numbers.npy", npy);
    assert_eq!(folder.json("eval regression numbers.npy --json")["measures"], facts["measures"]);
}

#[test]
fn a_roc_curve_is_drawn_and_replayed() {
    let folder = Folder::new().with("scores.csv", SCORES);
    let facts = folder.json("eval roc scores.csv --plot roc.svg --watch roc.html --json");
    assert_eq!(facts["auc"].as_f64(), Some(0.75));
    assert_eq!(facts["positive"], "yes");
    assert_eq!(facts["curve"]["thresholds"], serde_json::json!([null, 0.8, 0.4, 0.35, 0.1]));
    assert!(folder.text("roc.svg").contains("true positive rate"));
    assert!(folder.text("roc.html").contains("\"threshold\":0.8"));
    folder.ok("eval roc scores.csv --curve precision-recall --plot pr.png");
    assert!(folder.read("pr.png").starts_with(b"\x89PNG"));
    let turned = folder.run(["eval", "roc", "scores.csv", "--positive", "no"]);
    assert!(turned.status == 0 && turned.err.contains("below one half"), "{}", turned.err);
}

#[test]
fn intervals_are_repeatable_and_the_same_on_any_number_of_threads() {
    let folder = Folder::new();
    let ask = |rest: &str| {
        folder.json(&format!("eval roc breast_cancer --score \"mean texture\" --bootstrap 60 --json {rest}"))["interval"].clone()
    };
    let first = ask("--threads 1");
    assert_eq!(first, ask("--threads 2"));
    assert_ne!(first, ask("--seed 1"));
    assert!(first["low"].as_f64() < first["high"].as_f64());
}

#[test]
fn what_cannot_be_judged_is_refused_with_a_way_out() {
    let folder = Folder::new()
        .with("scores.csv", SCORES)
        .with("one.csv", "truth,score\nyes,0.1\nyes,0.2\n")
        .with("three.csv", "truth,score\na,0.1\nb,0.2\nc,0.3\n")
        .with("gap.csv", "truth,prediction\n1,2\n,3\n")
        .with("odd.csv", "first,second\n1,2\n");
    for (line, status, word) in [
        ("eval roc one.csv", 1, "no negative row"),
        ("eval roc three.csv", 2, "--positive"),
        ("eval roc scores.csv --positive maybe", 2, "no, yes"),
        ("eval roc scores.csv --max-fpr 0", 2, "max_fpr"),
        ("eval roc scores.csv --score label", 1, "wanted a number"),
        ("eval regression gap.csv", 1, "missing"),
        ("eval regression odd.csv", 2, "--truth is missing"),
        ("eval classification scores.csv", 2, "--prediction is missing"),
        ("eval classification scores.csv --prediction label --positive no", 2, "--average binary"),
        ("eval classification scores.csv --prediction label --beta -1", 2, "beta"),
        ("eval classification scores.csv --prediction label --bootstrap 0", 2, "samples"),
        ("eval classification scores.csv --prediction label --plot picture.txt", 2, ".svg"),
    ] {
        let ended = folder.run(line.split_whitespace());
        assert_eq!(ended.status, status, "{line}: {}", ended.err);
        assert!(ended.err.contains(word), "{line}: {}", ended.err);
    }
    let never = Folder::new().with("a.csv", "truth,prediction\na,a\nb,a\n");
    assert!(never.ok("eval classification a.csv").err.contains("never answered"));
    assert_eq!(never.ok("eval classification a.csv --zero-division 1").err, "");
}
