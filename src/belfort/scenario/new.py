"""A scenario to start from, and the JSON Schema that lets an editor help."""

import json
from pathlib import Path
from typing import Any

from belfort.scenario.compose import EXAMPLES, example_names
from belfort.scenario.faults import did_you_mean, listing
from belfort.scenario.written import Scenario

SCHEMA_NAME = "belfort.schema.json"
_CHILD = """#:schema ./{schema}
# Everything of the shipped scenario '{base}' holds here unless this file says otherwise.
# Things of the same name are changed; `remove = true` takes a named thing away; new names are added.
belfort = 1
extends = "{base}"
title = "My variant of {base}"

# [[units]]
# name = "my-unit"
# system = "nasams"            # see: belfort catalogue list fire-unit
# nation = "belgium"
# at = "5 km N of Antwerp"     # a place, "EBBR", [longitude, latitude], or bearing and distance
"""


class NewError(ValueError):
    """A scenario that cannot be started; the message says why and what to do."""


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of the scenario language."""
    schema = Scenario.model_json_schema(by_alias=True, mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Belfort scenario"
    needed = [key for key in schema["required"] if key != "belfort"]
    schema["required"] = ["belfort"]
    schema["anyOf"] = [{"required": ["extends"]}, {"required": needed}]
    for name, key in _NAMED.items():  # one that changes a thing of the base gives only what differs
        schema["$defs"][name]["required"] = [key]
        schema["$defs"][name]["properties"]["remove"] = {
            "const": True,
            "description": "Takes it away from the base.",
        }
    return schema


_NAMED = {
    "Asset": "name",
    "Unit": "name",
    "Raid": "name",
    "Incursion": "name",
    "CivilTraffic": "name",
    "NationHere": "nation",
}


def schema_text() -> str:
    """Return the schema as the file that is shipped and written."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False) + "\n"


def start_scenario(target: Path, *, copy: str | None, extend: str | None, force: bool) -> list[Path]:
    """Write a scenario to start from, with its schema beside it; return what was written.

    Raises
    ------
    NewError
        When the file is there already, the folder is not, or the example is unknown.
    """
    example = extend or copy or "tiny"
    if example not in example_names():
        known = example_names()
        near = did_you_mean(example, known) or f" Shipped: {listing(known)}."
        raise NewError(f"there is no shipped scenario '{example}'.{near}")
    if target.suffix != ".toml":
        raise NewError(
            f"'{target}' is not a .toml file; say for example 'belfort new {target.name or 'mine'}.toml'"
        )
    if target.exists() and not force:
        raise NewError(f"'{target}' is there already; give another name, or --force to write over it")
    if not target.parent.is_dir():
        raise NewError(f"there is no folder '{target.parent}'; make it first")
    if extend:
        text = _CHILD.format(schema=SCHEMA_NAME, base=extend)
    else:
        text = f"#:schema ./{SCHEMA_NAME}\n" + (EXAMPLES / f"{example}.toml").read_text("utf8")
    schema = target.parent / SCHEMA_NAME
    try:
        target.write_text(text, "utf8")
        schema.write_text(schema_text(), "utf8")
    except OSError as error:
        raise NewError(f"'{target}' cannot be written: {error.strerror or error}") from None
    return [target, schema]
