//! What is true of every discrete distribution: the masses add up to the cumulative, the quantile is what its definition says,
//! samples come as often as their mass says, tables and threads change no bit, and bad input is refused by name.

use openwork::Error;
use openwork::distributions::special::IncompleteGamma;
use openwork::distributions::{
    Bernoulli, Binomial, Categorical, Dirichlet, Discrete, Distribution, Divergence, Fit, Function, Geometric, Multinomial,
    Multivariate, MultivariateNormal, Poisson, broken_laws,
};
use openwork::ndarray::{Array2, array};
use openwork::threads;

fn rooms() -> Vec<Box<dyn Distribution>> {
    let mut rooms: Vec<Box<dyn Distribution>> = vec![];
    for p in [0.0, 1e-9, 0.3, 0.5, 0.93, 1.0] {
        rooms.push(Box::new(Bernoulli::new(p).unwrap()));
        for n in [0, 1, 2, 20, 39, 1000, 200_000] {
            rooms.push(Box::new(Binomial::new(n, p).unwrap()));
        }
    }
    for p in [1e-3, 0.2, 0.7, 1.0] {
        rooms.push(Box::new(Geometric::new(p).unwrap()));
    }
    for rate in [0.0, 1e-5, 0.7, 9.9, 10.0, 33.0, 700.0, 1e5] {
        rooms.push(Box::new(Poisson::new(rate).unwrap()));
    }
    rooms.push(Box::new(Categorical::new(&[0.1, 0.0, 0.6, 0.3]).unwrap()));
    rooms.push(Box::new(Categorical::from_weights(&(1..500).map(f64::from).collect::<Vec<_>>()).unwrap()));
    rooms
}

/// The whole numbers that matter: around the mean, as far as there is mass, a few hundred at most.
fn numbers(d: &dyn Distribution) -> Vec<f64> {
    let (low, high) = d.support();
    let reach = (12.0 * d.std_dev()).max(6.0);
    let (first, last) = ((d.mean() - reach).floor().max(low - 2.0), (d.mean() + reach).ceil().min(high + 2.0));
    let step = ((last - first) / 300.0).ceil().max(1.0);
    (0..).map(|i| first + step * f64::from(i)).take_while(|&k| k <= last).collect()
}

#[test]
fn the_checker_of_all_distributions_finds_nothing() {
    for d in rooms().into_iter().filter(|d| d.variance() > 1e-3) {
        assert_eq!(broken_laws(&*d), Vec::<String>::new(), "{d:?}");
    }
}

#[test]
fn the_cumulative_grows_by_the_mass() {
    for d in rooms() {
        for k in numbers(&*d) {
            let (mass, below, above) = (d.density(k), d.cdf(k), d.sf(k));
            let what = format!("{:?} at {k}", d.parameters());
            assert!((d.cdf(k - 1.0) + mass - below).abs() < 1e-13, "{} {what}", d.name());
            assert!((d.sf(k - 1.0) - mass - above).abs() < 1e-13, "{} {what}", d.name());
            // In the tails relatively: where most of the cumulative is this very mass.
            if mass > 0.5 * below && below > 0.0 {
                assert!(((d.cdf(k - 1.0) + mass) / below - 1.0).abs() < 1e-12, "{} {what}", d.name());
            }
            assert!((below + above - 1.0).abs() < 1e-13, "{} {what}: {below} + {above}", d.name());
            assert!((d.ln_density(k).exp() - mass).abs() <= 1e-12 * mass, "{} {what}", d.name());
            assert!((d.ln_cdf(k).exp() - below).abs() <= 1e-12 * below, "{} {what}", d.name());
            assert!((d.ln_sf(k).exp() - above).abs() <= 1e-12 * above, "{} {what}", d.name());
            assert_eq!((d.density(k + 0.5), d.cdf(k + 0.5), d.sf(k + 0.5)), (0.0, below, above), "{} {what}", d.name());
        }
    }
}

