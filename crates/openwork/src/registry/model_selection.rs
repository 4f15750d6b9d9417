//! The algorithms of [`model_selection`](crate::model_selection).

use super::{Algorithm, setting};

/// Cross validation, and the splitters that make its folds.
pub const CROSS_VALIDATION: Algorithm = Algorithm {
    id: "cross_validation",
    name: "cross validation",
    summary: "judges a model by rows it has not seen: every row is held out once and asked of a model of the others",
    chapter: "model_selection",
    module: "openwork::model_selection::{CrossValidation, KFold, StratifiedKFold, GroupKFold, ShuffleSplit, TimeSeriesSplit}",
    command: "openwork cv",
    python: "openwork.model_selection.cross_validate",
    page: "model_selection/cross_validation.md",
    reference: "scikit-learn 1.9.1 model_selection",
    settings: &[
        setting(
            "splitter",
            "cv",
            "None",
            "kfold, stratified, group, stratified_group, shuffle, stratified_shuffle, time or loo",
            "how the rows are divided; none: five folds, stratified for classes",
        ),
        setting("groups", "groups", "None", "one name a row", "rows of one group stay on one side"),
        setting("score", "scoring", "None", "the name of a score", "how answers are judged; none: accuracy or R²"),
    ],
};

/// Grid search.
pub const GRID_SEARCH: Algorithm = Algorithm {
    id: "grid_search",
    name: "grid search",
    summary: "tries every combination of settings on the same folds and keeps the one that answers best for rows held out",
    chapter: "model_selection",
    module: "openwork::model_selection::GridSearch",
    command: "openwork cv --grid",
    python: "openwork.model_selection.GridSearchCV",
    page: "model_selection/grid_search.md",
    reference: "scikit-learn 1.9.1 GridSearchCV",
    settings: &[
        setting("splitter", "cv", "None", "as for cross validation", "how the rows are divided"),
        setting("score", "scoring", "None", "the name of a score", "how answers are judged; the best mean over the folds wins"),
    ],
};
