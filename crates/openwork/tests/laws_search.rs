//! What is true of weights, angles, rankings and indexes for any texts.

use openwork::text::{
    Analyzer, Bm25, Bm25Formula, Bm25Variant, Cosine, CountVectorizer, IndexBuilder, SearchIndex, TfidfVectorizer, Unit, cosine,
};
use proptest::prelude::*;

/// Texts of few words, so that they have much in common.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let word = prop::sample::select(vec!["cat", "dog", "the", "mat", "Ärger", "你好", "x", "", "sat2"]);
    prop::collection::vec(prop::collection::vec(word, 0..8).prop_map(|words| words.join(" ")), 1..20)
}

fn built(texts: &[String]) -> Option<SearchIndex> {
    let mut builder = IndexBuilder::new(Analyzer::default()).unwrap();
    for (i, text) in texts.iter().enumerate() {
        builder.add(i.to_string(), text.as_str()).unwrap();
    }
    Some(SearchIndex::of_bytes(builder.bytes().ok()?, "an index".as_ref()).unwrap())
}

proptest! {
    #[test]
    fn a_row_has_length_one_and_a_text_said_twice_has_the_same(texts in texts()) {
        let Ok((model, matrix)) = TfidfVectorizer::new().fit_transform(&texts) else { return Ok(()) };
        let twice: Vec<String> = texts.iter().map(|text| format!("{text} {text}")).collect();
        let again = model.transform(&twice);
        prop_assert_eq!(&again.indices, &matrix.indices);
        for i in 0..matrix.rows() {
            let length: f64 = matrix.row(i).1.iter().map(|w| w * w).sum();
            prop_assert!(matrix.row(i).1.is_empty() || (length - 1.0).abs() < 1e-12);
            prop_assert!(matrix.row(i).1.iter().zip(again.row(i).1).all(|(a, b)| (a - b).abs() < 1e-14));
        }
    }

    #[test]
    fn texts_in_another_order_give_the_rows_in_that_order(texts in texts()) {
        let Ok((model, matrix)) = TfidfVectorizer::new().fit_transform(&texts) else { return Ok(()) };
        let turned: Vec<String> = texts.iter().rev().cloned().collect();
        let (other, rows) = TfidfVectorizer::new().fit_transform(&turned).unwrap();
        prop_assert!(model.counts.terms().eq(other.counts.terms()));
        for i in 0..matrix.rows() {
            prop_assert_eq!(matrix.row(i), rows.row(matrix.rows() - 1 - i));
        }
    }

    #[test]
    fn counts_add_up_to_the_words(texts in texts()) {
        let analyzer = Analyzer::default().unit(Unit::AllWords);
        let Ok((_, counts)) = CountVectorizer::new().analyzer(analyzer.clone()).fit_transform(&texts) else { return Ok(()) };
        for (i, text) in texts.iter().enumerate() {
            let words = text.split(' ').filter(|word| !word.is_empty()).count();
            prop_assert_eq!(counts.row(i).1.iter().sum::<u32>() as usize, words);
        }
    }

    #[test]
    fn a_cosine_is_symmetric_bounded_and_blind_to_length(
        a in prop::collection::vec(-9..9_i8, 1..9), scale in prop::sample::select(vec![1.0, 2.0, 1e30, 1e-160]),
    ) {
        let a: Vec<f64> = a.into_iter().map(f64::from).collect();
        let b: Vec<f64> = a.iter().rev().map(|v| v * scale + if scale == 1.0 { 1.0 } else { 0.0 }).collect();
        let c = cosine(&a, &b).unwrap();
        prop_assert!(c.abs() <= 1.0 + 1e-15);
        prop_assert!((c - cosine(&b, &a).unwrap()).abs() < 1e-15);
        let longer: Vec<f64> = a.iter().map(|v| v * 1e5).collect();
        prop_assert!((c - cosine(&longer, &b).unwrap()).abs() < 1e-14);
    }

    #[test]
    fn the_nearest_are_those_of_the_definition(texts in texts(), k in 1..9_usize) {
        let Ok((_, matrix)) = TfidfVectorizer::new().fit_transform(&texts) else { return Ok(()) };
        let dense = |i: usize| {
            let mut row = vec![0.0; matrix.columns];
            let (columns, values) = matrix.row(i);
            columns.iter().zip(values).for_each(|(&c, &v)| row[c as usize] = v);
            row
        };
        let found = Cosine::new(matrix.view()).top_k(matrix.view(), k).unwrap();
        for (i, best) in found.iter().enumerate() {
            let all: Vec<f64> = (0..texts.len()).map(|j| cosine(&dense(i), &dense(j)).unwrap()).collect();
            prop_assert_eq!(best.len(), k.min(texts.len()));
            for pair in best.windows(2) {
                prop_assert!(pair[0].1 > pair[1].1 || (pair[0].1 == pair[1].1 && pair[0].0 < pair[1].0));
            }
            for &(j, cosine) in best {
                prop_assert!((cosine - all[j as usize]).abs() < 1e-12);
            }
            let least = best[best.len() - 1].1;
            prop_assert!(all.iter().filter(|&&c| c > least + 1e-12).count() < best.len() + 1);
        }
    }

    #[test]
    fn a_query_scores_what_its_words_score(texts in texts(), variant in 0..5_usize, b in 0..=4_u8) {
        let formula = Bm25Formula { variant: Bm25Variant::ALL[variant].0, k1: 1.2, b: f64::from(b) / 4.0, delta: 0.6 };
        let Ok(model) = Bm25::new().formula(formula).fit(&texts) else { return Ok(()) };
        let whole = model.scores("cat the cat mat");
        let parts = ["cat", "the", "cat", "mat"].map(|word| model.scores(word));
        for (i, score) in whole.iter().enumerate() {
            prop_assert!((score - parts.iter().map(|part| part[i]).sum::<f64>()).abs() < 1e-12);
            prop_assert!(*score >= 0.0);
        }
    }

    #[test]
    fn more_of_the_word_never_counts_less(texts in texts(), variant in 0..5_usize) {
        // Document 0 has "dog" in place of its other words, one after another.
        let formula = Bm25Formula { variant: Bm25Variant::ALL[variant].0, ..Default::default() };
        let score = |tf: f64| formula.tf(tf, texts.len() as f64 / 7.0);
        for tf in 1..30_u8 {
            prop_assert!(score(f64::from(tf) + 1.0) >= score(f64::from(tf)));
        }
    }

    #[test]
    fn an_index_says_what_the_memory_says_in_whatever_parts_it_was_made(texts in texts(), cut in 0..20_usize) {
        let Some(index) = built(&texts) else { return Ok(()) };
        index.verify().unwrap();
        let model = Bm25::new().fit(&texts).unwrap();
        let found = index.search("cat 你好 ärger", 5).unwrap();
        let best = model.search(&["cat 你好 ärger"], 5).remove(0);
        prop_assert!(found.hits.iter().zip(&best).all(|(hit, (id, score))| hit.document == *id && (hit.score - score).abs() < 1e-12));
        let (left, right) = texts.split_at(cut.min(texts.len()));
        if let (Some(left), Some(right)) = (built(left), built(right)) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("both");
            SearchIndex::merge(&[&left, &right], &path).unwrap();
            let both = SearchIndex::open(&path).unwrap();
            both.verify().unwrap();
            let again = both.search("cat 你好 ärger", 5).unwrap();
            prop_assert_eq!((again.matching, again.hits.len()), (found.matching, found.hits.len()));
            prop_assert!(again.hits.iter().zip(&found.hits).all(|(a, b)| a.document == b.document && a.score == b.score));
        }
    }

    #[test]
    fn whatever_text_comes_nothing_breaks(text in "\\PC{0,60}", width in 0..40_usize) {
        let mut builder = IndexBuilder::new(Analyzer::default().unit(Unit::AllWords)).unwrap();
        builder.add("name", text.as_str()).unwrap();
        if let Ok(bytes) = builder.bytes() {
            let index = SearchIndex::of_bytes(bytes, "an index".as_ref()).unwrap();
            let found = index.search_by(&text, 1, Bm25Formula::default(), width).unwrap();
            prop_assert!(found.unknown.is_empty() && found.matching == 1);
            for mark in &found.hits[0].snippet.marks {
                prop_assert!(found.hits[0].snippet.text.get(mark.clone()).is_some());
            }
        }
    }
}

/// Were any of these quadratic, the test would not end.
#[test]
fn long_texts_take_time_in_proportion() {
    let long = 1 << 19;
    for text in ["a".repeat(long), "a ".repeat(long / 2), " ".repeat(long), "é".repeat(long / 2), "a\u{300}".repeat(long / 3)] {
        for (unit, _) in Unit::ALL {
            let counts = CountVectorizer::new().analyzer(Analyzer::default().unit(unit).ngrams(1, 2));
            let _ = counts.fit(&[&text]);
        }
        let mut builder = IndexBuilder::new(Analyzer::default().unit(Unit::AllWords)).unwrap();
        builder.add("long", text).unwrap();
        if let Ok(bytes) = builder.bytes() {
            let index = SearchIndex::of_bytes(bytes, "an index".as_ref()).unwrap();
            assert_eq!(index.search("a", 1).unwrap().hits.len(), index.search("a", 1).unwrap().matching);
        }
    }
}
