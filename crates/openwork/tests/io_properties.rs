//! Laws of reading and writing: what is written reads back the same, and no prefix of a file does harm.

use openwork::io::{Column, Format, Table};
use proptest::prelude::*;
use std::path::PathBuf;

/// A number as tables may hold it: any bits, of which every NaN is a missing value.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => any::<f64>(), 2 => (-1000_i32..1000).prop_map(f64::from), 1 => Just(f64::NAN), 1 => Just(f64::MIN_POSITIVE / 8.0)]
}

/// A table whose first column is numbers, so that its header can be told from its rows.
fn tables(cells: BoxedStrategy<f64>) -> impl Strategy<Value = Table> {
    let text = r#"[ -~äß€]{0,12}"#.prop_map(|s| s.trim().to_owned());
    (1_usize..12, 0_usize..4).prop_flat_map(move |(rows, texts)| {
        let numbers = prop::collection::vec(prop::collection::vec(cells.clone(), rows), 0..4);
        let texts = prop::collection::vec(prop::collection::vec(text.clone(), rows), texts);
        (prop::collection::vec(-1e9_f64..1e9, rows), numbers, texts).prop_map(|(first, numbers, mut texts)| {
            for column in &mut texts {
                column[0].insert(0, '#'); // not a number, so that the column stays text
            }
            let columns: Vec<Column> =
                std::iter::once(first).chain(numbers).map(Column::Numbers).chain(texts.into_iter().map(Column::Text)).collect();
            let names = (0..columns.len()).map(|i| format!("c \"{i}\",;\t{i}")).collect();
            Table::new("t", names, columns).unwrap()
        })
    })
}

/// The same cells, bit for bit, but that all NaNs are one.
fn same(a: &Table, b: &Table) -> bool {
    let bits = |v: &f64| if v.is_nan() { f64::NAN.to_bits() } else { v.to_bits() };
    a.names == b.names
        && a.columns.len() == b.columns.len()
        && a.columns.iter().zip(&b.columns).all(|pair| match pair {
            (Column::Numbers(a), Column::Numbers(b)) => a.iter().map(bits).eq(b.iter().map(bits)),
            (a, b) => a == b,
        })
}

fn written(table: &Table, name: &str) -> (Vec<u8>, Table) {
    let directory = tempfile::tempdir().unwrap();
    let path: PathBuf = directory.path().join(name);
    table.write(&path).unwrap();
    (std::fs::read(&path).unwrap(), Table::read(&path).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn csv_and_tsv_read_back_the_same(table in tables(number().boxed())) {
        for name in ["t.csv", "t.tsv", "t.csv.gz"] {
            let (_, back) = written(&table, name);
            prop_assert!(same(&table, &back), "{name}: {table:?}\n{back:?}");
        }
    }

    #[test]
    fn json_lines_read_back_the_same(table in tables(number().prop_filter("JSON has no infinity", |v| !v.is_infinite()).boxed())) {
        for name in ["t.jsonl", "t.ndjson.gz"] {
            let (_, back) = written(&table, name);
            prop_assert!(same(&table, &back), "{name}: {table:?}\n{back:?}");
        }
    }

    #[test]
    fn npy_reads_back_the_same(columns in (1_usize..9).prop_flat_map(|rows| prop::collection::vec(prop::collection::vec(number(), rows), 1..9))) {
        let names = (0..columns.len()).map(|i| format!("x{i}")).collect();
        let table = Table::new("t", names, columns.into_iter().map(Column::Numbers).collect()).unwrap();
        for name in ["t.npy", "t.npy.gz"] {
            let (bytes, back) = written(&table, name);
            prop_assert!(same(&table, &back), "{name}: {table:?}\n{back:?}");
            // numpy asks that the data begin at a multiple of 64.
            prop_assert!(name != "t.npy" || (bytes.len() - 8 * table.n_rows() * table.columns.len()).is_multiple_of(64));
        }
    }

    #[test]
    fn a_written_table_cut_anywhere_does_no_harm(table in tables((-9.0_f64..9.0).boxed())) {
        for (name, format) in [("t.csv", Format::Csv), ("t.tsv.gz", Format::Tsv), ("t.jsonl", Format::JsonLines)] {
            let (bytes, _) = written(&table, name);
            for end in 0..bytes.len() {
                if let Ok(part) = Table::parse(&bytes[..end], format, name.as_ref()) {
                    prop_assert!(!name.ends_with(".gz"), "a packed file knows its length");
                    prop_assert!(part.n_rows() <= table.n_rows() + 1);
                }
            }
        }
    }

    #[test]
    fn any_text_is_a_table_or_an_error(text in r#"[a-c0-2,;"\t\r\n .-]{0,60}"#) {
        for format in [Format::Csv, Format::Tsv, Format::JsonLines] {
            if let Ok(table) = Table::parse(text.as_bytes(), format, "t".as_ref()) {
                prop_assert!(table.n_rows() > 0 && table.columns.iter().all(|c| c.len() == table.n_rows()));
            }
        }
    }
}

#[test]
fn what_a_format_cannot_hold_is_refused_and_leaves_no_file() {
    let directory = tempfile::tempdir().unwrap();
    let table = |column| Table::new("t", vec!["a".into()], vec![column]).unwrap();
    let text = table(Column::Text(vec!["x".into()]));
    let infinite = table(Column::Numbers(vec![f64::INFINITY]));
    for (table, name, wanted) in [
        (&text, "t.npy", "column \"a\" is text"),
        (&infinite, "t.jsonl", "holds infinity"),
        (&text, "t.npz", "not written here"),
        (&text, "t.xlsx", "does not tell its format"),
    ] {
        let path = directory.path().join(name);
        let message = table.write(&path).unwrap_err().to_string();
        assert!(message.contains(wanted), "{message}");
        assert!(!path.exists());
    }
    let mut broken = infinite;
    broken.columns.push(Column::Numbers(vec![]));
    assert!(broken.write(&directory.path().join("t.csv")).is_err());
    assert!(broken.features(None).is_err());
}