#[test]
fn the_quantile_is_the_least_number_that_suffices() {
    for d in rooms() {
        let (low, high) = d.support();
        assert_eq!((d.quantile(0.0), d.quantile(1.0)), (low - 1.0, high), "{:?}", d);
        for p in [1e-300, 1e-20, 1e-3, 0.1, 0.5, 0.9, 0.999, 1.0 - 1e-12] {
            let k = d.quantile(p);
            assert!(d.cdf(k) >= p && (k <= low || d.cdf(k - 1.0) < p), "{d:?}: {k} at {p}");
            let k = d.upper_quantile(p);
            assert!(d.sf(k) <= p && (k <= low || d.sf(k - 1.0) > p), "{d:?}: {k} at {p} from above");
        }
        for k in numbers(&*d) {
            if d.density(k) > 1e-9 && d.cdf(k) < 1.0 - 1e-9 {
                assert_eq!(d.quantile(d.cdf(k)), k, "{d:?}");
            }
        }
    }
}

#[test]
fn moments_are_expectations() {
    for d in rooms() {
        let (low, high) = d.support();
        let reach = 60.0 * d.std_dev() + 10.0;
        let first = (d.mean() - reach).floor().max(low);
        let expect = |f: &dyn Fn(f64) -> f64| {
            (0..200_000)
                .map(|i| first + f64::from(i))
                .take_while(|&k| k <= (d.mean() + reach).min(high))
                .map(|k| d.density(k) * f(k))
                .sum::<f64>()
        };
        if d.std_dev() > 500.0 || d.variance() < 1e-4 {
            continue;
        }
        let (mean, std) = (expect(&|k| k), d.std_dev());
        assert!((mean - d.mean()).abs() < 1e-9 * mean.abs().max(1.0), "{d:?}");
        let central = |power: i32| expect(&|k| ((k - d.mean()) / std).powi(power));
        assert!((central(2) - 1.0).abs() < 1e-9, "{d:?}");
        assert!((central(3) - d.skewness()).abs() < 1e-6 * d.skewness().abs().max(1.0), "{d:?}: {} {}", central(3), d.skewness());
        assert!((central(4) - 3.0 - d.kurtosis()).abs() < 1e-6 * d.kurtosis().abs().max(1.0), "{d:?}");
        let entropy = -expect(&|k| if d.density(k) > 0.0 { d.ln_density(k) } else { 0.0 });
        assert!((entropy - d.entropy()).abs() < 1e-9 * entropy, "{d:?}: {entropy} {}", d.entropy());
    }
}

#[test]
fn the_asymptotic_entropies_meet_the_sums() {
    for (n, p) in [(3_900_000, 0.5), (4_100_000, 0.5), (30_000_000, 0.04)] {
        let d = Binomial::new(n, p).unwrap();
        let reach = 40.0 * d.std_dev();
        let (mut sum, mut k) = (0.0, (d.mean() - reach).floor());
        while k <= d.mean() + reach {
            let mass = d.pmf(k);
            sum -= mass * if mass > 0.0 { d.ln_pmf(k) } else { 0.0 };
            k += 1.0;
        }
        assert!((sum / d.entropy() - 1.0).abs() < 1e-11, "{n} {p}: {sum} {}", d.entropy());
    }
    let (below, above) = (Poisson::new(999.999).unwrap(), Poisson::new(1000.001).unwrap());
    assert!((above.entropy() - below.entropy() - 1e-6).abs() < 1e-9);
}

