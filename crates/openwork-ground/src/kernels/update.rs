//! One pass over memory for one step of an optimizer: parameter, gradient and states are read once and written once.
//!
//! What happens to one parameter is the optimizer's own textbook function; here it is only brought to many at once. Every operation in it,
//! a multiply-add included, is rounded as IEEE 754 says, so the bits are the same on every processor and in every form.
//!
//! - The loop runs over blocks copied to the stack, so that the compiler sees arrays that cannot overlap and takes as many numbers
//!   at once as the processor has lanes.

/// Numbers in a block: large enough that the compiler keeps a loop over it, small enough for the first cache.
const BLOCK: usize = 128;

/// What an optimizer does to one parameter that has `N` numbers of state.
pub trait Update<const N: usize>: Copy + Send + Sync {
    /// The parameter and its state after the step, from those before it and the gradient.
    fn update(&self, parameter: f32, gradient: f32, state: [f32; N]) -> (f32, [f32; N]);
}

/// One step for every parameter, `state[j][i]` being number `j` of the state of parameter `i`.
///
/// # Panics
/// If lengths differ.
#[allow(clippy::needless_range_loop)] // as indices up to one constant the compiler sees that nothing is out of bounds
pub fn pass<const N: usize, U: Update<N>>(rule: &U, parameters: &mut [f32], gradients: &[f32], state: [&mut [f32]; N]) {
    assert!(gradients.len() == parameters.len() && state.iter().all(|s| s.len() == parameters.len()), "lengths differ");
    vectorized!({
        // The rule is copied: through a reference, which what is written might overlap, its options would be read again for every number.
        let (rule, mut state) = (*rule, state);
        let whole = parameters.len() / BLOCK * BLOCK;
        for at in (0..whole).step_by(BLOCK) {
            let p = block_mut(&mut parameters[at..]);
            let g = block(&gradients[at..]);
            let mut s = [[0.0; BLOCK]; N];
            for (to, from) in s.iter_mut().zip(&state) {
                *to = *block(&from[at..]);
            }
            let mut new = *p;
            for i in 0..BLOCK {
                let mut own = [0.0; N];
                for j in 0..N {
                    own[j] = s[j][i];
                }
                let (value, own) = rule.update(new[i], g[i], own);
                new[i] = value;
                for j in 0..N {
                    s[j][i] = own[j];
                }
            }
            *p = new;
            for (from, to) in s.iter().zip(&mut state) {
                *block_mut(&mut to[at..]) = *from;
            }
        }
        plain_from(whole, &rule, parameters, gradients, &mut state);
    });
}

/// The plain form of [`pass`]: one parameter after the other.
pub fn plain<const N: usize, U: Update<N>>(rule: &U, parameters: &mut [f32], gradients: &[f32], mut state: [&mut [f32]; N]) {
    plain_from(0, rule, parameters, gradients, &mut state);
}

#[inline(always)]
fn plain_from<const N: usize, U: Update<N>>(
    from: usize,
    rule: &U,
    parameters: &mut [f32],
    gradients: &[f32],
    state: &mut [&mut [f32]; N],
) {
    for (i, (p, &g)) in parameters.iter_mut().zip(gradients).enumerate().skip(from) {
        let (value, own) = rule.update(*p, g, std::array::from_fn(|j| state[j][i]));
        *p = value;
        for (to, value) in state.iter_mut().zip(own) {
            to[i] = value;
        }
    }
}

#[inline(always)]
fn block(slice: &[f32]) -> &[f32; BLOCK] {
    &slice.as_chunks().0[0]
}

#[inline(always)]
fn block_mut(slice: &mut [f32]) -> &mut [f32; BLOCK] {
    &mut slice.as_chunks_mut().0[0]
}

/// Sum of squares in double precision, in eight sums side by side that are added in their order.
pub fn sum_of_squares(values: &[f32]) -> f64 {
    vectorized!({
        let mut sums = [0.0_f64; 8];
        let (eights, rest) = values.as_chunks::<8>();
        for eight in eights {
            for (sum, &v) in sums.iter_mut().zip(eight) {
                *sum += f64::from(v) * f64::from(v);
            }
        }
        sums.iter().sum::<f64>() + rest.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>()
    })
}
