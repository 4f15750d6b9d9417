//! `openwork cv` as its users meet it.

use crate::Folder;
use serde_json::{Value, json};

fn mean(found: &Value) -> f64 {
    found["scores"][0]["mean"].as_f64().unwrap()
}

#[test]
fn logistic_regression_on_an_embedded_set_and_on_the_same_rows_as_a_file_score_alike() {
    let folder = Folder::new();
    folder.ok("data export breast_cancer cells.csv");
    let embedded = folder.json("cv logistic breast_cancer --target target --folds 5 --scale --json");
    let own = folder.json("cv logistic cells.csv --target diagnosis --folds 5 --scale --json");
    assert_eq!(embedded["scores"], own["scores"]);
    assert_eq!(embedded["folds"].as_array().unwrap().len(), 5);
    // scikit-learn 1.9.1: make_pipeline(StandardScaler(), LogisticRegression(tol=1e-10)), StratifiedKFold(5): 0.98067...
    assert!((mean(&embedded) - 0.98).abs() < 0.01, "{}", embedded["scores"]);
    let said = folder.ok("cv logistic breast_cancer --target target --folds 5").out;
    assert!(said.contains("accuracy 0.9") && said.contains("deviation of 5 folds"), "{said}");
}

#[test]
fn every_splitter_says_its_sizes() {
    let table: String = (0..24).map(|i| format!("{i},{},{},p{}\n", i * i % 7, ["a", "b"][i % 2], i / 4)).collect();
    let folder = Folder::new().with("d.csv", format!("x,z,kind,patient\n{table}"));
    let held_out = |flags: &str| {
        let found = folder.json(&format!("cv knn d.csv --target kind --groups patient --grid k=3 --json {flags}"));
        assert_eq!(found["features"], json!(["x", "z"]), "the groups are not learnt from");
        found["folds"].as_array().unwrap().iter().map(|fold| fold["test"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(held_out("--folds 5 --splitter kfold"), [5, 5, 5, 5, 4]);
    assert_eq!(held_out("--folds 5 --splitter stratified"), [5, 5, 5, 5, 4]);
    assert_eq!(held_out("--folds 3"), [8, 8, 8], "groups without a splitter are kept together");
    assert_eq!(held_out("--folds 3 --splitter stratified_group --shuffle"), [8, 8, 8]);
    assert_eq!(held_out("--folds 2 --splitter shuffle"), [5, 5]);
    assert_eq!(held_out("--folds 2 --splitter stratified_shuffle"), [5, 5]);
    assert_eq!(held_out("--folds 3 --splitter time"), [6, 6, 6]);
    assert_eq!(held_out("--splitter loo"), [1; 24]);
}

#[test]
fn a_grid_names_its_best_and_draws_every_choice() {
    let folder = Folder::new();
    let found = folder.json("cv knn wine --scale --grid \"k=1,5,15 weights=uniform,distance\" --json --plot grid.svg");
    let candidates = found["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), 6);
    assert_eq!(candidates[1]["settings"], json!([["k", "1"], ["weights", "distance"]]));
    let best = candidates.iter().map(|c| c["mean"].as_f64().unwrap()).fold(0.0, f64::max);
    assert_eq!(found["best"]["mean"], json!(best));
    assert!(folder.text("grid.svg").starts_with("<svg"));
}

#[test]
fn the_same_bits_for_any_number_of_threads_and_pages_that_replay() {
    let folder = Folder::new();
    let run = |threads: usize, seed: usize| {
        let line = format!(
            "cv knn digits --shuffle --score accuracy,f1_macro,neg_log_loss --json --threads {threads} --seed {seed} --plot s.png --watch w.html"
        );
        (folder.ok(&line).out, folder.read("s.png"), folder.text("w.html"))
    };
    let one = run(1, 3);
    assert!(one == run(2, 3) && one == run(8, 3), "the result depends on the number of threads");
    assert_ne!(one.0, run(2, 4).0, "the seed has no effect");
    assert!(one.2.contains("an even sample of 600 of 1797 rows") && !one.2.contains("{{"), "{}", &one.2[..400]);
}

#[test]
fn what_cannot_be_says_so_and_leaves_nothing() {
    let folder = Folder::new()
        .with("d.csv", "x,kind,who\n1,a,1\n2,b,1\n3,a,2\n4,b,2\n5,a,1\n6,c,2\n")
        .with("one.csv", "x,kind\n1,a\n2,a\n3,a\n4,a\n");
    let before = folder.names();
    let cases = [
        ("cv knn d.csv --target kind --folds 7 --splitter kfold", 2, "folds = 7, wanted at most 6"),
        ("cv knn d.csv --target kind --folds 1", 2, "folds = 1, wanted at least 2"),
        (
            "cv knn d.csv --target kind --folds 4 --grid k=1",
            2,
            "folds = 4, wanted at most 3, the number of rows of the largest class",
        ),
        ("cv knn d.csv --target kind --folds 3 --groups who", 2, "folds = 3, wanted at most 2, the number of groups"),
        ("cv knn d.csv --target kind --groups nobody", 2, "no column \"nobody\""),
        ("cv knn d.csv --target kind --groups who --columns who", 2, "\"who\" is not to be learnt from"),
        ("cv knn d.csv --target kind --grid k", 2, "wanted NAME=A,B"),
        ("cv knn d.csv --target kind --grid \"k=1 k=2\"", 2, "comes twice"),
        ("cv knn d.csv --target kind --grid C=1", 2, "knn has no setting \"C\", wanted k, weights, metric"),
        ("cv knn d.csv --target kind --grid k=two", 2, "k = two, wanted a number"),
        ("cv knn d.csv --target kind --grid weights=odd", 2, "weights = odd"),
        (
            "cv linear iris --target \"petal width (cm)\" --grid alpha=1 --columns \"petal length (cm)\"",
            2,
            "linear has no setting",
        ),
        ("cv knn d.csv --target kind --columns x --score best", 2, "score = best, wanted accuracy"),
        ("cv knn d.csv --target kind --columns x --score r2 --grid k=1 --splitter kfold", 2, "score = r2"),
        ("cv knn d.csv --target kind --columns x --score f1 --grid k=1 --splitter kfold --folds 2", 2, "f1_macro"),
        ("cv logistic one.csv --target kind --folds 2", 1, "1 class"),
        ("cv ridge diabetes --grid alpha=-1", 2, "alpha"),
        ("cv linear diabetes --splitter loo", 2, "score = r2"),
        ("cv knn iris --plot scores.pdf", 2, ".svg or .png"),
        ("cv knn iris --grid k=1,2 --score accuracy,f1_macro", 2, "one name with --grid"),
    ];
    for (line, status, says) in cases {
        let words = crate::words(line);
        let ended = folder.run(words.iter().map(String::as_str));
        assert_eq!(ended.status, status, "`openwork {line}`: {}{}", ended.out, ended.err);
        assert!(ended.err.contains(says), "`openwork {line}` does not say {says:?}: {}", ended.err);
        assert_eq!((ended.out.as_str(), folder.names()), ("", before.clone()), "`openwork {line}`");
    }
    let rare = folder.ok("cv knn d.csv --target kind --columns x --folds 3 --grid k=1");
    assert!(rare.err.contains("warning: the rarest class has only 1 rows, fewer than the 3 folds"), "{}", rare.err);
}
