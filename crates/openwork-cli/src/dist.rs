//! `openwork dist`: probability distributions as a calculator: any function at any points, samples, and which fits data best.

use crate::call::{Failure, Global};
use crate::dist_vector;
use crate::output;
use crate::source::DataArg;
use crate::table::{Table, number};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, Subcommand};
use openwork::distributions::{Boxed, Categorical, Function, KINDS, kind, rank};
use serde_json::{Value, json};

/// Ask a probability distribution: any function at any points, samples, and which one fits data best.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_help = "\
Functions of points: pdf or pmf, logpdf or logpmf, cdf, logcdf, sf, logsf; of probabilities: ppf, isf. Without points: mean, var,
std, skewness, kurtosis, entropy, median, support, or stats for all of them; sample draws --size numbers.

Distributions: uniform, exponential, normal, log-normal, laplace, weibull, gamma, chi-squared, beta, student-t, bernoulli,
binomial, geometric, poisson, categorical; of vectors: multinomial, dirichlet, multivariate-normal.

Examples:
  openwork dist normal cdf 1.96
  openwork dist normal ppf 0.025 0.975 --mean 100 --std 15
  openwork dist binomial pmf 3 4 5 --n 10 --p 0.5
  openwork dist poisson stats --rate 4
  openwork dist categorical sample --p 0.2,0.3,0.5 --size 5
  openwork dist dirichlet logpdf 0.2,0.3,0.5 --alpha 2,3,5
  openwork dist fit iris --column \"petal length (cm)\"")]
pub struct Dist {
    #[command(subcommand)]
    work: Option<Work>,
    #[command(flatten)]
    ask: Option<Ask>,
    #[command(flatten)]
    given: Given,
}

#[derive(Subcommand)]
enum Work {
    /// Rank the distributions by how likely they make a column of data
    Fit(Fit),
}

/// Rank the distributions by how likely they make a column of data, each at its best parameters, with a test of whether it fits at
/// all: Kolmogorov and Smirnov's for densities, the chi-squared test for masses.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork dist fit iris --column \"petal length (cm)\"
  openwork dist fit digits --column pixel_2_3 --only poisson,geometric,binomial")]
struct Fit {
    #[command(flatten)]
    data: DataArg,
    /// The column of numbers
    #[arg(long, value_name = "COLUMN")]
    column: String,
    /// These distributions only [default: all; discrete ones where every number is whole, continuous ones otherwise]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    only: Vec<String>,
}

#[derive(Args)]
struct Ask {
    /// The distribution
    #[arg(value_name = "DISTRIBUTION")]
    distribution: String,
    /// What to ask of it
    #[arg(value_name = "FUNCTION")]
    function: String,
    /// Where: numbers; for a distribution of vectors, numbers with commas between
    #[arg(value_name = "POINT", allow_negative_numbers = true)]
    points: Vec<String>,
    /// How many samples
    #[arg(long, value_name = "N", default_value_t = 10)]
    size: usize,
}

/// The parameters that were given, by name: a flag for each that any distribution has.
#[derive(Debug, Clone, Default)]
pub struct Given(Vec<(String, Vec<f64>)>);

