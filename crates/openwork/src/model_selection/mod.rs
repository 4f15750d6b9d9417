//! Model selection: what rows a model learns from, what rows judge it, and which settings do best.

pub mod cross_validation;
mod estimator;
pub mod grid_search;
mod groups;
mod linear;
mod scaled;
mod scheme;
mod scorer;
mod shuffle;
mod split;
mod stratified;

pub use cross_validation::{CrossValidation, CrossValidationRun, FoldStep, Scores, cross_val_predict, cross_val_score};
pub use estimator::{Answers, Estimator, Fitted, Targets};
pub use grid_search::{Candidate, CandidateResult, GridSearch, GridSearchModel, GridSearchRun, grid};
pub use groups::{GroupKFold, StratifiedGroupKFold};
pub use scaled::Scaled;
pub use scheme::Scheme;
pub use scorer::Scorer;
pub use shuffle::{ShuffleSplit, Size, StratifiedShuffleSplit, train_test_split};
pub use split::{Fold, Folds, KFold, LeaveOneOut, LeavePOut, PredefinedSplit, RepeatedKFold, Rows, Splitter, TimeSeriesSplit};
pub use stratified::{RepeatedStratifiedKFold, StratifiedKFold};
