//! The range in which a share lies, given what was counted.
//!
//! The Jeffreys interval: the equal-tailed range of the Beta(x + ½, n - x + ½) distribution, with 0 as its lower end where
//! x = 0 and 1 as its upper end where x = n (Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion,
//! Statistical Science 16:101-133, doi:10.1214/ss/1009213286, section 4.3). They recommend it for small n.
//!
//! The distribution function of Beta is computed by its continued fraction and turned around by halving; the logarithm of
//! the gamma function by Lanczos' sum with nine terms. A test holds both to values of another program.

/// A share with the range that it lies in.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Range {
    /// Its lower end, from 0 on.
    pub low: f64,
    /// Its upper end, up to 1.
    pub high: f64,
}

/// The Jeffreys interval for `successes` out of `successes + failures`, which need not be whole, at `level` (0.9: the range
/// is meant to hold the share nine times in ten).
///
/// ```
/// use troth_domain::plan::uncertainty::jeffreys;
/// let range = jeffreys(30.0, 10.0, 0.9);
/// assert!((range.low - 0.627).abs() < 0.001 && (range.high - 0.848).abs() < 0.001);
/// ```
pub fn jeffreys(successes: f64, failures: f64, level: f64) -> Range {
    let tail = (1.0 - level) / 2.0;
    let (a, b) = (successes + 0.5, failures + 0.5);
    let low = if successes <= 0.0 { 0.0 } else { beta_quantile(tail, a, b) };
    let high = if failures <= 0.0 { 1.0 } else { beta_quantile(1.0 - tail, a, b) };
    // Near its ends the interval can pass the share by, for weights far below one: at none it is stretched to it, and so here.
    let share = successes / (successes + failures);
    Range { low: low.min(share), high: high.max(share) }
}

/// Where the distribution function of Beta(a, b) reaches `probability`.
pub fn beta_quantile(probability: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if beta_distribution(middle, a, b) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The distribution function of Beta(a, b) at `x`: the regularized incomplete beta function.
pub fn beta_distribution(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    // The fraction converges quickly below the mean; above it, the other tail is computed.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * continued_fraction(x, a, b) / a
    } else {
        1.0 - front * continued_fraction(1.0 - x, b, a) / b
    }
}

/// By Lentz' method.
fn continued_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let kept = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / kept(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..=300 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / kept(1.0 + even * d);
        c = kept(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / kept(1.0 + odd * d);
        c = kept(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-14 {
            break;
        }
    }
    fraction
}

/// The logarithm of the gamma function for `x` of at least one half.
fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let places = TERMS.iter().zip(1_u32..);
    let sum = places.fold(0.999_999_999_999_809_9, |sum, (term, place)| sum + term / (x + f64::from(place)));
    let base = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * base.ln() - base + sum.ln()
}