/// Every parameter's name, and which distributions have it.
fn flags() -> Vec<(&'static str, String)> {
    let mut flags: Vec<(&'static str, Vec<&str>)> = vec![];
    let of_vectors = [
        ("p", "categorical"),
        ("n", "multinomial"),
        ("p", "multinomial"),
        ("alpha", "dirichlet"),
        ("mean", "multivariate-normal"),
        ("cov", "multivariate-normal"),
        ("rate", "exponential"),
        ("rate", "gamma"),
    ];
    let of_numbers = KINDS.iter().flat_map(|kind| kind.parameters.iter().map(|p| (p.name, kind.name)));
    for (flag, kind) in of_numbers.chain(of_vectors) {
        match flags.iter_mut().find(|(name, _)| *name == flag) {
            Some((_, kinds)) => kinds.push(kind),
            None => flags.push((flag, vec![kind])),
        }
    }
    flags.into_iter().map(|(name, kinds)| (name, format!("Parameter of {}", kinds.join(", ")))).collect()
}

impl Args for Given {
    fn augment_args(command: Command) -> Command {
        flags().into_iter().fold(command, |command, (name, help)| {
            let arg = Arg::new(name).long(name).value_name("NUMBER").help(help).action(ArgAction::Set);
            command.arg(arg.value_delimiter(',').value_parser(clap::value_parser!(f64)).allow_negative_numbers(true))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Given {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut given = Self::default();
        given.update_from_arg_matches(matches)?;
        Ok(given)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let values = |name: &str| matches.get_many::<f64>(name).map(|values| values.copied().collect::<Vec<_>>());
        self.0 = flags().into_iter().filter_map(|(name, _)| Some((name.to_owned(), values(name)?))).collect();
        Ok(())
    }
}

impl Given {
    /// The values of one parameter; the others must not have been given.
    pub fn lists(&self, distribution: &str, names: &[&str]) -> Result<Vec<&[f64]>, Failure> {
        if let Some((name, _)) = self.0.iter().find(|(name, _)| !names.contains(&name.as_str())) {
            return Err(Failure::Call(format!("--{name}: {distribution} has no such parameter; it has {}", names.join(", "))));
        }
        let of = |name: &&str| {
            let found = self.0.iter().find(|(given, _)| given == name).map(|(_, values)| values.as_slice());
            found.ok_or_else(|| Failure::Call(format!("--{name} is missing: {distribution} has no default for it")))
        };
        names.iter().map(of).collect()
    }

    /// The distribution over numbers with these parameters.
    pub fn build(&self, distribution: &str) -> Result<Boxed, Failure> {
        if distribution == "categorical" {
            return Ok(Box::new(Categorical::new(self.lists(distribution, &["p"])?[0])?));
        }
        let mut named = vec![];
        for (name, values) in &self.0 {
            let [value] = values[..] else {
                return Err(Failure::Call(format!("--{name}: {} numbers, wanted one", values.len())));
            };
            named.push((name.as_str(), value));
        }
        Ok(kind(distribution)?.with(&named)?)
    }
}

/// A number in full, as short as it can be written.
pub fn full(x: f64) -> String {
    if x == 0.0 || (1e-5..1e16).contains(&x.abs()) || !x.is_finite() { x.to_string() } else { format!("{x:e}") }
}

/// A number as JSON, which has no infinity.
pub fn value(x: f64) -> Value {
    if x.is_finite() { json!(x) } else { json!(x.to_string()) }
}

impl Dist {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        match (self.work, self.ask) {
            (Some(Work::Fit(fit)), _) => fit.run(global),
            (None, Some(ask)) => ask.run(global, &self.given),
            (None, None) => Err(Failure::Call("a distribution and a function are missing; see openwork dist --help".to_owned())),
        }
    }
}

impl Ask {
    fn run(self, global: &Global, given: &Given) -> Result<(), Failure> {
        if ["multinomial", "dirichlet", "multivariate-normal"].contains(&self.distribution.as_str()) {
            return dist_vector::run(global, &self.distribution, &self.function, &self.points, self.size, given);
        }
        let room = given.build(&self.distribution)?;
        let head = || {
            let parameters = room.parameters().into_iter().map(|(name, x)| json!([name, value(x)])).collect::<Vec<_>>();
            json!({ "distribution": room.name(), "parameters": parameters, "function": self.function })
        };
        let (low, high) = room.support();
        let stats: Vec<(&str, f64)> = vec![
            ("mean", room.mean()),
            ("var", room.variance()),
            ("std", room.std_dev()),
            ("skewness", room.skewness()),
            ("kurtosis", room.kurtosis()),
            ("entropy", room.entropy()),
            ("median", room.median()),
            ("low", low),
            ("high", high),
        ];
        let chosen: Vec<(&str, f64)> = match self.function.as_str() {
            "stats" => stats,
            "support" => stats[7..].to_vec(),
            "sample" => vec![],
            name => stats[..7].iter().filter(|(stat, _)| *stat == name).copied().collect(),
        };
        if !chosen.is_empty() || self.function == "sample" {
            if !self.points.is_empty() {
                return Err(Failure::Call(format!(
                    "{}: it takes no points, and {} were given",
                    self.function,
                    self.points.len()
                )));
            }
            if self.function == "sample" {
                let samples = room.samples(self.size, global.seed);
                let mut json = head();
                json["method"] = json!(room.sampling());
                json["values"] = json!(samples.iter().map(|&x| value(x)).collect::<Vec<_>>());
                let lines = || samples.iter().map(|&x| full(x) + "\n").collect();
                return output::print(&output::report(global, lines, json));
            }
            let mut json = head();
            chosen.iter().for_each(|&(name, x)| json[name] = value(x));
            let human = || match chosen[..] {
                [(_, x)] => full(x) + "\n",
                _ => {
                    let mut table = Table::new(["what", "value"]);
                    chosen.iter().for_each(|&(name, x)| table.row([name.to_owned(), full(x)]));
                    table.to_string()
                }
            };
            return output::print(&output::report(global, human, json));
        }
        let function = Function::parse(&self.function)?;
        let x = self.numbers()?;
        let mut values = vec![0.0; x.len()];
        room.evaluate(function, &x, &mut values)?;
        let mut json = head();
        json["x"] = json!(x.iter().map(|&x| value(x)).collect::<Vec<_>>());
        json["values"] = json!(values.iter().map(|&x| value(x)).collect::<Vec<_>>());
        let human = || match values[..] {
            [x] => full(x) + "\n",
            _ => {
                let mut table = Table::new([if function.takes_probability() { "p" } else { "x" }, self.function.as_str()]);
                x.iter().zip(&values).for_each(|(&x, &value)| table.row([full(x), full(value)]));
                table.to_string()
            }
        };
        output::print(&output::report(global, human, json))
    }

    fn numbers(&self) -> Result<Vec<f64>, Failure> {
        if self.points.is_empty() {
            return Err(Failure::Call(format!("{}: at which points? Give one or more numbers after it", self.function)));
        }
        let number = |text: &String| text.parse().map_err(|_| Failure::Call(format!("{text:?} is no number")));
        self.points.iter().map(number).collect()
    }
}

impl Fit {
    fn run(self, global: &Global) -> Result<(), Failure> {
        let table = self.data.read()?.table;
        let x = table.targets(&self.column)?;
        let whole = x.iter().all(|x| x.floor() == *x);
        let candidates = match self.only.is_empty() {
            true => KINDS.iter().filter(|kind| kind.discrete == whole).collect(),
            false => self.only.iter().map(|name| kind(name)).collect::<Result<Vec<_>, _>>()?,
        };
        let ranking = rank(&x, candidates)?;
        let parameters =
            |named: Vec<(&str, f64)>| named.iter().map(|(n, v)| format!("{n} {}", number(*v))).collect::<Vec<_>>().join(", ");
        let human = || {
            let mut table = Table::new(["distribution", "parameters", "log-likelihood", "AIC", "test", "statistic", "p"]);
            for fitted in &ranking.fitted {
                let (test, statistic, p) = match fitted.goodness {
                    Some(g) => (g.test, number(g.statistic), number(g.p_value)),
                    None => ("none", String::new(), String::new()),
                };
                let room = &fitted.distribution;
                let likelihood = number(fitted.ln_likelihood);
                table.row([room.name(), &parameters(room.parameters()), &likelihood, &number(fitted.aic), test, &statistic, &p]);
            }
            let mut text = format!("{} observations of {:?}, likeliest first\n\n{table}", x.len(), self.column);
            for (name, reason) in &ranking.refused {
                text += &format!("\n{name} cannot be fitted: {reason}");
            }
            if !ranking.refused.is_empty() {
                text.push('\n');
            }
            text
        };
        let facts = json!({
            "column": self.column,
            "observations": x.len(),
            "fitted": ranking.fitted.iter().map(|fitted| json!({
                "distribution": fitted.distribution.name(),
                "parameters": fitted.distribution.parameters().into_iter().map(|(n, v)| json!([n, value(v)])).collect::<Vec<_>>(),
                "ln_likelihood": value(fitted.ln_likelihood),
                "aic": value(fitted.aic),
                "goodness": fitted.goodness,
            })).collect::<Vec<_>>(),
            "refused": ranking.refused.iter().map(|(name, reason)| json!([name, reason.to_string()])).collect::<Vec<_>>(),
        });
        output::print(&output::report(global, human, facts))
    }
}
