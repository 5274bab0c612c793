"""Whatever a file holds, it resolves or is refused with its faults: no other exception, no warning, no hang."""

import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belfort.scenario import Fault, ScenarioError, load_scenario, parse_scenario
from belfort.scenario.written import Scenario
from tests.scenario.test_cases import VALID

MOST_CPU_S = 3.0
FOLDER = VALID[0].parent
SEEDS = [path.read_bytes() for path in VALID]

NASTY = [
    *("nan", "-nan", "inf", "-inf", "-0", "-0.0", "0", "1e400", "-1e400", "5e-324", "1e308", "0.1"),
    *("99999999999999999999", "-99999999999999999999", "9" * 400, "9" * 5000, "0xffffffffffffffffffff"),
    *("true", "false", '""', "[]", "{}", "[[]]", "[{}]", "{ a = {} }", '"\\u0000"', '"\\u001b[31m"', "'\\'"),
    *('"' + "x" * 5000 + '"', "'" + "[" * 300 + "'", "[" * 60 + "]" * 60, "{ a = " * 60 + "1" + "}" * 60),
    *("[" * 30 + "1" + "]" * 30, ".".join("a" * 100) + " = 1", "{ " + ".".join("ab" * 30) + " = 1 }"),
    *("2030-03-01T22:00:00Z", "2030-03-01T22:00:00", "2030-03-01", "22:00:00", "0001-01-01T00:00:00+23:59"),
    *("9999-12-31T23:59:59-23:59", "2030-02-30", '"2030-03-01"', "[nan, nan]", "[1e400, 2]", "[181, 0]"),
    *("[4.4, 51.2]", "[51.2, 4.4]", "[5, 91]", '["4", "51"]', '"EBBR"', '"Antwerp"', '"5 km N of EBBR"'),
    *('"1e9 km N of EBBR"', '"99999999999999999999 km N of EBBR"', '"5 km 999° of EBBR"', '"5 km N of "'),
    *('"' + "1 km N of " * 300 + 'EBBR"', '"*"', '"?*"', '"[a-z]"', '"..."', '"/etc/passwd"', '"../.."'),
    *('"belgium"', '"BE"', '"patriot"', '"gem-t"', '"shahed-136"', '"airliner"', '"link-16"', '"iskander-m"'),
    *(
        "{ low = 1, mode = 2, high = 3 }",
        "{ low = 3, mode = 2, high = 1 }",
        "{ low = 1e308, mode = 1e308, high = 1e308 }",
    ),
    *(
        "{ low = -1e308, mode = 0, high = 1e308 }",
        '{ from = "EBBR", bearing_deg = 360, distance_km = 20000 }',
    ),
    *(
        '"\U0001f6e1\ufeff\u202e"',
        '"\u0130"',
        "é",
        "\ufeff",
        "#",
        "=",
        '"',
        '"""',
        "'''",
        "\\",
        "\r",
        "\0",
        "\x7f",
    ),
]
"""Tokens that have broken readers before."""
KEYS = sorted(
    {"remove", *re.findall(r'"([a-z_0-9]{2,})":', str(Scenario.model_json_schema()).replace("'", '"'))}
)
TOKEN = re.compile(rb'"[^"\n]*"|\[\[?[a-z_.]+\]\]?|[A-Za-z0-9_.+:-]+|[\[\]{}=,]')

Mutate = Callable[[random.Random, bytes], bytes]


def flip_bytes(rng: random.Random, raw: bytes) -> bytes:
    content = bytearray(raw)
    for _ in range(rng.randint(1, 8)):
        content[rng.randrange(len(content))] = rng.randrange(256)
    return bytes(content)


