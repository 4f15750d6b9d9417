//! Saving an optimizer and restoring it, bit for bit.

use super::Rule;
use super::optimizer::{Group, Optimizer, Slot};
use crate::error::Result;
use crate::io::ModelFile;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::Path;

/// The name of a file that holds an optimizer alone.
const ALGORITHM: &str = "optimizer";

/// A group as a file has it.
#[derive(Serialize, Deserialize)]
struct GroupRecord {
    #[serde(flatten)]
    rule: Rule,
    base_lr: f64,
    lengths: Vec<usize>,
    steps: Vec<u64>,
}

impl Optimizer {
    /// Writes settings, step counts and state into a file that may hold other things, such as the model.
    pub fn put(&self, file: &mut ModelFile) {
        let groups: Vec<GroupRecord> = self
            .groups
            .iter()
            .map(|group| {
                let slots = &self.slots[group.parameters.clone()];
                GroupRecord {
                    rule: group.rule,
                    base_lr: group.base_lr,
                    lengths: slots.iter().map(|slot| slot.len).collect(),
                    steps: slots.iter().map(|slot| slot.steps).collect(),
                }
            })
            .collect();
        file.settings[ALGORITHM] = json!(groups);
        for group in &self.groups {
            for i in group.parameters.clone() {
                for (name, values) in group.rule.states().iter().zip(&self.slots[i].state) {
                    file.put_f32(&tensor(i, name), &[values.len()], values);
                }
            }
        }
    }

    /// The optimizer that [`put`](Self::put) wrote.
    ///
    /// # Errors
    /// [`Error::Format`](crate::Error::Format) for a file without one, or one whose parts do not fit each other.
    pub fn take_from(file: &ModelFile) -> Result<Self> {
        let records: Vec<GroupRecord> = file.setting(ALGORITHM)?;
        let mut optimizer = Self { groups: vec![], slots: vec![] };
        for GroupRecord { rule, base_lr, lengths, steps } in records {
            rule.check()?;
            if steps.len() != lengths.len() {
                return Err(file.broken(format!("{} step counts for {} parameters", steps.len(), lengths.len())));
            }
            let from = optimizer.slots.len();
            for (i, (len, steps)) in lengths.into_iter().zip(steps).enumerate() {
                let state: Vec<Vec<f32>> = rule
                    .states()
                    .iter()
                    .map(|name| {
                        let name = tensor(from + i, name);
                        let (shape, values) = file.f32s(&name)?;
                        if shape != [len] {
                            return Err(file.broken(format!("its tensor {name:?} has shape {shape:?}, wanted [{len}]")));
                        }
                        Ok(values)
                    })
                    .collect::<Result<_>>()?;
                optimizer.slots.push(Slot { len, steps, state });
            }
            optimizer.groups.push(Group { rule, base_lr, parameters: from..optimizer.slots.len() });
        }
        Ok(optimizer)
    }

    /// Writes the optimizer to a file of its own (safetensors), whole or not at all.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io).
    pub fn save(&self, path: &Path) -> Result<()> {
        let mut file = ModelFile::new(ALGORITHM, json!({}));
        self.put(&mut file);
        file.save(path)
    }

    /// Reads what [`save`](Self::save) wrote: an optimizer that goes on bit for bit as the saved one would have.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io), [`Error::Format`](crate::Error::Format).
    pub fn load(path: &Path) -> Result<Self> {
        let file = ModelFile::load(path)?;
        file.check_algorithm(ALGORITHM)?;
        Self::take_from(&file)
    }
}

fn tensor(parameter: usize, name: &str) -> String {
    format!("optimizer.{parameter}.{name}")
}

#[cfg(test)]
mod tests {
    use super::super::{Adam, RmsProp, Sgd};
    use super::*;

    #[test]
    fn a_restored_optimizer_goes_on_bit_for_bit() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("state.safetensors");
        let groups: [(Rule, &[usize]); 3] = [
            (Adam::new(0.1).amsgrad(true).into(), &[3, 1]),
            (RmsProp::new(0.013).centered(true).momentum(0.3).into(), &[2]),
            (Sgd::new(1.0 / 3.0).into(), &[1]),
        ];
        let mut optimizer = Optimizer::with_groups(&groups).unwrap();
        let mut p = [vec![0.5, -1.0, 2.0], vec![0.1], vec![3.0, 1e-30], vec![7.0]];
        let go = |optimizer: &mut Optimizer, p: &mut [Vec<f32>; 4], steps: usize| {
            for step in 0..steps {
                let g: Vec<Vec<f32>> = p.iter().map(|p| p.iter().map(|v| v * 1.3 - step as f32).collect()).collect();
                let g: Vec<Option<&[f32]>> = g.iter().enumerate().map(|(i, g)| (i != 1 || step > 1).then_some(&g[..])).collect();
                let mut p: Vec<&mut [f32]> = p.iter_mut().map(|p| &mut p[..]).collect();
                optimizer.set_rates(|base| base / (step + 1) as f64).unwrap();
                optimizer.step(&mut p, &g).unwrap();
            }
        };
        go(&mut optimizer, &mut p, 4);
        optimizer.save(&path).unwrap();
        let mut restored = Optimizer::load(&path).unwrap();
        assert!(restored == optimizer);
        let mut q = p.clone();
        go(&mut optimizer, &mut p, 7);
        go(&mut restored, &mut q, 7);
        assert!(restored == optimizer && p == q);
    }

    #[test]
    fn a_file_whose_parts_do_not_fit_is_refused() {
        let mut file = ModelFile::new(ALGORITHM, json!({}));
        assert!(Optimizer::take_from(&file).unwrap_err().to_string().contains("no setting \"optimizer\""));
        Optimizer::new(Adam::new(0.1), &[3]).unwrap().put(&mut file);
        let mut wrong = file.clone();
        wrong.put_f32("optimizer.0.exp_avg", &[2], &[0.0; 2]);
        assert!(Optimizer::take_from(&wrong).unwrap_err().to_string().contains("wanted [3]"));
        wrong = file.clone();
        wrong.settings[ALGORITHM][0]["steps"] = json!([]);
        assert!(Optimizer::take_from(&wrong).unwrap_err().to_string().contains("0 step counts for 1"));
        wrong = file;
        wrong.settings[ALGORITHM][0]["lr"] = json!(-1.0);
        assert!(Optimizer::take_from(&wrong).is_err());
    }
}
