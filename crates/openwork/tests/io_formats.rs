//! Every format, from files that its own tools wrote (`fuzz/seeds.py`), and what bad ones are told.

use openwork::io::{Column, Format, Table};
use openwork::{Error, Result};
use std::io::Write;
use std::path::{Path, PathBuf};

fn seed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(name)
}

fn read(name: &str) -> Table {
    Table::read(&seed(name)).unwrap()
}

fn numbers(table: &Table, name: &str) -> Vec<f64> {
    match table.column(name).unwrap() {
        Column::Numbers(cells) => cells.clone(),
        Column::Text(_) => panic!("{name} is text"),
    }
}

fn refused(result: Result<Table>) -> String {
    result.expect_err("an error").to_string()
}

fn parse(text: &str, format: Format) -> Result<Table> {
    Table::parse(text.as_bytes(), format, "t".as_ref())
}

#[test]
fn numpy_arrays_of_every_kind_order_and_layout() {
    let kinds = ["f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"];
    for kind in kinds {
        for variant in ["little_c", "little_fortran", "big_c", "big_fortran"] {
            let table = read(&format!("npy/{kind}_{variant}.npy"));
            let wanted = if kind == "b1" { [0.0, 1.0, 1.0, 1.0, 1.0, 1.0] } else { [0.0, 1.0, 2.0, 3.0, 4.0, 127.0] };
            assert_eq!(table.names, ["x0", "x1", "x2"]);
            assert_eq!(table.features(None).unwrap().into_raw_vec_and_offset().0, wanted, "{kind} {variant}");
        }
    }
    for version in ["version2", "version3"] {
        assert_eq!(numbers(&read(&format!("npy/{version}.npy")), "x2"), [2.0, 127.0]);
    }
    assert_eq!(numbers(&read("npy/negative_i2.npy"), "x0"), [-1.0, -32768.0, 32767.0]);
    assert_eq!(numbers(&read("npy/negative_i8_big.npy"), "x0"), [-1.0, -1099511627776.0]);
    assert_eq!(numbers(&read("npy/fractions_f4_big.npy"), "x0"), [f64::from(0.1_f32), f64::from(-1e30_f32)]);
    let table = read("npy/fractions_f8.npy");
    let cells = numbers(&table, "x0");
    assert_eq!(cells[..2], [0.1, -1e300]);
    assert!(cells[2].is_nan() && cells[3] == f64::INFINITY);
    let message = table.features(None).unwrap_err().to_string();
    assert!(message.contains("row 2 (counted from 0): column \"x0\" is missing"), "{message}");
}

#[test]
fn numpy_arrays_that_are_no_table_are_told_the_mend() {
    for (name, wanted) in [
        ("three_dimensions", "shape [2, 2, 2], wanted one or two dimensions"),
        ("scalar", "shape [], wanted one or two"),
        ("no_rows", "an array of 0 x 3, is empty"),
        ("record", "type a record with fields, wanted f4"),
        ("text", "type \"<U2\", wanted f4"),
        ("complex", "type \"<c16\", wanted f4"),
    ] {
        let message = refused(Table::read(&seed(&format!("npy/{name}.npy"))));
        assert!(message.contains(wanted) && message.contains(&format!("{name}.npy")), "{message}");
    }
}

/// An .npy file of version 1 with this header.
fn npy(header: &str, data: &[u8]) -> Result<Table> {
    let bytes = [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), data].concat();
    Table::parse(&bytes, Format::Npy, "t.npy".as_ref())
}

#[test]
fn hostile_npy_headers_are_refused_without_much_memory() {
    let header = |descr: &str, shape: &str| format!("{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n");
    assert_eq!(npy(&header("'<i2'", "(2,)"), &[1, 0, 2, 0]).unwrap().targets("x0").unwrap(), [1.0, 2.0]);
    assert_eq!(npy(&header("\"|u1\"", "(1L, 2L)"), &[1, 2]).unwrap().names, ["x0", "x1"], "as Python 2 wrote it");
    for (descr, shape, wanted) in [
        ("'<f8'", "(1000000000000, 1000000000000)", "wanted more than there can be"),
        ("'<f8'", "(4611686018427387904, 4)", "wanted more than there can be"),
        ("'<f8'", "(99999999999999999999,)", "a header"),
        ("'<f8'", "(-1,)", "a header"),
        ("'<f8'", "(3,)", "16 bytes of data, wanted 24"),
        ("'<f8'", "(1,)", "16 bytes of data, wanted 8"),
        ("'<f8'", "(0, 1000000000000)", "16 bytes of data, wanted 0"),
        ("'<f8'", "((((((((", "a header"),
        ("[[[[[", "(2,)", "a header"),
        ("'|O'", "(2,)", "never loaded"),
        ("'<f16'", "(1,)", "type \"<f16\""),
        ("''", "(2,)", "type \"\""),
        ("'é8'", "(2,)", "type \"é8\""),
    ] {
        let message = refused(npy(&header(descr, shape), &[0; 16]));
        assert!(message.contains(wanted), "{message}\nwanted: {wanted}");
    }
    let wide = refused(npy(&header("'|u1'", "(1, 2000000)"), &vec![0; 2_000_000]));
    assert!(wide.contains("2000000 columns"), "{wide}");
    for header in ["", "{", "{}", "{'descr': '<f8'}", "{'shape': (1,), 'shape': (2,)}", "{'x': 1}", "\u{fffd}", "{'descr'"] {
        assert!(refused(npy(header, &[])).contains("a header"), "{header}");
    }
    for bytes in [&b"\x93NUMPY\x02\x00\xff\xff\xff\xff{}"[..], b"\x93NUMPY\x09\x00", b"\x93NUMPY", b"PK\x03\x04", b""] {
        refused(Table::parse(bytes, Format::Npy, "t.npy".as_ref()));
    }
}

