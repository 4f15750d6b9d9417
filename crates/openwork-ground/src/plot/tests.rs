//! What holds of every picture: well-formed, finite, the same again, text stays text.

use super::*;
use ndarray::{Array2, array};
use proptest::prelude::*;
use roxmltree::Document;

/// Parses a picture, and refuses what no renderer can draw: an attribute with NaN or infinity.
fn parse(svg: &str) -> Document<'_> {
    let document = Document::parse(svg).unwrap_or_else(|e| panic!("{e} in {svg}"));
    assert_eq!(document.root_element().tag_name().name(), "svg");
    for node in document.descendants() {
        for attribute in node.attributes().filter(|a| a.name() != "aria-label") {
            let value = attribute.value();
            assert!(!value.contains("NaN") && !value.contains("inf"), "{} = {value:?}", attribute.name());
        }
    }
    document
}

fn count(document: &Document<'_>, tag: &str) -> usize {
    document.descendants().filter(|n| n.has_tag_name(tag)).count()
}

fn texts<'a>(document: &'a Document<'_>) -> Vec<&'a str> {
    document.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect()
}

/// A number among an element's attributes.
fn attribute(node: roxmltree::Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).and_then(|v| v.parse().ok()).unwrap_or_else(|| panic!("{name} of {node:?}"))
}

/// Points of every kind of size, among them those that break careless arithmetic.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        -10.0..10.0,
        prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO,
        prop::sample::select(vec![0.0, 1.0, -1.0, 1e-30, 1e30, 1e9, 1e9 + 1.0, f64::MAX, f64::MIN, f64::MIN_POSITIVE]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_finite_numbers_give_a_well_formed_picture(values in prop::collection::vec(number(), 2..60), text in any::<String>()) {
        let rows = values.len() / 2;
        let points = Array2::from_shape_vec((rows, 2), values[..2 * rows].to_vec()).unwrap();
        let labels: Vec<u32> = (0..rows as u32).collect();
        let half: Vec<u32> = labels.iter().map(|l| l / 2).collect();
        let centers = points.slice(ndarray::s![..1, ..]);
        let pictures = [
            Scatter::new(points.view()).labels(&labels).names(&[&text]).centers(centers).title(&text).axes(&text, &text)
                .regions(|grid| Ok(grid.outer_iter().map(|p| u32::from(p[0] > p[1])).collect())).unwrap().svg(),
            Line::new().series(&text, points.outer_iter().map(|p| (p[0], p[1]))).series("b", [(0.0, 1.0)]).title(&text).svg(),
            Line::new().series("a", points.outer_iter().map(|p| (p[0].abs().max(1e-320), p[1].abs().max(5e-324)))).log_x().log_y().svg(),
            Bar::new(&vec![text.clone(); values.len()]).series(&text, &values).axes(&text, &text).svg(),
            HeatMap::new(points.view()).names(&vec![text.clone(); rows], &[text.clone(), text.clone()]).axes(&text, &text).svg(),
            Images::new(points.view(), 2).captions(&vec![text.clone(); rows]).title(&text).svg(),
            Replay::new(points.view()).frame(centers, &[], &text).frame(centers, &labels, "b").frame(centers, &half, "c").svg(),
        ];
        for picture in pictures {
            parse(&picture.unwrap());
        }
    }
}

#[test]
fn points_stand_where_their_numbers_say() {
    let points = array![[0.0, 0.0], [10.0, 10.0], [5.0, 0.0]];
    let svg = Scatter::new(points.view()).svg().unwrap();
    let document = parse(&svg);
    let at: Vec<(f64, f64)> =
        document.descendants().filter(|n| n.has_tag_name("circle")).map(|n| (attribute(n, "cx"), attribute(n, "cy"))).collect();
    assert_eq!(at.len(), 3);
    assert!((at[2].0 - (at[0].0 + at[1].0) / 2.0).abs() < 0.02, "5 is halfway from 0 to 10: {at:?}");
    assert!(at[1].1 < at[0].1 && at[2].1 == at[0].1, "y points up: {at:?}");
    // The tick that says 5 stands under the point at 5.
    let five = document.descendants().find(|n| n.text() == Some("5") && n.attribute("text-anchor") == Some("middle"));
    assert!((attribute(five.unwrap(), "x") - at[2].0).abs() < 0.02);
}

