//! Models in files: saved whole, loaded with every length checked, answering with the same bits.

use ndarray::{Array2, array};
use openwork::cluster::{KMeans, KMeansModel, MiniBatchKMeans, MiniBatchKMeansModel};
use openwork::io::ModelFile;
use openwork::linalg::Real;
use openwork::neighbors::{
    KNeighborsClassifier, KNeighborsClassifierModel, KNeighborsRegressor, KNeighborsRegressorModel, Metric, NearestNeighbors,
    NeighborIndex, Search, Weights,
};
use openwork::{Error, Result};
use proptest::prelude::*;
use safetensors::tensor::{Dtype, TensorView};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;

fn points<T: Real>(n: usize, seed: u64) -> Array2<T> {
    let mut state = seed.wrapping_add(1);
    Array2::from_shape_simple_fn((n, 3), || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        T::of((state >> 40) as f64 / 1e6 - 8.0)
    })
}

/// A model that went through a file in a fresh directory.
fn through_a_file(file: &ModelFile) -> ModelFile {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("model.safetensors");
    file.save(&path).unwrap();
    ModelFile::load(&path).unwrap()
}

fn round_trips<T: Real>(n: usize, seed: u64) {
    let (x, queries) = (points::<T>(n, seed), points::<T>(7, seed ^ 0xABCD));
    let kmeans = KMeans::new(3).seed(seed).fit(x.view()).unwrap();
    let same = KMeansModel::<T>::from_file(&through_a_file(&kmeans.to_file())).unwrap();
    assert_eq!(same, kmeans);
    assert_eq!(same.transform(queries.view()).unwrap(), kmeans.transform(queries.view()).unwrap());

    let settings = MiniBatchKMeans::new(3).batch_size(4).seed(seed);
    let kmeans = settings.fit(x.view()).unwrap();
    let same = MiniBatchKMeansModel::<T>::from_file(&through_a_file(&kmeans.to_file())).unwrap();
    assert_eq!(same, kmeans);
    let (mut same, mut kmeans) = (Some(same), Some(kmeans));
    settings.partial_fit(&mut same, queries.view(), None).unwrap();
    settings.partial_fit(&mut kmeans, queries.view(), None).unwrap();
    assert_eq!(same, kmeans, "a model from a file learns on as the one that was saved");

    let settings = NearestNeighbors::new(2).metric(Metric::Minkowski(1.5)).leaf_size(4);
    let index = settings.fit(x.view()).unwrap();
    let same = NeighborIndex::<T>::from_file(&through_a_file(&index.to_file())).unwrap();
    assert_eq!(same.settings(), index.settings());
    assert_eq!(same.kneighbors(queries.view(), 3).unwrap(), index.kneighbors(queries.view(), 3).unwrap());

    let y: Vec<u32> = (0..n as u32).map(|i| i * 7 % 3).collect();
    let classifier = KNeighborsClassifier::new(4).weights(Weights::Distance).search(Search::KdTree).fit(x.view(), &y).unwrap();
    let same = KNeighborsClassifierModel::<T>::from_file(&through_a_file(&classifier.to_file())).unwrap();
    assert_eq!((&same.y, same.classes, same.weights), (&classifier.y, classifier.classes, classifier.weights));
    assert_eq!(same.index.settings(), classifier.index.settings());
    assert_eq!(same.predict_proba(queries.view()).unwrap(), classifier.predict_proba(queries.view()).unwrap());

    let targets = points::<f64>(n, seed ^ 0x77);
    let regressor = KNeighborsRegressor::new(3).metric(Metric::Cosine).fit(x.view(), targets.view()).unwrap();
    let same = KNeighborsRegressorModel::<T>::from_file(&through_a_file(&regressor.to_file())).unwrap();
    assert_eq!(same.y, targets);
    assert_eq!(same.predict(queries.view()).unwrap(), regressor.predict(queries.view()).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn a_saved_model_answers_with_the_same_bits(n in 5_usize..40, seed: u64) {
        round_trips::<f32>(n, seed);
        round_trips::<f64>(n, seed);
    }
}

fn seed(name: &str) -> ModelFile {
    ModelFile::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/model").join(name)).unwrap()
}

/// Files written by the first version of the format load for good; the answers follow from the points by hand.
#[test]
fn files_of_version_1_still_load() {
    let (low, high) = (array![[1.0, 1.0]], array![[8.0, 8.0]]);
    let file = seed("kmeans_f64.safetensors");
    assert_eq!(file.noted::<Vec<String>>("features").unwrap().unwrap(), ["length", "width"]);
    assert_eq!(file.noted::<Vec<String>>("classes").unwrap(), None);
    let model = KMeansModel::<f64>::from_file(&file).unwrap();
    assert_eq!(model.predict(low.view()).unwrap(), [model.labels[0]]);
    assert_eq!(model.predict(high.view()).unwrap(), [model.labels[2]]);
    // The centres (0.1, 0.05) and (9.1, 9.0): two points each, 0.0125 and 0.02 from it, squared.
    let mut centers: Vec<f64> = model.centers.iter().copied().collect();
    centers.sort_by(f64::total_cmp);
    for (seen, wanted) in centers.iter().zip([0.05, 0.1, 9.0, 9.1]) {
        assert!((seen - wanted).abs() < 1e-12, "{seen} is not {wanted}");
    }
    assert!((model.inertia - (2.0 * 0.0125 + 2.0 * 0.02)).abs() < 1e-12, "{}", model.inertia);
    assert!(model.converged);

    let model = KMeansModel::<f32>::from_file(&seed("kmeans_f32.safetensors")).unwrap();
    assert_eq!(model.predict(low.mapv(|v| v as f32).view()).unwrap(), [model.labels[1]]);
    let index = NeighborIndex::<f64>::from_file(&seed("neighbors.safetensors")).unwrap();
    assert_eq!(index.settings(), &NearestNeighbors::new(2).metric(Metric::Minkowski(3.0)));
    // |1|^3 + |1.1|^3 = 2.331 to the third point, |1.2|^3 + |0.9|^3 = 2.457 to the fourth.
    assert_eq!(index.kneighbors(high.view(), 1).unwrap().indices, array![[2]]);
    let file = seed("classifier.safetensors");
    assert_eq!(file.noted::<Vec<String>>("classes").unwrap().unwrap(), ["small", "large"]);
    assert_eq!(KNeighborsClassifierModel::<f64>::from_file(&file).unwrap().predict(high.view()).unwrap(), [1]);
    let model = KNeighborsRegressorModel::<f32>::from_file(&seed("regressor_f32.safetensors")).unwrap();
    assert_eq!(model.predict(array![[0.1, 0.1]].view()).unwrap(), array![[2.0, 3.0]]);
}

#[test]
fn the_same_model_is_the_same_bytes() {
    let directory = tempfile::tempdir().unwrap();
    let bytes: Vec<Vec<u8>> = (0..8)
        .map(|i| {
            let path = directory.path().join(format!("{i}.safetensors"));
            let mut file = KMeans::new(2).fit(points::<f64>(9, 1).view()).unwrap().to_file();
            file.note("target", "kind");
            file.save(&path).unwrap();
            std::fs::read(path).unwrap()
        })
        .collect();
    assert!(bytes.iter().all(|b| *b == bytes[0]));
}

/// A k-means model of the two centres (0, 1) and (2, 3), as `change` makes it, in bytes.
fn forged(change: impl FnOnce(&mut Value, &mut Vec<(&'static str, Dtype, Vec<usize>, Vec<u8>)>)) -> Vec<u8> {
    let mut about = json!({"version": 1, "algorithm": "kmeans", "notes": {},
        "settings": {"inertia": 0.5, "n_iter": 1, "converged": true, "history": []}});
    let centers = [0.0_f64, 1.0, 2.0, 3.0].iter().flat_map(|v| v.to_le_bytes()).collect();
    let labels = [0_u32, 1, 1].iter().flat_map(|v| v.to_le_bytes()).collect();
    let mut tensors = vec![("centers", Dtype::F64, vec![2, 2], centers), ("labels", Dtype::U32, vec![3], labels)];
    change(&mut about, &mut tensors);
    let views = tensors.iter().map(|(name, dtype, shape, bytes)| (*name, TensorView::new(*dtype, shape.clone(), bytes).unwrap()));
    safetensors::serialize(views, Some(HashMap::from([("openwork".to_owned(), about.to_string())]))).unwrap()
}

fn load(bytes: &[u8]) -> Result<KMeansModel<f64>> {
    KMeansModel::from_file(&ModelFile::parse(bytes, "m.safetensors".as_ref())?)
}

fn refused(bytes: &[u8]) -> String {
    match load(bytes) {
        Err(error @ Error::Format { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn damaged_and_foreign_models_are_told_what_is_wrong() {
    assert_eq!(load(&forged(|_, _| ())).unwrap().centers, array![[0.0, 1.0], [2.0, 3.0]]);
    type Change = fn(&mut Value, &mut Vec<(&'static str, Dtype, Vec<usize>, Vec<u8>)>);
    let cases: [(&str, Change); 14] = [
        ("a model of \"knn_classifier\", wanted one of \"kmeans\"", |about, _| about["algorithm"] = json!("knn_classifier")),
        ("version 2 of openwork's model files, wanted 1", |about, _| about["version"] = json!(2)),
        ("cannot be read", |about, _| *about = json!([1])),
        ("no setting \"n_iter\"", |about, _| drop(about["settings"].as_object_mut().unwrap().remove("n_iter"))),
        ("its setting \"n_iter\" cannot be used", |about, _| about["settings"]["n_iter"] = json!(-1)),
        ("no setting \"history\"", |about, _| about["settings"] = json!(null)),
        ("no tensor \"centers\"", |_, tensors| drop(tensors.remove(0))),
        ("\"centers\" is of I64, wanted F64", |_, tensors| tensors[0].1 = Dtype::I64),
        ("\"centers\" is of F32, wanted F64", |_, tensors| {
            tensors[0] = ("centers", Dtype::F32, vec![1, 2], vec![0; 8]);
            tensors[1].3.fill(0);
        }),
        ("\"centers\" has shape [4], wanted 2 dimensions", |_, tensors| tensors[0].2 = vec![4]),
        ("\"centers\" has shape 0 x 2", |_, tensors| tensors[0] = ("centers", Dtype::F64, vec![0, 2], vec![])),
        ("\"centers\" holds NaN at row 1, column 0", |_, tensors| tensors[0].3[16..24].fill(0xFF)),
        ("\"centers\" holds inf at row 0, column 1", |_, tensors| {
            tensors[0].3[8..16].copy_from_slice(&f64::INFINITY.to_le_bytes());
        }),
        ("a label 2, wanted labels below 2", |_, tensors| tensors[1].3[4] = 2),
    ];
    for (wanted, change) in cases {
        let message = refused(&forged(change));
        assert!(message.starts_with("m.safetensors: ") && message.contains(wanted), "{message}\nwanted: {wanted}");
    }
    let other = safetensors::serialize(Vec::<(String, TensorView<'_>)>::new(), None).unwrap();
    assert!(refused(&other).contains("none of openwork's"));
    let message = ModelFile::load(Path::new("/no/such/model.safetensors")).unwrap_err().to_string();
    assert!(message.starts_with("/no/such/model.safetensors: "), "{message}");
}

#[test]
fn a_model_cut_short_anywhere_is_refused() {
    let bytes = forged(|_, _| ());
    for end in 0..bytes.len() {
        assert!(refused(&bytes[..end]).contains("fit and save it again"), "{end} of {} bytes", bytes.len());
    }
}

#[test]
fn hostile_headers_are_refused_before_anything_is_allocated() {
    let with_length = |length: u64, header: &str| [&length.to_le_bytes(), header.as_bytes()].concat();
    for length in [3, 1 << 20, 1 << 40, u64::MAX, i64::MAX as u64] {
        refused(&with_length(length, "{}"));
    }
    for header in [
        r#"{"centers":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#,
        r#"{"centers":{"dtype":"F64","shape":[1,1],"data_offsets":[8,0]}}"#,
        r#"{"centers":{"dtype":"F64","shape":[1,1],"data_offsets":[0,18446744073709551615]}}"#,
        r#"{"centers":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}}"#,
        &"[".repeat(100_000),
    ] {
        refused(&with_length(header.len() as u64, header));
    }
}

#[test]
fn mini_batch_models_are_checked_against_themselves() {
    let good = MiniBatchKMeans::new(2).fit(points::<f64>(9, 1).view()).unwrap().to_file();
    let cases: [(&str, &str, Value); 4] = [
        ("no setting \"n_steps\"", "", json!({})),
        ("\"since_reassignment\" cannot be used", "since_reassignment", json!(-1)),
        ("\"history\" cannot be used", "history", json!([{"step": 1}])),
        ("\"converged\" cannot be used", "converged", json!("yes")),
    ];
    for (wanted, setting, value) in cases {
        let mut bad = good.clone();
        match setting {
            "" => drop(bad.settings.as_object_mut().unwrap().remove("n_steps")),
            _ => bad.settings[setting] = value,
        }
        let message = MiniBatchKMeansModel::<f64>::from_file(&through_a_file(&bad)).unwrap_err().to_string();
        assert!(message.contains(wanted) && message.contains("model.safetensors"), "{message}\nwanted: {wanted}");
    }
    assert!(KMeansModel::<f64>::from_file(&good).is_err());
    let message = MiniBatchKMeansModel::<f64>::from_file(&ModelFile::parse(&forged(|_, _| ()), "m".as_ref()).unwrap());
    assert!(message.unwrap_err().to_string().contains("a model of \"kmeans\", wanted one of \"mini_batch_kmeans\""));
    let load = |counts: &[f64]| MiniBatchKMeansModel::<f64>::from_file(&ModelFile::parse(&counted(counts), "m".as_ref())?);
    assert_eq!(load(&[1.0, 2.0]).unwrap().counts, [1.0, 2.0]);
    for counts in [&[1.0, 2.0, 3.0][..], &[1.0, -1.0], &[1.0]] {
        assert!(load(counts).unwrap_err().to_string().contains("not 2 numbers of points"));
    }
    assert!(load(&[1.0, f64::NAN]).unwrap_err().to_string().contains("NaN"));
}

/// A mini-batch model of the two centres (0, 1) and (2, 3) with these counts, in bytes.
fn counted(counts: &[f64]) -> Vec<u8> {
    forged(|about, tensors| {
        about["algorithm"] = json!("mini_batch_kmeans");
        about["settings"] =
            json!({"inertia": 0.5, "n_iter": 0, "n_steps": 1, "converged": false, "since_reassignment": 0, "history": []});
        tensors.push(("counts", Dtype::F64, vec![counts.len(), 1], counts.iter().flat_map(|v| v.to_le_bytes()).collect()));
    })
}

#[test]
fn neighbour_models_are_checked_against_themselves() {
    let x = points::<f64>(4, 3);
    let good = KNeighborsClassifier::new(2).fit(x.view(), &[0, 1, 1, 0]).unwrap().to_file();
    let cases: [(&str, &str, Value); 8] = [
        ("k = 5", "k", json!(5)),
        ("k = 0", "k", json!(0)),
        ("leaf_size = 0", "leaf_size", json!(0)),
        ("p = 0.5", "metric", json!({"minkowski": 0.5})),
        ("unknown variant", "metric", json!("hamming")),
        ("unknown variant", "weights", json!("softmax")),
        ("a class 1, wanted classes below 1", "classes", json!(1)),
        ("classes of 4 points", "classes", json!(1_u64 << 40)),
    ];
    for (wanted, setting, value) in cases {
        let mut bad = good.clone();
        bad.settings[setting] = value;
        let message = KNeighborsClassifierModel::<f64>::from_file(&through_a_file(&bad)).unwrap_err().to_string();
        assert!(message.contains(wanted) && message.contains("model.safetensors"), "{message}\nwanted: {wanted}");
    }
    assert!(KNeighborsRegressorModel::<f64>::from_file(&good).is_err());
    assert!(KNeighborsClassifierModel::<f32>::from_file(&good).is_err());
}
