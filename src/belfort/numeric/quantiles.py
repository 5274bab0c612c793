"""Inverse distribution functions, in plain Python with `math` only.

Each takes a probability and returns the value below which that share lies, so a draw rises with its
uniform: two options that meet the same uniform meet luck of the same rank. Probability 0 and 1 give the ends
of the range; a probability outside [0, 1] or parameters that make no sense (a mode outside its range,
a spread below zero) give NaN. Nothing raises. `draws` holds the same text compiled.
"""

import math

_PERT_WEIGHT = 4.0  # lambda: the mean is (low + 4 mode + high) / 6
_TINY = 1e-300


def normal_quantile(p: float) -> float:
    """Return the standard normal quantile; relative error below 3e-15 for p down to 1e-300.

    Rational approximations, PPND16: Wichura, algorithm AS 241, Applied Statistics 37 (1988) 477.
    """
    if not 0.0 < p < 1.0:
        return -math.inf if p == 0.0 else math.inf if p == 1.0 else math.nan
    q = p - 0.5
    if abs(q) <= 0.425:
        return q * _normal_centre(0.180625 - q * q)
    r = math.sqrt(-math.log(p if q < 0.0 else 1.0 - p))
    return math.copysign(_normal_shoulder(r - 1.6) if r <= 5.0 else _normal_tail(r - 5.0), q)


def _normal_centre(r: float) -> float:
    """AS 241, |p - 1/2| <= 0.425."""
    above = 3.3430575583588128105e4 + r * 2.5090809287301226727e3
    above = 4.5921953931549871457e4 + r * (6.7265770927008700853e4 + r * above)
    above = 1.9715909503065514427e3 + r * (1.3731693765509461125e4 + r * above)
    above = 3.3871328727963666080 + r * (1.3314166789178437745e2 + r * above)
    below = 2.8729085735721942674e4 + r * 5.2264952788528545610e3
    below = 2.1213794301586595867e4 + r * (3.9307895800092710610e4 + r * below)
    below = 6.8718700749205790830e2 + r * (5.3941960214247511077e3 + r * below)
    below = 1.0 + r * (4.2313330701600911252e1 + r * below)
    return above / below


def _normal_shoulder(r: float) -> float:
    """AS 241, from there to p = 1.4e-11."""
    above = 2.27238449892691845833e-2 + r * 7.74545014278341407640e-4
    above = 1.27045825245236838258 + r * (2.41780725177450611770e-1 + r * above)
    above = 5.76949722146069140550 + r * (3.64784832476320460504 + r * above)
    above = 1.42343711074968357734 + r * (4.63033784615654529590 + r * above)
    below = 5.47593808499534494600e-4 + r * 1.05075007164441684324e-9
    below = 1.48103976427480074590e-1 + r * (1.51986665636164571966e-2 + r * below)
    below = 1.67638483018380384940 + r * (6.89767334985100004550e-1 + r * below)
    below = 1.0 + r * (2.05319162663775882187 + r * below)
    return above / below


def _normal_tail(r: float) -> float:
    """AS 241, further out."""
    above = 2.71155556874348757815e-5 + r * 2.01033439929228813265e-7
    above = 2.65321895265761230930e-2 + r * (1.24266094738807843860e-3 + r * above)
    above = 1.78482653991729133580 + r * (2.96560571828504891230e-1 + r * above)
    above = 6.65790464350110377720 + r * (5.46378491116411436990 + r * above)
    below = 1.42151175831644588870e-7 + r * 2.04426310338993978564e-15
    below = 7.86869131145613259100e-4 + r * (1.84631831751005468180e-5 + r * below)
    below = 1.36929880922735805310e-1 + r * (1.48753612908506148525e-2 + r * below)
    below = 1.0 + r * (5.99832206555887937690e-1 + r * below)
    return above / below


def uniform_quantile(p: float, low: float, high: float) -> float:
    """Return the quantile of the uniform distribution on [low, high]."""
    if not (0.0 <= p <= 1.0 and low <= high):
        return math.nan
    return min(high, low + p * (high - low))


def exponential_quantile(p: float, mean: float) -> float:
    """Return the quantile of the exponential distribution: -mean log(1 - p)."""
    if not (0.0 <= p <= 1.0 and mean >= 0.0):
        return math.nan
    if mean == 0.0:
        return 0.0
    return math.inf if p == 1.0 else -mean * math.log1p(-p)


def lognormal_quantile(p: float, median: float, sd_log: float) -> float:
    """Return the quantile of the lognormal distribution.

    Parameters
    ----------
    p
        Probability.
    median
        Half of the draws lie below; positive, and the result has its unit.
    sd_log
        Standard deviation of the natural logarithm, no unit; 0 gives the median.
    """
    if not (0.0 <= p <= 1.0 and median > 0.0 and sd_log >= 0.0):
        return math.nan
    if sd_log == 0.0:
        return median
    exponent = sd_log * normal_quantile(p)
    return math.inf if exponent > 709.0 else median * math.exp(exponent)


