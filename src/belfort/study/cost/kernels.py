"""Draws of one cause or figure in every world. Twin: `belfort.catalogue.world`, one world at a time."""

from belfort.numeric.draws import normal_quantile
from belfort.numeric.jit import kernel
from belfort.numeric.philox import unit_draw
from belfort.numeric.streams import Stream


@kernel
def fill_normals(out, key_low, key_high, entity, purpose):
    """Write a standard normal for each world 0, 1, ... into `out`, (n,) float64."""
    for world in range(out.shape[0]):
        out[world] = normal_quantile(unit_draw(Stream(key_low, key_high, world, entity, purpose), 0))
