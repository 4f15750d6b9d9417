//! Linear models against the reference's results, and what is made of them.

use crate::{Folder, repository};
use serde_json::{Value, json};

/// What scikit-learn 1.9.1 answers; `parity/tour.py` wrote it.
fn reference(key: &str) -> Value {
    let text = std::fs::read_to_string(repository().join("parity/tour.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()[key].clone()
}

fn close(ours: &Value, theirs: &Value, within: f64) {
    let (a, b) = (ours.as_f64().unwrap(), theirs.as_f64().unwrap());
    assert!((a - b).abs() <= within * b.abs(), "{a}, wanted {b}");
}

fn same_fit(fit: &Value, wanted: &Value, within: f64) {
    let (ours, theirs) = (fit["coef"][0].as_array().unwrap(), wanted["coef"].as_array().unwrap());
    assert_eq!(ours.len(), theirs.len());
    ours.iter().zip(theirs).for_each(|(ours, theirs)| close(ours, theirs, within));
    close(&fit["intercept"][0], &wanted["intercept"], within);
    close(&fit["r2"], &wanted["r2"], within);
}

#[test]
fn the_coefficients_are_scikit_learns() {
    let folder = Folder::new();
    let fit = folder.json("fit linear diabetes --json -o m.safetensors");
    same_fit(&fit, &reference("linear_regression diabetes"), 1e-9);
    assert_eq!((&fit["rank"], &fit["targets"]), (&json!(10), &json!(["progression"])));
    same_fit(&folder.json("fit ridge diabetes --alpha 100 --json"), &reference("ridge diabetes"), 1e-9);
    let descent = folder.json("fit linear diabetes --gd full --standardize --tol 1e-11 --max-iter 100000 --json");
    same_fit(&descent, &reference("linear_regression diabetes"), 1e-6);
    assert_eq!(descent["converged"], json!(true));
    assert_eq!(folder.json("fit linear diabetes --json --threads 2"), folder.json("fit linear diabetes --json --threads 1"));

    folder.ok("predict m.safetensors diabetes -o answers.csv");
    let answers = folder.text("answers.csv");
    let mut lines = answers.lines();
    assert!(lines.next().unwrap().ends_with(",progression,prediction"));
    let (mut left, mut count) = (0.0, 0);
    for line in lines {
        let cells: Vec<f64> = line.rsplit(',').take(2).map(|cell| cell.parse().unwrap()).collect();
        left += cells[1] - cells[0];
        count += 1;
    }
    assert_eq!(count, 442);
    assert!(left.abs() < 1e-6, "with an intercept nothing is left over on the whole: {left}");
}

#[test]
fn several_targets_are_answered_each_in_its_column() {
    let folder = Folder::new().with("d.csv", "a,b,u,v\n0,0,1,5\n1,0,3,5\n0,1,0,9\n1,1,2,9\n");
    let fit = folder.json("fit linear d.csv --target u,v --json -o m.safetensors");
    for (k, wanted) in [[2.0, -1.0, 1.0], [0.0, 4.0, 5.0]].iter().enumerate() {
        for (ours, wanted) in fit["coef"][k].as_array().unwrap().iter().chain([&fit["intercept"][k]]).zip(wanted) {
            assert!((ours.as_f64().unwrap() - wanted).abs() < 1e-12, "{fit}");
        }
    }
    folder.ok("predict m.safetensors d.csv -o answers.jsonl");
    let first: Value = serde_json::from_str(folder.text("answers.jsonl").lines().next().unwrap()).unwrap();
    assert!((first["prediction"].as_f64().unwrap() - 1.0).abs() < 1e-12, "{first}");
    assert!((first["prediction_2"].as_f64().unwrap() - 5.0).abs() < 1e-12, "{first}");
    let ridge = folder.json("fit ridge d.csv --target u,v --alpha 0,1e9 --json");
    assert!((ridge["coef"][0][0].as_f64().unwrap() - 2.0).abs() < 1e-12 && ridge["coef"][1][1].as_f64().unwrap() < 1e-6);
}

#[test]
fn a_column_that_says_nothing_is_told_of() {
    let folder = Folder::new().with("d.csv", "a,b,c,y\n1,2,7,1\n2,4,7,3\n3,6,7,2\n4,8,7,4\n");
    let ended = folder.ok("fit linear d.csv --target y --json");
    assert!(ended.err.contains("rank 1 of 3 features"), "{}", ended.err);
    let fit: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((&fit["rank"], &fit["coef"][0][2]), (&json!(1), &json!(0.0)));
    assert!(folder.ok("fit linear d.csv --target y").out.contains("(intercept)"));
}

#[test]
fn a_rate_too_large_ends_in_words_and_leaves_no_file() {
    let folder = Folder::new();
    for batch in ["full", "single", "mini", "7"] {
        let line = format!("fit linear diabetes --gd {batch} --learning-rate 1 -o m.safetensors --watch run.html --plot p.svg");
        let ended = folder.run(line.split(' '));
        assert_eq!(ended.status, 2, "{}", ended.err);
        assert!(ended.err.contains("learning_rate = 1e0, wanted at most"), "{}", ended.err);
        assert!(folder.names().is_empty(), "{:?}", folder.names());
    }
}

#[test]
fn descent_can_be_seen() {
    let folder = Folder::new();
    let line = "fit linear diabetes --columns bmi --gd single --max-iter 4 --watch run.html --plot loss.svg --seed 3 --json";
    let ended = folder.ok(line);
    assert!(ended.err.contains("not converged after 4 passes"), "{}", ended.err);
    let fit: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((&fit["steps"], &fit["passes"]), (&json!(4 * 442), &json!(4)));
    let page = folder.text("run.html");
    assert!(page.contains("openwork/gradient_descent.js") && page.contains("\"plane\":["));
    assert!(folder.text("loss.svg").contains("loss of the batch"));
    assert_ne!(folder.json(&line.replace("--seed 3", "--seed 4"))["coef"], fit["coef"], "the seed has no effect");
    folder.ok("fit linear diabetes --gd full --standardize --watch all.html");
    assert!(folder.text("all.html").len() < 3 << 20);
    for (features, axis) in [("bmi", "bmi"), ("bmi,bp", "answer")] {
        folder.ok(&format!("fit linear diabetes --columns {features} --plot fit.svg"));
        assert!(folder.text("fit.svg").contains(axis));
    }
}

#[test]
fn wrong_calls_are_refused() {
    let folder = Folder::new().with("d.csv", "a,y\n1,2\n2,nan\n").with("t.csv", "a,y\n1,2\n2,x\n");
    for (line, words) in [
        ("fit linear t.csv", "--target is missing"),
        ("fit linear t.csv --target a,a", "comes twice"),
        ("fit linear t.csv --target a,y --columns a", "is the target"),
        ("fit linear diabetes --learning-rate 1", "--gd"),
        ("fit linear wine --columns hue --target ash,proline --gd full", "one target"),
        ("fit linear diabetes --gd 0", "batch = 0"),
        ("fit linear diabetes --gd often", "wanted full, single"),
        ("fit linear diabetes --tol 2", "tol = 2"),
        ("fit ridge diabetes --alpha -1", "alpha = -1"),
        ("fit linear diabetes --watch run.html", "--gd"),
    ] {
        let ended = folder.run(line.split(' '));
        assert_eq!(ended.status, 2, "`{line}`: {}", ended.err);
        assert!(ended.err.contains(words), "`{line}`: {}", ended.err);
    }
    for (line, words) in [
        ("fit linear d.csv --target y", "d.csv"),
        ("fit linear t.csv --target y", "t.csv"),
        ("fit ridge diabetes --alpha 1,2", "1 or 1"),
    ] {
        let ended = folder.run(line.split(' '));
        assert_eq!(ended.status, 1, "`{line}`: {}", ended.err);
        assert!(ended.err.contains(words), "`{line}`: {}", ended.err);
    }
    assert!(folder.names() == ["d.csv", "t.csv"]);
}
