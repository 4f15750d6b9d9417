//! Bad input: the message names the file, the line, the value and the mend; nothing is left behind.

use crate::{Folder, words};

const POINTS: &str = "a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,9,y\n8,1,x\n";

/// Runs the line on these files: it must end with this status and these words, and leave the folder as it was.
fn refused(files: &[(&str, &[u8])], line: &str, status: i32, says: &[&str]) {
    let mut folder = Folder::new();
    for (name, content) in files {
        folder = folder.with(name, content);
    }
    let before = folder.names();
    let words = words(line);
    let ended = folder.run(words.iter().map(String::as_str));
    assert_eq!(ended.status, status, "`openwork {line}`: {}{}", ended.out, ended.err);
    for part in says {
        assert!(ended.err.contains(part), "`openwork {line}` does not say {part:?}: {}", ended.err);
    }
    assert_eq!(ended.out, "", "`openwork {line}` printed a result");
    assert_eq!(folder.names(), before, "`openwork {line}` left something behind");
    for (name, content) in files {
        assert_eq!(folder.read(name), *content, "`openwork {line}` changed {name}");
    }
}

/// The outputs that a refused fit must not leave.
const OUT: &str = "-o m.safetensors --plot p.svg";

#[test]
fn files_that_are_no_table() {
    let fit = format!("fit kmeans d.csv -k 2 --watch w.html {OUT}");
    let cases: &[(&str, &[&str])] = &[
        ("", &["d.csv", "empty"]),
        ("a,b\n", &["d.csv", "row"]),
        ("a,b\n1,2\n3\n4,5\n", &["d.csv:3"]),
        ("a,b\n1,2\n3,oops\n", &["d.csv:3:2", "\"oops\"", "\"b\"", "wanted a number"]),
        ("a,b\n1,2\nNaN,4\n", &["d.csv:3:1", "\"a\"", "missing", "drop the row"]),
        ("a,b\n1,2\n,4\n", &["d.csv:3:1", "\"a\"", "missing"]),
        ("a,b\n1,2\ninf,4\n", &["d.csv:3:1", "\"a\"", "inf"]),
    ];
    for (content, says) in cases {
        refused(&[("d.csv", content.as_bytes())], &fit, 1, says);
    }
    refused(&[], &fit, 1, &["d.csv", "no such file", "iris"]);
    refused(&[("d.png", b"x")], &format!("fit kmeans d.png -k 2 {OUT}"), 1, &["d.png", ".csv"]);
    refused(&[("d.csv", b"1,2\n\xff\xfe,3\n")], &fit, 1, &["d.csv"]);
}

