"""A raid on disk: every number on the page is one of the tables', and every file comes back as it was."""

import csv
import json
import re
from dataclasses import replace
from functools import lru_cache
from html import unescape

import numpy as np
import pytest

from belfort.raid import columns
from belfort.raid.summary import CrossTable, MagazineTable, MomentTable, SummaryTable, difference, summary
from belfort.report.coverage_page import PageTable
from belfort.report.coverage_words import percent
from belfort.report.raid_content import Driver, Drivers, RaidReport, content_of
from belfort.report.raid_files import ReplicateTable, replicates_of, tables_of, write_raid
from belfort.report.raid_findings import Times, findings_of, magazine_words
from belfort.report.raid_json import plain
from belfort.report.raid_summary import NightTable, digest_of
from belfort.report.raid_words import count
from belfort.scenario import load_scenario
from tests.report.raid_outcomes import made_up
from tests.report.synthetic import provenance
from tests.report.test_page import Balanced

NASTY = '"><script>alert(1)</script>&'
EFFECTORS = (("kce-30", "gun"), ("jammer", "soft-kill"), ("pac-3-mse", "long"))


@lru_cache(maxsize=1)
def two_options():
    tiny = load_scenario("tiny")
    base = replace(tiny, option_titles={"more": ("Two guns more", "")})
    first = made_up(base, effectors=EFFECTORS, notes=("off the map, left out: x",))
    other = made_up(base, option="more", p_leak=0.2, effectors=EFFECTORS)
    return RaidReport(base, "drone-night", "A night of drones", (first, other), provenance=provenance())


def written(report, folder, **more):
    return write_raid(report, folder, has_pictures=False, **more)


def text_of(page):
    return unescape(
        re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>", "", page.read_text("utf8"), flags=re.S))
    )


def page_of(report):
    digest = digest_of(report.scenario, report.raid, report.title, report.outcomes)
    return digest, content_of(report, digest, provenance(), {}, [])


def numbers_in(words):
    return re.findall(r"[<−]?\d[\d\u202f]*(?:\.\d+)?", re.sub(r"[A-Za-z][\w-]*\d[\w-]*", "", words))


def allowed(digest):
    """Return every number of the tables as it is written: as it is, in per cent, in minutes, in millions."""
    found = {"90", "95", "0", "50"}
    for _, _, table in tables_of(digest):
        for column in table.columns().values():
            if column.dtype.kind in "fi":
                for v in np.unique(column):
                    found |= {count(f * v) for f in (1.0, 1e-6, 1e-9, 100.0, 1 / 60.0)} | {count(abs(v))}
                    found |= set(numbers_in(percent(float(v)))) if 0.0 <= v <= 1.0 else set()
    return found


def test_every_number_of_the_answers_is_one_of_the_tables():
    report = two_options()
    digest = page_of(report)[0]
    derived = {str(o.n_better) for o in digest.options} | {str(o.n_worlds) for o in digest.options}
    causes = [
        (o.of(*k).mean / o.of("n_leaked").mean)
        for o in digest.options
        for k in o.readings
        if k[0] == "n_leaked_for"
    ]
    derived |= {n for share in causes for n in numbers_in(percent(share))}
    known = allowed(digest) | derived
    for sentence in findings_of(digest)[:-1]:
        assert set(numbers_in(sentence.replace(digest.options[1].title, ""))) <= known, sentence


def test_the_shares_of_causes_are_those_of_the_leakers():
    digest, _ = page_of(two_options())
    for option, sentence in zip(digest.options, findings_of(digest)[1:], strict=False):
        told = re.findall(r"([a-z ]+) \(([\d.]+), ([<>]?[\d.]+.%)\)", sentence.split("Why: ")[1])
        assert len(told) == 3
        for cause, n, share in told:
            mean = option.of("n_leaked_for", cause.removeprefix(" and ").strip()).mean
            assert n == count(mean)
            assert share == percent(mean / option.leaked.mean())


