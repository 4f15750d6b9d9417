//! Tables from comma- and tab-separated text: what is read, and what every kind of bad file is told.

use openwork::io::{Column, Format, Table};
use openwork::{Error, Result};

fn csv(text: &str) -> Result<Table> {
    Table::parse(text.as_bytes(), Format::Csv, "t.csv".as_ref())
}

/// The error's message, and its line and column where it has them.
fn refused<T: std::fmt::Debug>(result: Result<T>) -> (String, Option<(u64, u64)>) {
    let error = result.expect_err("an error");
    let at = if let Error::Parse { line, column, .. } = &error { Some((*line, *column)) } else { None };
    (error.to_string(), at)
}

#[test]
fn a_table_with_a_header() {
    let table = csv("length, width,kind\n5.1,3.5,setosa\n\n6.2,2.9, virginica\n4,1e-3,setosa\n").unwrap();
    assert_eq!(table.names, ["length", "width", "kind"]);
    assert_eq!(table.n_rows(), 3);
    assert_eq!(table.columns[1], Column::Numbers(vec![3.5, 2.9, 1e-3]));
    assert_eq!(*table.column("kind").unwrap(), Column::Text(vec!["setosa".into(), "virginica".into(), "setosa".into()]));
    let x = table.features(Some("kind")).unwrap();
    assert_eq!(x, ndarray::array![[5.1, 3.5], [6.2, 2.9], [4.0, 1e-3]]);
    assert_eq!(table.feature_names(Some("kind")), ["length", "width"]);
    let labels = table.labels("kind").unwrap();
    assert_eq!(labels.classes, ["setosa", "virginica"]);
    assert_eq!(labels.y, [0, 1, 0]);
    assert_eq!(table.targets("length").unwrap(), [5.1, 6.2, 4.0]);
    assert_eq!(table.without("width").unwrap().names, ["length", "kind"]);
}

#[test]
fn headers_are_told_from_data() {
    let names = |text: &str| csv(text).unwrap().names;
    assert_eq!(names("1,2\n3,4\n"), ["x0", "x1"]);
    assert_eq!(names("1,2"), ["x0", "x1"], "one row without a line end");
    assert_eq!(names("5.1,setosa\n6.2,virginica\n"), ["x0", "x1"], "a number in the first row");
    assert_eq!(names("a,b\n1,x\n"), ["a", "b"]);
    assert_eq!(names("kind,colour\ncat,red\ndog,red\n"), ["kind", "colour"], "all text, nothing comes again");
    assert_eq!(names("cat,red\ndog,red\ncat,blue\n"), ["x0", "x1"], "all text, cat comes again");
    assert_eq!(names("a,a,,a_2,a\n1,2,3,4,5\n"), ["a", "a_3", "x2", "a_2", "a_4"], "repeated and empty names");
    assert_eq!(names("\u{feff}a,b\r\n1,2\r\n"), ["a", "b"], "byte order mark, CRLF");
    assert_eq!(names("a;b\n1;2\n"), ["a", "b"], "semicolons");
    assert_eq!(names("a\tb\n1\t2\n"), ["a", "b"], "tabs");
    assert_eq!(names("\"a,1\",\"b \"\"q\"\"\"\n1,2\n"), ["a,1", "b \"q\""], "quotes");
}

#[test]
fn classes_are_sorted_by_value_where_they_are_numbers() {
    let table = csv("y,z\n10,b\n9,a\n10,b\n-0,B\n0,a\n").unwrap();
    let labels = table.labels("y").unwrap();
    assert_eq!(labels.classes, ["0", "9", "10"]);
    assert_eq!(labels.y, [2, 1, 2, 0, 0]);
    assert_eq!(table.labels("z").unwrap().classes, ["B", "a", "b"]);
}

#[test]
fn empty_files_and_headers_without_rows() {
    for text in ["", "\n\n", "\u{feff}"] {
        let (message, _) = refused(csv(text));
        assert!(message.contains("t.csv is empty"), "{message}");
    }
    let (message, at) = refused(csv("\na,b\n"));
    assert_eq!(at, Some((2, 1)));
    assert!(message.contains("a header and no rows"), "{message}");
}

