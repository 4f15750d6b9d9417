//! From a chapter's Markdown, which is also the module's documentation, to the page of the book.
//!
//! In rustdoc the directives below are comments, and a formula is its LaTeX. In the book
//! - `$...$`, `$$...$$` and blocks marked `math` become MathML;
//! - `<!-- code: cluster/kmeans.rs#assign -->` becomes the code between those anchors;
//! - `<!-- terms ... -->`, one `name: latex => code` a line, links parts of the formula above to lines of code on the page;
//! - `<!-- figure: kmeans key=value -->` becomes a live figure;
//! - `<!-- parameters: kmeans -->` becomes the table of settings, `<!-- badge: kmeans -->` what was measured,
//!   `<!-- index -->` the list of all algorithms.

use crate::anchor::{self, Snippet};
use crate::formula::{self, Term};
use crate::tables;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Where a page takes its parts from.
pub struct Shelf<'a> {
    /// The folders of the library's source, in the order in which a file is looked for.
    pub sources: &'a [PathBuf],
    /// The folder of the repository.
    pub root: &'a Path,
    /// All pages, such as `cluster/kmeans.md`.
    pub pages: &'a [String],
}

/// A part of the text that the book shows otherwise.
enum Piece {
    Formula { latex: String, display: bool, terms: Vec<Term> },
    Code { path: String, snippet: Snippet },
    Figure { name: String, options: String },
    Made(String),
}