@pytest.mark.parametrize(
    "title", ["Leakers by cause", "Leakers by asset", "Kills and shots by layer", "Cost", "Own side"]
)
def test_every_number_of_a_table_on_the_page_is_one_of_the_files(title):
    digest, page = page_of(two_options())
    (table,) = [t for s in page.sections for t in s.tables if t.caption == title]
    known = allowed(digest) | {count(5.0)}  # the asset's value
    hard = sum(r.mean for (m, _), r in digest.first.readings.items() if m == "n_kills_in_layer")
    known |= {count(hard - digest.first.of("n_soft_killed").mean)}
    hard = sum(r.mean for (m, _), r in digest.options[1].readings.items() if m == "n_kills_in_layer")
    known |= {count(hard - digest.options[1].of("n_soft_killed").mean)}
    assert len(table.rows) > 1
    assert len(table.columns) == 3
    for row in table.rows:
        for cell in row[1:]:
            assert set(numbers_in(str(cell))) <= known, (row, cell)


def test_a_cell_is_the_mean_and_the_band_of_its_row():
    digest, page = page_of(two_options())
    (table,) = [t for s in page.sections for t in s.tables if t.caption == "The bands, kept apart"]
    rows = {row[0]: row[1:] for row in table.rows}
    for i, outcome in enumerate(two_options().outcomes):
        told = summary(outcome)
        at = int(np.flatnonzero((told.measure == "n_leaked") & (told.key == ""))[0])
        assert rows["leakers, mean"][i] == count(told.mean[at])
        assert rows["90 % band, together"][i] == f"{count(told.low90[at])} to {count(told.high90[at])}"
        assert (
            rows["90 % band, chance alone"][i]
            == f"{count(told.chance_low90[at])} to {count(told.chance_high90[at])}"
        )
        assert (
            rows["90 % band, not knowing alone"][i]
            == f"{count(told.unknown_low90[at])} to {count(told.unknown_high90[at])}"
        )
        assert rows["Monte Carlo error of the mean, ±"][i] == count(told.error[at])
    assert digest.options[1].leaked.mean() == pytest.approx(told.mean[at])


def test_causes_add_up_to_all_leakers():
    digest, _ = page_of(two_options())
    for option in digest.options:
        parts = sum(r.mean for (m, _), r in option.readings.items() if m == "n_leaked_for")
        assert parts == pytest.approx(option.of("n_leaked").mean)


def test_files_come_back_as_they_were(tmp_path):
    report = two_options()
    done = written(report, tmp_path)
    assert all(path.is_file() and path.stat().st_size for path in done.files)
    assert len(set(done.files)) == len(done.files)
    kinds = {
        "summary": SummaryTable,
        "differences": SummaryTable,
        "crossings": CrossTable,
        "moments": MomentTable,
        "magazines": MagazineTable,
    }
    for name, kind in kinds.items():
        table, origin = kind.from_parquet(tmp_path / f"{name}.parquet")
        assert origin == provenance()
        lines = (tmp_path / f"{name}.csv").read_text("utf8").splitlines()
        assert json.loads(lines[0].removeprefix("# "))["scenario_hash"] == provenance().scenario_hash
        rows = list(csv.reader(lines[1:]))
        assert rows[0] == list(table.columns())
        assert len(rows) == len(table) + 1
    table = SummaryTable.from_parquet(tmp_path / "summary.parquet")[0]
    assert table.equals(SummaryTable.concat(summary(o) for o in report.outcomes))
    less = SummaryTable.from_parquet(tmp_path / "differences.parquet")[0]
    assert less.equals(difference(report.outcomes[1], report.outcomes[0]))


def test_every_replicate_is_in_the_file(tmp_path):
    report = two_options()
    written(report, tmp_path)
    table, _ = ReplicateTable.from_parquet(tmp_path / "replicates.parquet")
    assert table.equals(replicates_of(report.outcomes))
    assert set(columns.SINGLE) <= set(table.columns())
    outcome = report.outcomes[1]
    own = table.take(table.option == "more")
    assert len(own) == len(outcome.rows)
    for name in columns.SINGLE:
        assert np.array_equal(getattr(own, name), columns.column(outcome.rows, name)), name
    assert own.night.min() == own.night.max() == 1
    assert own.n_leaked[own.world >= 0].mean() == pytest.approx(
        page_of(report)[0].options[1].of("n_leaked").mean
    )