#[test]
fn classes_have_their_colours_marks_and_names() {
    let points = Array2::from_shape_fn((24, 2), |(i, j)| (i * (j + 1)) as f64);
    let labels: Vec<u32> = (0..24).map(|i| i / 2).collect();
    let svg = Scatter::new(points.view()).labels(&labels).names(&["first", "second"]).svg().unwrap();
    let document = parse(&svg);
    let shapes = |fill: &str, tag: &str| {
        let groups = document.descendants().filter(|n| n.attribute("fill") == Some(fill));
        groups.flat_map(|g| g.children()).filter(|n| n.has_tag_name(tag)).count()
    };
    // Class 0 and class 10 share a colour but not a mark; each has two points and one mark in the legend.
    assert_eq!((shapes(svg::colour(0), "circle"), shapes(svg::colour(0), "path")), (3, 3));
    for name in ["first", "second", "2", "11"] {
        assert!(texts(&document).contains(&name), "{name} in the legend");
    }
}

#[test]
fn a_name_with_markup_stays_text() {
    let points = array![[0.0, 0.0], [1.0, 1.0]];
    let hostile = "<script>alert('&\"')</script>\u{0}";
    let svg =
        Scatter::new(points.view()).labels(&[0, 1]).names(&[hostile, "b"]).title(hostile).axes(hostile, hostile).svg().unwrap();
    let document = parse(&svg);
    assert_eq!(count(&document, "script"), 0);
    assert!(!svg.contains("<script"));
    let shown = hostile.replace('\u{0}', "\u{fffd}");
    assert_eq!(texts(&document).iter().filter(|t| **t == shown).count(), 4, "title, legend and both axes");
}

#[test]
fn regions_are_asked_for_over_the_picture_and_drawn_in_it() {
    let points = array![[0.0, 0.0], [10.0, 1.0]];
    let mut seen = 0;
    let scatter = Scatter::new(points.view()).labels(&[0, 1]).regions(|grid| {
        seen = grid.nrows();
        assert!(grid.column(0).iter().all(|&x| (-0.5..10.5).contains(&x)));
        assert!(grid[[0, 1]] > grid[[grid.nrows() - 1, 1]], "from the top down");
        Ok(grid.column(0).iter().map(|&x| u32::from(x > 5.0)).collect())
    });
    let svg = scatter.unwrap().svg().unwrap();
    let document = parse(&svg);
    assert!(seen > 10_000);
    let regions: Vec<_> = document.descendants().filter(|n| n.attribute("shape-rendering").is_some()).collect();
    assert_eq!(regions.iter().map(|n| n.attribute("fill").unwrap()).collect::<Vec<_>>(), [svg::colour(0), svg::colour(1)]);
    let error = Scatter::new(points.view()).regions(|_| Ok(vec![0; 3])).unwrap_err();
    assert!(matches!(error, Error::Shape { .. }), "{error}");
}

#[test]
fn of_many_points_a_stated_sample_is_drawn_and_always_the_same() {
    let points = Array2::from_shape_fn((100_000, 2), |(i, j)| ((i * 7919 * (j + 1)) % 1009) as f64);
    let labels: Vec<u32> = (0..100_000).map(|i| i % 3).collect();
    let picture = || Scatter::new(points.view()).labels(&labels).title("many").svg().unwrap();
    let svg = picture();
    assert!(svg.len() < 200_000, "{} bytes", svg.len());
    let document = parse(&svg);
    assert_eq!(count(&document, "circle"), scatter::MOST_POINTS + 3, "the sample and the legend");
    assert!(texts(&document).contains(&"a random 3000 of 100\u{2009}000 points drawn"));
    assert_eq!(svg, picture());
    let replay = Replay::new(points.view()).frame(array![[1.0, 1.0]].view(), &labels, "one").svg().unwrap();
    assert!(replay.len() < 60_000 && texts(&parse(&replay)).contains(&"a random 1500 of 100\u{2009}000 points drawn"));
}