def triangular_quantile(p: float, low: float, mode: float, high: float) -> float:
    """Return the quantile of the triangular distribution; the mode may lie at an end."""
    if not (0.0 <= p <= 1.0 and low <= mode <= high):
        return math.nan
    width = high - low
    if width == 0.0:
        return low
    if p * width <= mode - low:
        return min(mode, low + math.sqrt(p * width * (mode - low)))
    return max(mode, high - math.sqrt((1.0 - p) * width * (high - mode)))


def pert_quantile(p: float, low: float, mode: float, high: float) -> float:
    """Return the quantile of the beta-PERT distribution, whose mean is (low + 4 mode + high) / 6.

    A beta distribution on [low, high] with a = 1 + 4 (mode - low) / (high - low) and b = 6 - a.
    Source: Malcolm, Roseboom, Clark, Fazar, Operations Research 7 (1959). Accuracy as `beta_quantile`.
    """
    if not (0.0 <= p <= 1.0 and low <= mode <= high):
        return math.nan
    width = high - low
    if width == 0.0:
        return low
    a = 1.0 + _PERT_WEIGHT * ((mode - low) / width)
    return min(high, low + width * beta_quantile(p, a, 2.0 + _PERT_WEIGHT - a))


def beta_quantile(p: float, a: float, b: float) -> float:
    """Return the quantile of the beta distribution on [0, 1].

    Parameters
    ----------
    p
        Probability.
    a, b
        Shapes, positive.

    Notes
    -----
    Worked out in the lower half and mirrored. For shapes from 0.2 to 500 the value is right to 1e-12 of
    itself, or its probability to 1e-12 (p at least 1e-300).
    """
    if not (0.0 <= p <= 1.0 and a > 0.0 and b > 0.0):
        return math.nan
    if p == 0.0 or p == 1.0:
        return p
    return _beta_low_quantile(p, a, b) if p <= 0.5 else 1.0 - _beta_low_quantile(1.0 - p, b, a)


def _beta_low_quantile(p: float, a: float, b: float) -> float:
    """`beta_quantile` for p up to a half.

    Newton's method on log I_x against log x, which is nearly straight in the tail, from a power-law or normal
    guess. A step that would leave the bracket halves it instead: at most 100 steps, usually a handful.
    """
    log_scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    x, low, high = _beta_guess(p, a, b), 0.0, 1.0
    for _ in range(100):
        share = _beta_cdf_scaled(x, a, b, log_scale)
        low, high = (low, x) if share > p else (x, high)
        slope = math.exp(log_scale + a * math.log(x) + (b - 1.0) * math.log1p(-x))
        step = math.inf
        if slope > 0.0 and share > 0.0:
            step = math.log(p / share) * share / slope
        after = x * math.exp(min(step, 600.0))
        if abs(step) <= 1e-9:  # convergence is quadratic: what is left is below rounding
            return min(after, 1.0)
        if not low < after < high:
            after = 0.5 * (low + high)
        if after == 0.0:  # below the smallest number there is
            return 0.0
        x = after
    return x


def beta_cdf(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), the share of a beta below x.

    Continued fraction, Abramowitz and Stegun 26.5.8, by the modified method of Lentz; relative error below
    1e-12 for shapes from 0.2 to 500.
    """
    if not (a > 0.0 and b > 0.0) or math.isnan(x):
        return math.nan
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    return _beta_cdf_scaled(x, a, b, math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b))


def _beta_cdf_scaled(x: float, a: float, b: float, log_scale: float) -> float:
    """`beta_cdf` inside (0, 1), given the logarithm of 1 / B(a, b)."""
    front = math.exp(log_scale + a * math.log(x) + b * math.log1p(-x))
    if x * (a + b + 2.0) < a + 1.0:
        return front * _beta_fraction(x, a, b) / a
    return 1.0 - front * _beta_fraction(1.0 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function, x below its mean."""
    c, d = 1.0, 1.0 / max(1.0 - (a + b) * x / (a + 1.0), _TINY)
    value = d
    for m in range(1, 400):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0)),
        ):
            d, c = 1.0 + term * d, 1.0 + term / c
            d, c = 1.0 / (d if abs(d) > _TINY else _TINY), c if abs(c) > _TINY else _TINY
            value *= d * c
        if abs(d * c - 1.0) < 3e-16:
            break
    return value


def _beta_guess(p: float, a: float, b: float) -> float:
    """Return a first guess, strictly inside (0, 1)."""
    if a >= 1.0 and b >= 1.0:
        y = normal_quantile(p)
        h = 2.0 / (1.0 / (2.0 * a - 1.0) + 1.0 / (2.0 * b - 1.0))
        k = (y * y - 3.0) / 6.0
        w = -y * math.sqrt(abs(h + k)) / h
        w -= (1.0 / (2.0 * b - 1.0) - 1.0 / (2.0 * a - 1.0)) * (k + 5.0 / 6.0 - 2.0 / (3.0 * h))
        guess = a / (a + b * math.exp(min(2.0 * w, 700.0)))
    else:
        left = math.exp(a * math.log(a / (a + b))) / a
        right = math.exp(b * math.log(b / (a + b))) / b
        both = left + right
        if p < left / both:
            guess = math.exp(math.log(a * both * p) / a)
        else:
            guess = 1.0 - math.exp(math.log(b * both * (1.0 - p)) / b)
    return min(max(guess, _TINY), 1.0 - 1e-16)