def test_the_page_is_whole_and_says_where_it_comes_from(tmp_path):
    page = written(two_options(), tmp_path).page
    html = page.read_text("utf8")
    read = Balanced()
    read.feed(html.replace("<source ", "<meta "))
    assert read.open == []
    text = text_of(page)
    titles = (
        "What was found", "Why did it leak?", "How many leak?", "What does an option change?", "Where does it leak",
        "Who stops it?", "Do the magazines last?", "What does it cost?", "When?", "On the own side", "How sure is this?",
        "What it rests on", "Sources",
    )  # fmt: skip
    order = [text.index(words) for words in titles]
    assert order == sorted(order)
    for piece in (
        provenance().scenario_hash,
        "Two guns more",
        "are guesses",
        "Off the map, left out: x.",
        "Prices are",
        "replicates.parquet",
    ):
        assert piece in text, piece


def test_names_with_marks_of_html_stay_words(tmp_path):
    tiny = load_scenario("tiny")
    base = replace(tiny, title=NASTY, option_titles={"more": (NASTY, "")})
    outcomes = (made_up(base), made_up(base, option="more", notes=(NASTY,)))
    done = written(
        RaidReport(base, "drone-night", NASTY, outcomes, replays=(tmp_path / "<b>.czml",)), tmp_path
    )
    html = done.page.read_text("utf8")
    assert "<script" not in html
    assert "<b>" not in html
    assert NASTY in unescape(html)


def test_where_nothing_flies_the_page_says_so(tmp_path):
    outcome = made_up(n_armed=0, kinds=(), effectors=(("none", "none"),))
    done = written(RaidReport(load_scenario("tiny"), "drone-night", "", (outcome,)), tmp_path)
    assert "Nothing armed flies in this raid" in text_of(done.page)
    json.dumps(plain(RaidReport(load_scenario("tiny"), "drone-night", "", (outcome,)), done), allow_nan=False)


def test_one_option_alone_is_compared_with_nothing(tmp_path):
    done = written(RaidReport(load_scenario("tiny"), "drone-night", "", (made_up(),)), tmp_path)
    text = text_of(done.page)
    assert "What does an option change?" not in text
    assert "Twelve propeller drones from the east" in text
    assert not (tmp_path / "differences.parquet").exists()


def test_without_worlds_only_chance_is_told():
    outcome = made_up(n_worlds=0)
    digest, page = page_of(RaidReport(load_scenario("tiny"), "drone-night", "", (outcome,)))
    assert "of chance alone" in findings_of(digest)[1]
    assert "not knowing alone" not in findings_of(digest)[1]
    assert "No world was drawn" in next(s.lead for s in page.sections if s.title == "How sure is this?")


def test_eight_options_stand_side_by_side(tmp_path):
    base = load_scenario("tiny")
    options = (None, *(f"option-{i}" for i in range(7)))
    outcomes = tuple(made_up(base, option=o, p_leak=0.5 - 0.05 * i, n_each=5) for i, o in enumerate(options))
    done = written(RaidReport(base, "drone-night", "", outcomes), tmp_path)
    text = text_of(done.page)
    assert "of 8 options the first, the best and the worst" in text
    assert all(f"option-{i}" in text for i in range(7))
    assert len(done.digest.options) == 8


def test_an_incursion_has_words_of_its_own(tmp_path):
    base = load_scenario("drones")
    name = base.incursions[0].name
    outcome = made_up(
        base, name, n_armed=3, kinds=(base.incursions[0].threat,), effectors=(("jammer", "soft-kill"),)
    )
    done = written(RaidReport(base, name, "", (outcome,)), tmp_path)
    text = text_of(done.page)
    for words in (
        "stay unidentified",
        "leave unstopped",
        "Why was it not stopped?",
        "Step by step",
        "are fired on or jammed",
    ):
        assert words in text, words
    assert "attacker launches" not in text
    assert "leakers" not in findings_of(done.digest)[0]
    rows = next(
        t
        for s in page_of(RaidReport(base, name, "", (outcome,)))[1].sections
        for t in s.tables
        if t.caption == "Step by step"
    ).rows
    told = {row[0]: row[1] for row in rows}
    assert told["fly"] == "3"
    assert told["are not stopped"].startswith(count(done.digest.first.of("n_leaked").mean))