def move_lines(rng: random.Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    for _ in range(rng.randint(1, 4)):
        i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
        change = rng.randrange(4)
        if change == 0:
            lines[i], lines[j] = lines[j], lines[i]
        elif change == 1:
            lines.insert(i, lines[j])
        elif change == 2 and len(lines) > 1:
            del lines[i]
        else:
            lines[i : i + 3] = lines[i : i + 3] * rng.randint(2, 4)
    return b"\n".join(lines)


def replace_tokens(rng: random.Random, raw: bytes) -> bytes:
    for _ in range(rng.randint(1, 4)):
        tokens = list(TOKEN.finditer(raw))
        if tokens:
            token = rng.choice(tokens)
            other = rng.choice([rng.choice(NASTY), rng.choice(KEYS)]).encode()
            raw = raw[: token.start()] + other + raw[token.end() :]
    return raw


def replace_values(rng: random.Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    given_ = [i for i, line in enumerate(lines) if b"=" in line and not line.startswith(b"#")]
    for i in rng.sample(given_, min(len(given_), rng.randint(1, 3))):
        lines[i] = lines[i].split(b"=")[0] + b"= " + rng.choice(NASTY).encode()
    return b"\n".join(lines)


def add_keys(rng: random.Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    for _ in range(rng.randint(1, 4)):
        line = f"{rng.choice(KEYS)} = {rng.choice(NASTY)}"
        lines.insert(rng.randrange(len(lines) + 1), line.encode())
    return b"\n".join(lines)


def splice(rng: random.Random, raw: bytes) -> bytes:
    other = rng.choice(SEEDS)
    return raw[: rng.randrange(len(raw))] + other[rng.randrange(len(other)) :]


def pairs_of(raw: bytes) -> list[tuple[int, bytes, bytes]]:
    """Return the number, key and value of each line that gives one."""
    lines = enumerate(raw.split(b"\n"))
    pairs = ((i, *line.split(b"=", 1)) for i, line in lines if b"=" in line and not line.startswith(b"#"))
    return [(i, key.strip(), value.strip()) for i, key, value in pairs]


def borrow_values(rng: random.Random, raw: bytes) -> bytes:
    """Give keys the values that the same keys have elsewhere: the file stays well formed and may be sound."""
    lines = raw.split(b"\n")
    pairs = pairs_of(raw)
    for i, key, _ in rng.sample(pairs, min(len(pairs), rng.randint(1, 3))):
        if key in BORROWED:
            lines[i] = key + b" = " + rng.choice(BORROWED[key])
    return b"\n".join(lines)


def add_blocks(rng: random.Random, raw: bytes) -> bytes:
    """Add whole lists of tables from other files."""
    blocks = rng.choices(LIST_BLOCKS, k=rng.randint(1, 4))
    return raw + b"\n" + b"\n".join(blocks) + b"\n"


def rename_keys(rng: random.Random, raw: bytes) -> bytes:
    key = rng.choice(KEYS).encode()
    return re.sub(rb"(?m)^%s\b" % re.escape(key), rng.choice(KEYS).encode(), raw) + b"\n" + key + b" = 1"


BORROWED: dict[bytes, list[bytes]] = {}
"""Key to the values it has in any valid case."""
for _raw in SEEDS:
    for _, _key, _value in pairs_of(_raw):
        BORROWED.setdefault(_key, []).append(_value)
LIST_BLOCKS = [b"[[" + block for raw in SEEDS for block in re.split(rb"(?m)^\[\[", raw)[1:]]
ROUGH: tuple[Mutate, ...] = (flip_bytes, move_lines, replace_tokens, splice)
GENTLE: tuple[Mutate, ...] = (replace_values, add_keys, rename_keys, borrow_values, borrow_values, add_blocks)


def faults_in(raw: bytes | str) -> tuple[Fault, ...]:
    """Return the faults of a file, none when it resolves. Any other exception is told with the file."""
    try:
        parse_scenario(raw, folder=FOLDER)
    except ScenarioError as error:
        return error.faults or (Fault("", None, "", ""),)
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error}\nin: {raw!r}") from error
    return ()


def outcome(raw: bytes | str) -> str:
    """Return 'resolved', 'no file' or 'faults'; every fault must read as one, and soon."""
    start_s = time.process_time()
    faults = faults_in(raw)
    took_s = time.process_time() - start_s
    assert took_s < MOST_CPU_S, f"took {took_s:.1f} s: {raw!r}"
    for fault in faults:
        assert fault.message
        assert fault.line is None or fault.line >= 1
        assert len(str(fault)) < 2500, str(fault)
        assert str(fault).isprintable(), str(fault)
    return "resolved" if not faults else "faults" if any(fault.place for fault in faults) else "no file"


def mutated(n: int, seed: int) -> Counter[str]:
    rng = random.Random(seed)
    outcomes: Counter[str] = Counter()
    for _ in range(n):
        raw = rng.choice(SEEDS)
        for mutate in rng.choices(ROUGH if rng.random() < 0.3 else GENTLE, k=rng.choice((1, 1, 2, 3))):
            raw = mutate(rng, raw) or b"\n"
        outcomes[outcome(raw)] += 1
    return outcomes


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    load_scenario("tiny")


def test_mutated_files() -> None:
    outcomes = mutated(3000, seed=1)
    assert outcomes["resolved"] > 200, "mutations leave some files whole"
    assert outcomes["faults"] > 1000
    assert outcomes["no file"] > 300


@pytest.mark.slow
@pytest.mark.parametrize("part", range(20))
def test_many_mutated_files(part: int) -> None:
    outcomes = mutated(5000, seed=100 + part)
    assert outcomes.total() == 5000


SIMPLE = st.one_of(
    st.sampled_from(NASTY),
    st.integers().map(str),
    st.floats().map(repr),
    st.text(max_size=20).map(lambda text: '"' + text.replace("\\", "").replace('"', "") + '"'),
)
VALUES = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: "[" + ", ".join(items) + "]"),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=4).map(
            lambda table: "{ " + ", ".join(f"{k} = {v}" for k, v in table.items()) + " }"
        ),
    ),
    max_leaves=8,
)
PATHS = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3).map(".".join)
HEADERS = st.one_of(st.just(""), PATHS.map("[{}]".format), PATHS.map("[[{}]]".format))
BLOCKS = st.tuples(HEADERS, st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4)).map(
    lambda block: "\n".join([block[0], *(f"{k} = {v}" for k, v in block[1].items())])
)
KNOWN_TABLES = [
    *(
        "[region]",
        "[dates]",
        "[terrain]",
        "[rules]",
        "[rules.identification]",
        "[network]",
        "[study]",
        "[sources]",
    ),
    *(
        "[[assets]]",
        "[[nations]]",
        "[[units]]",
        "[[network.links]]",
        "[[network.tracks]]",
        "[[network.fire]]",
    ),
    *("[[rules.exceptions]]", "[[rules.engagement]]", "[[rules.reserves]]", "[[threats.raids]]"),
    *("[[threats.raids.groups]]", "[[threats.incursions]]", "[[threats.civil]]", "[options.other]"),
    *("[[options.other.add]]", "[[options.other.move]]", "[[options.other.remove]]", "[[dates.ready]]"),
]
KNOWN_BLOCKS = st.tuples(
    st.sampled_from(KNOWN_TABLES), st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5)
).map(lambda block: "\n".join([block[0], *(f"{k} = {v}" for k, v in block[1].items())]))
FUZZ = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@given(st.binary(max_size=300))
@FUZZ
def test_any_bytes(raw: bytes) -> None:
    outcome(raw)


