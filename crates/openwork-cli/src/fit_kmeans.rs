//! `openwork fit kmeans`.

use crate::call::{Failure, Global, count, warn};
use crate::live::Live;
use crate::source::{Frame, Input};
use crate::table::{Table, number, pairs};
use crate::watch::Recorder;
use crate::{output, picture};
use clap::Args;
use ndarray::Array2;
use openwork::cluster::{Init, KMeans, KMeansModel, MiniBatchKMeans, MiniBatchKMeansModel};
use openwork::io::ModelFile;
use openwork::steps::Run;
use std::path::PathBuf;

/// Where the help lists what only mini-batch k-means has.
const BATCHES: &str = "Learning from small random batches";

/// So many steps without improvement, or any number of them.
#[derive(Clone, Copy)]
struct Patience(Option<usize>);

fn patience(text: &str) -> Result<Patience, String> {
    let steps = if text == "none" { None } else { Some(text.parse().map_err(|_| "wanted a whole number or none")?) };
    Ok(Patience(steps))
}

/// Group points around k centres, each the mean of its points.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork fit kmeans iris -k 3
  openwork fit kmeans wine --columns flavanoids,proline -k 3 --watch run.html
  openwork fit kmeans digits -k 10 --batch 256
  openwork data export iris points.csv
  openwork fit kmeans points.csv --target species -k 5 -o model.safetensors
  openwork predict model.safetensors points.csv -o clusters.csv")]
pub struct FitKmeans {
    #[command(flatten)]
    input: Input,
    #[arg(short, value_name = "N", allow_negative_numbers = true, value_parser = count)]
    k: Option<usize>,
    #[arg(long, value_name = "k-means++|random|FILE", default_value = "k-means++", hide_default_value = true)]
    init: PathBuf,
    #[arg(long, value_name = "N", default_value = "1", hide_default_value = true, allow_negative_numbers = true, value_parser = count)]
    n_init: usize,
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = count)]
    max_iter: Option<usize>,
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    tol: Option<f64>,
    #[arg(long = "batch", alias = "batch-size", value_name = "SIZE", allow_negative_numbers = true, value_parser = count, help_heading = BATCHES)]
    batch_size: Option<usize>,
    #[arg(long, value_name = "N", requires = "batch_size", allow_negative_numbers = true, value_parser = count, help_heading = BATCHES)]
    init_size: Option<usize>,
    #[arg(long, value_name = "N|none", default_value = "10", hide_default_value = true, requires = "batch_size", allow_negative_numbers = true, value_parser = patience, help_heading = BATCHES)]
    max_no_improvement: Patience,
    #[arg(long, value_name = "X", default_value_t = 0.01, hide_default_value = true, requires = "batch_size", allow_negative_numbers = true, help_heading = BATCHES)]
    reassignment_ratio: f64,
    /// Write the model here (safetensors)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Draw the clusters here; more than two features are shown in the plane of their two principal axes
    #[arg(long, value_name = "FILE.svg|png")]
    plot: Option<PathBuf>,
    /// Write a page here that replays every round, complete in itself
    #[arg(long, value_name = "FILE.html")]
    watch: Option<PathBuf>,
}

impl FitKmeans {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let outputs = [self.output.as_deref(), self.plot.as_deref(), self.watch.as_deref()];
        let mut inputs = self.input.data.files();
        let init_file = !matches!(self.init.to_str(), Some("k-means++" | "random"));
        inputs.extend(init_file.then_some(self.init.as_path()));
        output::check(&outputs, &inputs)?;
        self.plot.as_deref().map(picture::check).transpose()?;

