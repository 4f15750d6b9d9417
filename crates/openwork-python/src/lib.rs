//! The native half of the Python package `openwork`: arrays come in as views, the interpreter is released while the library
//! works, and errors become Python's. Everything that speaks scikit-learn's dialect is Python, in `python/openwork`.

mod arrays;
mod cluster;
mod datasets;
mod distributions;
mod distributions_vector;
mod files;
mod functional;
mod linear;
mod logistic;
mod metrics;
mod mini_batch;
mod model_selection;
mod neighbors;
mod optim;
mod pool;
mod ranking;
mod registry;
mod special;
mod tensor;
mod tensor_values;
mod text_clean;
mod text_ranking;
mod text_search;
mod text_words;
mod train;
mod translation;
mod watch;

use pyo3::prelude::*;

/// The native half of `openwork`.
#[pymodule]
mod _openwork {
    #[pymodule_export]
    use crate::cluster::{KMeansRun, kmeans_fit, kmeans_inertia, kmeans_predict, kmeans_transform};
    #[pymodule_export]
    use crate::datasets::{dataset, datasets};
    #[pymodule_export]
    use crate::distributions::{
        ContinuousRoom, DiscreteRoom, distribution_fit, distribution_kl, distribution_rank, distribution_scale, fresh_seed,
    };
    #[pymodule_export]
    use crate::distributions_vector::{VectorRoom, conjugate_predict, conjugate_update, vector_fit};
    #[pymodule_export]
    use crate::files::{kmeans_load, kmeans_save, model_algorithm};
    #[pymodule_export]
    use crate::functional::{
        activation, batch_norm, choose, cross_entropy, dropout, embedding, gated, glu, init, is_grad_enabled, join, layer_norm,
        linear, load_state, loss, rms_norm, save_state, set_grad_enabled, softmax,
    };
    #[pymodule_export]
    use crate::linear::{GradientDescentRun, Linear, gradient_descent_fit, linear_fit, linear_predict, ridge_fit};
    #[pymodule_export]
    use crate::logistic::{LogisticRegressionRun, logistic_answer, logistic_fit, logistic_load, logistic_save};
    #[pymodule_export]
    use crate::metrics::{
        bootstrap_interval, bootstrap_roc_auc, confusion_of_codes, confusion_of_integers, counts_of_cells, encode_texts, kappa,
        loss_of_classes, loss_of_two, regression, score_of_cells, scores_averaged, scores_each, top_k,
    };
    #[pymodule_export]
    use crate::mini_batch::{MiniBatchKMeansRun, mini_batch_fit, mini_batch_load, mini_batch_partial_fit, mini_batch_save};
    #[pymodule_export]
    use crate::model_selection::{group_kfold, kfold, stratified_group_kfold, stratified_kfold};
    #[pymodule_export]
    use crate::neighbors::{Classifier, Index, Regressor, encode_labels};
    #[pymodule_export]
    use crate::optim::{OptimizerCore, clip_grad_norm, clip_grad_value, schedule_rate};
    #[pymodule_export]
    use crate::pool::{forked, set_threads, threads};
    #[pymodule_export]
    use crate::ranking::{auc, curve, ranking_score, roc_auc_of_classes, roc_auc_of_columns, roc_auc_of_two};
    #[pymodule_export]
    use crate::registry::registry;
    #[pymodule_export]
    use crate::special::special;
    #[pymodule_export]
    use crate::tensor::PyTensor;
    #[pymodule_export]
    use crate::text_clean::{
        TextPipeline, remove_emoji, remove_html, remove_punctuation, remove_urls, sentences_of, squeeze_spaces,
        stop_word_languages, stop_words, unicode_words, word_spans, word_tokens, word_tokens_of_all,
    };
    #[pymodule_export]
    use crate::text_ranking::{
        perplexity_of_likelihoods, perplexity_of_logits, perplexity_windows, ranking_compare, ranking_of_dicts, ranking_of_files,
        rouge_interval, rouge_lcs_rows, rouge_scores, rouge_words,
    };
    #[pymodule_export]
    use crate::text_search::{
        CosineRows, Ranker, Searcher, Vocabulary, analyze_text, cosines, count_terms, idf_of_counts, stop_words_of_scikit_learn,
        weigh_counts, weigh_terms, write_index,
    };
    #[pymodule_export]
    use crate::text_words::{
        porter_stems, porter_steps, snowball_languages, snowball_stems, wordnet_explain, wordnet_lemmas, wordnet_morphy,
        wordnet_steps,
    };
    #[pymodule_export]
    use crate::train::{MlpFitted, MlpRun};
    #[pymodule_export]
    use crate::translation::{Bleu, Chrf, Ter};
    #[pymodule_export]
    use crate::watch::NeighborRun;
}
