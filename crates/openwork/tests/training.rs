//! A network in training: what it reaches, that it can be stopped at any step, and what it refuses.

use ndarray::{Array2, Axis};
use openwork::datasets::{self, Target};
use openwork::nn::{Module, State};
use openwork::optim::{Adam, RmsProp, Schedule, Sgd};
use openwork::tensor::Tensor;
use openwork::threads;
use openwork::train::{Batch, Goal, Judged, Mlp, MlpModel, MlpTask, Stop, Task, Training, TrainingRun};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn classes(name: &str) -> (Array2<f64>, Vec<u32>) {
    let data = datasets::load(name).unwrap();
    match data.y {
        Target::Classes { y, .. } => (data.x, y),
        Target::Numbers(_) => panic!("{name} has no classes"),
    }
}

#[test]
fn two_layers_learn_the_digits_with_the_same_bits_on_any_number_of_threads() {
    let (x, y) = classes("digits");
    let (known, asked): (Vec<usize>, Vec<usize>) = (0..x.nrows()).partition(|i| i % 5 != 4);
    let of = |rows: &[usize]| rows.iter().map(|&i| y[i]).collect::<Vec<u32>>();
    let training = Training::new().optimizer(Adam::new(0.003)).epochs(30);
    let settings = Mlp::new(&[128]).training(training);
    let fit = |count| {
        threads::with(Some(count), || settings.fit(x.select(Axis(0), &known).view(), &Goal::Classes(of(&known))).unwrap())
    };
    let model = fit(1);
    let answers = model.predict(x.select(Axis(0), &asked).view()).unwrap();
    let right = answers.iter().zip(of(&asked)).filter(|(a, t)| *a == t).count();
    assert!(right as f64 >= 0.97 * asked.len() as f64, "{right} of {} right", asked.len());
    for count in [2, 8] {
        assert_eq!(fit(count).to_file(), model.to_file(), "{count} threads");
    }
}

fn settings() -> (Mlp, Training) {
    let training = Training::new()
        .optimizer(Adam::new(0.01).amsgrad(true))
        .schedule(Schedule::WarmupCosine { start: 0.1, warmup: 5, steps: 60, min: 1e-4 })
        .epochs(8)
        .batch(Batch::Mini(20))
        .clip_norm(Some(1.0))
        .patience(Some(3))
        .seed(9);
    (Mlp::new(&[8, 6]).dropout(0.25).validation(0.2).training(training.clone()), training)
}

fn task() -> MlpTask {
    let (x, y) = classes("iris");
    settings().0.task(x.view(), &Goal::Classes(y)).unwrap()
}

#[test]
fn a_run_resumed_at_any_step_ends_with_the_same_bits() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("run.safetensors");
    let training = settings().1;
    let whole: Vec<_> = TrainingRun::new(&training, task()).unwrap().map(|step| (step.loss, step.validation)).collect();
    let end = MlpModel::of(TrainingRun::new(&training, task()).unwrap()).unwrap().to_file();
    let mut rng = Pcg64::seed_from_u64(1);
    for _ in 0..20 {
        // Steps until a checkpoint, then steps that are lost, then a new process.
        let kept = rng.random_range(0..=whole.len());
        let lost = rng.random_range(0..4);
        let mut run = TrainingRun::new(&training, task()).unwrap();
        run.by_ref().take(kept).for_each(drop);
        run.checkpoint(&path).unwrap();
        run.by_ref().take(lost).for_each(drop);
        drop(run);
        let mut resumed = TrainingRun::resume(&training, task(), &path).unwrap();
        let rest: Vec<_> = resumed.by_ref().map(|step| (step.loss, step.validation)).collect();
        assert_eq!(rest, whole[kept..], "resumed after {kept} steps");
        assert_eq!(MlpModel::of(resumed).unwrap().to_file(), end, "resumed after {kept} steps");
    }
}

