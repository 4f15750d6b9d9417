//! An optimizer at work: groups of parameters, each with its settings, and the state of every parameter.

use super::rule::{Form, Rule};
use crate::error::{Error, Result};
use crate::threads;
use std::ops::Range;

/// Parameters of a chunk that one thread works on: long runs keep the memory busy (half as long ones are 3 % slower).
const CHUNK: usize = 1 << 16;
/// Elementary operations a parameter, roughly.
const OPERATIONS: usize = 8;

/// Parameters that share settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The settings as they stand; a schedule changes the learning rate in them.
    pub rule: Rule,
    /// The learning rate that a schedule starts from.
    pub base_lr: f64,
    /// Which parameters, counted over all groups.
    pub parameters: Range<usize>,
}

/// The state of one parameter (a whole array of numbers).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slot {
    pub len: usize,
    /// Steps taken; a parameter without a gradient takes none.
    pub steps: u64,
    /// One array for each name of [`Rule::states`].
    pub state: Vec<Vec<f32>>,
}

/// An optimizer with its state, for parameters that are arrays of `f32`.
///
/// A step is one pass over memory for each parameter, the arrays of big ones cut into chunks for the threads; every number is found by
/// the optimizer's plain function of that one parameter, so that the bits depend on neither.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimizer {
    pub(super) groups: Vec<Group>,
    pub(super) slots: Vec<Slot>,
}

impl Optimizer {
    /// An optimizer of parameters of these lengths, all in one group.
    ///
    /// # Errors
    /// Settings outside their domains.
    pub fn new(rule: impl Into<Rule>, lengths: &[usize]) -> Result<Self> {
        Self::with_groups(&[(rule.into(), lengths)])
    }

    /// An optimizer of several groups, each with settings of its own and the lengths of its parameters, numbered through all groups.
    ///
    /// # Errors
    /// Settings outside their domains.
    pub fn with_groups(groups: &[(Rule, &[usize])]) -> Result<Self> {
        let mut optimizer = Self { groups: vec![], slots: vec![] };
        for (rule, lengths) in groups {
            optimizer.add_group(*rule, lengths)?;
        }
        Ok(optimizer)
    }

    /// Adds a group; its parameters come after those there are.
    ///
    /// # Errors
    /// Settings outside their domains.
    pub fn add_group(&mut self, rule: impl Into<Rule>, lengths: &[usize]) -> Result<()> {
        let rule = rule.into();
        rule.check()?;
        let from = self.slots.len();
        self.groups.push(Group { rule, base_lr: rule.lr(), parameters: from..from + lengths.len() });
        self.slots.extend(lengths.iter().map(|&len| Slot {
            len,
            steps: 0,
            state: rule.states().iter().map(|_| vec![rule.initial(); len]).collect(),
        }));
        Ok(())
    }

    /// Whether it is for parameters of the same lengths.
    pub(crate) fn same_shape(&self, other: &Self) -> bool {
        self.slots.iter().map(|slot| slot.len).eq(other.slots.iter().map(|slot| slot.len))
    }

    /// The groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Steps taken by each parameter.
    pub fn steps(&self) -> impl Iterator<Item = u64> {
        self.slots.iter().map(|slot| slot.steps)
    }

    /// The state of a parameter, one array for each name of [`Rule::states`].
    pub fn state(&self, parameter: usize) -> &[Vec<f32>] {
        self.slots.get(parameter).map_or(&[], |slot| &slot.state)
    }

    /// Sets the learning rate of every group to what `rate` makes of its first one: how a [`Schedule`](super::Schedule) acts.
    ///
    /// # Errors
    /// A rate that is negative or not finite.
    pub fn set_rates(&mut self, rate: impl Fn(f64) -> f64) -> Result<()> {
        for group in &mut self.groups {
            let lr = rate(group.base_lr);
            super::check::at_least_zero("lr", lr)?;
            group.rule = group.rule.with_lr(lr);
        }
        Ok(())
    }

    /// Sets the learning rate of one group.
    ///
    /// # Errors
    /// A rate that is negative or not finite, or a group that is not there.
    pub fn set_lr(&mut self, group: usize, lr: f64) -> Result<()> {
        super::check::at_least_zero("lr", lr)?;
        let groups = self.groups.len();
        let group = self.groups.get_mut(group).ok_or_else(|| Error::setting("group", group, format!("0..{groups}")))?;
        group.rule = group.rule.with_lr(lr);
        Ok(())
    }

