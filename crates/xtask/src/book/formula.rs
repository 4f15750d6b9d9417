//! Mathematics: LaTeX to MathML at build time, with the terms that a page links to its code marked.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

/// A part of a formula that is computed by a line of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its name: the figure gives the value under this name.
    pub name: String,
    /// The LaTeX of the part, as it stands in the formula.
    pub latex: String,
    /// Text that occurs in exactly one line of the code shown on the page.
    pub code: String,
}

/// MathML of a formula, safe inside Markdown.
pub fn render(latex: &str, display: bool, terms: &[Term]) -> Result<String, String> {
    let mut source = latex.trim().to_string();
    // A term is coloured in a colour of its own, and the colour then becomes the mark.
    for (i, term) in terms.iter().enumerate() {
        if source.matches(&term.latex).count() != 1 {
            return Err(format!("term {}: {:?} does not occur exactly once in the formula {latex:?}", term.name, term.latex));
        }
        source = source.replace(&term.latex, &format!("{{\\color[HTML]{{{}}}{}}}", code(i), term.latex));
    }
    let converter = LatexToMathML::new(MathCoreConfig::default()).map_err(|e| format!("{e:?}"))?;
    let mode = if display { MathDisplay::Block } else { MathDisplay::Inline };
    let mathml = converter.convert_with_local_state(&source, mode).map_err(|e| format!("the formula {latex:?}: {e}"))?.mathml;
    let mut mathml = mathml.replace('\n', " ");
    for (i, term) in terms.iter().enumerate() {
        let color = format!("style=\"color:#{};\"", code(i));
        if mathml.matches(&color).count() != 1 {
            return Err(format!("term {}: {:?} is not a whole part of the formula: {mathml}", term.name, term.latex));
        }
        let mark = format!("class=\"ow-term\" data-term=\"{}\" tabindex=\"0\" role=\"button\"", term.name);
        mathml = mathml.replace(&color, &mark);
    }
    let mathml = outside_tags(&mathml);
    Ok(if display { format!("<div class=\"ow-formula\">{mathml}</div>\n") } else { mathml })
}

/// The colour of term `i`, which no formula uses.
fn code(i: usize) -> String {
    format!("00F0{i:02X}")
}

/// Markdown's own signs in the text between tags, as entities.
fn outside_tags(mathml: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(mathml.len());
    for c in mathml.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            '*' | '_' | '`' | '[' | ']' | '\\' | '|' | '~' | '$' if !inside => {
                out.push_str(&format!("&#{};", c as u32));
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(latex: &str) -> Term {
        Term { name: "distance".into(), latex: latex.into(), code: String::new() }
    }

    #[test]
    fn a_term_is_marked_and_nothing_else() {
        let html = render(r"a = \lVert x_i - \mu_j \rVert^2", true, &[term(r"\lVert x_i - \mu_j \rVert^2")]).unwrap();
        assert!(html.contains("data-term=\"distance\""), "{html}");
        assert!(!html.contains("color:"), "{html}");
    }

    #[test]
    fn a_wrong_formula_or_term_fails() {
        assert!(render(r"\frac{1", true, &[]).is_err());
        assert!(render(r"\nosuchcommand x", true, &[]).is_err());
        assert!(render("a + b", true, &[term("c")]).is_err());
        assert!(render("a + a", true, &[term("a")]).is_err());
    }

    #[test]
    fn markdown_leaves_the_result_alone() {
        let html = render("a * b", false, &[]).unwrap();
        assert!(!html.contains('*') && !html.contains('\n'), "{html}");
    }
}
