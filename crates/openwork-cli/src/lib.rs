//! The `openwork` command: one verb, then what it works on. One file a command; what they share is in `call` (flags and
//! failures), `source` (data), `output` (files and tables), `help` (texts made from the registry of algorithms).

mod book;
mod call;
mod completions;
mod cv;
mod cv_models;
mod data;
mod dist;
mod dist_vector;
mod eval;
mod eval_bleu;
mod eval_chrf;
mod eval_classification;
mod eval_compare;
mod eval_perplexity;
mod eval_ranking;
mod eval_regression;
mod eval_roc;
mod eval_rouge;
mod eval_ter;
mod eval_text;
mod fit;
mod fit_kmeans;
mod fit_knn;
mod fit_linear;
mod fit_logistic;
mod fit_ridge;
mod help;
mod linear;
mod live;
mod optimizer;
mod output;
mod picture;
mod plot;
mod plot_distribution;
mod plot_function;
mod plot_schedule;
mod png;
mod predict;
mod source;
mod table;
mod text;
mod text_clean;
mod text_documents;
mod text_index;
mod text_lemmatize;
mod text_lines;
mod text_pipeline;
mod text_search;
mod text_similar;
mod text_stem;
mod text_tfidf;
mod text_tokenize;
mod text_words;
mod tour;
mod tour_discrete;
mod tour_distributions;
mod tour_functions;
mod tour_linear;
mod tour_metrics;
mod tour_report;
mod tour_search;
mod tour_selection;
mod tour_tensor;
mod tour_text;
mod tour_training;
mod tour_translation;
mod tour_words;
mod train;
mod train_mlp;
mod watch;
mod watch_descent;
mod watch_training;

use call::{Failure, Global};
use clap::{FromArgMatches, Parser, Subcommand};
use std::process::ExitCode;

/// The machine-learning toolkit you can see through.
#[derive(Parser)]
#[command(name = "openwork", version, about, max_term_width = 110, subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = help::EXAMPLES)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run every algorithm once on embedded real data, beside its reference's result
    Tour(tour::Tour),
    /// List, show and export the embedded data sets
    #[command(subcommand)]
    Data(data::Data),
    /// Fit a model to data
    #[command(subcommand)]
    Fit(fit::Fit),
    /// Train a network step by step
    #[command(subcommand)]
    Train(train::Train),
    /// Judge a model by rows it has not seen, and find the settings that do best
    Cv(Box<cv::Cv>),
    /// Answer for new data with a fitted model
    Predict(predict::Predict),
    /// Judge answers by the truth
    #[command(subcommand)]
    Eval(eval::Eval),
    /// Work on words and documents
    #[command(subcommand)]
    Text(text::Text),
    /// Ask a probability distribution: any function, samples, and which one fits data best
    Dist(Box<dist::Dist>),
    /// Draw data, clusters, decision maps, functions and distributions
    #[command(subcommand)]
    Plot(plot::Plot),
    /// Serve the built book on this machine
    Book(book::Book),
    /// Print a completion script for your shell
    Completions(completions::Completions),
}

impl Cli {
    fn run(self) -> Result<(), Failure> {
        let global = self.global;
        let threads = global.threads.map(usize::from);
        openwork::threads::with(threads, move || match self.command {
            Command::Tour(tour) => tour.run(&global),
            Command::Data(data) => data.run(&global),
            Command::Fit(fit) => fit.run(&global),
            Command::Train(train) => train.run(&global),
            Command::Cv(cv) => cv.run(&global),
            Command::Predict(predict) => predict.run(&global),
            Command::Eval(eval) => eval.run(&global),
            Command::Text(text) => text.run(&global),
            Command::Dist(dist) => dist.run(&global),
            Command::Plot(plot) => plot.run(&global),
            Command::Book(book) => book.run(),
            Command::Completions(completions) => completions.run(),
        })
    }
}

/// Does what the command line asks for.
pub fn main() -> ExitCode {
    output::finish_writing_before_interrupt();
    let matches = help::command().get_matches(); // prints help, or what is wrong with the call and status 2
    match Cli::from_arg_matches(&matches).map_err(Failure::from).and_then(Cli::run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
