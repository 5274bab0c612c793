"""Random draws: draw n of a stream, one number at a time or an array at once.

`uniform`, `normal`, `lognormal`, `exponential`, `triangular`, `pert`, `beta` are kernels for use inside other
kernels: (stream, draw, parameters) -> one number. Each `fill_...` is a kernel that writes an array. `sample`
is the checked verb for everyone else. Every draw is the quantile of the uniform with the same number: it
rises with that uniform, and one draw costs exactly one uniform, whatever the distribution.

Parameters that make no sense give NaN in a kernel and a ValueError in `sample`. Method and source of each
distribution: `quantiles`, from whose text these are compiled.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from belfort.numeric import quantiles as plain
from belfort.numeric.jit import compile_plain, kernel
from belfort.numeric.philox import fill_unit, unit_draw
from belfort.numeric.streams import Stream

_ORDERED = (
    plain._normal_centre,
    plain._normal_shoulder,
    plain._normal_tail,
    plain.normal_quantile,
    plain.uniform_quantile,
    plain.exponential_quantile,
    plain.lognormal_quantile,
    plain.triangular_quantile,
    plain._beta_fraction,
    plain._beta_cdf_scaled,
    plain.beta_cdf,
    plain._beta_guess,
    plain._beta_low_quantile,
    plain.beta_quantile,
    plain.pert_quantile,
)
_COMPILED = dict(zip((function.__name__ for function in _ORDERED), compile_plain(*_ORDERED), strict=True))
normal_quantile = _COMPILED["normal_quantile"]
uniform_quantile = _COMPILED["uniform_quantile"]
exponential_quantile = _COMPILED["exponential_quantile"]
lognormal_quantile = _COMPILED["lognormal_quantile"]
triangular_quantile = _COMPILED["triangular_quantile"]
pert_quantile = _COMPILED["pert_quantile"]
beta_quantile = _COMPILED["beta_quantile"]
beta_cdf = _COMPILED["beta_cdf"]


@kernel
def uniform(stream, draw, low, high):
    """Return a uniform on [low, high]."""
    return uniform_quantile(unit_draw(stream, draw), low, high)


@kernel
def _spread(sd):
    """Return a standard deviation, NaN where it is below zero."""
    return sd if sd >= 0.0 else np.nan


@kernel
def normal(stream, draw, mean, sd):
    """Return a normal with the given mean and standard deviation (same unit)."""
    return mean + _spread(sd) * normal_quantile(unit_draw(stream, draw))


@kernel
def lognormal(stream, draw, median, sd_log):
    """Return a lognormal with the given median; `sd_log` is the standard deviation of its logarithm."""
    return lognormal_quantile(unit_draw(stream, draw), median, sd_log)


@kernel
def exponential(stream, draw, mean):
    """Return an exponential with the given mean."""
    return exponential_quantile(unit_draw(stream, draw), mean)


@kernel
def triangular(stream, draw, low, mode, high):
    """Return a triangular on [low, high]."""
    return triangular_quantile(unit_draw(stream, draw), low, mode, high)


@kernel
def pert(stream, draw, low, mode, high):
    """Return a beta-PERT on [low, high]; a Newton search, far dearer than a triangular."""
    return pert_quantile(unit_draw(stream, draw), low, mode, high)


@kernel
def beta(stream, draw, a, b):
    """Return a beta on [0, 1] with shapes a and b."""
    return beta_quantile(unit_draw(stream, draw), a, b)


@kernel
def fill_uniform(out, stream, first, low, high):
    """Write draws first, first + 1, ... of `uniform` into `out`, (n,) float64."""
    fill_unit(out, stream, first)
    for i in range(out.shape[0]):
        out[i] = uniform_quantile(out[i], low, high)


@kernel
def fill_normal(out, stream, first, mean, sd):
    """Write draws first, first + 1, ... of `normal` into `out`, (n,) float64."""
    fill_unit(out, stream, first)
    spread = _spread(sd)
    for i in range(out.shape[0]):
        out[i] = mean + spread * normal_quantile(out[i])


@kernel
def fill_lognormal(out, stream, first, median, sd_log):
    """Write draws first, first + 1, ... of `lognormal` into `out`, (n,) float64."""
    fill_unit(out, stream, first)
    for i in range(out.shape[0]):
        out[i] = lognormal_quantile(out[i], median, sd_log)


@kernel
def fill_exponential(out, stream, first, mean):
    """Write draws first, first + 1, ... of `exponential` into `out`, (n,) float64."""
    fill_unit(out, stream, first)
    for i in range(out.shape[0]):
        out[i] = exponential_quantile(out[i], mean)


@kernel
def fill_triangular(out, stream, first, low, mode, high):
    """Write draws first, first + 1, ... of `triangular` into `out`, (n,) float64."""
    fill_unit(out, stream, first)
    for i in range(out.shape[0]):
        out[i] = triangular_quantile(out[i], low, mode, high)


@kernel
def fill_pert(out, stream, first, low, mode, high):
    """Write draws first, first + 1, ... of `pert` into `out`, (n,) float64."""
    fill_unit(out, stream, first)
    for i in range(out.shape[0]):
        out[i] = pert_quantile(out[i], low, mode, high)


@kernel
def fill_beta(out, stream, first, a, b):
    """Write draws first, first + 1, ... of `beta` into `out`, (n,) float64."""
    fill_unit(out, stream, first)
    for i in range(out.shape[0]):
        out[i] = beta_quantile(out[i], a, b)


def sample(
    fill: Callable[..., None], stream: Stream, n_draws: int, *parameters: float, first: int = 0
) -> NDArray[np.float64]:
    """Return draws first ... first + n_draws - 1 of a stream.

    Parameters
    ----------
    fill
        The distribution: one of this module's `fill_...`.
    stream
        From `belfort.numeric.streams.stream`.
    n_draws
        How many.
    parameters
        The distribution's parameters, in the order of its `fill_...`.
    first
        Number of the first draw.

    Returns
    -------
    (n_draws,) float64.

    Raises
    ------
    ValueError
        A count below zero or beyond the stream's 2**33 draws, or parameters that make no sense.

    Examples
    --------
    >>> from belfort.numeric.streams import purpose_code, random_key, stream
    >>> latency = stream(random_key(1), replicate=0, entity=4, purpose=purpose_code("latency"))
    >>> sample(fill_triangular, latency, 3, 5.0, 8.0, 20.0).shape
    (3,)
    """
    if n_draws < 0 or first < 0 or first + n_draws > 1 << 33:
        raise ValueError(f"a stream holds draws 0 to 2**33 - 1; asked for {n_draws} from {first}")
    out = np.empty(n_draws)
    fill(out, stream, first, *(float(parameter) for parameter in parameters))
    if np.isnan(out).any():
        name = getattr(fill, "__name__", str(fill)).removeprefix("fill_")
        raise ValueError(f"{name} does not exist for the parameters {parameters}")
    return out