#[test]
fn a_logarithmic_axis_gives_every_power_of_ten_the_same_room() {
    let svg = Line::new().series("s", [(1.0, 1.0), (10.0, 2.0), (100.0, 3.0)]).log_x().svg().unwrap();
    let document = parse(&svg);
    let at: Vec<(f64, f64)> =
        document.descendants().filter(|n| n.has_tag_name("circle")).map(|n| (attribute(n, "cx"), attribute(n, "cy"))).collect();
    assert_eq!(at.len(), 3);
    assert!((at[1].0 - (at[0].0 + at[2].0) / 2.0).abs() < 0.02 && (at[1].1 - (at[0].1 + at[2].1) / 2.0).abs() < 0.02, "{at:?}");
    assert!(at[0].0 < at[2].0 && at[0].1 > at[2].1);
}

#[test]
fn bars_rise_from_zero_and_fall_below_it() {
    let svg = Bar::new(&["a", "b", "c"]).series("s", &[2.0, -1.0, 0.0]).svg().unwrap();
    let document = parse(&svg);
    let bars: Vec<(f64, f64)> = document
        .descendants()
        .filter(|n| n.has_tag_name("rect") && n.parent_element().is_some_and(|p| p.has_tag_name("g")))
        .map(|n| (attribute(n, "y"), attribute(n, "height")))
        .collect();
    let zero = bars[0].0 + bars[0].1;
    assert!((bars[1].0 - zero).abs() < 0.02 && (bars[0].1 - 2.0 * bars[1].1).abs() < 0.05 && bars[2].1 == 0.0, "{bars:?}");
}

#[test]
fn a_small_matrix_shows_its_numbers_and_a_large_one_only_its_colours() {
    let small = HeatMap::new(array![[50.0, 0.0], [3.0, 47.0]].view()).names(&["no", "yes"], &["no", "yes"]).svg().unwrap();
    let document = parse(&small);
    for text in ["50", "0", "3", "47", "no", "yes"] {
        assert!(texts(&document).contains(&text), "{text}");
    }
    // The darkest cell is the one with the largest number, at the top left; its colour is drawn once in the matrix.
    let darkest: Vec<&str> = document
        .descendants()
        .filter(|n| n.has_tag_name("path") && n.attribute("fill") == Some("#08306b"))
        .filter_map(|n| n.attribute("d"))
        .collect();
    let fifty = document.descendants().find(|n| n.text() == Some("50") && n.attribute("fill") == Some("#ffffff")).unwrap();
    assert!(darkest.len() == 1 && darkest[0].matches('M').count() == 1, "{darkest:?}");
    let (left, top) = darkest[0].trim_start_matches('M').split_once(['H']).and_then(|(at, _)| at.split_once(' ')).unwrap();
    let corner: (f64, f64) = (left.parse().unwrap(), top.parse().unwrap());
    assert!((0.0..64.0).contains(&(attribute(fifty, "x") - corner.0)), "{corner:?}");
    assert!((0.0..64.0).contains(&(attribute(fifty, "y") - corner.1)), "{corner:?}");
    let large = HeatMap::new(Array2::from_shape_fn((100, 100), |(i, j)| (i * j) as f64).view()).svg().unwrap();
    assert!(count(&parse(&large), "text") < 10);
}

#[test]
fn ink_covers_the_pixels_that_have_it() {
    // A 2 by 2 image with full ink at the top right: one path, a square a quarter of the image.
    let svg = Images::new(array![[0.0, 1.0, 0.0, 0.0]].view(), 2).svg().unwrap();
    let document = parse(&svg);
    let paper = document.descendants().filter(|n| n.has_tag_name("rect")).nth(1).unwrap();
    let (x, y, side) = (attribute(paper, "x"), attribute(paper, "y"), attribute(paper, "width"));
    let ink: Vec<&str> = document.descendants().filter_map(|n| n.attribute("d")).collect();
    let (middle, right, half) = (x + side / 2.0, x + side, y + side / 2.0);
    assert_eq!(ink, [format!("M{middle} {y}H{right}V{half}H{middle}z")]);
}

