//! The algorithms of [`metrics`](crate::metrics).

use super::{Algorithm, setting};

/// The metrics of classification.
pub const CLASSIFICATION_METRICS: Algorithm = Algorithm {
    id: "classification_metrics",
    name: "classification metrics",
    summary: "says how good answers that are classes are: confusion matrix, precision, recall, F, and what is made of them",
    chapter: "metrics",
    module: "openwork::metrics::{Confusion, Report, average, log_loss}",
    command: "openwork eval classification",
    python: "openwork.metrics.{accuracy_score, balanced_accuracy_score, brier_score_loss, classification_report, cohen_kappa_score, confusion_matrix, f1_score, fbeta_score, jaccard_score, log_loss, matthews_corrcoef, multilabel_confusion_matrix, precision_recall_fscore_support, precision_score, recall_score}",
    page: "metrics/classification.md",
    reference: "scikit-learn 1.9.1 metrics of classification",
    settings: &[
        setting(
            "average",
            "average",
            "binary",
            "none, binary, micro, macro, weighted",
            "how the scores of the classes become one",
        ),
        setting("beta", "beta", "1.0", ">= 0", "how many times as much recall counts as precision"),
        setting("zero_division", "zero_division", "warn", "warn, 0, 1, nan", "what zero divided by zero is"),
    ],
};

/// ROC and precision-recall curves and the areas under them.
pub const ROC_AUC: Algorithm = Algorithm {
    id: "roc_auc",
    name: "ROC and precision-recall curves",
    summary: "judges scores by every threshold at once: ROC curve and area, precision-recall curve and average precision",
    chapter: "metrics",
    module: "openwork::metrics::{ScoreRanking, roc_auc, roc_auc_classes}",
    command: "openwork eval roc",
    python: "openwork.metrics.{auc, average_precision_score, det_curve, precision_recall_curve, roc_auc_score, roc_curve}",
    page: "metrics/roc.md",
    reference: "scikit-learn 1.9.1 roc_curve, roc_auc_score, precision_recall_curve, average_precision_score",
    settings: &[
        setting(
            "max_fpr",
            "max_fpr",
            "None",
            "above 0 and at most 1",
            "the area up to this false positive rate alone, standardised",
        ),
        setting(
            "drop_intermediate",
            "drop_intermediate",
            "True",
            "true, false",
            "leave out points on a straight line between others",
        ),
    ],
};

/// The metrics of regression.
pub const REGRESSION_METRICS: Algorithm = Algorithm {
    id: "regression_metrics",
    name: "regression metrics",
    summary: "says how far answers that are numbers are from the truth: R², squared, absolute and percentage errors",
    chapter: "metrics",
    module: "openwork::metrics::{Regression, median_absolute_error, mean_pinball_loss}",
    command: "openwork eval regression",
    python: "openwork.metrics.{explained_variance_score, max_error, mean_absolute_error, mean_absolute_percentage_error, mean_pinball_loss, mean_squared_error, mean_squared_log_error, median_absolute_error, r2_score, root_mean_squared_error}",
    page: "metrics/regression.md",
    reference: "scikit-learn 1.9.1 metrics of regression",
    settings: &[],
};
