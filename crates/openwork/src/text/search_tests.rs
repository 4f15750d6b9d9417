//! What must hold of an index, whatever happens to its file.

use super::analyzer::{Analyzer, Unit};
use super::bm25::{Bm25, Bm25Formula, Bm25Variant};
use super::search::{IndexBuilder, SearchIndex, reseal};
use std::path::Path;

fn documents(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("word{} common{} the {} é{}\n", i % 17, i % 3, "again ".repeat(i % 5), i * i % 11)).collect()
}

fn built(documents: &[String]) -> Vec<u8> {
    let mut builder = IndexBuilder::new(Analyzer::default()).unwrap();
    documents.iter().enumerate().for_each(|(i, text)| builder.add(format!("d{i}"), text.as_str()).unwrap());
    builder.bytes().unwrap()
}

fn open(bytes: Vec<u8>) -> crate::Result<SearchIndex> {
    SearchIndex::of_bytes(bytes, Path::new("an index"))
}

#[test]
fn the_file_answers_as_the_memory_does() {
    let documents = documents(300);
    let index = open(built(&documents)).unwrap();
    index.verify().unwrap();
    for (variant, _) in Bm25Variant::ALL {
        let formula = Bm25Formula { variant, ..Default::default() };
        let model = Bm25::new().formula(formula).fit(&documents).unwrap();
        for query in ["word3", "again common1 again", "é4 nowhere"] {
            let found = index.search_by(query, 9, formula, 80).unwrap();
            let best = model.search(&[query], 9).remove(0);
            for (hit, (id, score)) in found.hits.iter().zip(best) {
                assert!((hit.score - score).abs() < 1e-12 && hit.document == id && hit.name == format!("d{id}"), "{variant}");
            }
        }
    }
    let found = index.search("é4 nowhere", 2).unwrap();
    assert_eq!((found.hits.len(), found.unknown, found.matching), (2, vec!["nowhere".to_owned()], 55));
    assert!(found.hits[0].snippet.marked("<", ">").contains("<é4>"), "{:?}", found.hits[0]);
    assert!(index.search("", 5).unwrap().hits.is_empty());
    assert!(index.search("word3", 0).unwrap().hits.is_empty());
}

#[test]
fn parts_merged_are_the_whole() {
    let documents = documents(50);
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    let build = |range: std::ops::Range<usize>, path: &Path| {
        let mut builder = IndexBuilder::new(Analyzer::default()).unwrap();
        range.for_each(|i| builder.add(format!("d{i}"), documents[i].as_str()).unwrap());
        builder.write(path).unwrap();
    };
    build(0..20, &a);
    build(20..50, &b);
    SearchIndex::merge(&[&SearchIndex::open(&a).unwrap(), &SearchIndex::open(&b).unwrap()], &a).unwrap(); // over one of them
    assert_eq!(std::fs::read(&a).unwrap(), built(&documents));
    // One more document, added to what is there.
    let mut more = IndexBuilder::over(SearchIndex::open(&a).unwrap()).unwrap();
    more.add("d50", "a zebra").unwrap();
    more.write(&a).unwrap();
    let index = SearchIndex::open(&a).unwrap();
    index.verify().unwrap();
    assert_eq!((index.documents(), index.search("zebra", 1).unwrap().hits[0].name.as_str()), (51, "d50"));
    let other = IndexBuilder::new(Analyzer::default().unit(Unit::AllWords)).unwrap();
    let mut other = { other };
    other.add("x", "a b").unwrap();
    let other = open(other.bytes().unwrap()).unwrap();
    assert!(SearchIndex::merge(&[&index, &other], &b).unwrap_err().to_string().contains("same settings"));
}

#[test]
fn cut_short_or_altered_it_is_an_error_or_the_same_answer() {
    let bytes = built(&documents(40));
    let wanted = open(bytes.clone()).unwrap().search("word3 again", 5).unwrap();
    for length in (0..bytes.len()).step_by(7) {
        assert!(open(bytes[..length].to_vec()).is_err(), "cut to {length}");
    }
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 1 << (at % 8);
        let answer = open(altered.clone()).and_then(|index| index.search("word3 again", 5));
        assert!(answer.is_err(), "byte {at} was altered and nobody saw"); // a small file is one block
        reseal(&mut altered);
        if let Ok(index) = open(altered) {
            let _ = (index.search("word3 again", 5), index.verify()); // whatever it says, it must not break
        }
    }
    assert_eq!(open(bytes).unwrap().search("word3 again", 5).unwrap(), wanted);
}

#[test]
fn what_cannot_be_an_index_is_refused() {
    let empty = IndexBuilder::new(Analyzer::default()).unwrap();
    assert!(empty.write(Path::new("none")).unwrap_err().to_string().contains("at least one document"));
    let mut wordless = IndexBuilder::new(Analyzer::default()).unwrap();
    wordless.add("a", "! ? .").unwrap();
    assert!(wordless.write(Path::new("none")).unwrap_err().to_string().contains("vocabulary"));
    assert!(IndexBuilder::new(Analyzer::default().unit(Unit::Chars)).is_err());
    assert!(SearchIndex::open(Path::new("/")).is_err() && SearchIndex::open(Path::new("/none")).is_err());
    assert!(open(vec![]).unwrap_err().to_string().contains("an index: 0 bytes"));
}
