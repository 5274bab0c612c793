"""The order in which options stand in a file changes no option."""

from belfort.scenario import parse_scenario
from belfort.scenario.compose import EXAMPLES

NOTHING = '[options.nothing]\ntitle = "as it stands"\n'
VOICE = """[options.voice]
title = "a team on the radio"
[[options.voice.add]]
name = "crc"
system = "crc"
nation = "belgium"
at = "EBAW"
[[options.voice.links]]
from = "skyranger"
to = "crc"
medium = "voice-net"
"""


def test_an_option_is_the_same_after_another() -> None:
    tiny = (EXAMPLES / "tiny.toml").read_text("utf8")
    first = parse_scenario(tiny + "\n" + NOTHING + VOICE)
    last = parse_scenario(tiny + "\n" + VOICE + NOTHING)
    for option in ("nothing", "voice"):
        assert first.options[option].hash == last.options[option].hash
    assert last.options["nothing"].hash == last.hash
    assert "voice-net" not in last.options["nothing"].systems
    assert "voice-net" in last.options["voice"].systems
