"""How fast are the numbers? python -m benchmarks.numeric [--quick] [--json]

Draws beside NumPy's own generators, with the writing of memory as the limit; geodesics beside pyproj.
One thread. `ours`, `peer` and `limit` count CPU seconds, `ours_wall` wall seconds.
"""

import sys
from collections.abc import Callable, Iterator

import numpy as np

from belfort.numeric import draws, kernels, philox
from benchmarks.row import Row, show, turn_by_turn
from tests.numeric.cases import DRAWS, GEODESY, any_stream

SIZES = (1_000, 100_000, 4_000_000)
Peers = dict[str, Callable[[np.ndarray], object]]


def fill_rows(name: str, fill: Callable[..., None], parameters: tuple, peers: Peers, size: int, goal):
    """Rates of one filler beside each peer and a plain fill of the same memory."""
    out, stream = np.empty(size), any_stream()
    contestants = {
        "ours": lambda: fill(out, stream, 0, *parameters),
        "limit": lambda: out.fill(1.0),
        **{peer: lambda run=run: run(out) for peer, run in peers.items()},
    }
    times = turn_by_turn(contestants)
    rates = {who: size / seconds.cpu_s for who, seconds in times.items()}
    for peer in peers:
        yield Row(
            name,
            size,
            rates["ours"],
            "1/s",
            rates[peer],
            peer,
            rates["limit"],
            size / times["ours"].wall_s,
            goal,
            is_rate=True,
        )


def draw_rows(sizes: tuple[int, ...]) -> Iterator[Row]:
    ours, pcg = np.random.Generator(np.random.Philox(1)), np.random.Generator(np.random.PCG64(1))
    uniforms: Peers = {
        "numpy Philox": lambda out: ours.random(out=out),
        "numpy PCG64": lambda out: pcg.random(out=out),
    }
    normals: Peers = {
        "numpy Philox": lambda out: ours.standard_normal(out=out),
        "numpy PCG64": lambda out: pcg.standard_normal(out=out),
    }
    for size in sizes:
        yield from fill_rows("philox uniform", philox.fill_unit, (), uniforms, size, None)
        yield from fill_rows("philox normal", draws.fill_normal, (0.0, 1.0), normals, size, 1e7)
    low, mode, high = DRAWS["fill_pert"]
    a = 1.0 + 4.0 * (mode - low) / (high - low)
    parameters = (low, mode, high)
    triangular: Peers = {"numpy PCG64": lambda out: pcg.triangular(low, mode, high, out.size)}
    pert: Peers = {"numpy PCG64 beta": lambda out: low + (high - low) * pcg.beta(a, 6.0 - a, out.size)}
    yield from fill_rows("philox triangular", draws.fill_triangular, parameters, triangular, 100_000, None)
    yield from fill_rows("philox PERT", draws.fill_pert, parameters, pert, 100_000, None)


def geodesic_rows(sizes: tuple[int, ...]) -> Iterator[Row]:
    for size in sizes:
        inputs, outputs = GEODESY["geodesic_inverse_rows"](size, np.random.default_rng(1))
        contestants = {"ours": lambda i=inputs, o=outputs: kernels.geodesic_inverse_rows(*i, *o)}
        peer_name = "pyproj: not installed"
        if inverse := geod_inverse():
            peer_name, degrees = "pyproj Geod.inv", [np.degrees(column) for column in inputs]
            lat1, lon1, lat2, lon2 = degrees
            contestants["peer"] = lambda a=(lon1, lat1, lon2, lat2), inverse=inverse: inverse(*a)
        times = turn_by_turn(contestants)
        peer = size / times["peer"].cpu_s if "peer" in times else None
        ours = times["ours"]
        yield Row(
            "geodesic inverse",
            size,
            size / ours.cpu_s,
            "1/s",
            peer,
            peer_name,
            None,
            size / ours.wall_s,
            is_rate=True,
        )


def geod_inverse() -> Callable[..., object] | None:
    try:
        from pyproj import Geod
    except ImportError:
        return None
    return Geod(ellps="WGS84").inv


def rows(is_quick: bool = False) -> Iterator[Row]:
    yield from draw_rows(SIZES[:2] if is_quick else SIZES)
    yield from geodesic_rows((1_000,) if is_quick else (1_000, 100_000))


if __name__ == "__main__":
    show(rows("--quick" in sys.argv))