    /// Gives a group other settings; what it keeps for each parameter stays.
    ///
    /// # Errors
    /// Settings outside their domains, or that keep something else; a group that is not there.
    pub fn set_rule(&mut self, group: usize, rule: impl Into<Rule>) -> Result<()> {
        let rule = rule.into();
        rule.check()?;
        let groups = self.groups.len();
        let group = self.groups.get_mut(group).ok_or_else(|| Error::setting("group", group, format!("0..{groups}")))?;
        if rule.states() != group.rule.states() {
            let wanted = format!("one that keeps {:?}, as {} does; make a new optimizer", group.rule.states(), group.rule.name());
            return Err(Error::setting("rule", format!("{} that keeps {:?}", rule.name(), rule.states()), wanted));
        }
        group.rule = rule;
        Ok(())
    }

    /// Gives a parameter the steps and the state that it had elsewhere.
    ///
    /// # Errors
    /// A parameter that is not there; another number of arrays than its rule keeps, or of other lengths.
    pub fn set_state(&mut self, parameter: usize, steps: u64, state: Vec<Vec<f32>>) -> Result<()> {
        let parameters = self.slots.len();
        let Some(slot) = self.slots.get_mut(parameter) else {
            return Err(Error::setting("parameter", parameter, format!("0..{parameters}")));
        };
        if state.len() != slot.state.len() || state.iter().any(|s| s.len() != slot.len) {
            let got = format!("lengths {:?}", state.iter().map(Vec::len).collect::<Vec<_>>());
            return Err(Error::shape(
                format!("state of parameter {parameter}"),
                got,
                format!("{} of {}", slot.state.len(), slot.len),
            ));
        }
        (slot.steps, slot.state) = (steps, state);
        Ok(())
    }

    /// One step. A parameter whose gradient is `None` stays as it is, and so does its state.
    ///
    /// # Errors
    /// Another number of parameters, gradients or lengths than the optimizer was made for; then nothing is changed.
    pub fn step(&mut self, parameters: &mut [&mut [f32]], gradients: &[Option<&[f32]>]) -> Result<()> {
        self.take(Form::Fused, parameters, gradients)
    }

