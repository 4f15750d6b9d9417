//! A line on the terminal that shows how far a run has come. Nothing where standard error is no terminal.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// The line is drawn at most this often: a terminal is slower than a round on little data.
const PAUSE: Duration = Duration::from_millis(40);
/// Letters of the bar.
const WIDTH: usize = 24;

/// The line of one run; it is wiped away when dropped.
pub struct Live {
    terminal: bool,
    prefix: String,
    length: Option<usize>,
    done: usize,
    drawn: Option<Instant>,
}

impl Live {
    /// A line for a run of at most `length` steps, behind some words.
    pub fn new(prefix: String, length: Option<usize>) -> Self {
        Self { terminal: std::io::stderr().is_terminal(), prefix, length, done: 0, drawn: None }
    }

    /// One more step is done.
    pub fn step(&mut self, step: &impl Display) {
        self.done += 1;
        if self.terminal && self.drawn.is_none_or(|drawn| drawn.elapsed() >= PAUSE) {
            self.drawn = Some(Instant::now());
            let _ = write!(std::io::stderr(), "\r\x1b[2K{}", self.line(step));
        }
    }

    fn line(&self, step: &impl Display) -> String {
        let bar = self.length.filter(|&length| length > 0).map_or_else(String::new, |length| {
            let full = (WIDTH * self.done).div_ceil(length).min(WIDTH);
            format!("[{}{}] {}/{length}  ", "=".repeat(full), " ".repeat(WIDTH - full), self.done)
        });
        format!("{}{bar}{step}", self.prefix)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[2K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_from_its_first_step_to_its_last() {
        let mut live = Live { terminal: false, prefix: "start 2/3  ".into(), length: Some(48), done: 0, drawn: None };
        live.step(&"");
        assert_eq!(live.line(&"round 1"), format!("start 2/3  [={}] 1/48  round 1", " ".repeat(23)));
        (1..48).for_each(|_| live.step(&""));
        assert_eq!(live.line(&"end"), format!("start 2/3  [{}] 48/48  end", "=".repeat(24)));
        live.length = None;
        assert_eq!(live.line(&"end"), "start 2/3  end");
    }
}