        let frame = self.input.read()?;
        let init = self.init(&frame)?;
        let k = match (&init, self.k) {
            (Init::Centers(centers), None) => centers.nrows(),
            (_, k) => k.unwrap_or(8),
        };
        let (fitted, recorder) = match self.batch_size {
            None => {
                let settings = KMeans::new(k).init(init).n_init(self.n_init).max_iter(self.max_iter.unwrap_or(300));
                let settings = settings.tol(self.tol.unwrap_or(1e-4)).seed(global.seed);
                let (model, recorder) = watch_best(&settings, self.n_init, global.seed, &frame, self.watch.is_some())?;
                (Fitted::from(model), recorder)
            }
            Some(batch_size) => {
                let settings = MiniBatchKMeans::new(k).init(init).n_init(self.n_init).max_iter(self.max_iter.unwrap_or(100));
                let settings = settings.tol(self.tol.unwrap_or(0.0)).seed(global.seed);
                let settings = settings.batch_size(batch_size).init_size(self.init_size);
                let settings = settings.max_no_improvement(self.max_no_improvement.0).reassignment_ratio(self.reassignment_ratio);
                let mut run = settings.run(frame.x.view())?;
                let recorder = follow(&mut run, String::new(), &frame, self.watch.is_some())?;
                (Fitted::from(run.into_model()), recorder)
            }
        };
        self.finish(global, &frame, fitted, recorder)
    }

    /// Where the centres start: by name, or the rows of a file with the same columns.
    fn init(&self, frame: &Frame) -> Result<Init, Failure> {
        match self.init.to_str() {
            Some("k-means++") => Ok(Init::PlusPlus),
            Some("random") => Ok(Init::Random),
            _ => {
                if !output::is_dash(&self.init) && !self.init.exists() {
                    return Err(Failure::Call(format!(
                        "--init {}: no such file; wanted k-means++, random or a file with one centre a row",
                        self.init.display()
                    )));
                }
                let table = openwork::io::Table::read(&self.init)?;
                Ok(Init::Centers(crate::source::matching(&table, &frame.features)?))
            }
        }
    }

    fn finish(&self, global: &Global, frame: &Frame, fitted: Fitted, recorder: Option<Recorder>) -> Result<(), Failure> {
        let sizes = fitted.sizes();
        let used = sizes.iter().filter(|&&size| size > 0).count();
        if used < sizes.len() && fitted.id == "kmeans" {
            warn(format!(
                "only {used} of the {} clusters hold points: the data has no more distinct points; ask for fewer",
                sizes.len()
            ));
        } else if used < sizes.len() {
            warn(format!("only {used} of the {} clusters hold points; ask for fewer, or for larger batches", sizes.len()));
        }
        if !fitted.converged {
            warn(format!("not converged after {} {}; allow more with --max-iter", fitted.rounds, fitted.unit));
        }

        let (human, facts) = (human(frame, &fitted, &sizes), json(frame, &fitted, &sizes));
        let mut file = fitted.file;
        file.note("features", frame.features.clone());
        let mut outputs = output::Outputs::default();
        if let Some(path) = &self.output {
            outputs.add(path, |path| file.save(path));
        }
        let title = format!("{} clusters of {}", sizes.len(), frame.source.table.path.display());
        if let Some(path) = &self.plot {
            let (x, centers) = (frame.x.view(), fitted.centers.view());
            let svg = picture::clusters(x, &frame.features, &fitted.labels, centers, &title)?;
            outputs.add_bytes(path, picture::encode(path, &svg)?);
        }
        if let (Some(path), Some(recorder)) = (&self.watch, recorder) {
            outputs.add_bytes(path, recorder.page(&format!("{}: {title}", fitted.name), fitted.id));
        }
        outputs.write(&output::report(global, || human, facts))?;
        for (path, what) in [(&self.output, "the model"), (&self.plot, "the picture"), (&self.watch, "the replay")] {
            path.as_deref().into_iter().for_each(|path| output::wrote(path, what));
        }
        Ok(())
    }
}

/// What either form of k-means found.
struct Fitted {
    /// Its id in the registry, which is also the name of its figure.
    id: &'static str,
    name: &'static str,
    /// What its rounds are called.
    unit: &'static str,
    rounds: usize,
    converged: bool,
    inertia: f64,
    centers: Array2<f64>,
    labels: Vec<u32>,
    history: serde_json::Value,
    file: ModelFile,
}

impl From<KMeansModel<f64>> for Fitted {
    fn from(model: KMeansModel<f64>) -> Self {
        Self {
            id: "kmeans",
            name: "k-means",
            unit: "rounds",
            rounds: model.n_iter,
            converged: model.converged,
            inertia: model.inertia,
            file: model.to_file(),
            history: serde_json::json!(model.history),
            centers: model.centers,
            labels: model.labels,
        }
    }
}

impl From<MiniBatchKMeansModel<f64>> for Fitted {
    fn from(model: MiniBatchKMeansModel<f64>) -> Self {
        Self {
            id: "mini_batch_kmeans",
            name: "mini-batch k-means",
            unit: "steps",
            rounds: model.n_steps,
            converged: model.converged,
            inertia: model.inertia,
            file: model.to_file(),
            history: serde_json::json!(model.history),
            centers: model.centers,
            labels: model.labels,
        }
    }
}

