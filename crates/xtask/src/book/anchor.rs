//! Code shown on a page: the lines between two comments of a source file that the tests run.

/// Some lines of a source file.
#[derive(Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The lines, the common indentation taken off.
    pub lines: Vec<String>,
    /// The number of the first line in the file, from 1.
    pub first: usize,
}

/// The lines between `// ANCHOR: name` and `// ANCHOR_END: name`, anchors inside left out.
pub fn extract(source: &str, name: &str) -> Result<Snippet, String> {
    let is =
        |line: &str, word: &str| line.trim().strip_prefix("// ").and_then(|l| l.strip_prefix(word)).map(str::trim) == Some(name);
    let mut found = source.lines().enumerate().filter(|(_, line)| is(line, "ANCHOR:"));
    let (start, _) = found.next().ok_or_else(|| format!("has no `// ANCHOR: {name}`"))?;
    if let Some((again, _)) = found.next() {
        return Err(format!("has `// ANCHOR: {name}` twice, in lines {} and {}", start + 1, again + 1));
    }
    let mut lines = vec![];
    for line in source.lines().skip(start + 1) {
        if is(line, "ANCHOR_END:") {
            let indent =
                lines.iter().filter(|l: &&&str| !l.trim().is_empty()).map(|l| l.len() - l.trim_start().len()).min().unwrap_or(0);
            let lines = lines.iter().map(|l| l.get(indent..).unwrap_or("").to_string()).collect();
            return Ok(Snippet { lines, first: start + 2 });
        }
        let text = line.trim();
        if !text.starts_with("// ANCHOR:") && !text.starts_with("// ANCHOR_END:") {
            lines.push(line);
        }
    }
    Err(format!("has `// ANCHOR: {name}` without its `// ANCHOR_END: {name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "a\n    // ANCHOR: one\n    b {\n        // ANCHOR: two\n        c\n        // ANCHOR_END: two\n\n    }\n    // ANCHOR_END: one\n";

    #[test]
    fn lines_between_the_anchors_without_their_indentation() {
        assert_eq!(
            extract(SOURCE, "one").unwrap(),
            Snippet { lines: vec!["b {".into(), "    c".into(), "".into(), "}".into()], first: 3 }
        );
        assert_eq!(extract(SOURCE, "two").unwrap().lines, ["c"]);
    }

    #[test]
    fn missing_doubled_and_open_anchors_are_refused() {
        assert!(extract(SOURCE, "three").is_err());
        assert!(extract(&format!("{SOURCE}{SOURCE}"), "one").is_err());
        assert!(extract("// ANCHOR: x\ny", "x").is_err());
    }
}
