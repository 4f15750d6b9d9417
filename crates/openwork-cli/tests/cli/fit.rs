//! Fitted models against the reference's results, and what is made of them.

use crate::{Folder, repository};
use serde_json::{Value, json};

/// What scikit-learn 1.9.1 answers; `parity/tour.py` wrote it.
fn reference(key: &str) -> Value {
    let text = std::fs::read_to_string(repository().join("parity/tour.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()[key].clone()
}

/// Iris as a file, and its first three rows as centres to start from.
fn iris() -> Folder {
    let folder = Folder::new();
    folder.ok("data export iris iris.csv");
    let first = folder.text("iris.csv").lines().take(4).collect::<Vec<_>>().join("\n");
    folder.with("first.csv", first)
}

#[test]
fn kmeans_from_given_centres_equals_scikit_learn() {
    let folder = iris();
    let fit = folder.json("fit kmeans iris.csv --target species --init first.csv -o model.safetensors --json");
    let wanted = reference("kmeans iris");
    assert_eq!((&fit["k"], &fit["rounds"], &fit["sizes"]), (&json!(3), &wanted["rounds"], &wanted["sizes"]));
    let (ours, theirs) = (fit["inertia"].as_f64().unwrap(), wanted["inertia"].as_f64().unwrap());
    assert!((ours / theirs - 1.0).abs() < 1e-9, "{ours} {theirs}");

    folder.ok("predict model.safetensors iris.csv -o answers.csv");
    let answers = folder.text("answers.csv");
    let mut lines = answers.lines();
    assert!(lines.next().unwrap().ends_with(",species,cluster"));
    let labels: Vec<u32> = lines.map(|line| line.rsplit(',').next().unwrap().parse().unwrap()).collect();
    assert_eq!(json!(labels), wanted["labels"]);
}

#[test]
fn mini_batches_find_the_groups_and_stop_when_told() {
    // Five rows of one number, each drawn as chance has it: whatever the batches are, the two groups are far apart.
    let folder = Folder::new().with("d.csv", "a\n1\n1\n1\n9\n9\n").with("start.csv", "a\n0\n8\n");
    let line = "fit kmeans d.csv --init start.csv --batch 4 --max-no-improvement none --seed 3 --json -o m.safetensors";
    let fit = folder.json(line);
    assert_eq!((&fit["algorithm"], &fit["sizes"]), (&json!("mini_batch_kmeans"), &json!([3, 2])));
    // At most so many steps as make 100 passes: 100 * 5 / 4.
    assert_eq!((&fit["steps"], &fit["converged"]), (&json!(125), &json!(false)));
    for (center, wanted) in fit["centers"].as_array().unwrap().iter().zip([1.0, 9.0]) {
        assert!((center[0].as_f64().unwrap() - wanted).abs() < 1e-12, "{center}");
    }
    assert_eq!(folder.ok("predict m.safetensors d.csv").out, "a,cluster\n1,0\n1,0\n1,0\n9,1\n9,1\n");
    folder.ok("plot clusters m.safetensors d.csv -o clusters.svg");
    folder.ok(&format!("{line} --watch run.html"));
    assert!(folder.text("run.html").contains("openwork/mini_batch_kmeans.js"));
    assert_eq!(folder.json(&format!("{line} --threads 2")), fit);
    let history = |seed| folder.json(&format!("fit kmeans iris -k 3 --batch 20 --json --seed {seed}"))["history"].clone();
    assert_ne!(history(3), history(4), "the seed has no effect");
}

#[test]
fn neighbours_answer_as_scikit_learn_does() {
    let folder = Folder::new();
    folder.ok("data export wine wine.csv");
    let wine = folder.text("wine.csv");
    let (head, rows) = wine.split_once('\n').unwrap();
    let part = |asked: bool| -> String {
        let rows: Vec<&str> = rows.lines().enumerate().filter(|(i, _)| (i % 5 == 4) == asked).map(|(_, row)| row).collect();
        format!("{head}\n{}\n", rows.join("\n"))
    };
    let folder = folder.with("known.csv", part(false)).with("asked.csv", part(true));
    let fit = folder.json("fit knn known.csv --target cultivar -k 7 --weights distance -o model.safetensors --json");
    assert_eq!((&fit["task"], &fit["classes"]), (&json!("classification"), &json!(["class_0", "class_1", "class_2"])));
    folder.ok("predict model.safetensors asked.csv -o answers.jsonl");
    let answers: Vec<Value> = folder.text("answers.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let wanted = reference("knn wine")["answers"].clone();
    assert_eq!(answers.len(), wanted.as_array().unwrap().len());
    for (answer, class) in answers.iter().zip(wanted.as_array().unwrap()) {
        assert_eq!(answer["prediction"], json!(format!("class_{class}")));
        assert!((1.0 / 7.0..=1.0).contains(&answer["probability"].as_f64().unwrap()));
    }
    // The very rows that the reference held out are what the command holds out itself.
    let whole = folder.json("fit knn wine.csv --target cultivar -k 7 --weights distance --json");
    let right = reference("knn wine")["right"].as_f64().unwrap() / reference("knn wine")["asked"].as_f64().unwrap();
    assert_eq!(whole["held_out"]["value"], json!(right));
}

#[test]
fn regression_is_chosen_for_numbers_and_classification_can_be_asked_for() {
    let folder = Folder::new().with("points.csv", "a,few,many\n1,0,0.5\n2,0,1.5\n3,1,2.5\n4,1,3.5\n5,1,4.5\n6,0,5.5\n");
    let task = |line: &str| folder.json(&format!("fit knn points.csv -k 2 --json {line}"))["task"].clone();
    assert_eq!(task("--target few"), "classification");
    assert_eq!(task("--target few --regress"), "regression");
    assert_eq!(task("--target many"), "regression");
    assert_eq!(task("--target many --task classification"), "classification");
    let said = folder.ok("fit knn points.csv -k 2 --target few").out;
    assert!(
        said.contains("classification of \"few\" (column \"few\" holds 2 different whole numbers; --task sets it)"),
        "{said}"
    );

    // By hand: of 1, 2, ..., 6 the two nearest to 2.4 are 2 and 3, whose targets are 1.5 and 2.5.
    folder.ok("fit knn points.csv -k 2 --target many --columns a -o model.safetensors");
    let folder = folder.with("asked.csv", "a\n2.4\n5.9\n");
    assert_eq!(folder.ok("predict model.safetensors asked.csv").out, "a,prediction\n2.4,2\n5.9,5\n");
}

#[test]
fn of_two_classes_with_as_many_votes_the_first_by_name_wins() {
    let folder = Folder::new().with("points.csv", "a,kind\n1,pear\n3,apple\n9,pear\n").with("asked.csv", "a\n2\n");
    folder.ok("fit knn points.csv --target kind -k 2 -o model.safetensors");
    assert_eq!(folder.ok("predict model.safetensors asked.csv").out, "a,prediction,probability\n2,apple,0.5\n");
}

#[test]
fn columns_are_found_by_name_in_any_order() {
    let folder = Folder::new().with("points.csv", "a,b\n0,100\n1,101\n50,0\n51,1\n");
    folder.ok("fit kmeans points.csv -k 2 -o model.safetensors");
    let folder = folder.with("swapped.csv", "b,note,a\n100,x,0\n0,y,50\n").with("other.csv", "a,c\n1,2\n");
    let there: Vec<String> = folder.ok("predict model.safetensors points.csv").out.lines().map(str::to_owned).collect();
    let swapped = folder.ok("predict model.safetensors swapped.csv").out;
    let cluster = |line: &str| line.rsplit(',').next().unwrap().to_owned();
    assert_eq!(swapped, format!("b,note,a,cluster\n100,x,0,{}\n0,y,50,{}\n", cluster(&there[1]), cluster(&there[3])));
    let ended = folder.run(["predict", "model.safetensors", "other.csv"]);
    assert_eq!(ended.status, 1);
    assert!(ended.err.contains("it lacks 1 of the model's 2 features: b; it has a, c"), "{}", ended.err);
}

#[test]
fn the_same_bits_for_any_number_of_threads_and_for_the_same_seed() {
    let folder = Folder::new();
    let fit = |threads: usize, seed: u64| {
        let line =
            format!("fit kmeans digits -k 10 --json --threads {threads} --seed {seed} -o model.safetensors --watch run.html");
        let out = folder.ok(&line).out;
        (out, folder.read("model.safetensors"), folder.read("run.html"))
    };
    let one = fit(1, 7);
    assert!(one == fit(2, 7) && one == fit(8, 7), "the result depends on the number of threads");
    assert_ne!(one.0, fit(2, 8).0, "the seed has no effect");
    let knn = |threads: usize| {
        folder.ok(&format!("fit knn digits -k 3 --threads {threads} -o knn.safetensors"));
        folder.ok(&format!("predict knn.safetensors digits --threads {threads} -o answers.csv"));
        folder.read("answers.csv")
    };
    let one = knn(1);
    assert!(one == knn(2) && one == knn(8));
}

#[test]
fn more_starts_are_never_worse_and_the_replay_is_of_the_best() {
    let folder = Folder::new();
    let inertia = |starts: usize| {
        let fit =
            folder.json(&format!("fit kmeans digits -k 10 --init random --n-init {starts} --watch run{starts}.html --json"));
        let last = fit["history"].as_array().unwrap().last().unwrap().clone();
        let page = folder.text(&format!("run{starts}.html"));
        assert!(page.contains(&format!("\"step\":{last}")), "the page's last step is not the model's");
        fit["inertia"].as_f64().unwrap()
    };
    assert!(inertia(5) <= inertia(1));
}

#[test]
fn pictures_and_pages_are_what_their_names_say() {
    let folder = Folder::new();
    folder.ok("fit kmeans iris -k 3 --plot clusters.svg --watch run.html");
    folder.ok("fit knn wine --columns flavanoids,proline --plot map.png");
    assert!(folder.text("clusters.svg").starts_with("<svg"));
    assert!(folder.read("map.png").starts_with(b"\x89PNG\r\n\x1a\n"));
    let page = folder.text("run.html");
    assert!(page.starts_with("<!DOCTYPE html>") && !page.contains("{{"));
    assert!(!page.contains("src=") && !page.contains("<link"), "the page asks for other files");
    let ended = folder.run(["plot", "data", "iris", "-o", "iris.jpeg"]);
    assert_eq!((ended.status, ended.err.contains("ending in .svg or .png")), (2, true), "{}", ended.err);
}

#[test]
fn data_goes_out_and_comes_back_the_same() {
    let folder = Folder::new();
    for file in ["diabetes.csv", "diabetes.tsv", "diabetes.jsonl", "diabetes.npy", "diabetes.csv.gz"] {
        folder.ok(&format!("data export diabetes {file}"));
        let shown = folder.json(&format!("data show {file} --json"));
        let wanted = folder.json("data show diabetes --json");
        assert_eq!(shown["rows"], 442, "{file}");
        for (ours, theirs) in shown["columns"].as_array().unwrap().iter().zip(wanted["columns"].as_array().unwrap()) {
            assert_eq!((&ours["mean"], &ours["least"]), (&theirs["mean"], &theirs["least"]), "{file}");
        }
    }
    assert!(folder.ok("data list").out.contains("breast_cancer"));
}

#[test]
fn the_tour_writes_its_table_and_its_page() {
    let folder = Folder::new();
    let tour = folder.json("tour --json -o tour.html");
    let stops = tour["stops"].as_array().unwrap();
    assert!(stops.iter().all(|stop| stop["same"] == true), "{tour:#}");
    let page = folder.text("tour.html");
    assert_eq!(page.matches("<svg").count(), stops.len());
    assert!(folder.ok("tour").out.contains("scikit-learn 1.9.1"));
}