/// The probability of a chi-squared statistic this large or larger, of samples against masses, cells of fewer than ten expected merged.
fn chi_squared(d: &dyn Distribution, samples: &[f64]) -> f64 {
    let n = samples.len() as f64;
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (mut statistic, mut cells, mut before, mut seen) = (0.0, 0.0_f64, 0.0, 0);
    let mut k = d.quantile(1e-12).max(d.support().0);
    let last = d.upper_quantile(1e-12);
    while k <= last {
        let expected = n * (d.cdf(k) - before);
        let rest = n * d.sf(k);
        if expected >= 10.0 && rest >= 10.0 || k == last {
            let expected = if k == last { n * (1.0 - before) } else { expected };
            let up_to = if k == last { samples.len() } else { sorted.partition_point(|&x| x <= k) };
            let observed = (up_to - seen) as f64;
            statistic += if expected > 0.0 { (observed - expected).powi(2) / expected } else { observed * 1e9 };
            (cells, before, seen) = (cells + 1.0, d.cdf(k), up_to);
        }
        k += 1.0;
    }
    if cells < 2.0 { 1.0 } else { IncompleteGamma::new((cells - 1.0) / 2.0).upper(statistic / 2.0) }
}

/// Every p-value must be possible, and all together must not be small too often.
#[test]
fn samples_come_as_often_as_their_mass_says() {
    let mut values = vec![];
    for d in rooms() {
        if d.std_dev() > 2000.0 {
            continue;
        }
        for seed in [1, 2, 3] {
            let samples = d.samples(100_000, seed);
            let (low, high) = d.support();
            assert!(samples.iter().all(|&x| x.floor() == x && x >= low && x <= high), "{d:?}");
            let p = chi_squared(&*d, &samples);
            assert!(p > 1e-6, "{d:?}, seed {seed}: p = {p}");
            values.push(p);
        }
    }
    let small = values.iter().filter(|p| **p < 0.05).count();
    assert!(small * 8 < values.len(), "{small} of {} p-values are below 0.05", values.len());
}

#[test]
fn the_test_sees_a_wrong_distribution() {
    let samples = Poisson::new(50.0).unwrap().samples(100_000, 1);
    assert!(chi_squared(&Poisson::new(51.0).unwrap(), &samples) < 1e-6);
    assert!(chi_squared(&Binomial::new(500, 0.1).unwrap(), &samples) < 1e-6);
}

#[test]
fn tables_and_threads_change_no_bit() {
    for d in rooms().into_iter().step_by(3) {
        let points: Vec<f64> =
            (0..5_000).map(|i| d.quantile(((i * 7919) % 5_003) as f64 / 5_003.0) + f64::from(i % 7 == 0) * 0.5).collect();
        let shares: Vec<f64> = (0..5_000).map(|i| f64::from((i * 7919) % 5_003) / 5_002.0).collect();
        for function in Function::ALL {
            let x = if function.takes_probability() { &shares } else { &points };
            let mut one_by_one = vec![0.0; x.len()];
            d.fill(function, x, &mut one_by_one);
            for n in [1, 2, 8] {
                let mut out = vec![0.0; x.len()];
                threads::with(Some(n), || d.evaluate(function, x, &mut out)).unwrap();
                let differ = (0..x.len()).find(|&i| out[i].to_bits() != one_by_one[i].to_bits());
                assert_eq!(differ, None, "{d:?} {function:?}: {:?}", differ.map(|i| (x[i], out[i], one_by_one[i])));
            }
        }
        let once = d.samples(30_000, 9);
        for n in [1, 2, 8] {
            assert_eq!(threads::with(Some(n), || d.samples(30_000, 9)), once, "{d:?}");
        }
    }
}

#[test]
fn fits_are_at_the_top_of_the_likelihood() {
    let data = Binomial::new(30, 0.4).unwrap().samples(500, 4);
    let fitted = Binomial::fit(&data).unwrap();
    let best = fitted.ln_likelihood(&data);
    for n in [fitted.n() - 1, fitted.n(), fitted.n() + 1] {
        for p in [fitted.p() * 0.99, fitted.p(), fitted.p() * 1.01] {
            assert!(Binomial::new(n, p).unwrap().ln_likelihood(&data) <= best + 1e-9, "{n} {p}");
        }
    }
    let waits = Geometric::new(0.3).unwrap().samples(500, 5);
    let fitted = Geometric::fit(&waits).unwrap();
    let p = fitted.parameters()[0].1;
    for other in [p * 0.99, p * 1.01] {
        assert!(Geometric::new(other).unwrap().ln_likelihood(&waits) < fitted.ln_likelihood(&waits));
    }
}

