use super::*;

fn random(n: usize, seed: u64) -> Vec<f32> {
    use rand::{RngExt, SeedableRng};
    let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
    (0..n).map(|_| rng.random::<f32>() * 2.0 - 1.0).collect()
}

fn wide(x: &[f32]) -> Vec<f64> {
    x.iter().map(|&x| x.into()).collect()
}

#[test]
fn the_fast_form_is_the_plain_one_also_far_from_zero() {
    for (rows, n) in [(3, 70), (500, 33), (2, 1000), (4, 1)] {
        for (far, times) in [(0.0, 1.0), (1e4, 1.0), (0.0, 1e-30), (0.0, 1e30)] {
            let x: Vec<f32> = random(rows * n, 1).iter().map(|x| x * times + far).collect();
            let (weight, bias) = (random(n, 2), random(n, 3));
            let mut y = vec![0.0; x.len()];
            for (w, b) in [(None, None), (Some(&weight), None), (None, Some(&bias)), (Some(&weight), Some(&bias))] {
                LayerNormalise::new(n).forward(&x, w.map(|w| &w[..]), b.map(|b| &b[..]), &mut y).unwrap();
                for (x, y) in x.chunks(n).zip(y.chunks(n)) {
                    for (k, (got, want)) in y.iter().zip(layer_norm_row(&wide(x), 1e-5_f32.into())).enumerate() {
                        let want = want * w.map_or(1.0, |w| w[k].into()) + b.map_or(0.0, |b| f64::from(b[k]));
                        assert!((f64::from(*got) - want).abs() < 1e-6, "{n} {far} {times}: {got} for {want}");
                    }
                }
            }
            RmsNormalise::new(n).forward(&x, Some(&weight), &mut y).unwrap();
            for (x, y) in x.chunks(n).zip(y.chunks(n)) {
                for ((got, want), &w) in y.iter().zip(rms_norm_row(&wide(x), f32::EPSILON.into())).zip(&weight) {
                    assert!((f64::from(*got) - want * f64::from(w)).abs() < 1e-6, "{got} for {want}");
                }
            }
        }
    }
}

#[test]
fn the_gradients_are_differences() {
    for (rows, n) in [(3, 70), (300, 3)] {
        let x: Vec<f32> = random(rows * n, 1).iter().map(|x| x + 3.0).collect();
        let (weight, gradient) = (random(n, 2), random(rows * n, 4));
        let (mut y, mut to_layer, mut to_rms) = (vec![0.0; x.len()], vec![0.0; x.len()], vec![0.0; x.len()]);
        let (layer, rms) = (LayerNormalise::new(n), RmsNormalise::new(n));
        let moments = layer.forward(&x, Some(&weight), None, &mut y).unwrap();
        let (layer_weight, layer_bias) = layer.backward(&x, &moments, Some(&weight), &gradient, &mut to_layer).unwrap();
        let inverses = rms.forward(&x, Some(&weight), &mut y).unwrap();
        let rms_weight = rms.backward(&x, &inverses, Some(&weight), &gradient, &mut to_rms).unwrap();
        let sums = |f: &dyn Fn(&[f64]) -> Vec<f64>, k: usize| -> f64 {
            x.chunks(n).zip(gradient.chunks(n)).map(|(x, g)| f(&wide(x))[k] * f64::from(g[k])).sum()
        };
        let (layer_plain, rms_plain) =
            (|x: &[f64]| layer_norm_row(x, 1e-5_f32.into()), |x: &[f64]| rms_norm_row(x, f32::EPSILON.into()));
        for k in [0, n - 1] {
            assert!((f64::from(layer_weight[k]) - sums(&layer_plain, k)).abs() < 3e-7 * rows as f64);
            assert!((f64::from(rms_weight[k]) - sums(&rms_plain, k)).abs() < 3e-7 * rows as f64);
            assert!((f64::from(layer_bias[k]) - sums(&|_| vec![1.0; n], k)).abs() < 3e-7 * rows as f64);
            let row = &wide(&x[n..2 * n]);
            for (plain, back) in [(&layer_plain as &dyn Fn(&[f64]) -> Vec<f64>, &to_layer), (&rms_plain, &to_rms)] {
                let loss = |h: f64| {
                    let mut row = row.clone();
                    row[k] += h;
                    plain(&row)
                        .iter()
                        .zip(&weight)
                        .zip(&gradient[n..])
                        .map(|((y, &w), &g)| y * f64::from(w) * f64::from(g))
                        .sum::<f64>()
                };
                let slope = (loss(1e-5) - loss(-1e-5)) / 2e-5;
                assert!((f64::from(back[n + k]) - slope).abs() < 3e-6, "{} for {slope}", back[n + k]);
            }
        }
    }
}

#[test]
fn what_has_no_meaning_is_refused() {
    let mut y = [0.0; 6];
    assert!(LayerNormalise::new(4).forward(&[0.0; 6], None, None, &mut y).unwrap_err().to_string().contains("rows of 4"));
    assert!(LayerNormalise::new(3).forward(&[0.0; 6], Some(&[1.0]), None, &mut y).unwrap_err().to_string().contains("weight"));
    assert!(LayerNormalise::new(3).eps(f32::NAN).forward(&[0.0; 6], None, None, &mut y).is_err());
    assert!(RmsNormalise::new(0).forward(&[], None, &mut []).is_err());
}
