"""Figures as files and as text: PNG, SVG and PDF with their origin inside, the same bytes for the same picture."""

import json
import re
import warnings
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from belfort.records.atomic import whole_file
from belfort.report.sheet import Caption

DPI = 200
PAGE_DPI = 144
"""Twice the 648 points of a wide picture: sharp at 900 pixels on most screens."""
FORMATS = ("png", "svg", "pdf")


def save(figure: Figure, path: Path, words: Caption) -> None:
    """Write a figure as PNG (200 dots an inch), SVG or PDF, by the name's ending; whole or not at all.

    The title, the subtitle and the provenance stand in the file's metadata. SVG and PDF carry no time of writing.

    Raises
    ------
    ValueError
        Another ending.
    OSError
        The file cannot be written.
    """
    kind = path.suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        raise ValueError(f"{path.name}: a picture ends in .{', .'.join(FORMATS)}, found {path.suffix!r}")
    content = (
        to_svg_text(figure, words).encode() if kind == "svg" else _drawn(figure, kind, _metadata(words, kind))
    )
    with whole_file(path) as file:
        file.write(content)


def to_svg_text(figure: Figure, words: Caption) -> str:
    """Return a figure as an `<svg>` element to stand in a page: a picture with a name, its ids its own.

    Letters are drawn as shapes, so that it looks the same where the typeface is absent.
    """
    text = _drawn(figure, "svg", _metadata(words, "svg")).decode()
    text = text[text.index("<svg") :].rstrip()
    mark = "b" + sha256(text.encode()).hexdigest()[:8]
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{mark}-", text)
    named = f'<svg role="img" aria-label="{escape(alt_text(words), quote=True)}"'
    return text.replace("<svg", named, 1) + "\n"


def to_small_png(figure: Figure, dpi: int = PAGE_DPI) -> bytes:
    """Return a figure as a PNG of at most 256 colours, a third of the size, to stand inside a page."""
    before = figure.dpi
    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        canvas.draw()
    small = BytesIO()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    few = image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(small, format="png", compress_level=6)
    figure.set_dpi(before)
    return small.getvalue()


def alt_text(words: Caption) -> str:
    """Return what is read aloud in place of the picture."""
    return ". ".join(w.rstrip(".") for w in (words.title, words.subtitle, words.warning) if w) + "."


def _drawn(figure: Figure, kind: str, metadata: dict[str, str | None]) -> bytes:
    settings: dict[Any, Any] = {"svg.hashsalt": "belfort", "svg.fonttype": "path", "pdf.fonttype": 42}
    target = BytesIO()
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure.savefig(target, format=kind, dpi=DPI, metadata=metadata, facecolor=figure.get_facecolor())
    return target.getvalue()


def _metadata(words: Caption, kind: str) -> dict[str, str | None]:
    about = " ".join(w for w in (words.subtitle, words.warning, words.source) if w)
    origin = json.dumps(words.provenance.to_dict()) if words.provenance else ""
    if kind == "png":
        return {"Title": words.title, "Description": about, "Source": origin, "Software": "Belfort"}
    if kind == "pdf":
        return {
            "Title": words.title,
            "Subject": about,
            "Keywords": origin,
            "Creator": "Belfort",
            "CreationDate": None,
        }
    return {"Title": words.title, "Description": about, "Source": origin, "Date": None, "Creator": "Belfort"}