#[test]
fn a_checkpoint_of_anything_else_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("run.safetensors");
    let (mlp, training) = settings();
    let mut run = TrainingRun::new(&training, task()).unwrap();
    run.by_ref().take(3).for_each(drop);
    run.checkpoint(&path).unwrap();
    let (x, y) = classes("iris");
    let refused = |training: &Training, task: MlpTask| {
        let before: Vec<Vec<f32>> = task.net().parameters().iter().map(Tensor::to_vec).collect();
        let kept = task.net().parameters();
        let error = TrainingRun::resume(training, task, &path).err().expect("it is refused").to_string();
        assert_eq!(kept.iter().map(Tensor::to_vec).collect::<Vec<_>>(), before, "and changes nothing");
        error
    };
    let mut other = mlp.clone();
    other.hidden = vec![8, 7];
    let error = refused(&training, other.task(x.view(), &Goal::Classes(y.clone())).unwrap());
    assert!(error.contains("another model") && error.contains("[4, 8, 6, 3]") && error.contains("[4, 8, 7, 3]"), "{error}");
    let error =
        refused(&training, mlp.task((&x * 2.0 + 1e-3).view(), &Goal::Classes(y.iter().map(|c| 2 - c).collect())).unwrap());
    assert!(error.contains("another model"), "{error}");
    let error = refused(&training.clone().epochs(9), task());
    assert!(error.contains("other settings") && error.contains("\"epochs\":9"), "{error}");
    std::fs::write(&path, b"not a file of ours").unwrap();
    assert!(refused(&training, task()).contains("not a safetensors file"));
    MlpModel::of(run).unwrap().to_file().save(&path).unwrap();
    assert!(refused(&training, task()).contains("wanted one of \"checkpoint\""));
}

/// A task whose gradient is not finite from some step on.
struct Breaks {
    model: Two,
    at: u64,
    with: f32,
}

struct Two(Tensor, Tensor);

impl Module for Two {
    fn forward(&self, input: &Tensor) -> openwork::Result<Tensor> {
        input.mul(&self.0)?.add(&self.1)
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        visit("first.weight", State::Parameter(self.0.clone()));
        visit("second.bias", State::Parameter(self.1.clone()));
    }
}

impl Task for Breaks {
    fn model(&self) -> &dyn Module {
        &self.model
    }

    fn rows(&self) -> usize {
        10
    }

    fn loss(&self, _: &[usize], step: u64) -> openwork::Result<Tensor> {
        let factor = if step >= self.at { self.with } else { 1.0 };
        let first = self.model.0.mul(&self.model.0)?.sum_all();
        first.add(&self.model.1.mul_scalar(factor).sum_all())
    }

    fn judge(&self) -> openwork::Result<Option<Judged>> {
        Ok(None)
    }

    fn signature(&self) -> String {
        "two numbers".into()
    }
}

#[test]
fn a_gradient_that_is_not_finite_is_named_and_no_step_is_taken() {
    for with in [f32::NAN, f32::INFINITY] {
        let model = Two(Tensor::new(&[1], [2.0]).unwrap().with_grad(), Tensor::new(&[1], [1.0]).unwrap().with_grad());
        let training = Training::new().optimizer(Sgd::new(0.1)).batch(Batch::Mini(3));
        let mut run = TrainingRun::new(&training, Breaks { model, at: 2, with }).unwrap();
        assert_eq!(run.by_ref().take(2).filter_map(|step| step.not_finite).count(), 0);
        let before: Vec<_> = run.parameters().map(|(_, p)| p.to_vec()).collect();
        let step = run.next().unwrap();
        assert_eq!(step.not_finite.as_deref(), Some("second.bias"));
        assert!(step.to_string().contains("not finite: second.bias"), "{step}");
        assert_eq!(run.parameters().map(|(_, p)| p.to_vec()).collect::<Vec<_>>(), before);
        assert!(run.next().is_none() && run.stop() == Some(&Stop::NotFinite));
        assert_eq!(run.steps_done(), 2);
    }
}