    /// As [`step`](Self::step), one number after the other: the textbook's form, with the same bits.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    pub fn step_plain(&mut self, parameters: &mut [&mut [f32]], gradients: &[Option<&[f32]>]) -> Result<()> {
        self.take(Form::Plain, parameters, gradients)
    }

    fn take(&mut self, form: Form, parameters: &mut [&mut [f32]], gradients: &[Option<&[f32]>]) -> Result<()> {
        self.fit(parameters, gradients)?;
        let mut jobs = vec![];
        let mut work = 0;
        let mut parameters = parameters.iter_mut().zip(gradients);
        let mut slots = self.slots.iter_mut();
        for group in &self.groups {
            for ((p, g), slot) in parameters.by_ref().zip(slots.by_ref()).take(group.parameters.len()) {
                let Some(g) = g else { continue };
                slot.steps += 1;
                work += OPERATIONS * p.len();
                let mut states: Vec<_> = slot.state.iter_mut().map(|s| s.chunks_mut(CHUNK)).collect();
                for (p, g) in p.chunks_mut(CHUNK).zip(g.chunks(CHUNK)) {
                    let state: Vec<&mut [f32]> = states.iter_mut().filter_map(Iterator::next).collect();
                    jobs.push((&group.rule, slot.steps, p, g, state));
                }
            }
        }
        threads::each(jobs, work, |(rule, count, p, g, state)| rule.apply(form, count, p, g, state));
        Ok(())
    }

    fn fit(&self, parameters: &[&mut [f32]], gradients: &[Option<&[f32]>]) -> Result<()> {
        let wanted = self.slots.len();
        for (what, got) in [("parameters", parameters.len()), ("gradients", gradients.len())] {
            if got != wanted {
                return Err(Error::shape(what, got, format!("{wanted}, as the optimizer was made for")));
            }
        }
        for (i, ((p, g), slot)) in parameters.iter().zip(gradients).zip(&self.slots).enumerate() {
            if p.len() != slot.len {
                return Err(Error::shape(format!("parameter {i}"), p.len(), format!("{} numbers", slot.len)));
            }
            if let Some(g) = g
                && g.len() != slot.len
            {
                return Err(Error::shape(format!("gradient {i}"), g.len(), format!("{} numbers", slot.len)));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Adadelta, Adagrad, Adam, RmsProp, Sgd};
    use super::*;

    /// Every rule with every form of state.
    fn rules() -> Vec<Rule> {
        vec![
            Sgd::new(0.1).weight_decay(0.01).into(),
            Sgd::new(0.1).momentum(0.9).dampening(0.2).maximize(true).into(),
            Sgd::new(0.1).momentum(0.9).nesterov(true).into(),
            Adagrad::new(0.1).lr_decay(0.1).initial_accumulator_value(0.2).weight_decay(0.1).into(),
            Adadelta::new(1.0).weight_decay(0.1).into(),
            RmsProp::new(0.01).weight_decay(0.1).into(),
            RmsProp::new(0.01).momentum(0.9).into(),
            RmsProp::new(0.01).centered(true).into(),
            RmsProp::new(0.01).centered(true).momentum(0.5).maximize(true).into(),
            Adam::new(0.01).weight_decay(0.1).into(),
            Adam::new(0.01).betas(0.3, 0.9).amsgrad(true).maximize(true).into(),
            Adam::decoupled(0.01).into(),
        ]
    }

    fn noise(n: usize, seed: u64) -> Vec<f32> {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / 8_388_608.0 - 1.0
        };
        (0..n).map(|_| next()).collect()
    }

    #[test]
    fn the_fused_pass_has_the_bits_of_the_plain_form_on_any_number_of_threads() {
        let lengths = [1, 127, 128, 129, 70_001];
        for rule in rules() {
            let start: Vec<Vec<f32>> = lengths.iter().map(|&n| noise(n, n as u64)).collect();
            let run = |plain: bool, threads: usize| {
                threads::with(Some(threads), || {
                    let mut p = start.clone();
                    let mut optimizer = Optimizer::new(rule, &lengths).unwrap();
                    for step in 0..5 {
                        let g: Vec<Vec<f32>> = lengths.iter().map(|&n| noise(n, step + 3 * n as u64)).collect();
                        let g: Vec<Option<&[f32]>> = g.iter().map(|g| Some(&g[..])).collect();
                        let mut p: Vec<&mut [f32]> = p.iter_mut().map(|p| &mut p[..]).collect();
                        if plain { optimizer.step_plain(&mut p, &g) } else { optimizer.step(&mut p, &g) }.unwrap();
                    }
                    (p, optimizer)
                })
            };
            let plain = run(true, 1);
            for threads in [1, 2, 8] {
                let fused = run(false, threads);
                assert!(plain == fused, "{rule:?} on {threads} threads");
            }
            assert!(plain.0[4].iter().zip(&start[4]).all(|(a, b)| a != b), "{rule:?} moves every parameter");
        }
    }

    #[test]
    fn a_parameter_without_gradient_stays_and_takes_no_step() {
        let mut optimizer = Optimizer::new(Adam::new(0.1), &[2, 1]).unwrap();
        let (mut a, mut b) = ([1.0, 2.0], [3.0]);
        optimizer.step(&mut [&mut a, &mut b], &[None, Some(&[1.0])]).unwrap();
        assert_eq!(a, [1.0, 2.0]);
        assert!(b[0] < 3.0);
        assert_eq!(optimizer.steps().collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn groups_have_settings_of_their_own() {
        let groups: [(Rule, &[usize]); 2] = [(Sgd::new(0.5).into(), &[1]), (Sgd::new(0.25).into(), &[1])];
        let mut optimizer = Optimizer::with_groups(&groups).unwrap();
        let (mut a, mut b) = ([0.0], [0.0]);
        optimizer.step(&mut [&mut a, &mut b], &[Some(&[1.0]), Some(&[1.0])]).unwrap();
        assert_eq!((a, b), ([-0.5], [-0.25]));
        optimizer.set_rates(|base| base * 2.0).unwrap();
        optimizer.step(&mut [&mut a, &mut b], &[Some(&[1.0]), Some(&[1.0])]).unwrap();
        assert_eq!((a, b), ([-1.5], [-0.75]));
    }

    #[test]
    fn what_does_not_fit_is_refused_and_changes_nothing() {
        let mut optimizer = Optimizer::new(Sgd::new(0.1), &[2]).unwrap();
        let mut a = [1.0, 2.0];
        let error = optimizer.step(&mut [&mut a], &[Some(&[1.0])]).unwrap_err().to_string();
        assert_eq!(error, "gradient 0: got 1, wanted 2 numbers");
        assert!(optimizer.step(&mut [], &[]).unwrap_err().to_string().contains("as the optimizer was made for"));
        assert_eq!(optimizer.steps().collect::<Vec<_>>(), [0]);
        for (rule, words) in [
            (Rule::from(Sgd::new(-0.1)), "lr = -0.1"),
            (Sgd::new(f64::NAN).into(), "lr = NaN"),
            (Sgd::new(0.1).nesterov(true).into(), "nesterov"),
            (Adam::new(0.1).betas(1.0, 0.9).into(), "betas = 1"),
            (RmsProp::new(0.1).alpha(1.5).into(), "alpha = 1.5"),
            (Adadelta::new(1.0).rho(-0.5).into(), "rho = -0.5"),
            (Adagrad::new(0.1).eps(-1.0).into(), "eps = -1"),
        ] {
            let error = Optimizer::new(rule, &[1]).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient() {
        for gradient in [1e-3, 1.0, 1e3] {
            let mut p = [0.0];
            Optimizer::new(Adam::new(0.1), &[1]).unwrap().step(&mut [&mut p], &[Some(&[gradient])]).unwrap();
            assert!((p[0] + 0.1).abs() < 1e-5, "{} for {gradient}", p[0]);
        }
    }
}
