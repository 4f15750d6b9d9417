//! `openwork cv`: cross validation and grid search.

use crate::call::{Failure, Global, count, warn};
use crate::cv_models::{Learner, candidate, combinations};
use crate::live::Live;
use crate::source::{Frame, Input};
use crate::table::{Table, number, pairs};
use crate::{output, picture, watch};
use clap::{Args, ValueEnum};
use openwork::datasets::Task;
use openwork::io::Labels;
use openwork::model_selection::{CrossValidation, GridSearch, GridSearchModel, Scheme, Scorer, Scores, Splitter, Targets};
use openwork::plot::Bar;
use openwork::steps::Run;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Judge a model by rows it has not seen: every row is held out once and asked of a model of the others. With --grid, find the
/// settings that do best.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork cv logistic breast_cancer --target target --folds 5
  openwork cv knn wine --scale --score accuracy,f1_macro
  openwork cv ridge diabetes --grid \"alpha=0.1,1,10\" --plot grid.svg
  openwork cv linear diabetes --splitter time --watch folds.html
  openwork data export iris flowers.csv
  openwork cv knn flowers.csv --target species --grid \"k=1,5,9\"")]
pub struct Cv {
    /// What learns
    #[arg(value_enum)]
    model: Learner,
    #[command(flatten)]
    input: Input,
    /// How many folds
    #[arg(long, value_name = "N", default_value = "5", allow_negative_numbers = true, value_parser = count)]
    folds: usize,
    /// How the rows are divided [default: stratified for classes, kfold for numbers]
    #[arg(long, value_enum, value_name = "NAME")]
    splitter: Option<Splitting>,
    /// Rows with the same name in this column stay on one side
    #[arg(long, value_name = "COLUMN")]
    groups: Option<String>,
    /// Draw the folds by chance, from --seed
    #[arg(long)]
    shuffle: bool,
    /// How answers are judged; the first decides in a grid [default: accuracy for classes, r2 for numbers]
    #[arg(long, value_name = "NAME,..", value_delimiter = ',')]
    score: Vec<String>,
    /// Settings to try, every combination: C, tol, max_iter of logistic; alpha of ridge; k, weights, metric of knn
    #[arg(long, value_name = "NAME=A,B ..")]
    grid: Vec<String>,
    /// Standardise the features, by the rows learnt from in each fold
    #[arg(long)]
    scale: bool,
    /// Draw the scores here
    #[arg(long, value_name = "FILE.svg|png")]
    plot: Option<PathBuf>,
    /// Write a page here that replays the folds
    #[arg(long, value_name = "FILE.html", conflicts_with = "grid")]
    watch: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Splitting {
    Kfold,
    Stratified,
    Group,
    StratifiedGroup,
    Shuffle,
    StratifiedShuffle,
    Time,
    Loo,
}

impl From<Splitting> for Scheme {
    fn from(splitting: Splitting) -> Self {
        match splitting {
            Splitting::Kfold => Scheme::Kfold,
            Splitting::Stratified => Scheme::Stratified,
            Splitting::Group => Scheme::Group,
            Splitting::StratifiedGroup => Scheme::StratifiedGroup,
            Splitting::Shuffle => Scheme::Shuffle,
            Splitting::StratifiedShuffle => Scheme::StratifiedShuffle,
            Splitting::Time => Scheme::Time,
            Splitting::Loo => Scheme::Loo,
        }
    }
}

/// What is to be learnt about the rows of a table.
enum Known {
    Classes(Labels),
    Numbers(Vec<f64>),
}

impl Known {
    fn targets(&self) -> Targets<'_> {
        match self {
            Known::Classes(labels) => Targets::Classes { y: &labels.y, count: labels.classes.len() },
            Known::Numbers(y) => Targets::Numbers(y),
        }
    }
}

