"""A picture of a page: drawn in every look, written beside the page, and set into it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from belfort.report.coverage_page import PageImage, data_uri
from belfort.report.coverage_pictures import Picture
from belfort.report.saving import alt_text, save, to_small_png
from belfort.report.scales import LOOKS
from belfort.report.sheet import Caption

LIGHT_FILES = {"light": (".png", ".svg")}
"""Endings of the files that each look is written to."""


def draw_picture(
    picture: Picture, words: Caption, folder: Path, endings: Mapping[str, tuple[str, ...]] = LIGHT_FILES
) -> tuple[PageImage, list[tuple[str, str]]]:
    """Draw a picture in every look that it is shown in, and write the looks of `endings` into `pictures/`.

    Parameters
    ----------
    picture, words
        What is drawn, and its caption.
    folder
        That of the page.
    endings
        What follows the picture's name in the files of a look; `.svg` of the light one is linked from the page.

    Returns
    -------
    tuple
        The picture on the page; what each file holds and its address.
    """
    (folder / "pictures").mkdir(exist_ok=True)
    drawn: dict[str, str] = {}
    files = []
    for name, look in LOOKS.items():
        if (look.is_narrow and not picture.has_narrow) or not (picture.is_on_page or name == "light"):
            continue
        figure = picture.draw(words, look)
        for ending in endings.get(name, ()):
            address = f"pictures/{picture.slug}{ending}"
            save(figure, folder / address, words)
            files.append((picture.title, address))
        drawn[name] = data_uri(to_small_png(figure))
    image = PageImage(
        picture.title,
        alt_text(replace(words, warning="")),
        drawn["light"],
        drawn.get("dark", ""),
        drawn.get("narrow-light", ""),
        drawn.get("narrow-dark", ""),
        " ".join((f"{picture.subtitle}.", picture.caption)),
        tuple((f, f) for f in (*picture.data, f"pictures/{picture.slug}.svg")),
    )
    return image, files
