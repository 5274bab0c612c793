"""What the ground takes from a radar that looks low: reflections, and the filter that keeps clutter out.

Reflections. The direct wave and the one mirrored by a smooth round earth meet at the target. Their path difference
is 2 h1' h2' / d, the heights taken over the tangent plane at the mirror point (Fishback's solution of the cubic;
D. Kerr, ed., Propagation of Short Radio Waves, MIT Radiation Laboratory Series 13, 1951). With rho the most of the
amplitude that is mirrored, turned by half a wave, the pattern-propagation factor is the least that any mirror up to
rho gives, F^2 = 1 + r^2 - 2 r cos(phase) with r = min(rho, cos(phase)), and the echo is taken by F^4. That is within
2.5 dB of the two-ray factor on the lower flank of the lowest lobe. Above that flank, from a quarter of a wave on, the
lobes average to more than free space; none of that gain is credited and F is 1. So neither a lower target nor a
better mirror ever makes it better. Over hills the mirror is another one, or none. Beyond the horizon F stays at
1 - rho: the line of sight is asked elsewhere.

Moving-target filter. Under a least radial speed the loss grows in a straight line to its full value for a target
that hangs still. Clutter itself is not otherwise counted: what a filter leaves of it differs from site to site.
"""

from belfort.coverage.sensing.kernels import lobing_f4, mirror_path_m, slow_loss_db

__all__ = ["lobing_f4", "mirror_path_m", "slow_loss_db"]