#[test]
fn settings_outside_their_domain() {
    let data: &[(&str, &[u8])] = &[("d.csv", POINTS.as_bytes())];
    let kmeans: &[(&str, &[&str])] = &[
        ("-k 6", &["k = 6", "5"]),
        ("-k 0", &["k = 0", "1 <= k"]),
        ("-k -3", &["'-3'", "whole number"]),
        ("-k 2 --max-iter -1", &["'-1'", "--max-iter", "whole number, at least 1"]),
        ("-k 2 --max-iter 0", &["max_iter = 0", "at least 1"]),
        ("-k 2 --n-init 0", &["n_init = 0", "at least 1"]),
        ("-k 2 --tol -1", &["tol = -1", ">= 0"]),
        ("-k 2 --tol nan", &["tol = NaN"]),
        ("-k 2 --init nowhere.csv", &["nowhere.csv", "k-means++"]),
        ("-k 2 --threads 0", &["--threads"]),
        ("-k 2 --columns a,c", &["d.csv", "\"c\"", "it has a, b, kind"]),
        ("-k 2 --columns a,a", &["\"a\" comes twice"]),
        ("-k 6 --batch 2", &["k = 6", "5"]),
        ("-k 2 --batch 0", &["batch_size = 0", "at least 1"]),
        ("-k 2 --batch 2 --init-size 1", &["init_size = 1", "at least 2"]),
        ("-k 2 --batch 2 --reassignment-ratio 2", &["reassignment_ratio = 2", "0 to 1"]),
        ("-k 2 --batch 2 --max-no-improvement few", &["'few'", "whole number or none"]),
        ("-k 2 --reassignment-ratio 0.1", &["--batch"]),
    ];
    for (flags, says) in kmeans {
        refused(data, &format!("fit kmeans d.csv --target kind {flags} {OUT}"), 2, says);
    }
    refused(data, &format!("fit kmeans d.csv --target nothing -k 2 {OUT}"), 2, &["d.csv", "\"nothing\"", "it has a, b, kind"]);
    refused(data, &format!("fit kmeans d.csv -k 2 {OUT}"), 1, &["d.csv:2:3", "\"kind\"", "name it as the target"]);

    let knn: &[(&str, &[&str])] = &[
        ("-k 6", &["k = 6", "5"]),
        ("-k 0", &["k = 0"]),
        ("-k 2 --p 0.5", &["p = 0.5", "p >= 1"]),
        ("-k 2 --metric minkowski", &["p = none", ">= 1"]),
        ("-k 2 --metric manhattan --p 3", &["--p 3", "manhattan"]),
        ("-k 2 --metric far", &["metric = far", "euclidean"]),
        ("-k 2 --metric cosine --search kd_tree", &["search = kd_tree", "cosine"]),
        ("-k 2 --leaf-size 0", &["leaf_size = 0"]),
        ("-k 2 --query 1,2", &["--watch"]),
        ("-k 2 --watch w.html --query 1", &["--query: 1 numbers, wanted 2", "a, b"]),
        ("-k 2 --watch w.html --columns a", &["1 features, wanted two", "--columns A,B"]),
    ];
    for (flags, says) in knn {
        refused(data, &format!("fit knn d.csv --target kind {flags} {OUT}"), 2, says);
    }
    refused(data, &format!("fit knn d.csv --target nothing {OUT}"), 2, &["\"nothing\"", "it has a, b, kind"]);
    let numbers: &[(&str, &[u8])] = &[("d.csv", b"a,b\n1,2\n3,4\n")];
    refused(numbers, &format!("fit knn d.csv {OUT}"), 2, &["--target is missing", "a, b"]);
    refused(data, &format!("fit knn d.csv {OUT}"), 2, &["--target is missing", "a, b, kind"]);
    refused(data, &format!("fit knn d.csv -k 2 --target kind --task regression {OUT}"), 1, &["d.csv:2:3", "\"kind\""]);
    refused(data, &format!("fit knn d.csv -k 2 --columns a,kind --target kind {OUT}"), 2, &["\"kind\" is the target"]);
}

#[test]
fn one_row_is_enough_for_one_cluster_and_too_few_for_two() {
    let one: &[(&str, &[u8])] = &[("d.csv", b"a,b\n1,2\n")];
    refused(one, &format!("fit kmeans d.csv -k 2 {OUT}"), 2, &["k = 2", "1 <= k <= 1"]);
    let folder = Folder::new().with("d.csv", one[0].1);
    let fit = folder.json("fit kmeans d.csv -k 1 --json --plot p.svg --watch w.html");
    assert_eq!((&fit["inertia"], &fit["sizes"]), (&serde_json::json!(0.0), &serde_json::json!([1])));
}

#[test]
fn more_clusters_than_distinct_points_work_with_a_warning() {
    let folder = Folder::new().with("d.csv", "a\n1\n1\n1\n5\n5\n");
    let ended = folder.ok("fit kmeans d.csv -k 4 --json -o m.safetensors");
    assert!(ended.err.contains("warning: only 2 of the 4 clusters hold points"), "{}", ended.err);
    let fit: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert!(fit["inertia"].as_f64().unwrap() < 1e-20, "every point is on its centre: {}", fit["inertia"]);
    let answers = folder.ok("predict m.safetensors d.csv").out;
    let cluster = |line: usize| answers.lines().nth(line).unwrap().rsplit(',').next().unwrap().to_owned();
    assert!(cluster(1) == cluster(3) && cluster(4) == cluster(5) && cluster(1) != cluster(4), "{answers}");
}