#[test]
fn a_replay_moves_through_every_frame_and_rests_at_the_last() {
    let points = array![[0.0, 0.0], [1.0, 1.0], [9.0, 9.0]];
    let (a, b) = (array![[0.0, 0.0], [1.0, 1.0]], array![[0.5, 0.5], [9.0, 9.0]]);
    let replay = || {
        let replay = Replay::new(points.view()).frame(a.view(), &[], "the start");
        replay.frame(a.view(), &[0, 1, 1], "round 1").frame(b.view(), &[0, 0, 1], "round 2")
    };
    let svg = replay().svg().unwrap();
    let document = parse(&svg);
    let caption =
        |text: &str| document.descendants().find(|n| n.text() == Some(text)).and_then(|n| n.attribute("opacity")).unwrap();
    assert_eq!(["the start", "round 1", "round 2"].map(caption), ["0", "0", "1"]);
    // Three points with three histories of colours; without animation each has its last colour.
    let dots: Vec<&str> = document
        .descendants()
        .filter(|n| n.attribute("d").is_some_and(|d| d.contains("h0")))
        .filter_map(|n| n.attribute("stroke"))
        .collect();
    assert_eq!(dots, [svg::colour(0), svg::colour(0), svg::colour(1)]);
    // Every class that is animated has its rule, and no script is needed.
    for class in document.descendants().filter_map(|n| n.attribute("class")).filter(|c| c.starts_with('r')) {
        assert!(svg.contains(&format!("@keyframes {class}{{")), "{class}");
    }
    assert!(!svg.contains("<script"));
    // Two pictures in one page keep their animations apart.
    let first_class = |svg: &str| svg.split("@keyframes ").nth(1).and_then(|s| s.split('{').next()).map(str::to_owned);
    let longer = replay().frame(b.view(), &[0, 1, 1], "round 3").svg().unwrap();
    assert_ne!(first_class(&longer), first_class(&svg));
}

#[test]
fn what_cannot_be_drawn_is_refused_by_name() {
    let nan = array![[0.0, f64::NAN]];
    let good = array![[0.0, 1.0]];
    let none = Array2::<f64>::zeros((0, 2));
    let is_finite_error = |r: Result<String>| matches!(r, Err(Error::NotFinite { .. }));
    assert!(is_finite_error(Scatter::new(nan.view()).svg()));
    assert!(is_finite_error(Scatter::new(good.view()).centers(nan.view()).svg()));
    assert!(is_finite_error(HeatMap::new(nan.view()).svg()));
    assert!(is_finite_error(Images::new(nan.view(), 1).svg()));
    assert!(is_finite_error(Bar::new(&["a"]).series("s", &[f64::INFINITY]).svg()));
    assert!(is_finite_error(Line::new().series("s", [(0.0, f64::NAN)]).svg()));
    assert!(is_finite_error(Replay::new(good.view()).frame(nan.view(), &[], "").svg()));

    let is_empty = |r: Result<String>| matches!(r, Err(Error::Empty { .. }));
    assert!(is_empty(Scatter::new(none.view()).svg()));
    assert!(is_empty(HeatMap::new(none.view()).svg()));
    assert!(is_empty(Line::new().svg()));
    assert!(is_empty(Line::new().series("s", []).svg()));
    assert!(is_empty(Bar::new::<&str>(&[]).svg()));
    assert!(is_empty(Replay::new(good.view()).svg()));

    let is_shape = |r: Result<String>| matches!(r, Err(Error::Shape { .. }));
    assert!(is_shape(Scatter::new(Array2::zeros((3, 3)).view()).svg()));
    assert!(is_shape(Scatter::new(good.view()).labels(&[0, 1]).svg()));
    assert!(is_shape(Bar::new(&["a"]).series("s", &[1.0, 2.0]).svg()));
    assert!(is_shape(HeatMap::new(good.view()).names(&["a", "b"], &["a", "b"]).svg()));
    assert!(is_shape(HeatMap::new(Array2::zeros((401, 2)).view()).svg()));
    assert!(is_shape(Images::new(good.view(), 1).captions(&["a", "b"]).svg()));
    assert!(is_shape(Replay::new(good.view()).frame(good.view(), &[0, 0], "").svg()));
    let two = array![[0.0, 1.0], [2.0, 3.0]];
    assert!(is_shape(Replay::new(good.view()).frame(good.view(), &[], "").frame(two.view(), &[], "").svg()));

    let is_setting = |r: Result<String>| matches!(r, Err(Error::Setting { .. }));
    assert!(is_setting(Line::new().series("s", [(0.0, 1.0)]).log_x().svg()));
    assert!(is_setting(Images::new(good.view(), 0).svg()));
    assert!(is_setting(Images::new(Array2::zeros((1, 9)).view(), 2).svg()));
    assert!(is_setting(Scatter::new(good.view()).labels(&[u32::MAX]).svg()));
}
