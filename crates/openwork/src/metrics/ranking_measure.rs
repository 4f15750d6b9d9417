//! The measures of a ranking, by the names that trec_eval gives them, each from one query's [`Placement`].

use super::ranking_gain::{dcg, g, gains, ndcg, ndcg_rel, rndcg};
use super::ranking_place::Placement;
use crate::error::{Error, Result};
use crate::order::ascending;

/// A measure.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs)] // each is described beside its name in NAMES
pub enum Measure {
    NumQ,
    NumRet,
    NumRel,
    NumRelRet,
    Map,
    GmMap,
    Rprec,
    Bpref,
    RecipRank,
    IprecAtRecall(f64),
    P(usize),
    Recall(usize),
    InfAp,
    GmBpref,
    RprecMult(f64),
    Utility,
    ElevenPoint,
    BinG,
    G,
    Ndcg(Gain),
    NdcgRel,
    Rndcg,
    NdcgCut(Gain, usize),
    MapCut(usize),
    RelativeP(usize),
    Success(usize),
    SetP,
    SetRelativeP,
    SetRecall,
    SetMap,
    SetF,
    NumNonrelJudgedRet,
    RecipRankCut(usize),
    Cg,
    CgCut(usize),
    Dcg(Gain),
    DcgCut(Gain, usize),
}

/// What a relevance is worth in DCG, and what it is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gain {
    /// The relevance itself; the ideal is of all judged documents. trec_eval's.
    Linear,
    /// 2^relevance - 1; the ideal is of all judged documents.
    Exponential,
    /// The relevance itself, tied documents sharing their discounts; the ideal is of the retrieved documents alone.
    /// scikit-learn's `ndcg_score` of them.
    Sklearn,
}

