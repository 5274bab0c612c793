"""Looks, meetings and doctrine against closed forms and published values."""

import math
from collections.abc import Iterator

import numpy as np

from belfort.coverage.approach import Arc, arc_time_to_go_s, flight_of
from belfort.coverage.engagement.doctrine import expected_shots, p_kill_of_salvos
from belfort.coverage.engagement.kernels import Paths, Reach
from belfort.coverage.engagement.ladder import ladder
from belfort.numeric.constants import STANDARD_GRAVITY_MPS2
from belfort.numeric.ellipsoid import radio_horizon_m
from belfort.scenario import load_scenario
from verification.row import row

V_MISSILE, V_TARGET = 800.0, 240.0
FREE = Reach(0.0, 0.0, 0.0, 0.0, 1e9, 0.0, 1e9, V_MISSILE, 0.0, 0.0)
DOCTRINES = [
    ("S-L-S-L-S", (1, 1, 1), 0.973, 1.39),
    ("SS-L-S", (2, 1), 0.973, 2.09),
    ("SS-L-SS", (2, 2), 0.9919, 2.18),
]
HORIZONS = [(10, 50, 42.2), (10, 100, 54.3), (15, 30, 38.5), (30, 50, 51.7), (30, 100, 63.8), (10, 20, 31.4)]
DRAG = "point mass falling through an exponential atmosphere of 7.3 km"


def close(name: str, exact: float, source: str, ours: float, unit: str, slack: float) -> dict:
    gap = abs(ours - exact)
    return row(name, f"{exact:.6g} {unit}", source, f"{ours:.6g} {unit}", f"{gap:.1g} {unit}", gap <= slack)


def line(
    start_m: tuple[float, float], end_m: tuple[float, float], speed_mps: float, step_m: float = 250.0
) -> Paths:
    length_m = math.dist(start_m, end_m)
    share = np.linspace(0.0, 1.0, math.ceil(length_m / step_m) + 1)
    x_m, y_m = (a + share * (b - a) for a, b in zip(start_m, end_m, strict=True))
    columns = (*(c[None, :] for c in (x_m, y_m, 0 * share, 0 * share)), length_m * (1 - share))
    frozen = [np.ascontiguousarray(c) for c in (*columns, share * length_m / speed_mps)]
    for column in frozen:
        column.setflags(write=False)
    return Paths(*frozen)


def meetings() -> Iterator[dict]:
    """One meeting: head-on, and a crossing target by its quadratic."""
    path = line((60e3, 0.0), (0.0, 0.0), V_TARGET)
    for delay_s in (0.0, 30.0, 120.0):
        exact_m = V_MISSILE * (60e3 - V_TARGET * delay_s) / (V_MISSILE + V_TARGET)
        ours_m = ladder(FREE, path, delay_s, 1.0, 250.0, most_looks=1).distance_to_go_m[0, 0]
        name = f"head-on meeting, found 60 km out, {delay_s:g} s of delays"
        yield close(name, exact_m, "v_m (D - v_t d) / (v_m + v_t)", float(ours_m), "m", 1e-3)
    for v_mps in (800.0, 300.0, 120.0):
        path = line((30e3, 4e3), (-30e3, 4e3), V_TARGET, 400.0)
        a, b = V_TARGET**2 - v_mps**2, -2 * 30e3 * V_TARGET + 2 * v_mps**2 * 20.0
        c = 30e3**2 + 4e3**2 - v_mps**2 * 20.0**2
        exact_s = min(r.real for r in np.roots([a, b, c]) if abs(r.imag) < 1e-9 and r.real >= 20.0)
        met = ladder(FREE._replace(speed_mps=v_mps), path, 20.0, 1.0, 250.0, most_looks=1)
        name = f"crossing target of 240 m/s met at {v_mps:g} m/s"
        yield close(
            name,
            exact_s,
            "first root of the quadratic",
            250.0 - float(met.intercept_to_go_s[0, 0]),
            "s",
            1e-6,
        )


def series() -> Iterator[dict]:
    """Shoot-look-shoot: y_k = r ((x0 + c) r^(k-1) - c), r = v_m / (v_m + v_t), c = again (v_m + v_t)."""
    path = line((100e3, 0.0), (0.0, 0.0), V_TARGET)
    r = V_MISSILE / (V_MISSILE + V_TARGET)
    for again_s, min_range_m in ((11.0, 1000.0), (25.0, 1000.0), (50.0, 1000.0), (25.0, 3333.0)):
        c_m, x0_m = again_s * (V_MISSILE + V_TARGET), 100e3 - 62.0 * V_TARGET
        n = math.floor(1 + math.log((min_range_m / r + c_m) / (x0_m + c_m)) / math.log(r))
        last_m = r * ((x0_m + c_m) * r ** (n - 1) - c_m)
        reach = FREE._replace(min_range_m=min_range_m)
        met = ladder(reach, path, 62.0, again_s, 100e3 / V_TARGET, most_looks=40)
        ours = int(met.n_looks[0])
        name = f"looks before impact, {again_s:g} s between looks, least range {min_range_m:g} m"
        yield row(name, n, "geometric series, closed form", ours, ours - n, ours == n)
        yield close(
            f"last of them, {again_s:g} s, {min_range_m:g} m",
            last_m,
            "the same",
            float(met.distance_to_go_m[0, ours - 1]),
            "m",
            1e-2,
        )


