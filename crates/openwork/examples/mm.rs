use openwork::kernels::product::{Part, product};
use openwork::tensor::{Index, Tensor, Truth};
use openwork::{
    loss::CrossEntropy,
    nn::{Linear, Module},
};
use rand::SeedableRng;
use std::time::Instant;
fn time(mut f: impl FnMut(), n: usize) -> f64 {
    let mut best = vec![];
    for _ in 0..9 {
        let t = Instant::now();
        for _ in 0..n {
            f();
        }
        best.push(t.elapsed().as_secs_f64() / n as f64);
    }
    best.sort_by(f64::total_cmp);
    best[4]
}
fn main() {
    use rayon::prelude::*;
    for n in [64usize, 128, 256, 512, 1024, 2048] {
        let v: Vec<f32> = (0..n * n).map(|i| (i as f32 * 0.37).sin()).collect();
        let w = v.clone();
        let mut out = vec![0.0f32; n * n];
        let calls = (20_000_000 / (n * n * n)).max(1);
        print!("{n}: ");
        for rows in [n, n / 2, n / 4, n / 8] {
            let t = time(
                || {
                    out.par_chunks_mut(rows * n).enumerate().for_each(|(i, out)| {
                        product(
                            Part::rows(&v[i * rows * n..(i + 1) * rows * n], (rows, n)),
                            Part::rows(&w, (n, n)),
                            out,
                            n,
                            false,
                        )
                    });
                },
                calls,
            );
            print!("{rows} rows {:.1} us {:.0} GF; ", t * 1e6, 2.0 * (n * n * n) as f64 / t / 1e9);
        }
        let t = time(|| product(Part::rows(&v, (n, n)), Part::rows(&w, (n, n)), &mut out, n, false), calls);
        print!("alone {:.1} us {:.0} GF; ", t * 1e6, 2.0 * (n * n * n) as f64 / t / 1e9);
        let (a, b) = (Tensor::new(&[n, n], v.clone()).unwrap(), Tensor::new(&[n, n], w.clone()).unwrap());
        let t = time(|| drop(a.matmul(&b).unwrap()), calls);
        println!("tensor {:.1} us", t * 1e6);
    }
    for (m, k, n) in [(16, 20, 32), (16, 32, 10), (32, 16, 20), (16, 784, 128), (128, 16, 784)] {
        let (v, w) = (vec![0.5f32; m * k], vec![0.25f32; k * n]);
        let mut out = vec![0.0f32; m * n];
        let t = time(|| product(Part::rows(&v, (m, k)), Part::rows(&w, (k, n)), &mut out, n, false), 1000);
        let t2 = time(|| product(Part::rows(&v, (m, k)), Part::rows(&w, (n, k)).t(), &mut out, n, false), 1000);
        println!("{m} x {k} x {n}: {:.2} us, transposed {:.2}", t * 1e6, t2 * 1e6);
    }
    let mut rng = rand_pcg::Pcg64::seed_from_u64(1);
    let (l1, l2) = (Linear::new(20, 32, &mut rng).unwrap(), Linear::new(32, 10, &mut rng).unwrap());
    let x = Tensor::new(&[16, 20], vec![0.3f32; 320]).unwrap();
    let classes = Index::new(&[16], vec![3usize; 16]).unwrap();
    let parts = |k: usize| {
        let h = l1.forward(&x).unwrap();
        if k == 0 {
            return;
        }
        let h = h.relu().unwrap();
        if k == 1 {
            return;
        }
        let h = l2.forward(&h).unwrap();
        if k == 2 {
            return;
        }
        let l = h.cross_entropy(CrossEntropy::new(), Truth::Index(&classes)).unwrap();
        if k == 3 {
            return;
        }
        l.backward().unwrap();
        l1.zero_grad();
        l2.zero_grad();
    };
    for k in 0..5 {
        println!("mlp part {k}: {:.2} us", time(|| parts(k), 1000) * 1e6);
    }
}
