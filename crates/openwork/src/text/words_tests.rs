//! Unicode's own test file, and what must hold of any text.

use super::*;
use flate2::read::GzDecoder;
use std::io::Read;

/// Each line of a test file of Unicode: the text, and the bytes where `÷` stands.
pub(crate) fn cases(packed: &[u8]) -> Vec<(String, Vec<usize>)> {
    let mut lines = String::new();
    GzDecoder::new(packed).read_to_string(&mut lines).unwrap();
    let lines = lines.lines().filter_map(|line| line.split('#').next()).filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let (mut text, mut bounds) = (String::new(), vec![]);
            for part in line.split_whitespace() {
                match part {
                    "÷" => bounds.push(text.len()),
                    "×" => {}
                    code => text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap()),
                }
            }
            (text, bounds)
        })
        .collect()
}

#[test]
fn the_boundaries_of_unicodes_test_file() {
    let cases = cases(include_bytes!("../../../../data/unicode/WordBreakTest.txt.gz"));
    assert!(cases.len() > 1800);
    for (text, want) in cases {
        let got: Vec<usize> = std::iter::once(0).chain(word_bounds(&text).map(|token| token.end)).collect();
        assert_eq!(got, want, "{text:?}");
    }
}

#[test]
fn words_of_many_scripts() {
    let words = |text| unicode_words(text).map(|token| token.text).collect::<Vec<_>>().join("|");
    assert_eq!(words("L'été, c'est 3,14 €!"), "L'été|c'est|3,14");
    assert_eq!(words("مرحبا بالعالم"), "مرحبا|بالعالم");
    assert_eq!(words("नमस्ते दुनिया।"), "नमस्ते|दुनिया");
    assert_eq!(words("カタカナと漢字"), "カタカナ|と|漢|字");
    assert_eq!(words("snake_case 👩‍👩‍👧 a\u{200d}b \0"), "snake_case|a\u{200d}b");
    assert_eq!(words(""), "");
}
