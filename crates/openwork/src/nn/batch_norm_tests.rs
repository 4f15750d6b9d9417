use super::*;

fn random(n: usize, seed: u64) -> Vec<f32> {
    use rand::{RngExt, SeedableRng};
    let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
    (0..n).map(|_| rng.random::<f32>() * 2.0 - 1.0).collect()
}

fn places(axis: Axis, c: usize) -> Vec<usize> {
    (0..axis.outer).flat_map(|o| (0..axis.inner).map(move |i| (o * axis.n + c) * axis.inner + i)).collect()
}

const SHAPES: [Axis; 5] = [
    Axis { outer: 300, n: 70, inner: 1 },
    Axis { outer: 5, n: 3, inner: 130 },
    Axis { outer: 2, n: 1, inner: 1 },
    Axis { outer: 7, n: 2, inner: 9 },
    Axis { outer: 700, n: 2, inner: 1 },
];

#[test]
fn the_fast_form_is_the_plain_one_also_far_from_zero() {
    for axis in SHAPES {
        for far in [0.0, 1e4] {
            let x: Vec<f32> = random(axis.len(), 1).iter().map(|x| x + far).collect();
            let (weight, bias) = (random(axis.n, 2), random(axis.n, 3));
            let mut out = vec![0.0; axis.len()];
            BatchNormalise::new().forward(&x, axis, Some(&weight), Some(&bias), &mut out).unwrap();
            for c in 0..axis.n {
                let places = places(axis, c);
                let channel: Vec<f64> = places.iter().map(|&i| x[i].into()).collect();
                for (&i, y) in places.iter().zip(batch_norm_channel(&channel, 1e-5_f32.into())) {
                    let want = y * f64::from(weight[c]) + f64::from(bias[c]);
                    assert!((f64::from(out[i]) - want).abs() < 1e-6, "{axis:?} {far}: {} for {want}", out[i]);
                }
            }
        }
    }
}

#[test]
fn the_gradients_are_differences() {
    for axis in SHAPES {
        let x: Vec<f32> = random(axis.len(), 1).iter().map(|x| x + 3.0).collect();
        let (weight, gradient) = (random(axis.n, 2), random(axis.len(), 4));
        let (mut y, mut out) = (vec![0.0; axis.len()], vec![0.0; axis.len()]);
        let norm = BatchNormalise::new();
        let statistics = norm.forward(&x, axis, Some(&weight), None, &mut y).unwrap();
        let (to_weight, to_bias) = norm.backward(&x, axis, &statistics, Some(&weight), &gradient, &mut out).unwrap();
        let c = axis.n - 1;
        let places = places(axis, c);
        let channel: Vec<f64> = places.iter().map(|&i| x[i].into()).collect();
        let loss = |x: &[f64], weight: f64| {
            let y = batch_norm_channel(x, 1e-5_f32.into());
            y.iter().zip(&places).map(|(y, &i)| y * weight * f64::from(gradient[i])).sum::<f64>()
        };
        let w = f64::from(weight[c]);
        for k in [0, places.len() / 2, places.len() - 1] {
            let moved = |h: f64| {
                let mut x = channel.clone();
                x[k] += h;
                loss(&x, w)
            };
            let slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert!((f64::from(out[places[k]]) - slope).abs() < 3e-6, "{axis:?}: {} for {slope}", out[places[k]]);
        }
        assert!((f64::from(to_weight[c]) - loss(&channel, 1.0)).abs() < 1e-4);
        assert!((f64::from(to_bias[c]) - places.iter().map(|&i| f64::from(gradient[i])).sum::<f64>()).abs() < 1e-4);
        // The running statistics are constants for inference.
        let mut running = RunningStatistics::new(axis.n);
        running.update(&statistics, None).unwrap();
        norm.infer_backward(&x, axis, &running, Some(&weight), &gradient, &mut out).unwrap();
        let scale = w / (f64::from(running.variance[c]) + 1e-5).sqrt();
        assert!((f64::from(out[places[0]]) - scale * f64::from(gradient[places[0]])).abs() < 1e-6);
    }
}

#[test]
fn the_running_variance_is_unbiased_and_inference_uses_it() {
    let axis = Axis::rows(4, 1);
    let (norm, mut running, mut y) = (BatchNormalise::new().eps(0.0), RunningStatistics::new(1), [0.0; 4]);
    let batch = norm.forward(&[0.0, 2.0, 4.0, 6.0], axis, None, None, &mut y).unwrap();
    assert_eq!((batch.mean[0], batch.variance[0]), (3.0, 5.0));
    running.update(&batch, Some(0.5)).unwrap();
    assert_eq!(running.mean, [1.5]);
    assert!((running.variance[0] - (0.5 + 0.5 * 20.0 / 3.0)).abs() < 1e-6);
    running = RunningStatistics { mean: vec![1.0], variance: vec![4.0], batches: 9 };
    norm.infer(&[5.0], Axis::rows(1, 1), &running, None, None, &mut y[..1]).unwrap();
    assert_eq!(y[0], 2.0);
}

#[test]
fn what_has_no_meaning_is_refused() {
    let error = BatchNormalise::new().forward(&[1.0, 2.0], Axis::rows(1, 2), None, None, &mut [0.0; 2]).unwrap_err().to_string();
    assert!(error.contains("more than one while training"), "{error}");
    let mut running = RunningStatistics::new(2);
    let batch = BatchStatistics::of(&[1.0, 2.0], Axis::rows(2, 1));
    assert!(running.update(&batch, None).is_err());
    assert!(RunningStatistics::new(1).update(&batch, Some(1.5)).is_err());
    assert!(BatchNormalise::new().eps(-1.0).forward(&[1.0, 2.0], Axis::rows(2, 1), None, None, &mut [0.0; 2]).is_err());
    assert!(BatchNormalise::new().forward(&[], Axis::rows(0, 2), None, None, &mut []).is_err());
}

#[test]
fn a_constant_channel_is_zero_and_nan_stays_in_its_channel() {
    let mut y = [1.0; 6];
    BatchNormalise::new().forward(&[7.1, f32::NAN, 7.1, 0.0, 7.1, 1.0], Axis::rows(3, 2), None, None, &mut y).unwrap();
    assert!(y[0] == 0.0 && y[2] == 0.0 && y[1].is_nan() && y[3].is_nan());
}
