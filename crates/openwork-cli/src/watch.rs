//! `--watch`: a page, complete in itself, that replays the steps of a run with the very figure that the book uses.

use crate::call::Failure;
use ndarray::{Array2, ArrayView2, Axis};
use openwork::linalg::matmul;
use openwork::neighbors::{Metric, NeighborRun};
use openwork::plot::Projection;
use openwork::steps;
use serde::Serialize;
use serde_json::{Value, json};

/// At most so many points are carried: an even sample of the rows.
const MOST_POINTS: usize = 2_000;
/// At most about so many bytes of steps are carried: of a longer run, every second step, or every fourth and so on.
const MOST_BYTES: usize = 4 << 20;

const PAGE: &str = include_str!("../../../book/watch.html");
const STYLE: &str = include_str!("../../../book/figures/figure.css");
const DRAW: &str = include_str!("../../../book/figures/draw.js");
const PLAYER: &str = include_str!("../../../book/figures/player.js");
const CONTROLS: &str = include_str!("../../../book/figures/controls.js");
const DATA: &str = include_str!("../../../book/figures/data.js");
const KD_TREE: &str = include_str!("../../../book/figures/kd_tree.js");
const KMEANS: &str = include_str!("../../../book/figures/kmeans.js");
const GRADIENT_DESCENT: &str = include_str!("../../../book/figures/gradient_descent.js");
const ROC: &str = include_str!("../../../book/figures/roc.js");
const MINI_BATCH_KMEANS: &str = include_str!("../../../book/figures/mini_batch_kmeans.js");
const TRAINING: &str = include_str!("../../../book/figures/training.js");
const CROSS_VALIDATION: &str = include_str!("../../../book/figures/cross_validation.js");
const LOGISTIC_REGRESSION: &str = include_str!("../../../book/figures/logistic_regression.js");

/// Keeps the snapshots of a run as a picture needs them: a bounded number of points, seen in the plane.
pub struct Recorder {
    projection: Projection,
    /// The rows that are shown, of so many.
    shown: Vec<usize>,
    rows: usize,
    points: Vec<Vec<f64>>,
    names: [String; 2],
    /// The class of each shown point, and their names, where they are known.
    classes: Value,
    start: Value,
    /// The number of each step kept, from 1, and the step with the state after it as JSON text. All but the last are multiples
    /// of the stride.
    steps: Vec<(usize, String)>,
    stride: usize,
    seen: usize,
}

impl Recorder {
    /// A recording of a run on these points that starts in this state.
    pub fn new(x: ArrayView2<'_, f64>, features: &[String], start: &impl Serialize) -> Result<Self, Failure> {
        let rows = x.nrows();
        let count = rows.min(MOST_POINTS);
        let shown: Vec<usize> = (0..count).map(|i| i * rows / count).collect();
        let projection = Projection::of(x)?;
        let points = rows_of(&projection.apply(x.select(Axis(0), &shown).view())?);
        let names = projection.axis_names(features);
        let start = thin(&projection, &shown, rows, start)?;
        Ok(Self { projection, shown, rows, points, names, classes: Value::Null, start, steps: vec![], stride: 1, seen: 0 })
    }

    /// The class of each row, and what the classes are called.
    pub fn classes(self, labels: &[u32], names: &[String]) -> Self {
        let shown: Vec<u32> = self.shown.iter().map(|&i| labels[i]).collect();
        Self { classes: json!({ "labels": shown, "names": names }), ..self }
    }

    /// Keeps a step and the state after it.
    pub fn add(&mut self, step: &impl Serialize, after: &impl Serialize) -> Result<(), Failure> {
        let after = thin(&self.projection, &self.shown, self.rows, after)?;
        let stride = self.stride;
        self.steps.pop_if(|(number, _)| !number.is_multiple_of(stride));
        self.seen += 1;
        self.steps.push((self.seen, json!({ "step": step, "after": after }).to_string()));
        while self.steps.len() > 2 && self.steps.iter().map(|(_, text)| text.len()).sum::<usize>() > MOST_BYTES {
            self.stride *= 2;
            self.steps.retain(|(number, _)| number.is_multiple_of(self.stride) || *number == self.seen);
        }
        Ok(())
    }

