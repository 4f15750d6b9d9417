//! The page that the tour writes: its table and its pictures in one file.

use crate::tour::Stop;
use crate::watch::escape;
use openwork::registry::ALGORITHMS;

const STYLE: &str = "\
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 64rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif;
  background: light-dark(#fff, #15171c); color: light-dark(#1d2230, #e9ebf0); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid light-dark(#d5dae2, #343943); }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 2rem 0; }
figure svg { max-width: 100%; height: auto; }
figcaption { color: light-dark(#566072, #a5adba); }";

/// The whole page.
pub fn page(reference: &str, stops: &[Stop]) -> String {
    let mut rows = String::new();
    let mut figures = String::new();
    for stop in stops {
        let algorithm = ALGORITHMS.iter().find(|a| a.id == stop.algorithm);
        let name = escape(algorithm.map_or(stop.algorithm, |a| a.name));
        let (data, done, result) = (escape(stop.data), escape(&stop.done), escape(&stop.result));
        let same = if stop.same { "yes" } else { "no" };
        rows += &format!(
            "<tr><td>{name}<td>{data}<td>{done}<td>{result}<td>{}<td>{same}<td class=\"number\">{:.1}</tr>\n",
            escape(&stop.reference),
            stop.seconds * 1e3
        );
        let summary = escape(algorithm.map_or("", |a| a.summary));
        figures += &format!(
            "<figure>\n{}\n<figcaption>{name} on {data}: {done}; {result}. This algorithm {summary}.</figcaption>\n</figure>\n",
            stop.picture
        );
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>The tour of Openwork</title>\n<style>\n{STYLE}\n</style>\n<h1>The tour of Openwork</h1>\n\
         <p>Every algorithm on real data, beside the result of {} on the same rows with the same settings.</p>\n\
         <div class=\"wide\"><table>\n<tr><th>algorithm<th>data<th>what was done<th>result<th>{}<th>same<th>ms</tr>\n{rows}</table></div>\n\
         {figures}</html>\n",
        escape(reference),
        escape(reference)
    )
}
