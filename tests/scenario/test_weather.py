"""The weather and the jammers of a scenario, resolved and told."""

from dataclasses import replace
from pathlib import Path

import pytest

from belfort.scenario import ScenarioError, load_scenario, parse_scenario
from belfort.scenario.explain import explain
from belfort.scenario.load import shipped_catalogue
from belfort.scenario.resolved import ResolvedScenario, ResolvedWeather, canonical_json

CASES = Path(__file__).parents[2] / "spec" / "cases" / "valid"
SMALL = (CASES / "smallest.toml").read_text("utf8")


def told(scenario: ResolvedScenario) -> str:
    return "\n".join(line for part in explain(scenario, shipped_catalogue()) for line in part.sentences)


def test_weather_is_in_si() -> None:
    weather = load_scenario(CASES / "weather.toml").weather
    assert weather == ResolvedWeather(
        rain_rate_mm_per_h=5.0, visibility_m=4500.0, is_night=True, wind_mps=8.0
    )


def test_weather_that_nobody_mentions_is_a_clear_calm_day() -> None:
    assert (
        parse_scenario(SMALL).weather
        == ResolvedWeather()
        == load_scenario(CASES / "weather-empty.toml").weather
    )


def test_an_option_has_the_weather_and_the_jammers_of_its_base() -> None:
    extra = (CASES / "jammers.toml").read_text("utf8").split('nation = "belgium"\n', 1)[1]
    scenario = parse_scenario(SMALL + extra + '[weather]\nnight = true\n[options.same]\ntitle = "Same"\n')
    assert scenario.options["same"].weather.is_night
    assert [j.name for j in scenario.options["same"].jammers] == ["east", "west"]


def test_jammer_keeps_decibels_and_turns_kilometres_into_metres() -> None:
    (jammer,) = load_scenario(CASES / "jammer-in-full.toml").jammers
    assert (jammer.jam_to_noise_db.low, jammer.jam_to_noise_db.mode, jammer.jam_to_noise_db.high) == (
        30,
        45,
        60,
    )
    assert (jammer.side_lobe_db.low, jammer.side_lobe_db.high) == (-45, -25)
    assert (jammer.reference_range_m, jammer.alt_msl_m) == (200e3, 9000.0)
    assert jammer.jam_to_noise_db.is_guess


def test_default_side_lobe_is_a_guess_of_the_language() -> None:
    jammer = load_scenario(CASES / "jammers.toml").jammers[0]
    assert jammer.side_lobe_db.origin == "default:threats.jammers.0.side_lobe_db"
    assert jammer.side_lobe_db.is_guess


def test_order_of_jammers_does_not_change_the_hash() -> None:
    scenario = load_scenario(CASES / "jammers.toml")
    other = replace(scenario, jammers=scenario.jammers[::-1])
    assert canonical_json(other) == canonical_json(scenario)


def test_explanation_tells_weather_only_where_it_is_not_fine() -> None:
    assert "Night, rain of 5 mm/h, visibility 4.5 km, wind 8 m/s" in told(
        load_scenario(CASES / "weather.toml")
    )
    assert "visibility" not in told(parse_scenario(SMALL))


def test_explanation_tells_jammers() -> None:
    words = told(load_scenario(CASES / "jammer-in-full.toml"))
    assert "Jammer aircraft-1 at" in words
    assert "45 (30 to 60) dB" in words


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
@pytest.mark.parametrize("key", ["rain_mm_h", "visibility_km", "wind_mps"])
def test_weather_is_finite(key: str, value: str) -> None:
    with pytest.raises(ScenarioError, match=f"weather.{key}"):
        parse_scenario(f"{SMALL}[weather]\n{key} = {value}\n")


def test_jammers_merge_by_name() -> None:
    below = CASES / "jammers.toml"
    text = (
        'belfort = 1\ntitle = "On top"\nextends = "jammers.toml"\n'
        '[[threats.jammers]]\nname = "east"\naltitude_m = 50\n[[threats.jammers]]\nname = "west"\nremove = true\n'
    )
    (jammer,) = parse_scenario(text, folder=below.parent).jammers
    assert (jammer.name, jammer.alt_msl_m) == ("east", 50.0)