#[test]
fn divergences_are_expectations_of_the_log_ratio() {
    fn check<D: Divergence>(p: &D, q: &D, most: f64) {
        let sum: f64 = (0..)
            .map(f64::from)
            .take_while(|&k| k <= most)
            .filter(|&k| p.density(k) > 0.0)
            .map(|k| p.density(k) * (p.ln_density(k) - q.ln_density(k)))
            .sum();
        assert!((p.kl(q) - sum).abs() < 1e-10 * sum.max(1e-3), "{p:?} {q:?}: {} {sum}", p.kl(q));
        assert_eq!(p.kl(p), 0.0);
    }
    check(&Bernoulli::new(0.2).unwrap(), &Bernoulli::new(0.7).unwrap(), 1.0);
    check(&Binomial::new(20, 0.2).unwrap(), &Binomial::new(20, 0.7).unwrap(), 20.0);
    check(&Binomial::new(20, 0.2).unwrap(), &Binomial::new(22, 0.2).unwrap(), 20.0);
    check(&Geometric::new(0.2).unwrap(), &Geometric::new(0.7).unwrap(), 500.0);
    check(&Poisson::new(12.0).unwrap(), &Poisson::new(9.0).unwrap(), 200.0);
    check(&Categorical::new(&[0.5, 0.5]).unwrap(), &Categorical::new(&[0.2, 0.8]).unwrap(), 1.0);
    assert_eq!(Binomial::new(3, 0.5).unwrap().kl(&Binomial::new(2, 0.5).unwrap()), f64::INFINITY);
    assert_eq!(Bernoulli::new(0.5).unwrap().kl(&Bernoulli::new(1.0).unwrap()), f64::INFINITY);
}

#[test]
fn vectors_have_the_mean_and_covariance_they_say() {
    let rooms: Vec<Box<dyn Multivariate>> = vec![
        Box::new(Multinomial::new(40, &[0.1, 0.6, 0.3]).unwrap()),
        Box::new(Dirichlet::new(&[0.4, 2.0, 7.0]).unwrap()),
        Box::new(MultivariateNormal::new(&[1.0, -2.0], array![[2.0, 0.7], [0.7, 0.5]].view()).unwrap()),
    ];
    for d in rooms {
        let x = d.samples(100_000, 11);
        for n in [1, 2, 8] {
            assert_eq!(threads::with(Some(n), || d.samples(100_000, 11)), x, "{d:?}");
        }
        let (mean, covariance) = (d.mean(), d.covariance());
        let centred = &x - &mean;
        let seen = centred.t().dot(&centred) / x.nrows() as f64;
        for i in 0..d.dimension() {
            let off = centred.column(i).sum() / x.nrows() as f64 / (covariance[[i, i]] / x.nrows() as f64).sqrt();
            assert!(off.abs() < 5.0, "{d:?}: the mean of coordinate {i} is {off} standard errors off");
            for j in 0..d.dimension() {
                let scale = (covariance[[i, i]] * covariance[[j, j]]).sqrt();
                assert!((seen[[i, j]] - covariance[[i, j]]).abs() < 0.03 * scale, "{d:?} {i} {j}");
            }
        }
        // Entropy is the mean surprise.
        let surprise = -d.ln_densities(x.view()).unwrap().sum() / x.nrows() as f64;
        assert!((surprise - d.entropy()).abs() < 0.03, "{d:?}: {surprise} {}", d.entropy());
    }
}

#[test]
fn the_multinomial_sums_to_one_and_its_parts_are_binomial() {
    let d = Multinomial::new(6, &[0.2, 0.5, 0.3]).unwrap();
    let (mut sum, mut first) = (0.0, [0.0; 7]);
    for a in 0..=6 {
        for b in 0..=6 - a {
            let mass = d.density(&[f64::from(a), f64::from(b), f64::from(6 - a - b)]).unwrap();
            sum += mass;
            first[a as usize] += mass;
        }
    }
    assert!((sum - 1.0).abs() < 1e-14);
    let marginal = d.marginal(0).unwrap();
    (0..7).for_each(|k| assert!((first[k] - marginal.pmf(k as f64)).abs() < 1e-15));
}