def doctrines() -> Iterator[dict]:
    for name, salvos, p_kill, shots in DOCTRINES:
        ours, n = p_kill_of_salvos(0.7, salvos), expected_shots(0.7, salvos)
        is_good = abs(ours - p_kill) < 5e-5 and abs(n - shots) < 5e-3
        source = "shoot-look-shoot at p = 0.7: Pk = 1 - q^n; for single shots E = (1 - q^n) / p"
        yield row(
            f"{name}: kill and shots", f"{p_kill}, {shots}", source, f"{ours:.4f}, {n:.3f}", "-", is_good
        )


def horizons() -> Iterator[dict]:
    """A first look limited by the textbook horizon, sampled every 10 m."""
    path = line((100e3, 0.0), (0.0, 0.0), V_TARGET, 10.0)
    for antenna_m, target_m, horizon_km in HORIZONS:
        seen = (path.distance_to_go_m <= radio_horizon_m(antenna_m, target_m))[None, :]
        ours_m = ladder(FREE, path, 40.0, 25.0, is_visible=seen, most_looks=1).distance_to_go_m[0, 0]
        exact_m = V_MISSILE * (1e3 * horizon_km - V_TARGET * 40.0) / (V_MISSILE + V_TARGET)
        name = f"first look, antenna {antenna_m} m, flight at {target_m} m, 40 s of delays"
        yield close(
            name, exact_m, f"head-on from the published horizon, {horizon_km} km", float(ours_m), "m", 100.0
        )


def fall(arc: Arc, begin_m: float) -> float:
    """Time of the arc's last kilometres with drag: fitted so that it lands at the terminal speed."""
    low, high = 0.0, 1e-2
    for _ in range(40):
        drag = 0.5 * (low + high)
        speed_mps, _ = fallen(arc, drag, begin_m)
        low, high = (drag, high) if speed_mps > arc.terminal_mps else (low, drag)
    return fallen(arc, low, begin_m)[1]


def fallen(arc: Arc, drag: float, begin_m: float) -> tuple[float, float]:
    """Follow the parabola's own shape, at the speed that gravity and drag leave: (speed at the end, time)."""
    share = np.linspace(min(begin_m, arc.range_m) / arc.range_m, 0.0, 1500)
    height_m = 4.0 * arc.apogee_msl_m * share * (1.0 - share)
    length_m = np.hypot(np.diff(share * arc.range_m), np.diff(height_m))
    up_m = np.maximum(height_m[0] - min(25e3, arc.apogee_msl_m), 0.0)
    energy, spent_s = 0.5 * arc.peak_mps**2 - STANDARD_GRAVITY_MPS2 * up_m, 0.0
    for k, step_m in enumerate(length_m):
        speed_mps = math.sqrt(2.0 * energy)
        spent_s += step_m / speed_mps
        energy += STANDARD_GRAVITY_MPS2 * (height_m[k] - height_m[k + 1])
        energy *= math.exp(-2.0 * drag * math.exp(-height_m[k] / 7300.0) * step_m)
    return math.sqrt(2.0 * energy), spent_s


def arcs() -> Iterator[dict]:
    """Warning time of the catalogue's ballistic threats from 100 km and from the apogee."""
    systems = load_scenario("benelux").systems
    for name in ("iskander-m", "kinzhal"):
        arc = flight_of(systems[name])
        for begin_m in (100e3, 0.5 * arc.range_m):
            ours_s = float(arc_time_to_go_s(arc, np.linspace(begin_m, 0.0, 2001))[0])
            drag_s = fall(arc, begin_m)
            gap = ours_s / drag_s - 1.0
            title = f"{name}, time from {begin_m / 1e3:.0f} km"
            yield row(title, f"{drag_s:.1f} s", DRAG, f"{ours_s:.1f} s", f"{gap:+.1%}", abs(gap) < 0.05)


def boosted(
    mean_mps: float, reach_m: float, burn_s: float = 3.0, peak: float = 1.4
) -> tuple[np.ndarray, np.ndarray]:
    """Range and time of a missile that burns, then slows by drag, with the given mean speed to its reach."""
    time_s = np.linspace(0.0, reach_m / mean_mps, 20_001)
    top_mps, coast_s = peak * mean_mps, np.maximum(time_s - burn_s, 0.0)
    low, high = 0.0, 1e-2
    for _ in range(60):
        drag = 0.5 * (low + high)
        burn_m = 0.5 * top_mps * np.minimum(time_s, burn_s) ** 2 / burn_s
        range_m = burn_m + np.log1p(drag * top_mps * coast_s) / drag
        low, high = (drag, high) if range_m[-1] > reach_m else (low, drag)
    return range_m, time_s


def fly_out() -> Iterator[dict]:
    """How far the mean speed is from a missile that burns and coasts."""
    range_m, time_s = boosted(V_MISSILE, 25e3)
    late_s = range_m / V_MISSILE - time_s
    text = f"{late_s.max():+.2f} s, {late_s.min():+.2f} s"
    source = "burn of 3 s to 1.4 times the mean, then drag; ours less that"
    yield row(
        "fly-out to 25 km, worst",
        "+1.7 s, -1.1 s",
        source,
        text,
        text,
        late_s.max() < 1.7 and late_s.min() > -1.1,
    )


def rows() -> Iterator[dict]:
    """Yield one row a comparison: name, published, source, ours, difference, verdict."""
    yield from meetings()
    yield from series()
    yield from doctrines()
    yield from horizons()
    yield from arcs()
    yield from fly_out()
