//! How far to go along a direction: a step that satisfies the strong Wolfe conditions.
//!
//! J. Nocedal and S. J. Wright, *Numerical Optimization*, 2nd edition, Algorithms 3.5 and 3.6: bracket, then zoom in by cubic
//! interpolation. Where the loss no longer tells two points apart, the slope alone decides (W. W. Hager and H. Zhang, "A new conjugate
//! gradient method with guaranteed descent and an efficient line search", SIAM Journal on Optimization 16, 2005). A loss that is not
//! finite counts as too far. Nothing here can panic, and the number of evaluations is bounded.

/// Sufficient decrease, and curvature.
const C1: f64 = 1e-4;
const C2: f64 = 0.9;
/// At most this many evaluations.
const MOST: usize = 40;

/// A point on the line.
#[derive(Debug, Clone, Copy)]
struct Point {
    step: f64,
    loss: f64,
    slope: f64,
}

/// The step found, by which `point` and `gradient` of [`search`] stand; `evaluations` it took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub step: f64,
    pub loss: f64,
    pub evaluations: usize,
}

// ANCHOR: line_search
/// Searches from `start` along `direction`, first trying `first`. `at(step)` evaluates there: the loss, and the slope along the
/// direction. `None` where no step lowers the loss. The last call of `at` is the step returned.
pub(super) fn search(loss: f64, slope: f64, first: f64, noise: f64, mut at: impl FnMut(f64) -> (f64, f64)) -> Option<Found> {
    let start = Point { step: 0.0, loss, slope };
    let blur = noise * loss.abs();
    let enough = |p: &Point| p.loss <= loss + C1 * p.step * slope;
    let flat = |p: &Point| p.slope.abs() <= -C2 * slope;
    // Within the rounding of the loss the slopes decide: a parabola with these slopes would have fallen enough.
    let flat_by_slope = |p: &Point| p.loss <= loss + blur && p.slope >= C2 * slope && p.slope <= (2.0 * C1 - 1.0) * slope;
    let mut evaluations = 0;
    let mut evaluate = |step: f64| {
        evaluations += 1;
        let (loss, slope) = at(step);
        (Point { step, loss: if loss.is_finite() && slope.is_finite() { loss } else { f64::INFINITY }, slope }, evaluations)
    };
    if !(slope < 0.0) {
        return None;
    }
    let (mut low, mut high) = (start, None::<Point>);
    let mut step = first;
    loop {
        let (p, evaluations) = evaluate(step);
        if (enough(&p) && flat(&p)) || flat_by_slope(&p) {
            return Some(Found { step, loss: p.loss, evaluations });
        }
        if evaluations >= MOST {
            break;
        }
        let still_falling = p.slope < 0.0 && p.loss <= low.loss + blur && (enough(&p) || p.loss <= loss + blur);
        if still_falling {
            low = p;
        } else {
            high = Some(p); // past the lowest point
        }
        step = match high {
            None => 4.0 * step,
            Some(high) => between(low, high),
        };
        let wide = high.is_none_or(|h| (h.step - low.step).abs() > 1e-14 * h.step.max(low.step));
        if !wide || !step.is_finite() || step == 0.0 {
            break;
        }
    }
    // No step is steep and flat enough: the best one seen will do, if it is any better than the start.
    let best = [Some(low), high]
        .into_iter()
        .flatten()
        .filter(|p| p.step > 0.0 && p.loss < loss)
        .min_by(|a, b| a.loss.total_cmp(&b.loss))?;
    let (p, evaluations) = evaluate(best.step);
    (p.loss < loss).then_some(Found { step: p.step, loss: p.loss, evaluations })
}
// ANCHOR_END: line_search

/// The lowest point of the cubic through two points with their slopes, kept away from both ends; the middle where there is none.
fn between(low: Point, high: Point) -> f64 {
    let (a, b) = (low.step, high.step);
    let middle = 0.5 * (a + b);
    if !high.loss.is_finite() {
        return a + 0.1 * (b - a);
    }
    let d1 = low.slope + high.slope - 3.0 * (low.loss - high.loss) / (a - b);
    let root = (d1 * d1 - low.slope * high.slope).sqrt() * (b - a).signum();
    let step = b - (b - a) * (high.slope + root - d1) / (high.slope - low.slope + 2.0 * root);
    let margin = 0.1 * (b - a).abs();
    if step.is_finite() && step > a.min(b) + margin && step < a.max(b) - margin { step } else { middle }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_finds_the_bottom_of_a_valley_from_far_too_short_and_far_too_long_steps() {
        let f = |s: f64| ((s - 3.0).powi(2), 2.0 * (s - 3.0));
        for first in [1e-6, 1.0, 1e6] {
            let found = search(9.0, -6.0, first, 1e-16, f).unwrap();
            let (loss, slope) = f(found.step);
            assert!(loss < 9.0 - 6e-4 * found.step && slope.abs() <= 5.4, "{found:?}");
        }
    }

    #[test]
    fn losses_that_are_not_finite_and_slopes_that_rise_are_no_panic() {
        let cliff = |s: f64| if s < 1e-3 { (-s, -1.0) } else { (f64::NAN, f64::NAN) };
        assert!(search(0.0, -1.0, 1.0, 1e-16, cliff).is_some_and(|f| f.step < 1e-3));
        assert!(search(0.0, 1.0, 1.0, 1e-16, |s| (s, 1.0)).is_none());
        assert!(search(0.0, -1.0, 1.0, 1e-16, |_| (f64::INFINITY, f64::INFINITY)).is_none());
        assert!(search(0.0, f64::NAN, 1.0, 1e-16, |s| (s, 1.0)).is_none());
    }

    #[test]
    fn a_loss_without_end_stops() {
        assert!(search(0.0, -1.0, 1.0, 1e-16, |s| (-s, -1.0)).is_some());
    }
}
