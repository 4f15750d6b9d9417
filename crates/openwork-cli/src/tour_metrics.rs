//! The stops of the tour at the metrics: what they say of answers that are equal to the reference's.

use crate::call::Failure;
use crate::table::number;
use crate::tour::{Stop, close, float, split};
use ndarray::{Array1, Array2, Axis};
use openwork::datasets::{Dataset, Target};
use openwork::metrics::{Average, Confusion, Regression, ScoreRanking, Sums, ZeroDivision, average};
use openwork::neighbors::{KNeighborsClassifier, KNeighborsRegressor};
use openwork::plot::{HeatMap, Line, Scatter};
use serde_json::Value;
use std::time::Instant;

/// The macro averages of what k neighbours answer for the rows held out.
pub fn classification(reference: &Value, data: Dataset, k: usize) -> Result<Stop, Failure> {
    let Target::Classes { names, y } = &data.y else {
        return Err(Failure::Work(format!("{}: no classes", data.info.name)));
    };
    let (known, asked) = split(data.x.nrows());
    let of = |rows: &[usize]| rows.iter().map(|&i| y[i]).collect::<Vec<u32>>();
    let model = KNeighborsClassifier::new(k).fit(data.x.select(Axis(0), &known).view(), &of(&known))?;
    let answers = model.predict(data.x.select(Axis(0), &asked).view())?;
    let clock = Instant::now();
    let confusion = Confusion::of(&of(&asked), &answers, names.len(), None)?;
    let scores = average(&confusion.counts(), Average::Macro, 1.0, ZeroDivision::Zero)?;
    let matthews = confusion.matthews();
    let seconds = clock.elapsed().as_secs_f64();
    let theirs = &reference[format!("classification_metrics {}", data.info.name)];
    let say = |f: f64, matthews: f64| format!("macro F1 {}, Matthews {}", number(f), number(matthews));
    Ok(Stop {
        algorithm: "classification_metrics",
        data: data.info.name,
        done: format!("what {k} neighbours answer, judged"),
        result: say(scores.f, matthews),
        reference: say(float(&theirs["f1"]), float(&theirs["matthews"])),
        same: close(scores.f, &theirs["f1"]) && close(matthews, &theirs["matthews"]),
        seconds,
        picture: HeatMap::new(confusion.cells())
            .names(names, names)
            .title(format!("{}: the confusion matrix", data.info.name))
            .axes("answer", "truth")
            .svg()?,
    })
}

/// One feature as a score of the last class.
pub fn roc(reference: &Value, data: Dataset, feature: &str) -> Result<Stop, Failure> {
    let (Target::Classes { names, y }, Some(column)) = (&data.y, data.feature_names.iter().position(|name| name == feature))
    else {
        return Err(Failure::Work(format!("{}: no classes or no feature {feature:?}", data.info.name)));
    };
    let positive = names.len() as u32 - 1;
    let truth: Vec<bool> = y.iter().map(|&class| class == positive).collect();
    let scores = data.x.column(column).to_vec();
    let clock = Instant::now();
    let ranking = ScoreRanking::of(&truth, &scores, None)?;
    let (area, precision) = (ranking.auc()?, ranking.average_precision());
    let seconds = clock.elapsed().as_secs_f64();
    let curve = ranking.roc_curve(true)?;
    let theirs = &reference[format!("roc_auc {}", data.info.name)];
    let say = |area: f64, precision: f64| format!("area {}, average precision {}", number(area), number(precision));
    Ok(Stop {
        algorithm: "roc_auc",
        data: data.info.name,
        done: format!("{feature:?} as a score of {:?}", names[positive as usize]),
        result: say(area, precision),
        reference: say(float(&theirs["auc"]), float(&theirs["average_precision"])),
        same: close(area, &theirs["auc"]) && close(precision, &theirs["average_precision"]),
        seconds,
        picture: Line::new()
            .series(feature, curve.fpr.into_iter().zip(curve.tpr))
            .series("guessing", [(0.0, 0.0), (1.0, 1.0)])
            .title(format!("{}: the ROC curve", data.info.name))
            .axes("false positive rate", "true positive rate")
            .svg()?,
    })
}

/// The errors of what k neighbours answer for the rows held out.
pub fn regression(reference: &Value, data: Dataset, k: usize) -> Result<Stop, Failure> {
    let Target::Numbers(y) = &data.y else {
        return Err(Failure::Work(format!("{}: no numbers", data.info.name)));
    };
    let y = Array1::from(y.clone()).insert_axis(Axis(1));
    let (known, asked) = split(data.x.nrows());
    let model = KNeighborsRegressor::new(k).fit(data.x.select(Axis(0), &known).view(), y.select(Axis(0), &known).view())?;
    let answers: Vec<f64> = model.predict(data.x.select(Axis(0), &asked).view())?.iter().copied().collect();
    let truth: Vec<f64> = asked.iter().map(|&row| y[[row, 0]]).collect();
    let clock = Instant::now();
    let found = Regression::of(&truth, &answers, None, Sums::ALL)?;
    let (r2, root, absolute) = (found.r2(), found.root_mean_squared_error(), found.mean_absolute_error());
    let seconds = clock.elapsed().as_secs_f64();
    let theirs = &reference[format!("regression_metrics {}", data.info.name)];
    let say = |r2: f64, root: f64, absolute: f64| {
        format!("R² {}, root mean squared error {}, mean absolute error {}", number(r2), number(root), number(absolute))
    };
    let residuals =
        Array2::from_shape_fn((truth.len(), 2), |(i, axis)| if axis == 0 { answers[i] } else { truth[i] - answers[i] });
    Ok(Stop {
        algorithm: "regression_metrics",
        data: data.info.name,
        done: format!("the mean of {k} neighbours, judged"),
        result: say(r2, root, absolute),
        reference: say(float(&theirs["r2"]), float(&theirs["rmse"]), float(&theirs["mae"])),
        same: close(r2, &theirs["r2"]) && close(root, &theirs["rmse"]) && close(absolute, &theirs["mae"]),
        seconds,
        picture: Scatter::new(residuals.view())
            .title(format!("{}: what the answers leave", data.info.name))
            .axes("answer", "truth less answer")
            .svg()?,
    })
}