#[test]
fn ragged_rows_name_line_and_counts() {
    let (message, at) = refused(csv("a,b,c\r\n1,2,3\r\n\r\n4,5\r\n"));
    assert_eq!(at, Some((4, 3)));
    assert!(message.starts_with("t.csv:4:3: 2 fields, wanted 3"), "{message}");
    let (message, at) = refused(csv("1,2\n1,2,3\n"));
    assert_eq!(at, Some((2, 3)));
    assert!(message.contains("3 fields, wanted 2"), "{message}");
}

#[test]
fn a_text_among_numbers_names_its_place() {
    let table = csv("age,size\n1,2\n\"2\n\",3\n4,tall\n").unwrap();
    let (message, at) = refused(table.features(None));
    assert_eq!(at, Some((5, 2)), "a quoted field took two lines");
    assert!(message.contains("column \"size\" holds the text \"tall\", wanted a number"), "{message}");
    let (message, _) = refused(csv("a;b\n1;2\n1,5;2\n").unwrap().features(None));
    assert!(message.contains("\"1,5\"") && message.contains("decimal point"), "{message}");
    let (message, at) = refused(csv("name,2019\nx,1\n").unwrap().features(None));
    assert_eq!(at, Some((1, 1)));
    assert!(message.contains("if line 1 is a header"), "{message}");
}

#[test]
fn missing_and_infinite_cells_are_refused_where_they_are_used() {
    for cell in ["", "NA", "nan", "NULL", "?"] {
        let table = csv(&format!("a,b\n1,2\n3,{cell}\n")).unwrap();
        let Column::Numbers(b) = table.column("b").unwrap() else { panic!("{cell:?} made the column text") };
        assert!(b[0] == 2.0 && b[1].is_nan());
        for result in [table.features(None).map(|_| ()), table.targets("b").map(|_| ()), table.labels("b").map(|_| ())] {
            let (message, at) = refused(result);
            assert_eq!(at, Some((3, 2)));
            assert!(message.contains("column \"b\" is missing"), "{message}");
        }
        assert_eq!(table.features(Some("b")).unwrap().dim(), (2, 1), "the other column is whole");
    }
    let (message, at) = refused(csv("a\n1\n-inf\n").unwrap().features(None));
    assert_eq!(at, Some((3, 1)));
    assert!(message.contains("-inf"), "{message}");
    let (_, at) = refused(csv("k,v\na,1\n,2\n").unwrap().labels("k"));
    assert_eq!(at, Some((3, 1)), "a class without a name");
}

#[test]
fn columns_that_are_not_there_are_listed() {
    let table = csv("a,b\n1,2\n").unwrap();
    let no_column =
        |result: Error| matches!(&result, Error::NoColumn { wanted, have, .. } if wanted == "c" && *have == ["a", "b"]);
    assert!(no_column(table.features(Some("c")).unwrap_err()));
    assert!(no_column(table.labels("c").unwrap_err()));
    assert!(no_column(table.targets("c").unwrap_err()));
    assert!(no_column(table.select(&["a".into(), "c".into()]).unwrap_err()));
    assert!(no_column(table.without("c").unwrap_err()));
}

#[test]
fn bytes_that_are_not_utf8_name_their_place() {
    let (message, at) = refused(Table::parse(b"a,b\n1,caf\xe9\n", Format::Csv, "t.csv".as_ref()));
    assert_eq!(at, Some((2, 2)));
    assert!(message.contains("0xE9") && message.contains("UTF-8"), "{message}");
}

#[test]
fn a_quote_left_open_is_not_taken_for_a_long_cell() {
    let (message, at) = refused(csv("a,b\n1,\"x\n2,y\n3,z\n"));
    assert_eq!(at, Some((2, 1)));
    assert!(message.contains("never closed"), "{message}");
}

#[test]
fn rows_keep_their_order_in_wide_and_long_tables() {
    let text: String = (0..101).map(|i| format!("{},{},{}\n", i, i * 1000, i + 7)).collect();
    let x = csv(&text).unwrap().features(None).unwrap();
    for i in 0..101 {
        assert_eq!(x.row(i).to_vec(), [i as f64, (i * 1000) as f64, (i + 7) as f64]);
    }
}
