//! Splitters by name, as the command, Python and the book call them.

use super::{
    GroupKFold, KFold, LeaveOneOut, ShuffleSplit, Splitter, StratifiedGroupKFold, StratifiedKFold, StratifiedShuffleSplit,
    TimeSeriesSplit,
};

/// The kinds of splitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// Contiguous parts.
    Kfold,
    /// The share of every class in every fold.
    Stratified,
    /// Every group on one side.
    Group,
    /// Every group on one side, and the shares of the classes as far as the groups allow.
    StratifiedGroup,
    /// A fifth held out by chance, each time anew.
    Shuffle,
    /// A fifth of every class held out by chance, each time anew.
    StratifiedShuffle,
    /// The past to learn from, what follows to judge by.
    Time,
    /// Every row held out alone.
    Loo,
}

impl Scheme {
    /// The splitter with k folds. `shuffle` draws the folds from the seed, where they are not drawn anyway and may be.
    pub fn splitter(self, k: usize, shuffle: bool, seed: u64) -> Box<dyn Splitter> {
        use super::Size::Share;
        match (self, shuffle) {
            (Scheme::Kfold, false) => Box::new(KFold::new(k)),
            (Scheme::Kfold, true) => Box::new(KFold::new(k).shuffle(seed)),
            (Scheme::Stratified, false) => Box::new(StratifiedKFold::new(k)),
            (Scheme::Stratified, true) => Box::new(StratifiedKFold::new(k).shuffle(seed)),
            (Scheme::Group, false) => Box::new(GroupKFold::new(k)),
            (Scheme::Group, true) => Box::new(GroupKFold::new(k).shuffle(seed)),
            (Scheme::StratifiedGroup, false) => Box::new(StratifiedGroupKFold::new(k)),
            (Scheme::StratifiedGroup, true) => Box::new(StratifiedGroupKFold::new(k).shuffle(seed)),
            (Scheme::Shuffle, _) => Box::new(ShuffleSplit::new(k, seed).test_size(Share(0.2))),
            (Scheme::StratifiedShuffle, _) => Box::new(StratifiedShuffleSplit::new(k, seed).test_size(Share(0.2))),
            (Scheme::Time, _) => Box::new(TimeSeriesSplit::new(k)),
            (Scheme::Loo, _) => Box::new(LeaveOneOut),
        }
    }
}