#[test]
fn bad_input_is_refused_by_name() {
    let says = |result: Result<(), Error>, words: &[&str]| {
        let message = result.unwrap_err().to_string();
        words.iter().for_each(|word| assert!(message.contains(word), "{message:?} does not say {word:?}"));
    };
    for p in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        says(Bernoulli::new(p).map(drop), &["p = ", "[0, 1]"]);
        says(Binomial::new(3, p).map(drop), &["p = ", "[0, 1]"]);
        says(Geometric::new(p).map(drop), &["p = ", "(0, 1]"]);
        says(Poisson::new(0.0).unwrap().ppf(p).map(drop), &["p = ", "[0, 1]"]);
    }
    says(Geometric::new(0.0).map(drop), &["p = 0"]);
    says(Binomial::new(u64::MAX, 0.5).map(drop), &["n = ", "2^53"]);
    says(Poisson::new(-1.0).map(drop), &["rate = -1", "at least 0"]);
    says(Poisson::new(f64::NAN).map(drop), &["rate = NaN"]);
    says(Categorical::new(&[]).map(drop), &["p is empty"]);
    says(Categorical::new(&[0.5, 0.4]).map(drop), &["sum to 0.9", "sum to one", "from_weights"]);
    says(Categorical::new(&[1.5, -0.5]).map(drop), &["1.5 at index 0"]);
    says(Categorical::from_weights(&[0.0, 0.0]).map(drop), &["weights", "positive"]);
    says(Categorical::fit(&[0.5]).map(drop), &["0.5 at index 0", "whole"]);
    says(Categorical::fit(&[1e300]).map(drop), &["index 0"]);
    says(Poisson::fit(&[]).map(drop), &["0 observations"]);
    says(Poisson::fit(&[1.0, f64::NAN]).map(drop), &["NaN at index 1"]);
    says(Multinomial::new(3, &[0.5, 0.6]).map(drop), &["sum to 1.1"]);
    says(Multinomial::new(3, &[0.5, 0.5]).unwrap().density(&[1.0]).map(drop), &["1 numbers", "2"]);
    says(Dirichlet::new(&[1.0]).map(drop), &["alpha", "at least two"]);
    says(Dirichlet::new(&[1.0, 0.0]).map(drop), &["alpha", "0 at index 1", "positive"]);
    says(Dirichlet::new(&[1.0, 2.0]).unwrap().density(&[0.5, 0.6]).map(drop), &["sum to 1.1"]);
    says(Dirichlet::fit(array![[0.5, 0.5], [0.5, 0.5]].view()).map(drop), &["no maximum"]);
    let normal = |covariance: Array2<f64>| MultivariateNormal::new(&[0.0, 0.0], covariance.view()).map(drop);
    says(normal(array![[1.0, 2.0], [2.0, 1.0]]), &["covariance", "not positive definite", "pivot 1"]);
    says(normal(array![[1.0, 1.0], [1.0, 1.0]]), &["not positive definite"]);
    says(normal(array![[1.0, 0.5], [0.4, 1.0]]), &["symmetric"]);
    says(normal(array![[1.0, f64::NAN], [0.4, 1.0]]), &["NaN", "row 0, column 1"]);
    says(normal(array![[1.0]]), &["(1, 1)", "(2, 2)"]);
    let mut out = [0.0; 2];
    let poisson = Poisson::new(2.0).unwrap();
    says(poisson.evaluate(Function::Density, &[1.0, f64::NAN], &mut out), &["x = NaN at index 1"]);
    says(poisson.evaluate(Function::Ppf, &[0.5, 1.5], &mut out), &["p = 1.5 at index 1", "[0, 1]"]);
}
