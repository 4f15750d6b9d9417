//! What `openwork fit linear` and `openwork fit ridge` have in common: the report, the model's file and the pictures.

use crate::call::{Failure, Global, warn};
use crate::source::Frame;
use crate::table::{Table, number, pairs};
use crate::{output, picture};
use ndarray::{Array2, Axis};
use openwork::linear_model::LinearModel;
use openwork::plot::Scatter;
use serde_json::{Value, json};
use std::path::PathBuf;

/// A fitted linear model with the data that it was fitted to.
pub struct Fitted<'a> {
    /// The algorithm's id in the registry, and its name.
    pub id: &'static str,
    pub name: &'static str,
    pub frame: &'a Frame,
    pub targets: &'a [String],
    pub y: &'a Array2<f64>,
    pub model: LinearModel,
    /// Settings and findings of the algorithm's own, for people and as JSON.
    pub notes: Vec<(&'static str, String)>,
    pub facts: Value,
}

/// What a call leaves behind.
pub struct Wanted<'a> {
    pub output: &'a Option<PathBuf>,
    pub plot: &'a Option<PathBuf>,
    /// A picture of its own, in place of the residuals.
    pub picture: Option<String>,
    /// A page that replays the run.
    pub page: Option<(&'a PathBuf, Vec<u8>)>,
}

impl Fitted<'_> {
    /// Prints the report and writes the files.
    pub fn finish(&self, global: &Global, wanted: Wanted<'_>) -> Result<(), Failure> {
        let r2 = match self.frame.x.nrows() {
            1 => None,
            _ => Some(self.model.score(self.frame.x.view(), self.y.view(), None)?),
        };
        let d = self.frame.features.len();
        if let Some(rank) = self.model.rank.filter(|&rank| rank < d) {
            warn(format!(
                "rank {rank} of {d} features: some do not vary or depend on others; of all coefficients that fit equally well the shortest are given"
            ));
        }
        let mut file = self.model.to_file();
        file.note("features", self.frame.features.clone());
        file.note("target", self.targets.to_vec());
        file.note("fitted_by", self.id);
        let mut outputs = output::Outputs::default();
        if let Some(path) = wanted.output {
            outputs.add(path, |path| file.save(path));
        }
        if let Some(path) = wanted.plot {
            let svg = wanted.picture.map_or_else(|| self.picture(), Ok)?;
            outputs.add_bytes(path, picture::encode(path, &svg)?);
        }
        let page = wanted.page.map(|(path, page)| {
            outputs.add_bytes(path, page);
            path
        });
        outputs.write(&output::report(global, || self.human(r2), self.json(r2)))?;
        for (path, what) in [(wanted.output.as_ref(), "the model"), (wanted.plot.as_ref(), "the picture"), (page, "the replay")] {
            path.into_iter().for_each(|path| output::wrote(path, what));
        }
        Ok(())
    }

    /// One feature: the fit as a line through the points. More: what is left over beside the answer.
    fn picture(&self) -> Result<String, Failure> {
        let answers = self.model.predict(self.frame.x.view())?;
        let data = self.frame.source.table.path.display();
        if let ([feature], [target]) = (self.frame.features.as_slice(), self.targets) {
            let x = self.frame.x.column(0);
            let points = ndarray::stack(Axis(1), &[x, self.y.column(0)]).map_err(|e| Failure::Work(e.to_string()))?;
            let ends = [x.iter().copied().fold(f64::INFINITY, f64::min), x.iter().copied().fold(f64::NEG_INFINITY, f64::max)];
            let line = ends.map(|x| (x, self.model.coef[[0, 0]] * x + self.model.intercept[0]));
            let title = format!("{} of {data}: {target} by {feature}", self.name);
            return Ok(Scatter::new(points.view()).line(line).title(title).axes(feature, target).svg()?);
        }
        let left = self.y - &answers;
        let points = Array2::from_shape_fn((left.len(), 2), |(i, axis)| {
            let at = (i / self.targets.len(), i % self.targets.len());
            if axis == 0 { answers[at] } else { left[at] }
        });
        let labels: Vec<u32> = (0..left.len()).map(|i| (i % self.targets.len()) as u32).collect();
        let ends = answers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)));
        let mut scatter = Scatter::new(points.view()).line([(ends.0, 0.0), (ends.1, 0.0)]);
        if self.targets.len() > 1 {
            scatter = scatter.labels(&labels).names(self.targets);
        }
        let title = format!("{} of {data}: what is left over", self.name);
        Ok(scatter.title(title).axes("answer", "target - answer").svg()?)
    }

    fn json(&self, r2: Option<f64>) -> Value {
        let mut facts = json!({
            "algorithm": self.id,
            "data": self.frame.source.table.path,
            "rows": self.frame.x.nrows(),
            "features": self.frame.features,
            "targets": self.targets,
            "coef": self.model.coef.outer_iter().map(|row| row.to_vec()).collect::<Vec<_>>(),
            "intercept": self.model.intercept.to_vec(),
            "r2": r2,
        });
        if let (Value::Object(facts), Value::Object(own)) = (&mut facts, self.facts.clone()) {
            facts.extend(own);
        }
        facts
    }

    fn human(&self, r2: Option<f64>) -> String {
        let mut lines = vec![
            ("data", format!("{}: {} rows", self.frame.source.table.path.display(), self.frame.x.nrows())),
            ("R²", r2.map_or("not defined for one row".to_owned(), number)),
        ];
        lines.extend(self.notes.iter().cloned());
        let mut table = Table::new(["feature".to_owned()].into_iter().chain(self.targets.iter().cloned()));
        for (feature, coef) in self.frame.features.iter().zip(self.model.coef.columns()) {
            table.row([feature.clone()].into_iter().chain(coef.iter().map(|&w| number(w))));
        }
        table.row(["(intercept)".to_owned()].into_iter().chain(self.model.intercept.iter().map(|&b| number(b))));
        format!("{}\n{table}", pairs(&lines))
    }
}
