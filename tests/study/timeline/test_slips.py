import pytest

from belfort.catalogue.load import load_catalogue
from belfort.study.timeline.faults import TimelineError
from belfort.study.timeline.slips import BORROWED, cases_of, slips

HEAD = 'name = "{0}"\nsummary = "x"\nsystem = "{1}"\n'
FIGURE = """
[figures.{name}]
id = "F{number}"
low = {low}
mode = {mode}
high = {high}
unit = "months"
shape = "{shape}"
sources = ["CALC"]
evidence = "derived"
as_of = "2026"
"""


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


def figure(name, number, low, mode, high):
    shape = "fixed" if low == high else "triangular"
    return FIGURE.format(name=name, number=number, low=low, mode=mode, high=high, shape=shape)


def made(tmp_path, deals):
    for name in ("references.toml", "parameters.toml", "causes.toml", "needs.toml"):
        (tmp_path / name).write_text("", "utf8")
    folder = tmp_path / "deal"
    folder.mkdir()
    for name, (system, *figures) in deals.items():
        (folder / f"{name}.toml").write_text(HEAD.format(name, system) + "".join(figures), "utf8")
    return load_catalogue(tmp_path, strict=False)


def test_late_is_counted_from_the_end_of_what_was_promised(tmp_path):
    known = made(
        tmp_path,
        {
            "kept": (
                "one",
                figure("contract_to_promised_delivery", 9001, 20, 25, 30),
                figure("contract_to_actual_delivery", 9002, 28, 28, 28),
            ),
            "broken": (
                "one",
                figure("contract_to_promised_delivery", 9003, 20, 25, 30),
                figure("contract_to_actual_delivery", 9004, 38, 40, 44),
            ),
            "pending": (
                "two",
                figure("contract_to_promised_delivery", 9005, 20, 25, 30),
                figure("contract_to_revised_delivery", 9006, 36, 36, 36),
            ),
            "announced": ("two", figure("delivery_slip", 9007, 48, 54, 60)),
            "promise-alone": ("two", figure("contract_to_promised_delivery", 9008, 20, 25, 30)),
        },
    )
    by_deal = {case.deal: case for case in cases_of(known)}
    assert set(by_deal) == {"kept", "broken", "pending", "announced"}
    sizes = {name: (c.low, c.mode, c.high) for name, c in by_deal.items()}
    assert sizes["kept"] == (0.0, 0.0, 0.0)
    assert sizes["broken"] == pytest.approx((8.0, 10.0, 14.0))
    assert sizes["pending"] == pytest.approx((6.0, 6.0, 6.0))
    assert sizes["announced"] == pytest.approx((48.0, 54.0, 60.0))
    assert [by_deal[n].is_over for n in ("kept", "broken", "pending", "announced")] == [
        True,
        True,
        False,
        False,
    ]
    found = slips(known)
    assert (found.n, found.n_late, found.n_over) == (4, 3, 2)
    assert found.p == pytest.approx(3.5 / 5)
    assert found.delay.points == pytest.approx((6.0, 10.0, 54.0))
    assert (found.delay.low, found.delay.mode, found.delay.high) == pytest.approx((6.0, 10.0, 60.0))
    assert found.p_of("one") == pytest.approx((1 + BORROWED * 0.7) / (2 + BORROWED))
    assert found.p_of("unheard") == pytest.approx(found.p)
    assert "3 of 4 promises" in found.words
    assert "2 of the 4 not over" in found.words


def test_no_case_is_refused_and_all_kept_is_no_delay(tmp_path):
    known = made(
        tmp_path,
        {
            "kept": (
                "one",
                figure("contract_to_promised_delivery", 9001, 20, 25, 30),
                figure("contract_to_actual_delivery", 9002, 28, 28, 28),
            )
        },
    )
    found = slips(known)
    assert found.p == pytest.approx(0.25)
    assert found.delay.high == 0.0
    with pytest.raises(TimelineError, match="for two"):
        slips(known, ["two"])


def test_what_the_catalogue_says(catalogue):
    found = slips(catalogue)
    by_deal = {case.deal: case for case in found.cases}
    assert by_deal["switzerland-patriot"].mode == pytest.approx(54.0)
    assert not by_deal["switzerland-patriot"].is_over
    assert not by_deal["hungary-nasams"].is_late
    assert not by_deal["lithuania-nasams"].is_late
    assert by_deal["poland-wisla"].mode == pytest.approx(10.7)
    assert by_deal["romania-patriot"].is_late
    assert found.n >= 8
    assert 0 < found.p_low90 < found.p < found.p_high90 < 1
    assert found.p_of("nasams") < found.p < found.p_of("patriot")
