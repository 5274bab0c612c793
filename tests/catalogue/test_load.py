from pathlib import Path

import pytest

from belfort.catalogue import CatalogueError, load_catalogue
from belfort.catalogue.load import DATA
from belfort.catalogue.model import ENTRY_TYPES, Load


def test_every_file_becomes_an_entry(catalogue):
    files = {(p.parent.name, p.stem) for p in DATA.glob("*/*.toml")}
    assert {(e.kind, e.id) for e in catalogue.entries.values()} == files
    assert {kind for kind, _ in files} == set(ENTRY_TYPES)


def test_every_entry_is_found_by_id_name_and_alias(catalogue):
    for entry in catalogue.entries.values():
        for name in (entry.id, entry.name, entry.name.upper(), *entry.aliases):
            assert catalogue.find(name) is entry


def test_entries_and_figures_cannot_be_changed(catalogue):
    with pytest.raises(TypeError):
        catalogue.entries["nasams"] = None
    with pytest.raises(ValueError, match="frozen"):
        catalogue["nasams"].figures["unit_cost"].low = 0


def test_a_like_entry_takes_only_what_it_lacks_and_needs(catalogue):
    plan = catalogue["nasams-belgium"]
    assert plan.figures["launchers_per_fire_unit"].id == "F0003"
    assert plan.figures["missiles_per_launcher"] is catalogue["nasams"].figures["missiles_per_launcher"]
    assert "user_nations" not in plan.figures
    assert "launchers_per_fire_unit" not in plan.inherited


def test_priors_complete_but_never_replace(catalogue):
    assert catalogue.complete("patriot")["reaction_time"].id == "F0109"
    assert "reaction_time" not in catalogue["patriot"].figures
    assert {p.id for p in catalogue.priors_of("patriot")} >= {"patriot-timing", "availability"}


def test_users_and_mentions(catalogue):
    assert ("belgium", "planned") in {(n.id, o.status) for n, o in catalogue.users_of("nasams")}
    assert "australia" in {e.id for e, _, _ in catalogue.said_of("nasams")}


def test_suggestions(catalogue):
    assert "nasams" in catalogue.suggest("nasam")
    assert "nasams" not in catalogue.suggest("nasam", among=("sensor",))
    assert catalogue.suggest("zzzzzz") == ""
    assert catalogue.find("zzzzzz") is None


def test_loads_name_their_number(catalogue):
    assert catalogue["nasams"].loads[0] == Load(
        effector="aim-120c-8", per="launcher", figure="missiles_per_launcher"
    )


def test_hash_follows_every_byte(copy, edit, catalogue):
    assert load_catalogue(copy).hash == catalogue.hash
    edit("sensor/gm200.toml", "", "# a word\n")
    assert load_catalogue(copy).hash != catalogue.hash


def test_all_faults_are_reported_at_once(copy, edit):
    edit("sensor/gm200-mmc.toml", "low = 400", "low = 500")
    edit("threat/fpv.toml", "flight =", "flies =")
    (copy / "gun/broken.toml").write_text("name = ")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(copy)
    message = str(caught.value)
    assert message.startswith("catalogue: 4 fault(s)")
    for words in (
        "gm200-mmc.toml: figures.instrumented_range: need low <= mode",
        "fpv.toml: flight",
        "broken.toml",
    ):
        assert words in message
    assert "gm200-mmc" not in load_catalogue(copy, strict=False).entries


def test_an_empty_folder_is_an_error(tmp_path: Path):
    with pytest.raises(CatalogueError, match=r"references\.toml"):
        load_catalogue(tmp_path)
