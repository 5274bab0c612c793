"""Colours: told apart in grey print and by those who do not see red, green or blue."""

from itertools import pairwise

import numpy as np
import pytest

from belfort.report import scales
from belfort.report.scales import Classes, readable_on

# Machado, Oliveira, Fernandes 2009, "A physiologically-based model for simulation of color vision deficiency",
# severity 1.0, on linear RGB.
VISION = {
    "all": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
SCALES = {
    "height": scales.lowest_height(),
    "depth": scales.depth(),
    "warning": scales.warning_minutes(),
    "difference": scales.difference("d", (-2, -1, 1, 2), "abcde"),
}


def linear(colour):
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE 1976 L*a*b* under D65, from linear sRGB."""
    xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    ) @ np.clip(rgb, 0, 1)
    t = xyz / [0.95047, 1.0, 1.08883]
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def lightness(colour):
    return lab(linear(colour))[0]


def test_the_measure_of_lightness_knows_black_white_and_grey():
    assert [round(lightness(c), 1) for c in ("#000000", "#ffffff", "#777777")] == [0.0, 100.0, 50.0]


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("scale", SCALES)
def test_neighbours_differ_in_lightness_for_every_eye(scale, vision):
    seen = [lab(VISION[vision] @ linear(c)) for c in SCALES[scale].colours]
    for one, two in pairwise(seen):
        assert abs(one[0] - two[0]) > 8.0
        assert np.linalg.norm(one - two) > 12.0


@pytest.mark.parametrize("scale", ["height", "depth", "warning"])
def test_a_sequence_never_turns_back(scale):
    steps = np.diff([lightness(c) for c in SCALES[scale].colours])
    assert (steps > 0).all() or (steps < 0).all()


def test_no_two_of_the_diverging_five_share_a_grey():
    light = sorted(lightness(c) for c in scales.DIVERGING)
    assert min(np.diff(light)) > 8.0
    assert [round(lightness(c)) for c in scales.DIVERGING] == [28, 64, 94, 77, 45]


@pytest.mark.parametrize("palette", [scales.LIGHT, scales.DARK], ids=lambda p: p.name)
def test_words_stand_out_from_the_paper(palette):
    def contrast(one, two):
        a, b = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) + 0.05 for c in (one, two)), reverse=True)
        return a / b

    for tone in (palette.ink, palette.quiet, palette.accent):
        assert contrast(tone, palette.paper) > 4.5  # WCAG 2.1, level AA
    assert abs(lightness(palette.land) - lightness(palette.sea)) < 15.0
    for colour in (*scales.lowest_height().colours, palette.accent):
        assert contrast(readable_on(colour), colour) > 4.5


def test_classes_take_their_lower_edge():
    found = scales.lowest_height().of([0.0, 49.9, 50.0, 2999.0, 3000.0, np.inf, np.nan, -np.inf])
    assert found.tolist() == [0, 0, 1, 4, 5, 5, -1, 0]
    assert scales.depth().of([0, 1, 2, 3, 4, 9]).tolist() == [0, 1, 2, 3, 4, 4]


@pytest.mark.parametrize(("edges", "labels"), [((1.0, 2.0), ("a", "b")), ((2.0, 1.0), ("a", "b", "c"))])
def test_classes_that_do_not_fit_are_refused(edges, labels):
    with pytest.raises(ValueError, match="rising edges make 3 classes"):
        Classes("x", edges, labels, ("#000000",) * 3)