    /// The page: `figure` is the module of the book that draws it.
    pub fn page(&self, title: &str, figure: &str) -> Vec<u8> {
        let mut title = title.to_owned();
        if self.shown.len() < self.rows {
            title += &format!(", an even sample of {} of {} points", self.shown.len(), self.rows);
        }
        if self.stride > 1 {
            title += &format!(", every {}th step of {}", self.stride, self.seen);
        }
        let steps: Vec<&str> = self.steps.iter().map(|(_, text)| text.as_str()).collect();
        let mut data = json!({ "points": self.points, "names": self.names, "shown": self.shown.len(), "total": self.rows });
        if !self.classes.is_null() {
            data["classes"] = self.classes.clone();
        }
        let source = format!(
            r#"{{"kind":"recording","data":{data},"recording":{{"start":{},"steps":[{}]}}}}"#,
            self.start,
            steps.join(",")
        );
        page(&title, figure, &source).into_bytes()
    }
}

/// A page that replays what is not seen as points in the plane: the figure's own data, and the recording.
pub fn replay(title: &str, figure: &str, data: &impl Serialize, recording: &impl Serialize) -> Vec<u8> {
    let source = json!({ "kind": "recording", "data": data, "recording": recording });
    page(title, figure, &source.to_string()).into_bytes()
}

/// The page of one query's search among points of two features, every point drawn.
pub fn search_page(
    title: &str,
    x: ArrayView2<'_, f64>,
    names: &[String],
    query: &[f64],
    metric: Metric,
    run: &mut NeighborRun<'_, f64>,
) -> Result<Vec<u8>, Failure> {
    let [first, second] = names else {
        let want = "two: choose them with --columns A,B, since boxes are drawn in the plane of two features";
        return Err(Failure::Call(format!("--watch: {} features, wanted {want}", names.len())));
    };
    if x.nrows() > MOST_POINTS {
        let rows = x.nrows();
        return Err(Failure::Call(format!("--watch: {rows} rows, wanted at most {MOST_POINTS}: the replay draws every point")));
    }
    let points: Vec<Vec<f64>> = x.outer_iter().map(|row| row.to_vec()).collect();
    let data = json!({ "points": points, "names": [first, second], "query": query, "metric": metric.name() });
    let source = json!({ "kind": "recording", "data": data, "recording": steps::record(run) });
    Ok(page(title, "kd_tree", &source.to_string()).into_bytes())
}

/// A snapshot with the labels of the shown points alone, the batch counted among them, and its centres seen in the plane.
fn thin(projection: &Projection, shown: &[usize], rows: usize, snapshot: &impl Serialize) -> Result<Value, Failure> {
    let mut state = serde_json::to_value(snapshot).map_err(|e| Failure::Work(format!("--watch: {e}")))?;
    if let Some(Value::Array(labels)) = state.get_mut("labels")
        && labels.len() == rows
    {
        *labels = shown.iter().map(|&i| labels[i].take()).collect();
    }
    if let Some(Value::Array(batch)) = state.get_mut("batch") {
        let place = |row: &Value| shown.binary_search(&usize::try_from(row.as_u64()?).ok()?).ok();
        *batch = batch.iter().filter_map(place).map(Value::from).collect();
    }
    if let Some(Value::Array(centers)) = state.get_mut("centers") {
        let numbers: Vec<f64> = centers.iter().filter_map(Value::as_array).flatten().filter_map(Value::as_f64).collect();
        let wide = Array2::from_shape_vec((centers.len(), numbers.len() / centers.len().max(1)), numbers)
            .map_err(|e| Failure::Work(format!("--watch: {e}")))?;
        state["centers"] = json!(rows_of(&projection.apply(wide.view())?));
    }
    if let (Some(coef), Some(intercept)) = (numbers(&state["coef"]), numbers(&state["intercept"])) {
        // A score w x + b at a place u of the plane, x = u axes + mean, is (w axes') u + (w mean + b).
        let wide = Array2::from_shape_vec((intercept.len(), coef.len() / intercept.len().max(1)), coef)
            .map_err(|e| Failure::Work(format!("--watch: {e}")))?;
        let raised: Vec<f64> = wide.dot(&projection.mean).iter().zip(&intercept).map(|(score, b)| score + b).collect();
        state["coef"] = json!(rows_of(&matmul(wide.view(), projection.axes.t())?));
        state["intercept"] = json!(raised);
    }
    Ok(state)
}

