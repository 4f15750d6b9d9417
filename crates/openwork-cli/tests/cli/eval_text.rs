//! Judging translations.

use crate::Folder;

fn score(json: &serde_json::Value, metric: usize) -> f64 {
    json["metrics"][metric]["score"].as_f64().unwrap()
}

#[test]
fn the_demonstration_scores_what_sacrebleu_says() {
    // sacrebleu 2.6.0: `sacrebleu ref.txt ref2.txt -i a.txt -m bleu chrf ter --chrf-word-order 2`, and so on
    let folder = Folder::new();
    let json = folder.json("eval bleu demo:a demo:ref demo:ref2 -m bleu chrf chrf++ ter --json");
    for (metric, wanted) in [78.99152511773754, 87.61708212077704, 87.22859641172013, 20.72538860103627].into_iter().enumerate() {
        assert!((score(&json, metric) - wanted).abs() < 1e-9, "{metric}: {json}");
    }
    assert_eq!(json["metrics"][0]["segments"], 10);
    let signature = json["metrics"][0]["signature"].as_str().unwrap();
    assert!(signature.starts_with("nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:openwork-"), "{signature}");
    let told = folder.ok("eval bleu demo:a demo:ref demo:ref2").out;
    assert!(
        told.contains("BLEU = 78.99 97.2/85.6/73.6/63.6 (BP = 1.000 ratio = 1.009 hyp_len = 107 ref_len = 106)")
            && told.contains("nrefs:2|"),
        "{told}"
    );
}

#[test]
fn files_of_every_form_are_read_alike() {
    let (hypothesis, reference) = ("The cat sat.\n\nA dog barked loudly.\n", "The cat sat down.\nSo it was.\nA dog barked.\n");
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let table: String = lines(hypothesis).iter().zip(lines(reference)).map(|(h, r)| format!("{h}\t{r}\n")).collect();
    let json: String = lines(hypothesis)
        .iter()
        .zip(lines(reference))
        .map(|(h, r)| format!("{}\n", serde_json::json!({ "mt": h, "ref": r })))
        .collect();
    let folder = Folder::new()
        .with("h.txt", hypothesis)
        .with("r.txt", reference)
        .with("plain.tsv", &table)
        .with("named.tsv", format!("mt\tref\n{table}"))
        .with("lines.jsonl", json);
    let wanted = folder.json("eval bleu h.txt r.txt -m bleu ter --json");
    for call in ["plain.tsv:1 plain.tsv:2", "named.tsv:mt named.tsv:ref", "lines.jsonl:mt lines.jsonl:ref"] {
        let json = folder.json(&format!("eval bleu {call} -m bleu ter --json"));
        assert_eq!(json["metrics"], wanted["metrics"], "{call}");
    }
    let told = folder.ok("eval ter h.txt r.txt --sentence").out;
    assert_eq!(told, "line\tTER\n1\t50.00\n2\t100.00\n3\t66.67\n");
    let told = folder.ok("eval ter h.txt r.txt --sentence --json").out;
    assert_eq!(told.lines().next().unwrap(), r#"{"TER":50.0,"line":1}"#);
}

#[test]
fn two_systems_are_compared() {
    let folder = Folder::new();
    for test in ["bootstrap", "randomization"] {
        let json = folder
            .json(&format!("eval compare demo:a demo:b -r demo:ref demo:ref2 -m bleu ter --test {test} --json --seed 12345"));
        let first = &json["metrics"][0];
        assert!(first["baseline"].as_f64() > first["system"].as_f64(), "{json}");
        assert_eq!((&first["better"], &json["metrics"][1]["better"]), (&"A".into(), &"A".into()));
        assert!(first["p_value"].as_f64().unwrap() < 0.1);
        let one = folder.ok(&format!("eval compare demo:a demo:b -r demo:ref --test {test} --threads 1")).out;
        assert_eq!(one, folder.ok(&format!("eval compare demo:a demo:b -r demo:ref --test {test} --threads 2")).out);
    }
}

#[test]
fn what_cannot_be_judged_is_refused_with_file_and_line() {
    let folder = Folder::new()
        .with("two.txt", "a\nb\n")
        .with("three.txt", "a\nb\nc\n")
        .with("empty.txt", "")
        .with("latin.txt", b"a\nna\xEFve\n");
    for (call, status, said) in [
        ("eval bleu two.txt three.txt", 1, "three.txt has 3"),
        ("eval bleu empty.txt empty.txt", 1, "the hypotheses is empty"),
        ("eval bleu latin.txt two.txt", 1, "latin.txt:2:3: byte 0xEF is not UTF-8"),
        ("eval bleu none.txt two.txt", 1, "none.txt: No such file"),
        ("eval bleu two.txt", 2, "<REF>"),
        ("eval bleu - -", 2, "standard input can be read once"),
        ("eval bleu demo:c demo:ref", 2, "demo:a, demo:b"),
        ("eval bleu two.txt two.txt --tokenize spm", 2, "SentencePiece"),
        ("eval bleu two.txt two.txt --smooth-value 1", 2, "exp smoothing has none"),
        ("eval bleu two.txt two.txt --smooth-method floor --smooth-value -1", 2, "smooth_value = -1"),
        ("eval bleu two.txt two.txt --max-ngram-order 0", 2, "max_ngram_order = 0"),
        ("eval bleu two.txt two.txt --confidence 1", 2, "samples = 1"),
        ("eval chrf two.txt two.txt --beta=-1", 2, "beta = -1"),
        ("eval chrf two.txt two.txt --char-order 0", 2, "one of them at least 1"),
        ("eval compare two.txt three.txt -r two.txt", 1, "three.txt has 3"),
    ] {
        let words = crate::words(call);
        let ended = folder.run(words.iter().map(String::as_str));
        assert_eq!(ended.status, status, "`{call}`: {}{}", ended.out, ended.err);
        assert!(ended.err.contains(said), "`{call}`: {}", ended.err);
    }
}
