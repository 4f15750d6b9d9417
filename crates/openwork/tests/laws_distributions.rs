//! The laws of the continuous distributions, their samples, their fits, and what they refuse.

use openwork::distributions::{
    Beta, ChiSquared, Continuous, Distribution, Exponential, Fit, Function, Gamma, KINDS, Laplace, LogNormal, Normal, Stream,
    StudentT, Uniform, Weibull, broken_laws, chi_squared_test, kind, kolmogorov_smirnov, rank,
};
use openwork::threads;

fn rooms() -> Vec<Box<dyn Distribution>> {
    let with = |name: &str, parameters: &[&[f64]]| -> Vec<Box<dyn Distribution>> {
        parameters.iter().map(|p| kind(name).unwrap().build(p).unwrap()).collect()
    };
    let mut all = with("uniform", &[&[0.0, 1.0], &[-3.0, 4.5]]);
    all.extend(with("exponential", &[&[1.0], &[1e-20], &[3.0]]));
    all.extend(with("normal", &[&[0.0, 1.0], &[1.5, 0.25], &[-100.0, 30.0]]));
    all.extend(with("log-normal", &[&[0.0, 1.0], &[1.0, 0.1], &[-2.0, 2.0]]));
    all.extend(with("laplace", &[&[0.0, 1.0], &[2.0, 0.5]]));
    all.extend(with("weibull", &[&[1.0, 1.0], &[0.7, 2.0], &[1.7, 0.3], &[60.0, 1.0]]));
    all.extend(with("gamma", &[&[1.0, 1.0], &[0.3, 2.0], &[2.5, 1e-10], &[30.0, 3.0], &[2000.0, 1.0]]));
    all.extend(with("chi-squared", &[&[1.0], &[7.0], &[150.0]]));
    all.extend(with("beta", &[&[1.0, 1.0], &[0.5, 0.5], &[2.5, 4.0], &[40.0, 2.0], &[700.0, 500.0], &[0.3, 5.0]]));
    all.extend(with("student-t", &[&[5.0, 0.0, 1.0], &[9.5, 0.5, 2.0], &[1.0, 0.0, 1.0], &[200.0, 0.0, 1.0]]));
    all
}

#[test]
fn every_distribution_keeps_the_laws() {
    let broken: Vec<String> = rooms()
        .iter()
        .flat_map(|room| broken_laws(&**room).into_iter().take(6).map(move |law| format!("{:?}: {law}", room.parameters())))
        .collect();
    assert!(broken.is_empty(), "{} broken:\n{}", broken.len(), broken.join("\n"));
}

/// A normal distribution with one fault.
#[derive(Debug, Clone)]
struct Broken(Normal, &'static str);

impl Distribution for Broken {
    fn name(&self) -> &'static str {
        self.1
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        self.0.parameters()
    }
    fn support(&self) -> (f64, f64) {
        if self.1 == "a support that ends at 50" { (f64::NEG_INFINITY, 50.0) } else { self.0.support() }
    }
    fn density(&self, x: f64) -> f64 {
        self.0.density(x) * if self.1 == "a density a millionth too large" { 1.0 + 1e-6 } else { 1.0 }
    }
    fn ln_density(&self, x: f64) -> f64 {
        if self.1 == "the logarithm of an underflowed density" {
            (self.0.density(x) as f32).ln().into()
        } else {
            self.0.ln_density(x)
        }
    }
    fn cdf(&self, x: f64) -> f64 {
        if self.1 == "a cumulative that lost its tail" { 1.0 - self.0.sf(x) } else { self.0.cdf(x) }
    }
    fn ln_cdf(&self, x: f64) -> f64 {
        self.0.ln_cdf(x)
    }
    fn sf(&self, x: f64) -> f64 {
        if self.1 == "a survival that is one minus the cumulative" { 1.0 - self.0.cdf(x) } else { self.0.sf(x) }
    }
    fn ln_sf(&self, x: f64) -> f64 {
        self.0.ln_sf(x)
    }
    fn quantile(&self, p: f64) -> f64 {
        self.0.quantile(p) + if self.1 == "a quantile beside its place" { 1e-9 } else { 0.0 }
    }
    fn upper_quantile(&self, q: f64) -> f64 {
        self.0.upper_quantile(q)
    }
    fn fill(&self, function: Function, x: &[f64], out: &mut [f64]) {
        self.0.fill(function, x, out);
        if self.1 == "another answer among many" && function == Function::Cdf && out.len() > 7 {
            out[7] *= 1.0 + 1e-9;
        }
    }
    fn mean(&self) -> f64 {
        self.0.mean() + if self.1 == "another mean" { 1e-5 } else { 0.0 }
    }
    fn variance(&self) -> f64 {
        self.0.variance() * if self.1 == "the variance of a sample" { 1.001 } else { 1.0 }
    }
    fn skewness(&self) -> f64 {
        if self.1 == "a skewness" { 1e-3 } else { 0.0 }
    }
    fn kurtosis(&self) -> f64 {
        if self.1 == "the kurtosis without less 3" { 3.0 } else { 0.0 }
    }
    fn entropy(&self) -> f64 {
        self.0.entropy() / if self.1 == "the entropy in bits" { std::f64::consts::LN_2 } else { 1.0 }
    }
    fn sampling(&self) -> &'static str {
        "none"
    }
    fn sample(&self, rng: &mut Stream) -> f64 {
        self.0.sample(rng)
    }
}