@given(st.text(max_size=300))
@FUZZ
def test_any_text(text: str) -> None:
    outcome(text)


@given(st.lists(BLOCKS, max_size=6).map("\n".join))
@FUZZ
def test_any_tables_of_the_languages_own_keys(text: str) -> None:
    outcome(text)


@given(st.sampled_from(SEEDS), st.lists(KNOWN_BLOCKS, min_size=1, max_size=4).map("\n".join))
@FUZZ
def test_any_tables_after_a_whole_file(whole: bytes, text: str) -> None:
    outcome(whole + b"\n" + text.encode("utf8", "replace"))


def test_a_large_file_ends_soon() -> None:
    """Megabytes of a unit at unknown places, of unknown systems, or of nothing but opened strings end at once."""
    head = b'belfort = 1\ntitle = "x"\n[region]\nname = "x"\nwest_deg = 2\nsouth_deg = 49\neast_deg = 8\n'
    head += b'north_deg = 54\n[dates]\nstart = 2030-03-01T22:00:00Z\n[[nations]]\nnation = "BE"\n'
    unit = b'[[units]]\nname = "u%d"\nsystem = "gm400"\nnation = "BE"\nat = "Nowhere%d"\n'
    sites = b'[[units]]\nname = "u"\nsystem = "gmm400"\nnation = "BE"\nsites = [' + b'"EBBR",' * 500 + b"]\n"
    for raw in (
        head + b"".join(unit % (i, i) for i in range(5000)),
        head + sites,
        b'"""' + b'\\"' * 1_000_000,
        b"a" * 4_000_000,
        b"a." * 1_000_000,
        b"x = [" + b"1," * 1_000_000,
    ):
        start_s = time.process_time()
        with pytest.raises(ScenarioError):
            parse_scenario(raw)
        assert time.process_time() - start_s < 10


ODD_NAMES = ("/etc/passwd", ".", "..", "", "\\u0000", "~", "x" * 5000, "/dev/null", "a/../tiny", "tiny.toml")


@pytest.mark.parametrize("name", ODD_NAMES, ids=lambda name: name[:12])
def test_a_base_is_a_scenario_or_a_fault(name: str) -> None:
    assert outcome(f'belfort = 1\ntitle = "x"\nextends = "{name}"\n') != "resolved"


def test_text_without_a_folder_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_bytes(SEEDS[0])
    text = 'belfort = 1\ntitle = "x"\nextends = "{}"\n'
    assert parse_scenario(text.format("base.toml"), folder=tmp_path).title == "x"
    assert parse_scenario(text.format("tiny")).title == "x"
    for name in (tmp_path / "base.toml", "base.toml", "/etc/passwd"):
        with pytest.raises(ScenarioError, match="there is no scenario"):
            parse_scenario(text.format(name))
