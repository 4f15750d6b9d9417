//! Large kernels as they are compiled: once for each kind of number, here. A crate that called the functions behind them would compile its own.

use super::lanes::Lanes;
use super::part::Part;
use super::{logistic, product};

macro_rules! compiled {
    ($($module:ident::$name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        /// A number for which the large kernels are ready.
        pub trait Compiled: Lanes {
            $(
                #[doc = concat!("As [`", stringify!($name), "`](super::", stringify!($module), "::", stringify!($name), ").")]
                fn $name($($argument: $type),*) -> $result;
            )*
        }

        impl Compiled for f32 {
            $(fn $name($($argument: $type),*) -> $result { $module::$name($($argument),*) })*
        }

        impl Compiled for f64 {
            $(fn $name($($argument: $type),*) -> $result { $module::$name($($argument),*) })*
        }
    };
}

compiled! {
    product::product(a: Part<'_, Self>, b: Part<'_, Self>, c: &mut [Self], stride: usize, add: bool) -> ();
    product::pack(b: Part<'_, Self>, panels: &mut [Self]) -> ();
    product::multiply_panels(a: Part<'_, Self>, panels: &[Self], columns: usize, c: &mut [Self], stride: usize, add: bool) -> ();
    logistic::two_classes(x: (&[Self], usize), signs: &[f64], weights: Option<&[f64]>, coef: (&[f64], f64), sums: &mut logistic::Sums) -> ();
    logistic::many_classes(scores: &mut [Self], biases: &[f64], y: &[u32], weights: Option<&[f64]>, room: &mut Vec<f64>, residual: &mut [f64]) -> f64;
}