#[test]
fn several_arrays_stand_side_by_side() {
    for name in ["plain", "packed"] {
        let table = read(&format!("npz/{name}.npz"));
        assert_eq!(table.names, ["x0", "x1", "x2", "y"]);
        assert_eq!(table.labels("y").unwrap().classes, ["7", "8"]);
        assert_eq!(table.features(Some("y")).unwrap(), ndarray::array![[0.0, 1.0, 2.0], [3.0, 4.0, 127.0]]);
    }
    assert_eq!(read("npz/one.npz").names, ["x0", "x1", "x2"]);
    let message = refused(Table::read(&seed("npz/unequal.npz")));
    assert!(message.contains("array \"b\" has 3 rows, wanted 2"), "{message}");
    assert!(refused(parse("PK", Format::Npz)).contains("not an .npz (zip) file"));
}

#[test]
fn idx_of_every_kind_packed_or_not() {
    for name in ["idx/images-idx3-ubyte", "idx/images-idx3-ubyte.gz"] {
        let table = read(name);
        assert_eq!((table.n_rows(), table.names.len()), (2, 6));
        let wanted = ndarray::array![[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [250.0, 251.0, 252.0, 253.0, 254.0, 255.0]];
        assert_eq!(table.features(None).unwrap(), wanted);
    }
    assert_eq!(read("idx/labels-idx1-ubyte").labels("x0").unwrap().classes, ["7", "8"]);
    for (name, wanted) in
        [("b", [-1.0, 2.0]), ("h", [-300.0, 2.0]), ("i", [-70000.0, 2.0]), ("f", [0.5, -2.0]), ("d", [0.1, -2.0])]
    {
        assert_eq!(numbers(&read(&format!("idx/{name}.idx")), "x0"), wanted, "{name}");
    }
    let idx = |bytes: &[u8]| refused(Table::parse(bytes, Format::Idx, "t.idx".as_ref()));
    assert!(idx(&[0, 0, 8]).contains("too short"));
    assert!(idx(&[0, 0, 8, 2, 0, 0, 0, 1]).contains("too short"));
    assert!(idx(&[1, 0, 8, 1, 0, 0, 0, 0]).contains("two zero bytes"));
    assert!(idx(&[0, 0, 7, 1, 0, 0, 0, 0]).contains("kind 0x07"));
    assert!(idx(&[0, 0, 8, 0]).contains("no dimensions"));
    assert!(idx(&[0, 0, 8, 1, 0, 0, 0, 2, 9]).contains("1 bytes of data, wanted 2"));
    assert!(idx(&[0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255]).contains("0 bytes of data, wanted 18446744065119617025"));
    let huge = [&[0, 0, 14, 4][..], &[255; 16]].concat();
    assert!(idx(&huge).contains("there can be"));
}

#[test]
fn json_lines_of_objects_and_of_arrays() {
    let table = read("jsonl/objects.jsonl");
    assert_eq!(table.names, ["x", "kind", "ok"], "in the order of the first line");
    assert_eq!(numbers(&table, "x"), [1.5, -2000.0]);
    assert_eq!(numbers(&table, "ok"), [1.0, 0.0]);
    assert_eq!(*table.column("kind").unwrap(), Column::Text(vec!["a".into(), String::new()]));
    let table = read("jsonl/arrays.jsonl");
    assert_eq!(table.names, ["x0", "x1"]);
    let Err(Error::Parse { line: 3, column: 2, problem, .. }) = table.features(None) else { panic!("null on line 3") };
    assert!(problem.contains("missing"), "{problem}");
    let mixed = parse("[1]\n[\"a\"]\n[2.5]\n[null]\n", Format::JsonLines).unwrap();
    assert_eq!(mixed.columns[0], Column::Text(["1", "a", "2.5", ""].map(String::from).into()));
}

#[test]
fn json_lines_that_do_not_fit_name_their_line() {
    for (text, line, wanted) in [
        ("", 0, "t is empty"),
        ("\n\n", 0, "t is empty"),
        ("{}\n", 0, "t is empty"),
        ("{\"a\":1}\n{\"b\":1}", 2, "the key \"b\", which the first row does not have"),
        ("{\"a\":1,\"b\":1}\n\n{\"a\":1}", 3, "1 keys, wanted 2"),
        ("{\"a\":1,\"b\":1}\n{\"a\":1,\"a\":1}", 2, "the key \"a\" twice"),
        ("{\"a\":1,\"a\":1}", 1, "the key \"a\", wanted every key once"),
        ("[1]\n[1,2]", 2, "2 values, wanted 1"),
        ("[1]\n{\"a\":1}", 2, "objects and arrays"),
        ("{\"a\":NaN}", 1, "null for a missing number"),
        ("{\"a\":[1]}", 1, "a list inside a row"),
        ("{\"a\":{}}", 1, "an object inside a row"),
        ("3", 1, "expected a JSON object or array"),
        ("[1e999]", 1, "number out of range"),
        ("[1", 1, "EOF while parsing"),
        ("[1] 2", 1, "trailing characters"),
        (&"[".repeat(10_000), 1, "wanted one JSON object"),
    ] {
        let error = parse(text, Format::JsonLines).unwrap_err();
        let at = if let Error::Parse { line, .. } = &error { *line } else { 0 };
        assert!(error.to_string().contains(wanted), "{error}\nwanted: {wanted}");
        assert_eq!(at, line, "{error}");
    }
    let error = Table::parse(b"[1]\n[\"\xe9\"]", Format::JsonLines, "t".as_ref()).unwrap_err().to_string();
    assert!(error.starts_with("t:2:3: byte 0xE9"), "{error}");
}

#[test]
fn names_tell_formats() {
    for (name, format) in [
        ("a.CSV", Format::Csv),
        ("a.b.tsv.gz", Format::Tsv),
        ("a.ndjson", Format::JsonLines),
        ("x/a.npy", Format::Npy),
        ("a.npz", Format::Npz),
        ("train-images-idx3-ubyte.gz", Format::Idx),
        ("t10k-images.idx3-ubyte", Format::Idx),
        ("a.parquet", Format::Parquet),
        ("-", Format::Csv),
    ] {
        assert_eq!(Format::of(name.as_ref()).unwrap(), format, "{name}");
    }
    for name in ["a", "csv", "a.xlsx", "a.gz", "", "..", "a.csv.zip"] {
        let message = Format::of(name.as_ref()).unwrap_err().to_string();
        assert!(message.contains("ends in .csv"), "{message}");
    }
    assert!(matches!(Table::read("no/such.csv".as_ref()), Err(Error::Io { .. })));
}

#[test]
fn packed_files_are_unpacked_and_bombs_are_not() {
    assert_eq!(read("csv/packed.csv.gz").names, ["a", "b"]);
    let whole = std::fs::read(seed("csv/packed.csv.gz")).unwrap();
    let message = refused(Table::parse(&whole[..whole.len() - 1], Format::Csv, "t.csv.gz".as_ref()));
    assert!(message.contains("cannot be unpacked"), "{message}");
    assert!(refused(Table::parse(b"a,b\n1,2\n", Format::Csv, "t.csv.gz".as_ref())).contains("cannot be unpacked"));
    // 300 MiB of line ends pack to about 300 kB.
    let mut bomb = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
    (0..300).for_each(|_| bomb.write_all(&vec![b'\n'; 1 << 20]).unwrap());
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    assert!(refused(Table::parse(&bomb, Format::Csv, "t.csv.gz".as_ref())).contains("looks like a bomb"));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_says_how_to_get_it() {
    let message = refused(Table::read(&seed("parquet/snappy.parquet")));
    assert!(message.contains("--features parquet"), "{message}");
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_of_every_codec_whole_or_cut_short() {
    for codec in ["none", "snappy", "gzip", "brotli", "lz4"] {
        let table = read(&format!("parquet/{codec}.parquet"));
        assert_eq!(table.names, ["x", "n", "kind", "ok"]);
        let x = numbers(&table, "x");
        assert!(x[0] == 1.5 && x[1].is_nan(), "{x:?}");
        assert_eq!(numbers(&table, "n"), [1.0, -2.0]);
        assert_eq!(table.labels("kind").unwrap().classes, ["a", "b"]);
        assert_eq!(numbers(&table, "ok"), [1.0, 0.0]);
    }
    let whole = std::fs::read(seed("parquet/snappy.parquet")).unwrap();
    for end in 0..whole.len() {
        let message = refused(Table::parse(&whole[..end], Format::Parquet, "t.parquet".as_ref()));
        assert!(message.contains("t.parquet: not a Parquet file that is whole"), "{message}");
    }
}