const CUTS: &[f64] = &[5.0, 10.0, 15.0, 20.0, 30.0, 100.0, 200.0, 500.0, 1000.0];
const TENTHS: &[f64] = &[0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
const FIFTHS: &[f64] = &[0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0];

/// How a name becomes a measure.
enum Makes {
    One(Measure),
    Cut(fn(usize) -> Measure, &'static [f64]),
    Share(fn(f64) -> Measure, &'static [f64]),
}

/// Every family of measures: name, meaning, default parameters; in the order in which trec_eval prints them, then our own.
const NAMES: &[(&str, &str, Makes)] = &[
    ("num_q", "queries", Makes::One(Measure::NumQ)),
    ("num_ret", "documents retrieved", Makes::One(Measure::NumRet)),
    ("num_rel", "relevant documents", Makes::One(Measure::NumRel)),
    ("num_rel_ret", "relevant documents retrieved", Makes::One(Measure::NumRelRet)),
    ("map", "average precision over all relevant documents", Makes::One(Measure::Map)),
    ("gm_map", "its logarithm; the mean is geometric", Makes::One(Measure::GmMap)),
    ("Rprec", "precision at R, the number of relevant documents", Makes::One(Measure::Rprec)),
    ("bpref", "how often a relevant document stands above the judged others", Makes::One(Measure::Bpref)),
    ("recip_rank", "1 / rank of the first relevant document", Makes::One(Measure::RecipRank)),
    ("iprec_at_recall", "greatest precision at this recall or more", Makes::Share(Measure::IprecAtRecall, TENTHS)),
    ("P", "precision of the first k", Makes::Cut(Measure::P, CUTS)),
    ("recall", "recall of the first k", Makes::Cut(Measure::Recall, CUTS)),
    ("infAP", "average precision inferred from a sample of judgements", Makes::One(Measure::InfAp)),
    ("gm_bpref", "logarithm of bpref; the mean is geometric", Makes::One(Measure::GmBpref)),
    ("Rprec_mult", "precision at multiples of R", Makes::Share(Measure::RprecMult, FIFTHS)),
    ("utility", "relevant retrieved less the other retrieved", Makes::One(Measure::Utility)),
    ("11pt_avg", "mean of iprec_at_recall at 0, 0.1, ..., 1", Makes::One(Measure::ElevenPoint)),
    ("binG", "each relevant document by the others above it", Makes::One(Measure::BinG)),
    ("G", "the same with gains", Makes::One(Measure::G)),
    ("ndcg", "discounted cumulative gain over its ideal", Makes::One(Measure::Ndcg(Gain::Linear))),
    ("ndcg_rel", "ndcg averaged over the relevant documents", Makes::One(Measure::NdcgRel)),
    ("Rndcg", "ndcg averaged over the levels of relevance", Makes::One(Measure::Rndcg)),
    ("ndcg_cut", "ndcg of the first k", Makes::Cut(|k| Measure::NdcgCut(Gain::Linear, k), CUTS)),
    ("map_cut", "average precision of the first k, over all relevant documents", Makes::Cut(Measure::MapCut, CUTS)),
    ("relative_P", "precision over the greatest that k allows", Makes::Cut(Measure::RelativeP, CUTS)),
    ("success", "1 if a relevant document is among the first k (hit rate)", Makes::Cut(Measure::Success, &[1.0, 5.0, 10.0])),
    ("set_P", "precision of all retrieved", Makes::One(Measure::SetP)),
    ("set_relative_P", "precision over the greatest possible", Makes::One(Measure::SetRelativeP)),
    ("set_recall", "recall of all retrieved", Makes::One(Measure::SetRecall)),
    ("set_map", "precision times recall of all retrieved", Makes::One(Measure::SetMap)),
    ("set_F", "harmonic mean of precision and recall of all retrieved", Makes::One(Measure::SetF)),
    ("num_nonrel_judged_ret", "judged, not relevant, and retrieved", Makes::One(Measure::NumNonrelJudgedRet)),
    ("recip_rank_cut", "recip_rank, 0 beyond the first k", Makes::Cut(Measure::RecipRankCut, &[10.0])),
    ("cg", "sum of the gains", Makes::One(Measure::Cg)),
    ("cg_cut", "sum of the gains of the first k", Makes::Cut(Measure::CgCut, &[10.0])),
    ("dcg", "sum of gain / log2(rank + 1)", Makes::One(Measure::Dcg(Gain::Linear))),
    ("dcg_cut", "dcg of the first k", Makes::Cut(|k| Measure::DcgCut(Gain::Linear, k), &[10.0])),
    ("dcg_exponential", "dcg with gain 2^relevance - 1", Makes::One(Measure::Dcg(Gain::Exponential))),
    ("dcg_exponential_cut", "the same of the first k", Makes::Cut(|k| Measure::DcgCut(Gain::Exponential, k), &[10.0])),
    ("ndcg_exponential", "ndcg with gain 2^relevance - 1", Makes::One(Measure::Ndcg(Gain::Exponential))),
    ("ndcg_exponential_cut", "the same of the first k", Makes::Cut(|k| Measure::NdcgCut(Gain::Exponential, k), &[10.0])),
    ("ndcg_sklearn", "scikit-learn's ndcg_score of the retrieved", Makes::One(Measure::Ndcg(Gain::Sklearn))),
    ("ndcg_sklearn_cut", "the same with k", Makes::Cut(|k| Measure::NdcgCut(Gain::Sklearn, k), &[10.0])),
];

/// Bundles of measures that have a name in trec_eval.
const BUNDLES: &[(&str, &[&str])] = &[
    (
        "official",
        &["num_q", "num_ret", "num_rel", "num_rel_ret", "map", "gm_map", "Rprec", "bpref", "recip_rank", "iprec_at_recall", "P"],
    ),
    (
        "set",
        &["num_q", "num_ret", "num_rel", "num_rel_ret", "utility", "set_P", "set_recall", "set_relative_P", "set_map", "set_F"],
    ),
    (
        "all_trec",
        &[
            "num_q",
            "num_ret",
            "num_rel",
            "num_rel_ret",
            "map",
            "gm_map",
            "Rprec",
            "bpref",
            "recip_rank",
            "iprec_at_recall",
            "P",
            "recall",
            "infAP",
            "gm_bpref",
            "Rprec_mult",
            "utility",
            "11pt_avg",
            "binG",
            "G",
            "ndcg",
            "ndcg_rel",
            "Rndcg",
            "ndcg_cut",
            "map_cut",
            "relative_P",
            "success",
            "set_P",
            "set_relative_P",
            "set_recall",
            "set_map",
            "set_F",
            "num_nonrel_judged_ret",
        ],
    ),
];

/// What a measure adds up to over the queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    /// The mean.
    Mean,
    /// The sum.
    Sum,
    /// e to the mean: the values are logarithms.
    Geometric,
}

/// gm_map and gm_bpref take nothing below this, so that one lost query does not make them 0.
pub const LEAST_OF_GEOMETRIC: f64 = 0.00001;
/// infAP's smoothing.
const INFAP_EPSILON: f64 = 0.00001;

impl Measure {
    /// The measures of these names, each with the name of its value, in trec_eval's order and each once. A name is one of
    /// trec_eval's, `ndcg_cut` for all its usual cut-offs, `ndcg_cut_10`, `ndcg_cut.10` or `ndcg_cut.5,10` for some, or a bundle:
    /// `official`, `set`, `all_trec`.
    ///
    /// # Errors
    /// [`Error::Setting`] for a name or a cut-off that is none.
    pub fn parse_all<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Result<Vec<(String, Measure)>> {
        let mut wanted: Vec<(usize, Option<Vec<f64>>)> = vec![];
        for name in names {
            let name = name.as_ref();
            match BUNDLES.iter().find(|(bundle, _)| *bundle == name) {
                Some((_, members)) => members.iter().try_for_each(|m| family(m).map(|f| wanted.push(f)))?,
                None => wanted.push(family(name)?),
            }
        }
        let mut measures = vec![];
        for (at, (name, _, makes)) in NAMES.iter().enumerate() {
            let mine: Vec<_> = wanted.iter().filter(|(family, _)| *family == at).map(|(_, parameters)| parameters).collect();
            if mine.is_empty() {
                continue;
            }
            // As in pytrec_eval, a cut-off asked for takes the place of the usual ones.
            let mut given: Vec<f64> = mine.into_iter().flatten().flatten().copied().collect();
            ascending(&mut given);
            given.dedup();
            let or = |usual: &[f64]| if given.is_empty() { usual.to_vec() } else { given.clone() };
            match makes {
                Makes::One(measure) => measures.push(((*name).to_owned(), *measure)),
                Makes::Cut(make, usual) => {
                    measures.extend(or(usual).into_iter().map(|k| (format!("{name}_{k}"), make(k as usize))));
                }
                Makes::Share(make, usual) => measures.extend(or(usual).into_iter().map(|c| (format!("{name}_{c:.2}"), make(c)))),
            }
        }
        Ok(measures)
    }

    /// Every family's name and meaning.
    pub fn families() -> impl Iterator<Item = (&'static str, &'static str)> {
        NAMES.iter().map(|&(name, meaning, _)| (name, meaning))
    }

    /// How it is brought together over the queries.
    pub fn pool(self) -> Pool {
        match self {
            Self::NumQ | Self::NumRet | Self::NumRel | Self::NumRelRet | Self::NumNonrelJudgedRet => Pool::Sum,
            Self::GmMap | Self::GmBpref => Pool::Geometric,
            _ => Pool::Mean,
        }
    }

    /// Its value for one query; documents of at least `level` are relevant. What trec_eval leaves open is 0: recall without
    /// relevant documents, precision of nothing.
    ///
    /// Points of recall are numbers of documents: `(c * R + 0.9)` without its fraction, as trec_eval 9 and pytrec_eval have it,
    /// or rounded where `rounded`, as trec_eval 10.
    pub fn value(self, q: &Placement, level: i64, rounded: bool) -> f64 {
        self.raw(q, level, rounded) + 0.0 // an empty sum is -0.0
    }

    fn raw(self, q: &Placement, level: i64, rounded: bool) -> f64 {
        let relevant = q.relevant(level);
        let hits = || q.hits(level);
        let among = |k: usize| hits().take_while(|&rank| rank < k).count();
        let n = q.retrieved;
        match self {
            Self::NumQ => 1.0,
            Self::NumRet => n as f64,
            Self::NumRel => relevant as f64,
            Self::NumRelRet => among(n) as f64,
            Self::Map => average_precision(q, level, n),
            Self::MapCut(k) => average_precision(q, level, k),
            Self::GmMap => average_precision(q, level, n).max(LEAST_OF_GEOMETRIC).ln(),
            Self::Rprec => share(among(relevant), relevant),
            Self::Bpref => bpref(q, level),
            Self::GmBpref => bpref(q, level).max(LEAST_OF_GEOMETRIC).ln(),
            Self::RecipRank => hits().next().map_or(0.0, |rank| 1.0 / (rank + 1) as f64),
            Self::RecipRankCut(k) => hits().next().filter(|&rank| rank < k).map_or(0.0, |rank| 1.0 / (rank + 1) as f64),
            Self::IprecAtRecall(recall) => interpolated(q, level, recall, rounded),
            Self::ElevenPoint => TENTHS.iter().map(|&recall| interpolated(q, level, recall, rounded)).sum::<f64>() / 11.0,
            Self::P(k) => share(among(k), k),
            Self::Recall(k) => share(among(k), relevant),
            Self::RelativeP(k) => share(among(k), k.min(relevant)),
            Self::Success(k) => f64::from(u8::from(among(k) > 0)),
            Self::InfAp => inferred(q, level),
            Self::RprecMult(times) => {
                let k = (times * relevant as f64 + 0.9) as usize;
                share(among(k), k)
            }
            Self::Utility => 2.0 * among(n) as f64 - n as f64,
            Self::BinG => {
                let sum: f64 = hits().enumerate().map(|(before, rank)| 1.0 / ((rank - before + 2) as f64).log2()).sum();
                if relevant > 0 { sum / relevant as f64 } else { 0.0 }
            }
            Self::G => g(q),
            Self::Ndcg(gain) => ndcg(q, gain, usize::MAX),
            Self::NdcgCut(gain, k) => ndcg(q, gain, k),
            Self::NdcgRel => ndcg_rel(q),
            Self::Rndcg => {
                if relevant > 0 {
                    rndcg(q)
                } else {
                    0.0
                }
            }
            Self::SetP => share(among(n), n),
            Self::SetRelativeP => share(among(n), n.min(relevant)),
            Self::SetRecall => share(among(n), relevant),
            Self::SetMap => share(among(n), n) * share(among(n), relevant),
            Self::SetF => {
                let (p, r) = (share(among(n), n), share(among(n), relevant));
                if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
            }
            Self::NumNonrelJudgedRet => q.placed.iter().filter(|p| p.relevance >= 0 && p.relevance < level).count() as f64,
            Self::Cg => gains(q, usize::MAX).map(|(_, gain)| gain).sum(),
            Self::CgCut(k) => gains(q, k).map(|(_, gain)| gain).sum(),
            Self::Dcg(gain) => dcg(q, gain, usize::MAX),
            Self::DcgCut(gain, k) => dcg(q, gain, k),
        }
    }
}

/// The family of a name and the parameters it names.
fn family(name: &str) -> Result<(usize, Option<Vec<f64>>)> {
    if let Some(at) = NAMES.iter().position(|(known, ..)| *known == name) {
        return Ok((at, None));
    }
    let wrong = |why: String| Error::setting("measures", format!("{name:?}"), why);
    // The longest family of which this is a name with parameters.
    let split = |(at, (known, ..)): (usize, &(&str, &str, Makes))| {
        let rest = name.strip_prefix(known)?.strip_prefix(['_', '.'])?;
        rest.starts_with(|c: char| c.is_ascii_digit()).then(|| (at, rest.to_owned()))
    };
    let Some((at, rest)) = NAMES.iter().enumerate().filter_map(split).next() else {
        let known: Vec<&str> = NAMES.iter().map(|(name, ..)| *name).chain(BUNDLES.iter().map(|(name, _)| *name)).collect();
        return Err(wrong(format!("one of {}; with cut-offs as in ndcg_cut_10 or ndcg_cut.5,10", known.join(", "))));
    };
    let whole = match NAMES[at].2 {
        Makes::One(_) => return Err(wrong(format!("{} without a parameter", NAMES[at].0))),
        Makes::Cut(..) => true,
        Makes::Share(..) => false,
    };
    let parameters = rest.split(',').map(|text| match text.parse::<f64>() {
        Ok(k) if whole && k >= 1.0 && k.fract() == 0.0 && k < 1e15 => Ok(k),
        Ok(c) if !whole && (0.0..=1e6).contains(&c) => Ok(c),
        _ => Err(wrong(format!("{} with {}", NAMES[at].0, if whole { "whole cut-offs from 1 up" } else { "shares from 0 up" }))),
    });
    Ok((at, Some(parameters.collect::<Result<_>>()?)))
}

/// A part of a whole; 0 of nothing.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

// ANCHOR: ap
/// The precision at each relevant document among the first k, summed, over the number of all relevant documents.
fn average_precision(q: &Placement, level: i64, k: usize) -> f64 {
    let at = q.hits(level).take_while(|&rank| rank < k).zip(1..);
    let sum: f64 = at.map(|(rank, so_far)| f64::from(so_far) / (rank + 1) as f64).sum();
    let relevant = q.relevant(level);
    if relevant > 0 { sum / relevant as f64 } else { 0.0 }
}
// ANCHOR_END: ap

/// For each relevant document retrieved, the share of judged others that do not stand above it.
fn bpref(q: &Placement, level: i64) -> f64 {
    let relevant = q.relevant(level);
    let others: usize = q.levels.iter().filter(|&&(r, _)| r < level).map(|&(_, n)| n).sum();
    let (mut above, mut sum) = (0_usize, 0.0);
    for p in q.placed.iter().filter(|p| p.relevance >= 0) {
        if p.relevance < level {
            above += 1;
        } else if above == 0 {
            sum += 1.0;
        } else {
            sum += 1.0 - above.min(relevant) as f64 / others.min(relevant) as f64;
        }
    }
    if relevant > 0 { sum / relevant as f64 } else { sum }
}

/// The greatest precision at a recall of at least this.
fn interpolated(q: &Placement, level: i64, recall: f64, rounded: bool) -> f64 {
    let documents = recall * q.relevant(level) as f64;
    let wanted = if rounded { documents.round() } else { documents + 0.9 } as usize;
    let at = q.hits(level).zip(1_usize..).filter(|&(_, so_far)| so_far >= wanted);
    at.map(|(rank, so_far)| share(so_far, rank + 1)).fold(0.0, f64::max)
}

/// Average precision where only a sample of the pool was judged (negative relevance: pooled, not judged).
fn inferred(q: &Placement, level: i64) -> f64 {
    let (mut hits, mut others, mut open, mut sum) = (0_usize, 0_usize, 0_usize, 0.0);
    for p in &q.placed {
        if p.relevance < 0 {
            open += 1;
        } else if p.relevance < level {
            others += 1;
        } else {
            let above = p.rank as f64;
            sum += if p.rank == 0 {
                1.0
            } else {
                let pooled = (hits + others + open) as f64 / above;
                let among = (hits as f64 + INFAP_EPSILON) / ((hits + others) as f64 + 2.0 * INFAP_EPSILON);
                1.0 / (above + 1.0) + above / (above + 1.0) * pooled * among
            };
            hits += 1;
        }
    }
    let relevant = q.relevant(level);
    if relevant > 0 { sum / relevant as f64 } else { sum }
}