#[test]
fn the_checker_finds_each_fault() {
    let normal = Normal::new(0.0, 2.0).unwrap();
    assert_eq!(broken_laws(&Broken(normal, "none")), Vec::<String>::new());
    for fault in [
        "a support that ends at 50",
        "a density a millionth too large",
        "the logarithm of an underflowed density",
        "a cumulative that lost its tail",
        "a survival that is one minus the cumulative",
        "a quantile beside its place",
        "another answer among many",
        "another mean",
        "the variance of a sample",
        "a skewness",
        "the kurtosis without less 3",
        "the entropy in bits",
    ] {
        assert!(!broken_laws(&Broken(normal, fault)).is_empty(), "{fault} was not found");
    }
}

#[test]
fn a_million_samples_are_what_they_should_be() {
    for (i, room) in rooms().iter().enumerate() {
        for seed in [1, 2] {
            let x = room.samples(1_000_000, seed + 10 * i as u64);
            // The test by the place of each value between the quantiles, a thousand classes, which sees the middle better...
            let mut counts = vec![0.0; 1000];
            let mut cdf = vec![0.0; x.len()];
            room.evaluate(Function::Cdf, &x, &mut cdf).unwrap();
            cdf.iter().for_each(|p| counts[((p * 1000.0) as usize).min(999)] += 1.0);
            let (_, p) = chi_squared_test(&counts, &vec![1000.0; 1000], 0).unwrap();
            assert!(p > 1e-5, "{} {:?}, seed {seed}: chi-squared p = {p}", room.name(), room.parameters());
            // ...and the largest distance from the cumulative.
            if seed == 1 {
                let test = kolmogorov_smirnov(&x, &**room).unwrap();
                assert!(test.p_value > 1e-5, "{} {:?}, seed {seed}: {test:?}", room.name(), room.parameters());
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bits_on_any_number_of_threads() {
    for room in rooms() {
        let on = |n: usize| threads::with(Some(n), || room.samples(100_003, 5));
        let one = on(1);
        assert!(one.iter().all(|x| x.is_finite()));
        for n in [2, 8] {
            assert!(one.iter().zip(on(n)).all(|(a, b)| a.to_bits() == b.to_bits()), "{}", room.name());
        }
        assert_ne!(one[..8], room.samples(8, 6)[..]);
        assert_eq!(one[..8], room.samples(8, 5)[..], "a longer sample begins with the shorter one");
    }
}

#[test]
fn what_was_drawn_is_fitted_again() {
    fn near<D: Fit>(room: D, within: f64) {
        let x = room.samples(200_000, 3);
        let fitted = D::fit(&x).unwrap();
        for ((name, got), (_, want)) in fitted.parameters().into_iter().zip(room.parameters()) {
            assert!((got - want).abs() < within * want.abs().max(1.0), "{} {name}: {got} beside {want}", room.name());
        }
        assert!(fitted.ln_likelihood(&x) >= room.ln_likelihood(&x), "the fit is likelier than the truth");
    }
    near(Uniform::new(-2.0, 3.0).unwrap(), 1e-3);
    near(Exponential::with_rate(0.25).unwrap(), 0.02);
    near(Normal::new(1.0, 2.0).unwrap(), 0.02);
    near(LogNormal::new(1.0, 0.5).unwrap(), 0.02);
    near(Laplace::new(3.0, 0.5).unwrap(), 0.02);
    near(Weibull::new(1.7, 2.0).unwrap(), 0.02);
    near(Gamma::with_rate(2.5, 0.5).unwrap(), 0.02);
    near(ChiSquared::new(5.0).unwrap(), 0.02);
    near(Beta::new(2.5, 4.0).unwrap(), 0.02);
    near(StudentT::new(4.0, 1.0, 2.0).unwrap(), 0.05);
}

#[test]
fn the_truth_is_ranked_first() {
    for (name, parameters) in [
        ("gamma", &[0.5, 3.0][..]),
        ("normal", &[5.0, 2.0]),
        ("laplace", &[0.0, 1.0]),
        ("beta", &[2.0, 5.0]),
        ("weibull", &[4.0, 1.0]),
    ] {
        let x = kind(name).unwrap().build(parameters).unwrap().samples(3000, 9);
        let ranking = rank(&x, KINDS.iter().filter(|kind| !kind.discrete)).unwrap();
        let first = &ranking.fitted[0];
        assert_eq!(first.distribution.name(), name);
        assert!(first.goodness.as_ref().unwrap().p_value > 0.01);
        assert!(ranking.fitted.windows(2).all(|pair| pair[0].ln_likelihood >= pair[1].ln_likelihood));
        assert!(ranking.fitted.last().unwrap().goodness.as_ref().unwrap().p_value < 1e-6, "the worst is rejected");
    }
}

#[test]
fn scale_and_rate_are_inverses() {
    let (scale, rate) = (Gamma::with_scale(3.0, 0.25).unwrap(), Gamma::with_rate(3.0, 4.0).unwrap());
    assert_eq!((scale.mean(), rate.mean()), (0.75, 0.75));
    assert_eq!(Exponential::with_rate(4.0).unwrap(), Exponential::with_scale(0.25).unwrap());
    assert_eq!(kind("gamma").unwrap().with(&[("shape", 3.0), ("rate", 4.0)]).unwrap().pdf_at(0.5), scale.pdf(0.5));
    assert!(kind("gamma").unwrap().with(&[("shape", 3.0), ("rate", 4.0), ("scale", 0.25)]).is_err());
    assert!(kind("normal").unwrap().with(&[("rate", 4.0)]).is_err());
}

trait PdfAt {
    fn pdf_at(&self, x: f64) -> f64;
}
impl PdfAt for Box<dyn Distribution> {
    fn pdf_at(&self, x: f64) -> f64 {
        self.density(x)
    }
}

#[test]
fn what_is_no_parameter_is_refused_by_name() {
    let refused = |name: &str, parameters: &[f64], words: &str| {
        let error = kind(name).unwrap().build(parameters).unwrap_err().to_string();
        assert!(error.contains(words), "{name} {parameters:?}: {error}");
    };
    refused("normal", &[0.0, -1.0], "std = -1, wanted a positive finite number");
    refused("normal", &[f64::NAN, 1.0], "mean = NaN, wanted a finite number");
    refused("uniform", &[1.0, 1.0], "high = 1, wanted a number above low = 1");
    refused("uniform", &[-1e308, 1e308], "high");
    refused("exponential", &[0.0], "scale = 0");
    refused("log-normal", &[0.0, f64::INFINITY], "sigma = inf");
    refused("laplace", &[0.0, 0.0], "scale = 0");
    refused("weibull", &[-1.0, 1.0], "shape = -1");
    refused("gamma", &[1.0, f64::NAN], "scale = NaN");
    refused("chi-squared", &[0.0], "df = 0");
    refused("beta", &[1.0, -2.0], "b = -2");
    refused("student-t", &[0.0, 0.0, 1.0], "df = 0");
    refused("gamma", &[1.0], "parameters of gamma: got 1 numbers, wanted 2: shape, scale");
    assert!(Exponential::with_rate(-1.0).unwrap_err().to_string().contains("rate = -1"));
    assert!(kind("gauss").unwrap_err().to_string().contains("normal"));
    assert!(kind("gamma").unwrap().with(&[]).unwrap_err().to_string().contains("shape = nothing"));
    assert!(kind("gamma").unwrap().with(&[("alpha", 1.0)]).unwrap_err().to_string().contains("shape, scale"));
}

#[test]
fn what_is_no_argument_is_refused_with_its_index() {
    let normal = Normal::new(0.0, 1.0).unwrap();
    let mut out = [0.0; 3];
    let error = normal.evaluate(Function::Ppf, &[0.5, 1.5, 0.1], &mut out).unwrap_err().to_string();
    assert_eq!(error, "p = 1.5 at index 1, wanted probabilities, in [0, 1]");
    let error = normal.evaluate(Function::Density, &[0.5, 1.5, f64::NAN], &mut out).unwrap_err().to_string();
    assert!(error.contains("NaN at index 2"), "{error}");
    assert!(normal.evaluate(Function::Cdf, &[0.5], &mut out).is_err());
    assert!(normal.ppf(-0.1).is_err() && normal.isf(f64::NAN).is_err());
    for room in rooms() {
        for value in [
            room.density(f64::NAN),
            room.ln_density(f64::NAN),
            room.cdf(f64::NAN),
            room.sf(f64::NAN),
            room.ln_cdf(f64::NAN),
            room.ln_sf(f64::NAN),
        ] {
            assert!(value.is_nan(), "{}", room.name());
        }
        assert!(
            room.quantile(1.5).is_nan() && room.upper_quantile(-1.0).is_nan() && room.quantile(f64::NAN).is_nan(),
            "{}",
            room.name()
        );
    }
}

#[test]
fn data_that_cannot_be_fitted_say_why() {
    for kind in KINDS.iter().filter(|kind| !kind.discrete) {
        let fit = kind.fit.unwrap();
        assert!(fit(&[]).is_err(), "{}", kind.name);
        assert!(fit(&[0.5, f64::NAN, 0.25]).unwrap_err().to_string().contains("NaN at index 1"), "{}", kind.name);
        assert!(fit(&[0.5, f64::INFINITY, 0.25]).is_err(), "{}", kind.name);
        if !["exponential", "chi-squared"].contains(&kind.name) {
            assert!(fit(&[0.5; 9]).unwrap_err().to_string().contains("different"), "{}", kind.name);
        }
    }
    assert!(Gamma::fit(&[1.0, -1.0, 2.0]).unwrap_err().to_string().contains("-1 at index 1"));
    assert!(Beta::fit(&[0.2, 1.0, 0.5]).unwrap_err().to_string().contains("between 0 and 1"));
}