impl Cv {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        output::check(&[self.plot.as_deref(), self.watch.as_deref()], &self.input.data.files())?;
        self.plot.as_deref().map(picture::check).transpose()?;
        let candidates = combinations(&self.grid)?;
        let (frame, target) = self.input.read_with_target_but(self.groups.as_deref())?;
        let known = self.known(&frame, &target)?;
        let groups = self.groups.as_deref().map(|name| frame.source.table.labels(name)).transpose()?.map(|labels| labels.y);
        let scheme = self.scheme(&known);
        let splitter = scheme.splitter(self.folds, self.shuffle, global.seed);
        let scorers = self.scorers(&known)?;
        let grid = candidates.len() > 1;
        let mut facts = json!({
            "algorithm": if grid { "grid_search" } else { "cross_validation" },
            "model": self.model.name(),
            "data": frame.source.table.path,
            "rows": frame.x.nrows(),
            "features": frame.features,
            "target": target,
            "splitter": scheme,
            "shuffle": self.shuffle,
            "scale": self.scale,
        });
        let mut outputs = output::Outputs::default();
        let (text, picture) = if grid {
            if scorers.len() > 1 {
                return Err(Failure::Call("--score: one name with --grid, the score that decides".into()));
            }
            let found = self.search(&frame, &known, groups.as_deref(), &*splitter, scorers[0], candidates)?;
            facts["score"] = json!(scorers[0].name());
            facts["candidates"] = json!(found.results);
            facts["ranks"] = json!(found.ranks);
            facts["best"] = json!(found.best());
            (table_of_candidates(&found), self.draw_candidates(&found, scorers[0])?)
        } else {
            let settings = candidates.into_iter().next().unwrap_or_default();
            let estimator = candidate(self.model, &known.targets(), settings.clone(), self.scale)?.estimator;
            let validation = CrossValidation::new(&*estimator, &*splitter, &scorers);
            let (found, page) = self.validate(&validation, &frame, &known, groups.as_deref())?;
            facts["settings"] = settings.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            facts["folds"] = json!(found.folds);
            facts["scores"] = scores(&found);
            if let (Some(path), Some(page)) = (&self.watch, page) {
                outputs.add_bytes(path, page);
            }
            (table_of_folds(&found), self.draw_folds(&found)?)
        };
        if let (Some(path), Some(picture)) = (&self.plot, picture) {
            outputs.add_bytes(path, picture::encode(path, &picture)?);
        }
        let human = || head(&facts) + "\n" + &text;
        outputs.write(&output::report(global, human, facts.clone()))?;
        for (path, what) in [(&self.plot, "the picture"), (&self.watch, "the page")] {
            path.as_deref().into_iter().for_each(|path| output::wrote(path, what));
        }
        Ok(())
    }

    fn known(&self, frame: &Frame, target: &str) -> Result<Known, Failure> {
        let classes = match self.model.task() {
            Some(task) => task == Task::Classification,
            None => frame.source.task(target)?.0 == Task::Classification,
        };
        let table = &frame.source.table;
        Ok(if classes { Known::Classes(table.labels(target)?) } else { Known::Numbers(table.targets(target)?) })
    }

    fn scheme(&self, known: &Known) -> Scheme {
        match (self.splitter, &self.groups, known) {
            (Some(splitting), ..) => splitting.into(),
            (None, Some(_), _) => Scheme::Group,
            (None, None, Known::Classes(_)) => Scheme::Stratified,
            (None, None, Known::Numbers(_)) => Scheme::Kfold,
        }
    }

    fn scorers(&self, known: &Known) -> Result<Vec<Scorer>, Failure> {
        if self.score.is_empty() {
            return Ok(vec![if matches!(known, Known::Classes(_)) { Scorer::ACCURACY } else { Scorer::R2 }]);
        }
        Ok(self.score.iter().map(|name| Scorer::parse(name)).collect::<openwork::Result<_>>()?)
    }

    /// Fold by fold, with a line on the terminal; and the page that replays them where it was asked for.
    fn validate(
        &self,
        validation: &CrossValidation<'_>,
        frame: &Frame,
        known: &Known,
        groups: Option<&[u32]>,
    ) -> Result<(Scores, Option<Vec<u8>>), Failure> {
        let mut run = validation.run(frame.x.view(), known.targets(), groups)?;
        run.warning().into_iter().for_each(warn);
        let mut recorder = self.watch.is_some().then(|| FoldRecorder::new(frame.x.nrows(), &run.snapshot()));
        let mut live = Live::new(String::new(), run.max_steps());
        while let Some(step) = run.next() {
            live.step(&step);
            if let Some(recorder) = &mut recorder {
                recorder.add(&step, &run.snapshot());
            }
        }
        drop(live);
        let scores = run.finish()?;
        let title = format!("{} folds: {} on {}", scores.folds.len(), self.model.name(), frame.source.table.path.display());
        let page = recorder.map(|recorder| recorder.page(&title, known, groups, scores.scorers[0].name()));
        Ok((scores, page))
    }

    fn search(
        &self,
        frame: &Frame,
        known: &Known,
        groups: Option<&[u32]>,
        splitter: &dyn Splitter,
        scorer: Scorer,
        candidates: Vec<Vec<(String, String)>>,
    ) -> Result<GridSearchModel, Failure> {
        let candidates: Vec<_> = candidates
            .into_iter()
            .map(|settings| candidate(self.model, &known.targets(), settings, self.scale))
            .collect::<Result<_, Failure>>()?;
        let search = GridSearch::new(candidates, splitter, scorer);
        let mut run = search.run(frame.x.view(), known.targets(), groups)?;
        let mut live = Live::new(String::new(), run.max_steps());
        for result in run.by_ref() {
            live.step(&result);
        }
        Ok(run.finish()?)
    }

    fn draw_folds(&self, found: &Scores) -> Result<Option<String>, Failure> {
        if self.plot.is_none() {
            return Ok(None);
        }
        let names: Vec<String> = found.folds.iter().map(|step| step.fold.to_string()).collect();
        let mut bar = Bar::new(&names).title(format!("{}: the scores of the folds", self.model.name())).axes("fold", "score");
        for (i, scorer) in found.scorers.iter().enumerate() {
            bar = bar.series(scorer.name(), &found.test(i));
        }
        Ok(Some(bar.svg()?))
    }

    fn draw_candidates(&self, found: &GridSearchModel, scorer: Scorer) -> Result<Option<String>, Failure> {
        if self.plot.is_none() {
            return Ok(None);
        }
        let names: Vec<String> = found.results.iter().map(|result| values(&result.settings)).collect();
        let means: Vec<f64> = found.results.iter().map(|result| result.mean).collect();
        let axis = found.results[0].settings.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        let title = format!("{}: the mean score of every choice", self.model.name());
        Ok(Some(Bar::new(&names).series(scorer.name(), &means).title(title).axes(axis, scorer.name()).svg()?))
    }
}

