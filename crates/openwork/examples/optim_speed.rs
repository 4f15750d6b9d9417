use openwork::optim::*;
use std::time::Instant;
fn main() {
    let n = 10_000_000 / 42;
    let lengths = vec![n; 42];
    let rules: Vec<(&str, Rule)> = vec![
        ("adam", Adam::new(1e-3).into()),
        ("adamw", Adam::decoupled(1e-3).into()),
        ("sgdm", Sgd::new(1e-3).momentum(0.9).into()),
        ("amsgrad", Adam::new(1e-3).amsgrad(true).into()),
        ("rmsprop", RmsProp::new(1e-3).into()),
        ("adadelta", Adadelta::new(1e-3).into()),
    ];
    for (name, rule) in rules {
        let mut p: Vec<Vec<f32>> = (0..42).map(|k| (0..n).map(|i| ((i * 7 + k) % 1000) as f32 / 500.0 - 1.0).collect()).collect();
        let g: Vec<Vec<f32>> = (0..42).map(|k| (0..n).map(|i| ((i * 13 + k) % 997) as f32 / 500.0 - 1.0).collect()).collect();
        let mut o = Optimizer::new(rule, &lengths).unwrap();
        let mut best = [f64::INFINITY; 2];
        for round in 0..40 {
            for (plain, best) in best.iter_mut().enumerate().take(if round < 3 { 2 } else { 1 }) {
                let t = Instant::now();
                let mut p: Vec<&mut [f32]> = p.iter_mut().map(|p| &mut p[..]).collect();
                let g: Vec<Option<&[f32]>> = g.iter().map(|g| Some(&g[..])).collect();
                if plain == 1 {
                    o.step_plain(&mut p, &g).unwrap()
                } else {
                    o.step(&mut p, &g).unwrap()
                }
                *best = best.min(t.elapsed().as_secs_f64());
            }
        }
        println!("{name}: fused {:.2} ms, plain {:.2} ms", best[0] * 1e3, best[1] * 1e3);
    }
}
