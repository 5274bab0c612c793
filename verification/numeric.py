"""The numbers against what others have published, and against the closed forms."""

import math
from collections.abc import Callable, Iterator

import numpy as np
from scipy import special

from belfort.numeric import draws, ellipsoid, geodesy, philox
from belfort.numeric.streams import purpose_code, random_key, stream
from verification.row import row

N_PAIRS = 100_000
N_DRAWS = {"fill_pert": 200_000, "fill_beta": 200_000}
ALL = 0xFFFFFFFF
KNOWN_ANSWERS = {
    "zeros": ((0,) * 4, (0,) * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    "ones": ((ALL,) * 4, (ALL,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    "digits of pi": (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
}
HORIZONS_KM = [
    (10, 50, 42.2),
    (10, 100, 54.3),
    (15, 30, 38.5),
    (30, 50, 51.7),
    (30, 100, 63.8),
    (10, 20, 31.4),
    (10, 300, 84.4),
]
LAWS: dict[str, tuple[tuple[float, ...], Callable]] = {
    "uniform": ((-2.0, 5.0), lambda x, low, high: (x - low) / (high - low)),
    "normal": ((3.0, 2.0), lambda x, mean, sd: special.ndtr((x - mean) / sd)),
    "lognormal": ((8.0, 0.4), lambda x, median, sd_log: special.ndtr(np.log(x / median) / sd_log)),
    "exponential": ((7.0,), lambda x, mean: -np.expm1(-x / mean)),
    "triangular": ((1.0, 2.0, 6.0), lambda x, a, c, b: triangular_cdf(x, a, c, b)),
    "pert": ((1.0, 2.0, 6.0), lambda x, a, c, b: pert_cdf(x, a, c, b)),
    "beta": ((3.0, 4.5), lambda x, a, b: special.betainc(a, b, x)),
}


def triangular_cdf(x, low, mode, high):
    rising = (x - low) ** 2 / ((high - low) * (mode - low))
    return np.where(x <= mode, rising, 1.0 - (high - x) ** 2 / ((high - low) * (high - mode)))


def pert_cdf(x, low, mode, high):
    a = 1.0 + 4.0 * (mode - low) / (high - low)
    return special.betainc(a, 6.0 - a, (x - low) / (high - low))


def known_answers() -> Iterator[dict]:
    for name, (counter, key, published) in KNOWN_ANSWERS.items():
        ours = " ".join(f"{int(word):08x}" for word in philox.philox4x32(*counter, *key))
        n_words = sum(a != b for a, b in zip(ours.split(), published.split(), strict=True))
        source = "Random123, kat_vectors, philox4x32 10"
        yield row(f"Philox block, {name}", published, source, ours, f"{n_words} words", n_words == 0)


def lines(n: int) -> tuple[np.ndarray, ...]:
    """Lines up to 500 km from anywhere; every other one close to a pole, the date line or due east."""
    rng = np.random.default_rng(20)
    lat_deg, lon_deg, bearing_deg = rng.uniform(-90, 90, n), rng.uniform(-180, 180, n), rng.uniform(0, 360, n)
    lat_deg[::6], lon_deg[2::6], bearing_deg[4::6] = 89.9, 179.99, 90.0
    return lat_deg, lon_deg, bearing_deg, rng.uniform(0, 500e3, n)


def worst_geodesy() -> Iterator[dict]:
    try:
        from pyproj import Geod, Transformer
    except ImportError:
        yield row("geodesy", "-", "pyproj is not installed", "-", "-", False)
        return
    geod, source = Geod(ellps="WGS84"), "PROJ, through pyproj; 100 000 lines up to 500 km"
    lat_deg, lon_deg, bearing_deg, distance_m = lines(N_PAIRS)
    lon2_deg, lat2_deg, _ = geod.fwd(lon_deg, lat_deg, bearing_deg, distance_m)
    there = geodesy.geodesic_direct(*np.radians([lat_deg, lon_deg, bearing_deg]), distance_m)
    *_, miss_m = geod.inv(lon2_deg, lat2_deg, np.degrees(there[1]), np.degrees(there[0]))
    *_, long_m = geod.inv(lon_deg, lat_deg, lon2_deg, lat2_deg)
    found_m, *_ = geodesy.geodesic_inverse(*np.radians([lat_deg, lon_deg, lat2_deg, lon2_deg]))
    height_m = np.linspace(-400.0, 60e3, N_PAIRS)
    proj = Transformer.from_crs(4979, 4978, always_xy=True).transform(lon_deg, lat_deg, height_m)
    ours = geodesy.geodetic_to_ecef(np.radians(lat_deg), np.radians(lon_deg), height_m)
    worst = {
        "geodesic direct": np.max(miss_m),
        "geodesic inverse": np.max(np.abs(found_m - long_m)),
        "earth-centred coordinates": np.max(np.linalg.norm(np.subtract(ours, proj), axis=0)),
    }
    for name, miss_m in worst.items():
        ours = f"{miss_m * 1e3:.2g} mm"
        yield row(f"{name}, worst", "0 mm", source, ours, ours, miss_m < 1e-3)


def horizons() -> Iterator[dict]:
    for antenna_m, target_m, published_km in HORIZONS_KM:
        ours_km = ellipsoid.radio_horizon_m(antenna_m, target_m) / 1e3
        rule_km = 4.12 * (math.sqrt(antenna_m) + math.sqrt(target_m))
        is_good = abs(ours_km - published_km) <= 0.1 and abs(ours_km / rule_km - 1.0) < 1e-3
        name = f"radio horizon, antenna {antenna_m} m, target {target_m} m"
        source = "4.12 (sqrt h1 + sqrt h2) km"
        yield row(name, published_km, source, round(ours_km, 2), f"{ours_km - published_km:+.2f} km", is_good)


def ks_p_value(sample: np.ndarray, cdf: Callable[[np.ndarray], np.ndarray]) -> float:
    """P-value of the two-sided Kolmogorov-Smirnov test, asymptotic."""
    share = cdf(np.sort(sample))
    steps = np.arange(len(sample) + 1) / len(sample)
    distance = max((steps[1:] - share).max(), (share - steps[:-1]).max())
    return float(special.kolmogorov(math.sqrt(len(sample)) * distance))


def distributions() -> Iterator[dict]:
    for name, (parameters, cdf) in LAWS.items():
        own = stream(random_key(1), replicate=0, entity=0, purpose=purpose_code(f"verification, {name}"))
        n_draws = N_DRAWS.get(f"fill_{name}", 1_000_000)
        sample = draws.sample(getattr(draws, f"fill_{name}"), own, n_draws, *parameters)
        p = ks_p_value(sample, lambda x, cdf=cdf, parameters=parameters: cdf(x, *parameters))
        source = f"closed form; Kolmogorov-Smirnov, {n_draws} draws"
        yield row(f"{name} draws", "p > 0.001", source, f"p = {p:.3f}", "-", p > 0.001)


def rows() -> Iterator[dict]:
    """Yield one row a comparison: name, published, source, ours, difference, verdict."""
    yield from known_answers()
    yield from worst_geodesy()
    yield from horizons()
    yield from distributions()