#[test]
fn early_stopping_goes_back_to_the_best_pass() {
    let (x, y) = classes("wine");
    // Every seventh label is wrong: what is learned of those does harm elsewhere.
    let y: Vec<u32> = y.iter().enumerate().map(|(i, &class)| if i % 7 == 0 { (class + 1) % 3 } else { class }).collect();
    let training = Training::new().optimizer(RmsProp::new(0.05)).epochs(200).batch(Batch::Mini(16)).patience(Some(4)).seed(3);
    let settings = Mlp::new(&[32]).validation(0.3).training(training);
    let run = settings.run(x.view(), &Goal::Classes(y)).unwrap();
    let (task, history, stop) = run.finish().unwrap();
    assert_eq!(stop, Stop::Early);
    let loss = |record: &openwork::train::EpochRecord| record.validation.unwrap().loss;
    let best = history.iter().min_by(|a, b| loss(a).total_cmp(&loss(b))).unwrap();
    assert_eq!(history.last().unwrap().epoch, best.epoch + 4);
    assert_eq!(task.judge().unwrap(), best.validation, "the parameters are the best pass's");
}

#[test]
fn full_single_and_mini_batches_take_the_steps_they_say() {
    let (x, y) = classes("iris");
    for (batch, steps) in [(Batch::Full, 1), (Batch::Single, 150), (Batch::Mini(40), 4)] {
        let training = Training::new().epochs(2).batch(batch);
        let run = Mlp::new(&[3]).training(training).run(x.view(), &Goal::Classes(y.clone())).unwrap();
        assert_eq!(run.count(), 2 * steps, "{batch:?}");
    }
}

#[test]
fn a_saved_network_answers_as_before_and_numbers_come_back_in_their_unit() {
    let data = datasets::diabetes().unwrap();
    let Target::Numbers(y) = &data.y else { panic!("diabetes has numbers") };
    let training = Training::new().optimizer(Adam::new(0.01)).epochs(40);
    let model = Mlp::new(&[16]).dropout(0.1).training(training).fit(data.x.view(), &Goal::Numbers(y.clone())).unwrap();
    let answers = model.outputs(data.x.view()).unwrap();
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    let left: f64 = answers.iter().zip(y).map(|(a, y)| (a - y).powi(2)).sum();
    let spread: f64 = y.iter().map(|y| (y - mean).powi(2)).sum();
    assert!(left < 0.6 * spread, "R² {}", 1.0 - left / spread);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("m.safetensors");
    model.to_file().save(&path).unwrap();
    let loaded = MlpModel::from_file(&openwork::io::ModelFile::load(&path).unwrap()).unwrap();
    assert_eq!(loaded.outputs(data.x.view()).unwrap(), answers);
    assert!(loaded.outputs(data.x.slice(ndarray::s![.., ..3])).unwrap_err().to_string().contains("3 features"));
}

#[test]
fn what_cannot_be_trained_is_refused_in_words() {
    let (x, y) = classes("iris");
    let goal = Goal::Classes(y.clone());
    let refused = |mlp: Mlp, goal: &Goal| mlp.run(x.view(), goal).err().map(|e| e.to_string()).unwrap_or_default();
    let with = |training: Training| Mlp::new(&[4]).training(training);
    for (error, words) in [
        (refused(Mlp::new(&[0]), &goal), "hidden = 0"),
        (refused(Mlp::new(&[4]).dropout(1.0), &goal), "dropout = 1"),
        (refused(Mlp::new(&[4]).validation(1.0), &goal), "validation = 1"),
        (refused(Mlp::new(&[4]).validation(0.001), &goal), "validation = 0.001"),
        (refused(Mlp::new(&[4]), &Goal::Classes(y[..9].to_vec())), "got 9, wanted 150"),
        (refused(Mlp::new(&[4]), &Goal::Classes(vec![0; 150])), "at least 2 classes"),
        (refused(Mlp::new(&[4]), &Goal::Numbers(vec![f64::NAN; 150])), "y holds NaN"),
        (refused(with(Training::new().epochs(0)), &goal), "epochs = 0"),
        (refused(with(Training::new().batch(Batch::Mini(0))), &goal), "batch = 0"),
        (refused(with(Training::new().patience(Some(0))), &goal), "patience = 0"),
        (refused(with(Training::new().clip_norm(Some(f64::NAN))), &goal), "clip_norm = NaN"),
        (refused(with(Training::new().optimizer(Sgd::new(-1.0))), &goal), "lr = -1"),
        (refused(with(Training::new().schedule(Schedule::Step { size: 0, gamma: 0.5 })), &goal), "size = 0"),
    ] {
        assert!(error.contains(words), "{words:?} is not in {error:?}");
    }
}
