//! Watching a search: which boxes were opened, measured or left out, and the k nearest so far.

use super::kd_tree::{KdSearch, Visit};
use crate::linalg::Real;
use crate::linalg::distance::Metric;
use crate::steps::Run;
use ndarray::ArrayView2;
use serde::Serialize;

/// One round of a search, in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NeighborStep {
    /// The round, from 1.
    pub round: usize,
    /// `opened`, `measured` or `pruned` for a box of the k-d tree; `point` for a point of a brute-force search.
    pub visit: &'static str,
    /// Points whose distance has been computed so far.
    pub measured: usize,
    /// The distance of the k-th nearest so far; infinite (null in JSON) while there are fewer than k.
    pub radius: f64,
}

impl std::fmt::Display for NeighborStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "round {:3}  {:8}  measured {:5}  radius {:.6}", self.round, self.visit, self.measured, self.radius)
    }
}

/// The state of a search, copied out for a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NeighborSnapshot {
    /// Rounds done.
    pub round: usize,
    /// The box just visited: its low and its high corner; none for a brute-force search.
    pub corners: Option<(Vec<f64>, Vec<f64>)>,
    /// Rows measured so far.
    pub measured: Vec<u32>,
    /// The nearest so far, nearest first: row and distance.
    pub nearest: Vec<(u32, f64)>,
}

/// The search for the k nearest of one query, a round at a time.
pub struct NeighborRun<'a, T> {
    points: ArrayView2<'a, T>,
    query: &'a [T],
    k: usize,
    metric: Metric,
    /// The k-d tree's own search; none where every point is looked at.
    tree: Option<KdSearch<'a, T>>,
    /// The reduced distances of the nearest.
    reduced: Vec<f64>,
    /// Rows measured so far, and the exact distances of the nearest of them.
    measured: Vec<u32>,
    nearest: Vec<(f64, u32)>,
    node: Option<usize>,
    round: usize,
}

impl<'a, T: Real> NeighborRun<'a, T> {
    pub(super) fn new(
        points: ArrayView2<'a, T>,
        query: &'a [T],
        k: usize,
        metric: Metric,
        tree: Option<KdSearch<'a, T>>,
    ) -> Self {
        Self { points, query, k, metric, tree, measured: vec![], reduced: vec![], nearest: vec![], node: None, round: 0 }
    }

    /// Takes a point into the k nearest, if it is one of them.
    fn take(&mut self, row: u32) {
        // By reduced distance, as every search: the root would make ties of what is not quite equal.
        let reduced = self.metric.reduced(&self.points.row(row as usize).to_vec(), self.query);
        self.measured.push(row);
        let at = self.reduced.iter().zip(&self.nearest).take_while(|&(&d, &(_, r))| (d, r) < (reduced, row)).count();
        self.reduced.insert(at, reduced);
        self.nearest.insert(at, (self.metric.finish(reduced), row));
        self.reduced.truncate(self.k);
        self.nearest.truncate(self.k);
    }

    /// The nearest so far, nearest first: distance and row.
    pub fn nearest(&self) -> &[(f64, u32)] {
        &self.nearest
    }

    /// Rows measured so far, in their order.
    pub fn measured(&self) -> &[u32] {
        &self.measured
    }

    /// The box just visited: its low and its high corner; none for a brute-force search.
    pub fn corners(&self) -> Option<(&[T], &[T])> {
        self.tree.as_ref().zip(self.node).map(|(search, node)| search.corners(node))
    }
}

impl<T: Real> Iterator for NeighborRun<'_, T> {
    type Item = NeighborStep;

    fn next(&mut self) -> Option<NeighborStep> {
        let visit = match &mut self.tree {
            Some(search) => {
                let (node, visit) = search.visit()?;
                self.node = Some(node);
                match visit {
                    Visit::Pruned => "pruned",
                    Visit::Opened => "opened",
                    Visit::Measured => {
                        let rows = search.last_rows().to_vec();
                        rows.into_iter().for_each(|row| self.take(row));
                        "measured"
                    }
                }
            }
            None => {
                if self.round == self.points.nrows() {
                    return None;
                }
                self.take(self.round as u32);
                "point"
            }
        };
        self.round += 1;
        let radius = if self.nearest.len() < self.k { f64::INFINITY } else { self.nearest[self.k - 1].0 };
        Some(NeighborStep { round: self.round, visit, measured: self.measured.len(), radius })
    }
}

impl<T: Real> Run for NeighborRun<'_, T> {
    type Snapshot = NeighborSnapshot;

    fn snapshot(&self) -> NeighborSnapshot {
        let numbers = |corner: &[T]| corner.iter().map(|v| v.f64()).collect();
        let corners = self.corners().map(|(low, high)| (numbers(low), numbers(high)));
        let nearest = self.nearest.iter().map(|&(distance, row)| (row, distance)).collect();
        NeighborSnapshot { round: self.round, corners, measured: self.measured.clone(), nearest }
    }

    fn max_steps(&self) -> Option<usize> {
        self.tree.is_none().then_some(self.points.nrows())
    }
}
