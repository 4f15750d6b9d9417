//! From a picture's SVG to PNG, on any machine: also where no font is installed.
//!
//! `resvg` draws the shapes. Its own text support was measured to cost 55 of its 84 seconds of processor time to build, and
//! would need fonts found on the machine; so the few plain lines of text that a picture holds are turned into outlines here,
//! from two small fonts inside the program (see data/fonts/README.md).

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, Node};
use resvg::usvg::{Options, Tree};
use std::fmt::Write;
use ttf_parser::{Face, OutlineBuilder};

/// Pixels of the PNG for one of the SVG: sharp on dense screens and in print.
const SCALE: f32 = 2.0;

const REGULAR: &[u8] = include_bytes!("../../../data/fonts/Inter-Regular.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../../data/fonts/Inter-SemiBold.ttf");

/// Draws a picture of `openwork::plot`, in its light theme, twice its natural size. Letters outside Latin, Greek and Cyrillic
/// become boxes; the SVG has them all.
///
/// # Errors
/// The text is no SVG, or its size is none that can be drawn.
pub fn svg_to_png(svg: &str) -> Result<Vec<u8>, String> {
    let outlined = outline_text(svg)?;
    let tree = Tree::from_str(&outlined, &Options::default()).map_err(|e| format!("the picture is no SVG: {e}"))?;
    let size = tree.size().to_int_size().scale_by(SCALE).ok_or("the picture has no size")?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or("the picture is too large for a PNG; write SVG instead")?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    pixels.encode_png().map_err(|e| format!("the PNG could not be written: {e}"))
}

/// The same SVG with a path in place of each `<text>`.
fn outline_text(svg: &str) -> Result<String, String> {
    let document = Document::parse(svg).map_err(|e| format!("the picture is no SVG: {e}"))?;
    let face = |data| Face::parse(data, 0).map_err(|e| format!("the built-in font cannot be read: {e}"));
    let (regular, semibold) = (face(REGULAR)?, face(SEMIBOLD)?);
    let mut out = String::with_capacity(2 * svg.len());
    let mut copied = 0;
    for text in document.descendants().filter(|n| n.has_tag_name("text")) {
        let face = if text.attribute("font-weight").is_some() { &semibold } else { &regular };
        out.push_str(&svg[copied..text.range().start]);
        out.push_str(&as_path(text, face));
        copied = text.range().end;
    }
    out.push_str(&svg[copied..]);
    Ok(out)
}

/// One line of text as a path, with the attributes that still mean something.
fn as_path(text: Node<'_, '_>, face: &Face<'_>) -> String {
    let number = |name: &str, default: f32| text.attribute(name).and_then(|v| v.parse().ok()).unwrap_or(default);
    let scale = number("font-size", 13.0) / f32::from(face.units_per_em());
    let glyphs: Vec<_> = text.text().unwrap_or("").chars().map(|c| face.glyph_index(c).unwrap_or_default()).collect();
    let advance = |glyph| f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * scale;
    let wide: f32 = glyphs.iter().map(|&g| advance(g)).sum();
    let before = match text.attribute("text-anchor") {
        Some("middle") => wide / 2.0,
        Some("end") => wide,
        _ => 0.0,
    };
    let mut pen = Pen { x: number("x", 0.0) - before, y: number("y", 0.0), scale, path: String::new() };
    for glyph in glyphs {
        face.outline_glyph(glyph, &mut pen);
        pen.x += advance(glyph);
    }
    let mut element = format!("<path d=\"{}\"", pen.path);
    for name in ["fill", "fill-opacity", "opacity", "transform"] {
        if let Some(value) = text.attribute(name) {
            // These are colours, numbers and rotations: nothing in them needs escaping.
            let _ = write!(element, " {name}=\"{value}\"");
        }
    }
    element + "/>"
}

/// Writes outlines, which come in the font's units with y pointing up, as path data in pixels.
struct Pen {
    x: f32,
    y: f32,
    scale: f32,
    path: String,
}

impl Pen {
    fn to(&mut self, command: char, points: &[(f32, f32)]) {
        self.path.push(command);
        for (x, y) in points {
            let _ = write!(self.path, "{:.3} {:.3} ", self.x + x * self.scale, self.y - y * self.scale);
        }
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.to('M', &[(x, y)]);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.to('L', &[(x, y)]);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.to('Q', &[(x1, y1), (x, y)]);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.to('C', &[(x1, y1), (x2, y2), (x, y)]);
    }
    fn close(&mut self) {
        self.path.push('Z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openwork::ndarray::array;
    use openwork::plot::{Bar, Scatter};

    fn pixels(svg: &str) -> Pixmap {
        Pixmap::decode_png(&svg_to_png(svg).unwrap()).unwrap()
    }

    /// How many pixels of a region are darker than half grey.
    fn dark(picture: &Pixmap, x: std::ops::Range<u32>, y: std::ops::Range<u32>) -> usize {
        let at =
            |x, y| picture.pixel(x, y).is_some_and(|p| u32::from(p.red()) + u32::from(p.green()) + u32::from(p.blue()) < 384);
        y.flat_map(|y| x.clone().map(move |x| (x, y))).filter(|&(x, y)| at(x, y)).count()
    }

    #[test]
    fn a_picture_has_its_size_its_paper_and_its_title() {
        let points = array![[0.0, 0.0], [1.0, 1.0]];
        let with = pixels(&Scatter::new(points.view()).title("Iris petals").svg().unwrap());
        assert_eq!((with.width(), with.height()), (1440, 960));
        assert_eq!(with.pixel(720, 10).map(|p| (p.red(), p.green(), p.blue(), p.alpha())), Some((255, 255, 255, 255)));
        // The title stands at the top left, its baseline 36 pixels down, 18 high; the rest of that band is paper.
        assert!(dark(&with, 44..260, 40..76) > 500);
        assert_eq!(dark(&with, 700..1400, 40..70), 0);
        let without = pixels(&Scatter::new(points.view()).svg().unwrap());
        assert_eq!(dark(&without, 44..260, 0..26), 0);
    }

    #[test]
    fn letters_with_markup_in_them_and_letters_of_other_scripts_are_drawn() {
        let picture = |title: &str| pixels(&Bar::new(&["a"]).series("s", &[1.0]).title(title).svg().unwrap());
        for title in ["<script>&\"'", "Ωμέγα", "Ёж", "10⁻⁹ × 2", "漢字"] {
            assert!(dark(&picture(title), 44..400, 40..80) > 50, "{title}");
        }
    }

    #[test]
    fn text_that_is_no_svg_is_an_error() {
        for text in ["", "<svg", "hello", "<html/>"] {
            assert!(svg_to_png(text).is_err(), "{text:?}");
        }
    }
}