impl Fitted {
    /// How many points each cluster holds.
    fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.centers.nrows()];
        for &label in &self.labels {
            sizes[label as usize] += 1;
        }
        sizes
    }
}

/// What [`KMeans::fit`] does, looked at round by round: every start is run to its end, the best whole run is kept, and with it
/// its recording.
fn watch_best(
    settings: &KMeans,
    n_init: usize,
    seed: u64,
    frame: &Frame,
    record: bool,
) -> Result<(KMeansModel<f64>, Option<Recorder>), Failure> {
    let mut best: Option<(KMeansModel<f64>, Option<Recorder>)> = None;
    for start in 0..n_init.max(1) {
        let mut run = settings.clone().seed(seed.wrapping_add(start as u64)).run(frame.x.view())?;
        let prefix = if n_init > 1 { format!("start {}/{n_init}  ", start + 1) } else { String::new() };
        let recorder = follow(&mut run, prefix, frame, record)?;
        let model = run.into_model();
        if best.as_ref().is_none_or(|(best, _)| model.inertia < best.inertia) {
            best = Some((model, recorder));
        }
    }
    best.ok_or_else(|| Failure::Call("n_init = 0, wanted at least 1".into()))
}

/// Takes a run to its end, shows each step on the terminal, and records it if asked to.
fn follow<R: Run>(run: &mut R, prefix: String, frame: &Frame, record: bool) -> Result<Option<Recorder>, Failure> {
    let mut live = Live::new(prefix, run.max_steps());
    let mut recorder = match record {
        true => Some(Recorder::new(frame.x.view(), &frame.features, &run.snapshot())?),
        false => None,
    };
    while let Some(step) = run.next() {
        live.step(&step);
        if let Some(recorder) = &mut recorder {
            recorder.add(&step, &run.snapshot())?;
        }
    }
    Ok(recorder)
}

fn json(frame: &Frame, fitted: &Fitted, sizes: &[usize]) -> serde_json::Value {
    serde_json::json!({
        "algorithm": fitted.id,
        "data": frame.source.table.path,
        "rows": frame.x.nrows(),
        "features": frame.features,
        "k": sizes.len(),
        fitted.unit: fitted.rounds,
        "converged": fitted.converged,
        "inertia": fitted.inertia,
        "sizes": sizes,
        "centers": fitted.centers.outer_iter().map(|c| c.to_vec()).collect::<Vec<_>>(),
        "history": fitted.history,
    })
}

/// More features than this are not shown in a table of centres.
const MOST_SHOWN: usize = 6;

fn human(frame: &Frame, fitted: &Fitted, sizes: &[usize]) -> String {
    let (n, d) = frame.x.dim();
    let facts = pairs(&[
        ("data", format!("{}: {n} points, {d} features", frame.source.table.path.display())),
        ("clusters", sizes.len().to_string()),
        (fitted.unit, fitted.rounds.to_string()),
        ("converged", if fitted.converged { "yes" } else { "no" }.to_owned()),
        ("inertia", number(fitted.inertia)),
    ]);
    let shown = if d <= MOST_SHOWN { d } else { 0 };
    let head = ["cluster", "points"].map(str::to_owned).into_iter().chain(frame.features[..shown].iter().cloned());
    let mut table = Table::new(head);
    for (j, (center, size)) in fitted.centers.outer_iter().zip(sizes).enumerate() {
        let center = center.iter().take(shown).map(|&v| number(v));
        table.row([j.to_string(), size.to_string()].into_iter().chain(center));
    }
    format!("{facts}\n{table}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DataArg, Input};

    #[test]
    fn the_best_of_several_starts_is_the_one_that_fit_keeps() {
        let input = Input { data: DataArg { data: "digits".into() }, columns: vec![], target: None };
        let frame = input.read().unwrap();
        let settings = KMeans::new(10).init(Init::Random).n_init(4).seed(3);
        let (ours, recorder) = watch_best(&settings, 4, 3, &frame, true).unwrap();
        let library = settings.fit(frame.x.view()).unwrap();
        assert_eq!((ours.inertia, &ours.labels, &ours.history), (library.inertia, &library.labels, &library.history));
        assert!(recorder.is_some());
        let first = settings.n_init(1).fit(frame.x.view()).unwrap();
        assert_ne!(first.inertia, library.inertia, "the first start is the best: choose another seed to tell them apart");
    }
}