/// All numbers of a list, or of a list of lists.
fn numbers(value: &Value) -> Option<Vec<f64>> {
    let rows = value.as_array()?;
    Some(
        rows.iter()
            .flat_map(|row| row.as_array().map_or(std::slice::from_ref(row), Vec::as_slice))
            .filter_map(Value::as_f64)
            .collect(),
    )
}

fn rows_of(x: &Array2<f64>) -> Vec<Vec<f64>> {
    x.outer_iter().map(|row| row.to_vec()).collect()
}

/// Fills the book's page in one pass, so that nothing in the data is taken for a place to fill.
pub fn page(title: &str, figure: &str, source: &str) -> String {
    let modules = json!({
        "openwork/draw.js": data_url(DRAW),
        "openwork/player.js": data_url(PLAYER),
        "openwork/gradient_descent.js": data_url(GRADIENT_DESCENT),
        "openwork/controls.js": data_url(CONTROLS),
        "openwork/data.js": data_url(DATA),
        "openwork/kd_tree.js": data_url(KD_TREE),
        "openwork/kmeans.js": data_url(KMEANS),
        "openwork/mini_batch_kmeans.js": data_url(MINI_BATCH_KMEANS),
        "openwork/cross_validation.js": data_url(CROSS_VALIDATION),
        "openwork/logistic_regression.js": data_url(LOGISTIC_REGRESSION),
        "openwork/training.js": data_url(TRAINING),
        "openwork/roc.js": data_url(ROC),
    });
    let mut out = String::with_capacity(PAGE.len() + source.len() + (1 << 16));
    let mut rest = PAGE;
    while let Some((before, (name, after))) = rest.split_once("{{").and_then(|(b, r)| Some((b, r.split_once("}}")?))) {
        out += before;
        match name {
            "title" => out += &escape(title),
            "css" => out += STYLE,
            "modules" => out += &modules.to_string(),
            "figure" => out += figure,
            "source" => out += &source.replace('<', "\\u003c"),
            _ => {
                out += "{{";
                rest = &rest[before.len() + 2..];
                continue;
            }
        }
        rest = after;
    }
    out + rest
}

/// Text inside HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A module as an address that carries it.
fn data_url(text: &str) -> String {
    let mut url = String::from("data:text/javascript;charset=utf-8,");
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => url.push(char::from(byte)),
            _ => url += &format!("%{byte:02X}"),
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use openwork::cluster::KMeansSnapshot;

    fn snapshot(n: usize, round: usize) -> KMeansSnapshot {
        KMeansSnapshot {
            round,
            centers: vec![vec![0.0; 2]; 2],
            labels: (0..n as u32).map(|i| i % 2).collect(),
            inertia: Some(1.0),
        }
    }

    #[test]
    fn a_long_run_on_many_points_stays_bounded_and_says_so() {
        let n = 5_001;
        let x = Array2::from_shape_fn((n, 2), |(i, j)| (i * (j + 1)) as f64);
        let mut recorder = Recorder::new(x.view(), &["a".into(), "b".into()], &snapshot(n, 0)).unwrap();
        for round in 1..=2_501 {
            recorder.add(&json!({ "round": round }), &snapshot(n, round)).unwrap();
        }
        assert_eq!(recorder.points.len(), MOST_POINTS);
        let numbers: Vec<usize> = recorder.steps.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers.last(), Some(&2_501), "the last step is always there");
        assert!(numbers[..numbers.len() - 1].iter().enumerate().all(|(i, number)| *number == (i + 1) * recorder.stride));
        let page = String::from_utf8(recorder.page("k-means", "kmeans")).unwrap();
        assert!(page.len() < MOST_BYTES + (1 << 19), "{} bytes", page.len());
        assert!(page.contains("an even sample of 2000 of 5001 points, every 4th step of 2501"), "{}", &page[..1500]);
    }

    #[test]
    fn nothing_in_a_title_or_the_data_can_end_the_script() {
        let page = page("a<b>{{source}}", "kmeans", r#"{"x":"</script>{{css}}"}"#);
        assert!(page.contains("a&lt;b&gt;{{source}}"));
        assert!(page.contains(r#"{"x":"\u003c/script>{{css}}"}"#));
    }
}
