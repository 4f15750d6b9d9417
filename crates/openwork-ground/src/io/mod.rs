//! Reading and writing files.
//!
//! A [`Table`] is what every format is read into: named columns of numbers or text that remember their line in the file, so
//! that an error can point at it. What is written goes through [`write_whole`]: the file is there whole or not at all.
//!
//! ```
//! use openwork::io::{Format, Table};
//!
//! let bytes = b"length,width,kind\n5.1,3.5,setosa\n6.2,2.9,virginica\n";
//! let table = Table::parse(bytes, Format::Csv, "flowers.csv".as_ref())?;
//! let x = table.features(Some("kind"))?;
//! let labels = table.labels("kind")?;
//! assert_eq!(x.dim(), (2, 2));
//! assert_eq!(labels.classes, ["setosa", "virginica"]);
//! # Ok::<(), openwork::Error>(())
//! ```

mod binary;
mod delimited;
mod format;
#[doc(hidden)] // for the ranking files of `metrics`
pub mod gzip;
mod idx;
mod json_lines;
mod lines;
mod model_file;
mod npy;
#[doc(hidden)] // as above
pub mod parallel;
#[cfg(feature = "parquet")]
mod parquet;
mod table;
mod whole;
mod write;

pub use format::Format;
pub use lines::{Lines, read_together};
pub use model_file::ModelFile;
pub use table::{Column, Labels, Table};
pub use whole::write_whole;
