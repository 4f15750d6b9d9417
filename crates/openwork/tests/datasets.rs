//! The embedded data sets against their published descriptions: shapes, class counts, ranges and means as printed by the
//! UCI repository, the papers and MNIST's own page, not as read from our files.

use openwork::datasets::{self, Dataset, Target, Task};

fn class_counts(set: &Dataset) -> Vec<(&str, usize)> {
    match &set.y {
        Target::Classes { names, y } => {
            names.iter().enumerate().map(|(c, name)| (name.as_str(), y.iter().filter(|&&l| l == c as u32).count())).collect()
        }
        Target::Numbers(_) => panic!("{} has no classes", set.info.name),
    }
}

fn column(set: &Dataset, name: &str) -> Vec<f64> {
    let at = set.feature_names.iter().position(|n| n == name).expect("the column");
    set.x.column(at).to_vec()
}

/// Minimum, maximum, mean and standard deviation to the last place printed, which the descriptions round or cut off.
#[track_caller]
fn described(values: &[f64], min: f64, max: f64, mean: f64, sd: f64, unit: f64) {
    let n = values.len() as f64;
    let got_mean = values.iter().sum::<f64>() / n;
    let got_sd = (values.iter().map(|v| (v - got_mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    for (got, want) in [
        (values.iter().copied().fold(f64::INFINITY, f64::min), min),
        (values.iter().copied().fold(f64::NEG_INFINITY, f64::max), max),
        (got_mean, mean),
        (got_sd, sd),
    ] {
        assert!((got - want).abs() < unit, "got {got}, described as {want}");
    }
}

#[test]
fn every_set_is_as_its_info_says() {
    for info in datasets::list() {
        let set = datasets::load(info.name).unwrap();
        assert_eq!(set.info, info);
        assert_eq!(set.x.dim(), (info.rows, info.columns), "{}", info.name);
        assert_eq!(set.feature_names.len(), info.columns);
        assert_eq!(set.target_name, info.target);
        assert!(set.x.iter().all(|v| v.is_finite()));
        match &set.y {
            Target::Classes { names, y } => {
                assert_eq!(info.task, Task::Classification);
                assert_eq!(y.len(), info.rows);
                assert!(y.iter().all(|&c| (c as usize) < names.len()));
            }
            Target::Numbers(y) => {
                assert_eq!(info.task, Task::Regression);
                assert_eq!(y.len(), info.rows);
            }
        }
    }
}

#[test]
fn a_name_that_is_none_lists_those_there_are() {
    let error = datasets::load("irises").unwrap_err().to_string();
    assert_eq!(error, "data set = irises, wanted iris, wine, breast_cancer, diabetes, digits, mnist");
}

#[test]
fn iris_is_fishers() {
    let iris = datasets::iris().unwrap();
    assert_eq!(class_counts(&iris), [("setosa", 50), ("versicolor", 50), ("virginica", 50)]);
    described(&column(&iris, "sepal length (cm)"), 4.3, 7.9, 5.84, 0.83, 0.01);
    described(&column(&iris, "petal length (cm)"), 1.0, 6.9, 3.76, 1.76, 0.01);
    described(&column(&iris, "petal width (cm)"), 0.1, 2.5, 1.20, 0.76, 0.01);
    // The 35th and 38th flower, where the repository's copy departs from the paper.
    assert_eq!(iris.x.row(34).to_vec(), [4.9, 3.1, 1.5, 0.2]);
    assert_eq!(iris.x.row(37).to_vec(), [4.9, 3.6, 1.4, 0.1]);
}

#[test]
fn wine_is_as_described() {
    let wine = datasets::wine().unwrap();
    assert_eq!(class_counts(&wine), [("class_0", 59), ("class_1", 71), ("class_2", 48)]);
    described(&column(&wine, "alcohol"), 11.0, 14.8, 13.0, 0.8, 0.1);
    described(&column(&wine, "malic_acid"), 0.74, 5.80, 2.34, 1.12, 0.01);
    described(&column(&wine, "proline"), 278.0, 1680.0, 746.0, 315.0, 1.0);
}

#[test]
fn breast_cancer_is_as_described() {
    let set = datasets::breast_cancer().unwrap();
    assert_eq!(class_counts(&set), [("benign", 357), ("malignant", 212)]);
    let radius = column(&set, "mean radius");
    assert_eq!(radius.iter().copied().fold(f64::INFINITY, f64::min), 6.981);
    assert_eq!(radius.iter().copied().fold(0.0, f64::max), 28.11);
    assert_eq!(column(&set, "worst area").iter().copied().fold(0.0, f64::max), 4254.0);
}

#[test]
fn diabetes_is_the_papers_raw_table() {
    let set = datasets::diabetes().unwrap();
    // The paper prints the first patients.
    assert_eq!(set.x.row(0).to_vec(), [59.0, 2.0, 32.1, 101.0, 157.0, 93.2, 38.0, 4.0, 4.8598, 87.0]);
    assert_eq!(set.x.row(1).to_vec()[..7], [48.0, 1.0, 21.6, 87.0, 183.0, 103.2, 70.0]);
    let Target::Numbers(y) = &set.y else { panic!("diabetes is a regression") };
    assert_eq!(y[..4], [151.0, 75.0, 141.0, 206.0]);
    described(y, 25.0, 346.0, 152.1, 77.1, 0.1);
}

#[test]
fn digits_has_the_test_parts_counts() {
    let digits = datasets::digits().unwrap();
    let counts: Vec<usize> = class_counts(&digits).iter().map(|c| c.1).collect();
    assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    assert!(digits.x.iter().all(|&v| (0.0..=16.0).contains(&v) && v.fract() == 0.0));
}

#[test]
fn mnist_is_balanced_and_begins_as_the_published_files_do() {
    let mnist = datasets::mnist().unwrap();
    let Target::Classes { names, y } = &mnist.y else { panic!("mnist has classes") };
    assert_eq!(names, &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    let train = mnist.info.rows - mnist.info.test_rows;
    for digit in 0..10 {
        assert_eq!(y[..train].iter().filter(|&&c| c == digit).count(), 500);
        assert_eq!(y[train..].iter().filter(|&&c| c == digit).count(), 100);
    }
    // The first labels of both published files are well known.
    assert_eq!(y[..10], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    assert_eq!(y[train..train + 10], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    // The first training image: its first inked row is the sixth, from column 12.
    assert_eq!(mnist.x.row(0).iter().position(|&v| v > 0.0), Some(5 * 28 + 12));
    assert_eq!(mnist.x.row(0).as_slice().unwrap()[5 * 28 + 12..5 * 28 + 18], [3.0, 18.0, 18.0, 18.0, 126.0, 136.0]);
}

#[test]
fn a_set_as_a_table_is_the_same_set() {
    for info in datasets::list() {
        let set = datasets::load(info.name).unwrap();
        let table = set.table().unwrap();
        assert_eq!(table.n_rows(), info.rows);
        assert_eq!(table.names.last(), Some(&info.target.to_owned()));
        assert_eq!(table.feature_names(Some(info.target)), set.feature_names);
        assert_eq!(table.features(Some(info.target)).unwrap(), set.x);
        match &set.y {
            Target::Classes { names, y } => {
                let labels = table.labels(info.target).unwrap();
                assert_eq!((&labels.classes, &labels.y), (names, y));
            }
            Target::Numbers(y) => assert_eq!(&table.targets(info.target).unwrap(), y),
        }
    }
}