def test_a_campaign_is_told_night_by_night(tmp_path):
    outcome = made_up(n_nights=3)
    done = written(RaidReport(load_scenario("tiny"), "drone-night", "", (outcome,)), tmp_path)
    table, _ = NightTable.from_parquet(tmp_path / "nights.parquet")
    leaks = table.take(table.measure == "n_leaked")
    assert leaks.night.tolist() == [1, 2, 3]
    assert leaks.mean.sum() == pytest.approx(done.digest.first.of("n_leaked").mean)
    drawn = (outcome.world >= 0) & (outcome.night == 1)
    assert leaks.mean[1] == pytest.approx(outcome.rows[drawn, 1].mean())
    text = text_of(done.page)
    assert "3 nights, alike each night" in text
    assert "leakers, night 3" in text


def test_drivers_and_replays_are_told(tmp_path):
    report = replace(
        two_options(),
        drivers=Drivers((Driver("radar ranges", 0.2, 0.31, 0.25, 0.4),), 0.63, "By samples."),
        rare=PageTable("Rare leakers", ("what", "chance"), (("any", 0.001),)),
        replays=(tmp_path / "raid-0.czml",),
    )
    done = written(report, tmp_path)
    text = text_of(done.page)
    for words in (
        "radar ranges",
        "0.31",
        "63 % of the variance rests on guesses",
        "Rare leakers",
        "raid-0.czml",
    ):
        assert words in text, words
    assert "radar ranges,0.2,0.31,0.25,0.4" in (tmp_path / "drivers.csv").read_text("utf8")


def test_json_has_the_same_keys_for_every_raid(tmp_path):
    report = two_options()
    found = plain(report, written(report, tmp_path))
    json.dumps(found, allow_nan=False)
    other = RaidReport(load_scenario("tiny"), "drone-night", "", (made_up(n_worlds=0, n_nights=2),))
    assert plain(other, written(other, tmp_path / "b")).keys() == found.keys()
    told = found["options"][1]
    assert told["measures"]["n_leaked"]["all"]["mean"] == pytest.approx(
        written(report, tmp_path).digest.options[1].of("n_leaked").mean
    )
    assert told["differences"]["n_leaked"]["all"]["mean"] < 0.0
    assert found["options"][0]["n_worlds_with_fewer_leakers"] is None
    assert 0 <= told["n_worlds_with_fewer_leakers"] <= 4


def test_what_does_not_fit_is_refused():
    base = load_scenario("tiny")
    with pytest.raises(ValueError, match="one or more of 'x' are needed, found 1, some of drone-night"):
        RaidReport(base, "x", "", (made_up(),))
    with pytest.raises(ValueError, match="found 0"):
        RaidReport(base, "x", "", ())
    with pytest.raises(ValueError, match="same worlds and replicates"):
        digest_of(base, "drone-night", "", (made_up(), made_up(option="b", n_each=4)))


def test_progress_rises_to_the_end(tmp_path):
    told = []
    written(two_options(), tmp_path, progress=lambda words, share: told.append((share, words)))
    assert told == sorted(told, key=lambda t: t[0])
    assert told[-1] == (1.0, "done")


def test_an_empty_magazine_is_told_with_its_moment():
    outcome = made_up(n_nights=3)
    dry = replace(outcome, left=np.array([[[24.0], [2.0]], [[2.0], [0.1]], [[0.2], [0.0]]]))
    base = load_scenario("tiny")
    lead = magazine_words(digest_of(base, "drone-night", "", (dry,)))
    assert re.search(
        r"kce-30 runs dry \(0 of 24 left; under 10.% (from minute [\d.]+ on|by the end of night 2)\)", lead
    )
    assert "no magazine falls under" in magazine_words(
        digest_of(base, "drone-night", "", (made_up(n_armed=2),))
    )


def test_curves_stay_flat_where_nothing_happens():
    """All are killed in the bin from 70 to 71 minutes, found in that of 20 to 21: half of them by its middle."""
    told = Times(page_of(two_options())[0].first, "shahed-136")
    time_s, shares = told.curve("detected")
    assert shares[time_s <= 20 * 60.0].max() == 0.0
    assert shares[-1] == pytest.approx(1.0)
    assert told.quantile_s("detected", 0.5) == pytest.approx(20.5 * 60.0)
    assert told.quantile_s("killed", 0.5) == pytest.approx(70.5 * 60.0)
    assert told.share("killed") == pytest.approx(1.0 - two_options().outcomes[0].rows[10:, 1].mean() / 12.0)
    assert np.isnan(told.quantile_s("no such step", 0.5))