fn values(settings: &[(String, String)]) -> String {
    settings.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" ")
}

fn scores(found: &Scores) -> Value {
    let one = |(i, scorer): (usize, &Scorer)| {
        let (mean, deviation) = found.mean_and_deviation(i);
        json!({ "name": scorer.name(), "mean": mean, "deviation": deviation, "folds": found.test(i) })
    };
    found.scorers.iter().enumerate().map(one).collect()
}

fn head(facts: &Value) -> String {
    let text = |key: &str| facts[key].as_str().unwrap_or_default().to_owned();
    let features = facts["features"].as_array().map_or(0, Vec::len);
    let scaled = if facts["scale"] == true { ", standardised within each fold" } else { "" };
    let drawn = if facts["shuffle"] == true { ", drawn by chance" } else { "" };
    pairs(&[
        ("data", format!("{}: {} rows, {features} features", text("data"), facts["rows"])),
        ("model", format!("{} of {:?}{scaled}", text("model"), text("target"))),
        ("splitter", format!("{}{drawn}", text("splitter"))),
    ])
}

fn table_of_folds(found: &Scores) -> String {
    let names = found.scorers.iter().map(|scorer| scorer.name());
    let mut table = Table::new(["fold", "learnt", "held out"].into_iter().chain(names));
    /// Folds shown; of more the means alone say enough.
    const MOST: usize = 50;
    for step in found.folds.iter().take(MOST) {
        let whole = [step.fold, step.train, step.test].map(|count| count.to_string());
        table.row(whole.into_iter().chain(step.scores.iter().map(|&score| number(score))));
    }
    let mut text = table.to_string();
    if found.folds.len() > MOST {
        text += &format!("and {} more folds\n", found.folds.len() - MOST);
    }
    for (i, scorer) in found.scorers.iter().enumerate() {
        let (mean, deviation) = found.mean_and_deviation(i);
        text += &format!(
            "\n{} {} ± {} (mean and deviation of {} folds)",
            scorer.name(),
            number(mean),
            number(deviation),
            found.folds.len()
        );
    }
    text + "\n"
}

fn table_of_candidates(found: &GridSearchModel) -> String {
    let names = found.results[0].settings.iter().map(|(name, _)| name.as_str());
    let mut table = Table::new(names.chain(["mean", "deviation", "rank"]));
    for (result, rank) in found.results.iter().zip(&found.ranks) {
        let settings = result.settings.iter().map(|(_, value)| value.clone());
        table.row(settings.chain([number(result.mean), number(result.deviation), rank.to_string()]));
    }
    format!("{table}\nbest  {}\n", found.best())
}

/// Keeps what a page draws of each fold: of many rows an even sample, of many folds the first.
struct FoldRecorder {
    shown: Vec<usize>,
    rows: usize,
    start: Value,
    steps: Vec<Value>,
    seen: usize,
}

impl FoldRecorder {
    const ROWS: usize = 600;
    const FOLDS: usize = 200;

    fn new(rows: usize, start: &impl serde::Serialize) -> Self {
        let count = rows.min(Self::ROWS);
        let shown = (0..count).map(|i| i * rows / count).collect();
        Self { shown, rows, start: json!(start), steps: vec![], seen: 0 }
    }

    fn add(&mut self, step: &impl serde::Serialize, after: &impl serde::Serialize) {
        self.seen += 1;
        if self.steps.len() < Self::FOLDS {
            let mut after = json!(after);
            let roles: Vec<Value> = self.shown.iter().map(|&row| after["roles"][row].take()).collect();
            after["roles"] = json!(roles);
            self.steps.push(json!({ "step": step, "after": after }));
        }
    }

    fn page(self, title: &str, known: &Known, groups: Option<&[u32]>, score: &str) -> Vec<u8> {
        let mut title = title.to_owned();
        if self.shown.len() < self.rows {
            title += &format!(", an even sample of {} of {} rows", self.shown.len(), self.rows);
        }
        if self.steps.len() < self.seen {
            title += &format!(", the first {} of {} folds", self.steps.len(), self.seen);
        }
        let of = |all: &[u32]| self.shown.iter().map(|&row| all[row]).collect::<Vec<_>>();
        let classes = if let Known::Classes(labels) = known { Some(of(&labels.y)) } else { None };
        let data =
            json!({ "rows": self.rows, "shown": self.shown, "classes": classes, "groups": groups.map(of), "score": score });
        let recording = json!({ "start": self.start, "steps": self.steps });
        let source = json!({ "kind": "recording", "data": data, "recording": recording });
        watch::page(&title, "cross_validation", &source.to_string()).into_bytes()
    }
}
