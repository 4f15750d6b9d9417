//! Logistic regression by the command.

use crate::Folder;
use serde_json::{Value, json};

#[test]
fn a_model_answers_with_classes_by_name_and_their_probabilities() {
    let folder = Folder::new();
    folder.ok("data export wine wine.csv");
    let fit = folder.json("fit logistic wine.csv --target cultivar --max-iter 500 -o model.safetensors --json");
    assert_eq!((&fit["converged"], &fit["classes"]), (&json!(true), &json!(["class_0", "class_1", "class_2"])));
    assert_eq!(fit["coef"].as_array().unwrap().len(), 3);
    assert!(fit["gradient"].as_f64().unwrap() <= 1e-4);
    folder.ok("predict model.safetensors wine.csv -o answers.jsonl");
    let answers: Vec<Value> = folder.text("answers.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let right = answers.iter().filter(|answer| answer["prediction"] == answer["cultivar"]).count();
    assert_eq!(right as f64 / answers.len() as f64, fit["accuracy"].as_f64().unwrap());
    assert!(answers.iter().all(|answer| (1.0 / 3.0..=1.0).contains(&answer["probability"].as_f64().unwrap())));
}

/// By hand: for rows -1 and 1 of classes 0 and 1, without intercept and penalty C, the slope is zero where `C (1 - p) = w / 2`
/// with `p = 1 / (1 + e^-w)`; for w = 1 that is C = (1 + e) / 2.
#[test]
fn the_minimum_is_the_one_worked_out_by_hand() {
    let folder = Folder::new().with("d.csv", "a,y\n-1,no\n1,yes\n").with("asked.csv", "a\n1\n0\n");
    let c = (1.0 + std::f64::consts::E) / 2.0;
    for solver in ["lbfgs", "newton", "gradient", "proximal"] {
        let line =
            format!("fit logistic d.csv --target y -C {c} --fit-intercept false --tol 1e-12 --max-iter 5000 --solver {solver}");
        let fit = folder.json(&format!("{line} -o m.safetensors --json"));
        assert!((fit["coef"][0][0].as_f64().unwrap() - 1.0).abs() < 1e-9, "{solver}: {fit}");
    }
    let answers = folder.ok("predict m.safetensors asked.csv").out;
    let lines: Vec<&str> = answers.lines().collect();
    assert!(lines[1].starts_with("1,yes,0.73105857"), "{answers}");
    assert_eq!(lines[2], "0,no,0.5", "a tie goes to the first class by name");
}

#[test]
fn penalties_and_weights_do_what_they_say() {
    let folder = Folder::new();
    let coef = |line: &str| -> Vec<f64> {
        let fit = folder.json(&format!("fit logistic breast_cancer --tol 1e-6 --max-iter 5000 --json {line}"));
        assert_eq!(fit["converged"], true, "{line}: {fit}");
        fit["coef"][0].as_array().unwrap().iter().map(|w| w.as_f64().unwrap()).collect()
    };
    let zeros = |coef: &[f64]| coef.iter().filter(|&&w| w == 0.0).count();
    let (l2, l1, net) = (coef(""), coef("--penalty l1 -C 0.1"), coef("--penalty 0.5 -C 0.1"));
    assert_eq!(zeros(&l2), 0);
    assert!(zeros(&l1) >= zeros(&net) && zeros(&net) > 0 && l1 != net, "{} and {}", zeros(&l1), zeros(&net));
    assert_eq!(coef("--class-weight 1,1"), l2);
    assert_ne!(coef("--class-weight balanced"), l2);
}

#[test]
fn what_makes_no_sense_is_refused_and_what_does_not_converge_is_said() {
    let folder = Folder::new().with("one.csv", "a,y\n1,b\n2,b\n").with("apart.csv", "a,y\n-1,0\n1,1\n");
    let says = |line: &str| {
        let ended = folder.run(line.split_whitespace());
        assert_ne!(ended.status, 0, "{line}");
        ended.err
    };
    assert!(says("fit logistic one.csv --target y").contains("wanted at least two"));
    assert!(says("fit logistic apart.csv --target y -C 0").contains("C = 0"));
    assert!(says("fit logistic apart.csv --target y --penalty l3").contains("wanted l2, l1, none"));
    assert!(says("fit logistic apart.csv --target y --penalty l1 --solver lbfgs").contains("no gradient at zero"));
    assert!(says("fit logistic apart.csv --target y --class-weight 1,2,3").contains("one a class"));
    let ended = folder.run("fit logistic apart.csv --target y --penalty none --tol 0 --max-iter 5".split_whitespace());
    assert_eq!(ended.status, 0);
    assert!(ended.err.contains("not converged after 5 rounds"), "{}", ended.err);
    let rises = "fit logistic apart.csv --target y --solver gradient --learning-rate 1e300 --max-iter 9";
    assert!(folder.run(rises.split_whitespace()).err.contains("learning rate is too large"));
}

#[test]
fn pictures_replays_and_threads() {
    let folder = Folder::new();
    folder.ok("fit logistic wine --columns flavanoids,proline --plot map.svg --watch map.html");
    folder.ok("fit logistic digits --max-iter 20 --plot loss.svg");
    assert!(folder.text("map.svg").contains("What logistic regression answers"));
    assert!(folder.text("loss.svg").contains("loss"));
    let page = folder.text("map.html");
    assert!(page.contains("openwork/logistic_regression.js") && page.contains("\"names\":[\"class_0\",\"class_1\",\"class_2\"]"));
    assert!(!page.contains("{{"));
    let fit = |threads: usize| {
        let line = format!("fit logistic digits --max-iter 9 --threads {threads} --json -o m.safetensors --watch run.html");
        (folder.json(&line), folder.read("m.safetensors"), folder.read("run.html"))
    };
    let one = fit(1);
    assert!(one == fit(2) && one == fit(8), "the result depends on the number of threads");
    let seeded = |seed| folder.json(&format!("fit logistic iris --solver minibatch --batch 5 --max-iter 3 --seed {seed} --json"));
    assert_eq!(seeded(1), seeded(1));
    assert_ne!(seeded(1)["coef"], seeded(2)["coef"], "the seed has no effect");
}