/// The page of the book; an error names what is wrong with the text.
pub fn page(text: &str, name: &str, shelf: &Shelf) -> Result<String, String> {
    let mut pieces: Vec<(Range<usize>, Piece)> = vec![];
    let mut in_code = false;
    let options = Options::ENABLE_MATH | Options::ENABLE_TABLES;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let formula = |latex: &str, display| Piece::Formula { latex: latex.into(), display, terms: vec![] };
        match event {
            Event::InlineMath(latex) => pieces.push((range, formula(&latex, false))),
            Event::DisplayMath(latex) => pieces.push((range, formula(&latex, true))),
            // A formula whose braces do not balance is no formula to the parser.
            Event::Text(words) if words.contains('$') && !in_code => {
                return Err(format!("{words:?}: a $ that begins no formula, or a formula whose braces do not balance"));
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => in_code = true,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                in_code = true;
                let block = &text[range.clone()];
                let body = block.split_once('\n').and_then(|(_, rest)| rest.rsplit_once("```")).map_or("", |(body, _)| body);
                match &*info {
                    "math" => pieces.push((range, formula(body, true))),
                    "" => pieces.push((range, Piece::Made(format!("```rust\n{body}```\n")))),
                    _ => {}
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with("crate::") => {
                pieces.push((range.clone(), Piece::Made(link(&text[range], &dest_url, name, shelf))));
            }
            Event::Start(Tag::HtmlBlock) => {
                let comment = text[range.clone()].trim().strip_prefix("<!--").and_then(|c| c.strip_suffix("-->"));
                if let Some(comment) = comment {
                    directive(comment.trim(), name, shelf, &mut pieces, range)?;
                }
            }
            _ => {}
        }
    }
    write(text, &pieces)
}

fn directive(
    comment: &str,
    name: &str,
    shelf: &Shelf,
    pieces: &mut Vec<(Range<usize>, Piece)>,
    range: Range<usize>,
) -> Result<(), String> {
    let (key, rest) = comment.split_once([':', '\n']).unwrap_or((comment, ""));
    let rest = rest.trim();
    let piece = match key.trim() {
        "code" => {
            let (path, anchor) = rest.split_once('#').ok_or_else(|| format!("code: {rest}: wanted path#anchor"))?;
            let places: Vec<PathBuf> = shelf.sources.iter().map(|folder| folder.join(path)).collect();
            let place = places.iter().find(|place| place.exists()).ok_or_else(|| format!("{path}: in none of {places:?}"))?;
            let source = std::fs::read_to_string(place).map_err(|e| format!("{path}: {e}"))?;
            let snippet = anchor::extract(&source, anchor).map_err(|e| format!("{path} {e}"))?;
            Piece::Code { path: place.strip_prefix(shelf.root).unwrap_or(place).display().to_string(), snippet }
        }
        "terms" => {
            let formula = pieces.iter_mut().rev().find_map(|(_, piece)| match piece {
                Piece::Formula { display: true, terms, .. } => Some(terms),
                _ => None,
            });
            let formula = formula.ok_or("terms: there is no formula above")?;
            for line in rest.lines().filter(|l| !l.trim().is_empty()) {
                let wrong = || format!("terms: {line:?}: wanted name: latex => code");
                let (name, rest) = line.split_once(':').ok_or_else(wrong)?;
                let (latex, code) = rest.split_once("=>").ok_or_else(wrong)?;
                formula.push(Term { name: name.trim().into(), latex: latex.trim().into(), code: code.trim().into() });
            }
            Piece::Made(String::new())
        }
        "figure" => {
            let (figure, options) = rest.split_once(' ').unwrap_or((rest, ""));
            Piece::Figure { name: figure.into(), options: options.trim().into() }
        }
        "parameters" => Piece::Made(tables::parameters(rest)?),
        "badge" => Piece::Made(tables::badge(rest, shelf.root)?),
        "index" => Piece::Made(tables::index(shelf.root)?),
        _ => return Err(format!("{name}: <!-- {key} -->: wanted code, terms, figure, parameters, badge or index")),
    };
    pieces.push((range, piece));
    Ok(())
}

/// A link to another module: to its page where it has one, else its text alone.
fn link(source: &str, destination: &str, from: &str, shelf: &Shelf) -> String {
    let text = source.strip_prefix('[').and_then(|s| s.rsplit_once("](")).map_or(source, |(text, _)| text);
    let page = format!("{}.md", destination.trim_start_matches("crate::").replace("::", "/"));
    if !shelf.pages.contains(&page) {
        return text.into();
    }
    format!("[{text}]({}{page})", "../".repeat(from.matches('/').count()))
}

/// The text with its pieces put in; terms are tied to their lines here, when all code of the page is known.
fn write(text: &str, pieces: &[(Range<usize>, Piece)]) -> Result<String, String> {
    let terms: Vec<&Term> = pieces
        .iter()
        .flat_map(|(_, piece)| match piece {
            Piece::Formula { terms, .. } => terms.iter().collect(),
            _ => vec![],
        })
        .collect();
    for term in &terms {
        let lines = pieces.iter().map(|(_, piece)| match piece {
            Piece::Code { snippet, .. } => snippet.lines.iter().filter(|l| l.contains(&term.code)).count(),
            _ => 0,
        });
        let count: usize = lines.sum();
        if count != 1 {
            return Err(format!("term {}: {:?} occurs in {count} lines of the page's code, wanted one", term.name, term.code));
        }
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut done = 0;
    for (range, piece) in pieces {
        out.push_str(&text[done..range.start]);
        done = range.end;
        match piece {
            Piece::Formula { latex, display, terms } => out.push_str(&formula::render(latex, *display, terms)?),
            Piece::Code { path, snippet } => out.push_str(&code(path, snippet, &terms)),
            Piece::Figure { name, options } => out.push_str(&format!(
                "<div class=\"ow-live\" data-figure=\"{name}\" data-options=\"{options}\">\n<p>A live figure: it needs JavaScript and a page that \
                 is served, as <code>openwork book</code> does.</p>\n</div>\n"
            )),
            Piece::Made(made) => out.push_str(made),
        }
    }
    out.push_str(&text[done..]);
    Ok(out)
}

/// A block of code that knows which of its lines compute which term.
fn code(path: &str, snippet: &Snippet, terms: &[&Term]) -> String {
    let linked: Vec<(&str, usize)> = terms
        .iter()
        .filter_map(|term| Some((term.name.as_str(), snippet.lines.iter().position(|l| l.contains(&term.code))?)))
        .collect();
    let data = serde_json::to_string(&linked).unwrap_or_default();
    format!(
        "<figure class=\"ow-code\" data-terms='{data}'>\n<figcaption>{path}, line {}</figcaption>\n\n```rust\n{}\n```\n\n</figure>\n",
        snippet.first,
        snippet.lines.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use std::sync::LazyLock;

    /// A folder with one source in it, written once: tests run side by side, and one would read what another is just writing.
    static SOURCE: LazyLock<PathBuf> = LazyLock::new(|| {
        let source = std::env::temp_dir().join(format!("openwork-book-{}", std::process::id()));
        std::fs::create_dir_all(&source).unwrap();
        std::fs::write(source.join("a.rs"), "// ANCHOR: sum\nlet s = a + b;\nlet t = 2 * s;\n// ANCHOR_END: sum\n").unwrap();
        source
    });

    fn try_page(text: &str) -> Result<String, String> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        let pages = ["cluster/kmeans.md".to_string()];
        page(text, "neighbors/knn.md", &Shelf { sources: std::slice::from_ref(&SOURCE), root: &root, pages: &pages })
    }

    #[test]
    fn a_term_is_tied_to_its_line() {
        let html = try_page("$$ t = 2 (a + b) $$\n\n<!-- terms\nsum: a + b => a + b;\n-->\n\n<!-- code: a.rs#sum -->\n").unwrap();
        assert!(html.contains("data-term=\"sum\""), "{html}");
        assert!(html.contains("data-terms='[[\"sum\",0]]'"), "{html}");
    }

    #[test]
    fn whatever_does_not_fit_fails_the_build() {
        for text in [
            "<!-- code: a.rs#difference -->",
            "<!-- code: b.rs#sum -->",
            "$$ \\frac{1 $$",
            "<!-- picture: kmeans -->",
            "<!-- parameters: nosuch -->",
            "$$ a + b $$\n\n<!-- terms\nsum: a + b => c;\n-->\n\n<!-- code: a.rs#sum -->",
            "$$ a - b $$\n\n<!-- terms\nsum: a + b => a + b;\n-->\n\n<!-- code: a.rs#sum -->",
        ] {
            assert!(try_page(text).is_err(), "{text}");
        }
    }

    #[test]
    fn links_lead_to_pages_or_are_text() {
        let text = try_page("[k-means](crate::cluster::kmeans) and [`Error`](crate::Error)").unwrap();
        assert_eq!(text, "[k-means](../cluster/kmeans.md) and `Error`");
    }

    #[test]
    fn doctests_are_shown_as_rust() {
        assert_eq!(try_page("```\nlet x = 1;\n```\n").unwrap(), "```rust\nlet x = 1;\n```\n\n".trim_end().to_owned() + "\n\n");
    }
}