#[test]
fn a_run_that_does_not_converge_says_so() {
    let ended = Folder::new().ok("fit kmeans digits -k 10 --max-iter 2");
    assert!(ended.err.contains("warning: not converged after 2 rounds; allow more with --max-iter"), "{}", ended.err);
    assert!(ended.out.contains("converged  no"), "{}", ended.out);
}

#[test]
fn model_files_cut_short_or_hostile() {
    let folder = Folder::new().with("d.csv", POINTS);
    folder.ok("fit knn d.csv --target kind -k 2 -o m.safetensors");
    let whole = folder.read("m.safetensors");
    let predict = |model: &[u8], says: &[&str]| {
        let files: &[(&str, &[u8])] = &[("m.safetensors", model), ("d.csv", POINTS.as_bytes())];
        refused(files, "predict m.safetensors d.csv -o answers.csv", 1, &[&["m.safetensors"], says].concat());
        refused(files, "plot map m.safetensors -o map.svg", 1, &["m.safetensors"]);
    };
    for length in [0, 7, 8, 20, whole.len() / 2, whole.len() - 1] {
        predict(&whole[..length], &["safetensors"]);
    }
    let mut hostile = whole.clone();
    hostile[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    predict(&hostile, &["safetensors"]);
    hostile[..8].copy_from_slice(&(whole.len() as u64 * 2).to_le_bytes());
    predict(&hostile, &["safetensors"]);
    predict(b"PK\x03\x04 not a model at all, but long enough to be read", &["safetensors"]);

    let header = r#"{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#;
    let foreign = [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &[0; 4]].concat();
    predict(&foreign, &["none of openwork"]);
    let text = String::from_utf8_lossy(&whole);
    let at = text.find("\"data_offsets\":[").unwrap();
    let mut far = whole.clone();
    far[at + 16] = b'9';
    predict(&far, &["safetensors"]);

    folder.ok("fit kmeans d.csv --target kind -k 2 -o k.safetensors");
    let ended = folder.run(["plot", "map", "k.safetensors", "-o", "map.svg"]);
    assert_eq!(ended.status, 1);
    assert!(ended.err.contains("\"kmeans\""), "{}", ended.err);
}

#[test]
fn outputs_that_cannot_be() {
    let data: &[(&str, &[u8])] = &[("d.csv", POINTS.as_bytes())];
    let fit = "fit kmeans d.csv --target kind -k 2";
    refused(data, &format!("{fit} -o nowhere/m.safetensors --plot p.svg"), 1, &["nowhere", "no folder"]);
    refused(data, &format!("{fit} -o d.csv --plot p.svg"), 2, &["d.csv", "also an input"]);
    refused(data, &format!("{fit} -o ./d.csv"), 2, &["d.csv", "also an input"]);
    refused(data, &format!("{fit} --plot p.svg -o p.svg"), 2, &["p.svg", "two outputs"]);
    refused(data, &format!("{fit} -o ."), 2, &["this is a folder"]);
    refused(data, &format!("{fit} --plot p.pdf -o m.safetensors"), 2, &["p.pdf", ".svg or .png"]);
    refused(data, "data export d.csv d.csv", 2, &["also an input"]);
    refused(data, "data export d.csv d.xls", 2, &["d.xls", ".csv"]);
    refused(data, "data export d.csv d.npy", 1, &["d.npy", "\"kind\"", "text"]);
    refused(data, "predict d.csv d.csv -o d.csv", 2, &["also an input"]);
    refused(data, "predict d.csv d.csv --json", 2, &["--json", "-o FILE"]);
}

#[test]
fn functions_that_cannot_be_drawn() {
    refused(&[], "plot activation swash -o a.svg", 2, &["swash", "leaky_relu"]);
    refused(&[], "plot activation relu --alpha 0.1 -o a.svg", 2, &["--alpha", "relu has none"]);
    refused(&[], "plot activation relu --from 2 --until 1 -o a.svg", 2, &["--from 2 --until 1"]);
    refused(&[], "plot loss bce --target 2 -o a.svg", 2, &["targets = 2", "between 0 and 1"]);
    refused(&[], "plot loss mse -o a.txt", 2, &[".svg"]);
}
