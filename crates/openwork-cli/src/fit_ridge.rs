//! `openwork fit ridge`.

use crate::call::{Failure, Global};
use crate::linear::{Fitted, Wanted};
use crate::source::InputOfTargets;
use crate::table::number;
use crate::{output, picture};
use clap::{ArgAction, Args};
use openwork::linear_model::Ridge;
use serde_json::json;
use std::path::PathBuf;

/// Fit a weighted sum of the features that pays for long coefficients: for features that nearly depend on each other.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork fit ridge diabetes --alpha 10
  openwork fit ridge diabetes --columns bmi,bp,s5 --plot left.svg
  openwork data export diabetes patients.csv
  openwork fit ridge patients.csv --target progression -o m.safetensors
  openwork predict m.safetensors patients.csv -o answers.csv")]
pub struct FitRidge {
    #[command(flatten)]
    input: InputOfTargets,
    #[arg(
        long,
        value_name = "A,B",
        default_value = "1",
        hide_default_value = true,
        value_delimiter = ',',
        allow_negative_numbers = true
    )]
    alpha: Vec<f64>,
    #[arg(long, value_name = "BOOL", default_value_t = true, hide_default_value = true, hide_possible_values = true, action = ArgAction::Set)]
    intercept: bool,
    /// Write the model here (safetensors)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Draw the fit here: the line for one feature, what is left over beside the answers for more
    #[arg(long, value_name = "FILE.svg|png")]
    plot: Option<PathBuf>,
}

impl FitRidge {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        output::check(&[self.output.as_deref(), self.plot.as_deref()], &self.input.data.files())?;
        self.plot.as_deref().map(picture::check).transpose()?;
        let (frame, targets, y) = self.input.read()?;
        let model = Ridge::new(1.0).alphas(self.alpha.clone()).intercept(self.intercept).fit(frame.x.view(), y.view())?;
        let alphas: Vec<String> = self.alpha.iter().map(|&a| number(a)).collect();
        let fitted = Fitted {
            id: "ridge",
            name: "Ridge regression",
            frame: &frame,
            targets: &targets,
            y: &y,
            model,
            notes: vec![("alpha", alphas.join(", "))],
            facts: json!({ "alpha": self.alpha }),
        };
        fitted.finish(global, Wanted { output: &self.output, plot: &self.plot, picture: None, page: None })
    }
}
