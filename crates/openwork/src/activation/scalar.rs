//! Each activation and its derivative on one number, as the textbook writes them, in `f64`: what the fast forms are held against.

/// `2 / sqrt(2 pi)`: the slope of `tanh` in the approximate GELU, and twice the density of the normal distribution at 0.
const ROOT_2_OVER_PI: f64 = 0.797_884_560_802_865_4;
/// The cubic term of the approximate GELU (Hendrycks and Gimpel 2016).
const CUBIC: f64 = 0.044_715;

// ANCHOR: sigmoid
/// `1 / (1 + e^-x)`, written so that no exponential overflows.
pub fn sigmoid(x: f64) -> f64 {
    if x < 0.0 { x.exp() / (1.0 + x.exp()) } else { 1.0 / (1.0 + (-x).exp()) }
}

/// `sigmoid(x) (1 - sigmoid(x))`, and `1 - sigmoid(x)` is `sigmoid(-x)`.
pub fn sigmoid_slope(x: f64) -> f64 {
    sigmoid(x) * sigmoid(-x)
}
// ANCHOR_END: sigmoid

// ANCHOR: relu
/// `max(0, x)`; NaN stays NaN.
pub fn relu(x: f64) -> f64 {
    if x <= 0.0 { 0.0 } else { x }
}

/// 1 above 0, else 0.
pub fn relu_slope(x: f64) -> f64 {
    if x <= 0.0 { 0.0 } else { 1.0 }
}

/// `x` above 0, `alpha x` below.
pub fn leaky_relu(x: f64, alpha: f64) -> f64 {
    if x > 0.0 { x } else { alpha * x }
}

/// 1 above 0, else alpha.
pub fn leaky_relu_slope(x: f64, alpha: f64) -> f64 {
    if x > 0.0 { 1.0 } else { alpha }
}
// ANCHOR_END: relu

// ANCHOR: tanh
/// `(e^x - e^-x) / (e^x + e^-x)`.
pub fn tanh(x: f64) -> f64 {
    x.tanh()
}

/// `1 - tanh(x)^2`, which is `4 sigmoid(2x) sigmoid(-2x)`.
pub fn tanh_slope(x: f64) -> f64 {
    4.0 * sigmoid_slope(2.0 * x)
}
// ANCHOR_END: tanh

// ANCHOR: silu
/// `x sigmoid(x)`, also called swish; 0 at minus infinity, its limit.
pub fn silu(x: f64) -> f64 {
    if x == f64::NEG_INFINITY { -0.0 } else { x * sigmoid(x) }
}

/// `sigmoid(x) + x sigmoid'(x)`.
pub fn silu_slope(x: f64) -> f64 {
    sigmoid(x) + if x.is_infinite() { 0.0 } else { x * sigmoid_slope(x) }
}
// ANCHOR_END: silu

// ANCHOR: gelu
/// The normal distribution function, `(1 + erf(x / sqrt 2)) / 2`.
pub fn normal(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// `x Phi(x)`, Phi the normal distribution function; 0 at minus infinity, its limit.
pub fn gelu(x: f64) -> f64 {
    if x == f64::NEG_INFINITY { -0.0 } else { x * normal(x) }
}

/// `Phi(x) + x phi(x)`, phi the normal density.
pub fn gelu_slope(x: f64) -> f64 {
    normal(x) + if x.is_infinite() { 0.0 } else { x * 0.5 * ROOT_2_OVER_PI * (-0.5 * x * x).exp() }
}

/// `x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2`, written with a sigmoid: `(1 + tanh u) / 2 = sigmoid(2u)`.
pub fn gelu_tanh(x: f64) -> f64 {
    let u = ROOT_2_OVER_PI * (x + CUBIC * x * x * x);
    if x == f64::NEG_INFINITY { -0.0 } else { x * sigmoid(2.0 * u) }
}

/// The product rule on [`gelu_tanh`].
pub fn gelu_tanh_slope(x: f64) -> f64 {
    let u = ROOT_2_OVER_PI * (x + CUBIC * x * x * x);
    let du = ROOT_2_OVER_PI * (1.0 + 3.0 * CUBIC * x * x);
    sigmoid(2.0 * u) + if x.abs() > 1e3 { 0.0 } else { x * sigmoid_slope(2.0 * u) * 2.0 * du }
}
// ANCHOR_END: gelu

// ANCHOR: elu
/// `x` above 0, `alpha (e^x - 1)` below.
pub fn elu(x: f64, alpha: f64) -> f64 {
    if x > 0.0 { x } else { alpha * x.exp_m1() }
}

/// 1 above 0, `alpha e^x` below.
pub fn elu_slope(x: f64, alpha: f64) -> f64 {
    if x > 0.0 { 1.0 } else { alpha * x.exp() }
}

/// `ln(1 + e^(beta x)) / beta`, and `x` itself where `beta x` is above `threshold`.
pub fn softplus(x: f64, beta: f64, threshold: f64) -> f64 {
    let scaled = beta * x;
    if scaled > threshold { x } else { (relu(scaled) + (-scaled.abs()).exp().ln_1p()) / beta }
}

/// `sigmoid(beta x)`, and 1 where `beta x` is above `threshold`.
pub fn softplus_slope(x: f64, beta: f64, threshold: f64) -> f64 {
    if beta * x > threshold { 1.0 } else { sigmoid(beta * x) }
}
// ANCHOR_END: elu
