"""Physical constants. Each line: a name that ends in its unit, the value, where it comes from."""

WGS84_A_M = 6_378_137.0  # equatorial radius; NGA.STND.0036 (WGS 84), table 3.1
WGS84_F = 1.0 / 298.257223563  # flattening, no unit; NGA.STND.0036, table 3.1
WGS84_B_M = WGS84_A_M * (1.0 - WGS84_F)  # polar radius; follows
WGS84_E2 = WGS84_F * (2.0 - WGS84_F)  # first eccentricity squared, no unit; follows
WGS84_EP2 = WGS84_E2 / (1.0 - WGS84_E2)  # second eccentricity squared, no unit; follows

EARTH_RADIUS_M = (2.0 * WGS84_A_M + WGS84_B_M) / 3.0  # mean radius R1; Moritz, Geodetic Reference System 1980
STANDARD_K_FACTOR = 4.0 / 3.0  # effective-earth factor of a standard gradient, -40 N/km; ITU-R P.310

SPEED_OF_LIGHT_MPS = 299_792_458.0  # exact; SI, definition of the metre
STANDARD_GRAVITY_MPS2 = 9.806_65  # exact; 3rd CGPM (1901)
BOLTZMANN_J_PER_K = 1.380_649e-23  # exact; SI, definition of the kelvin
REFERENCE_NOISE_TEMPERATURE_K = 290.0  # T0 of a noise figure; IEEE Std 686

INTERNATIONAL_FOOT_M = 0.3048  # exact; international yard and pound agreement (1959)
NAUTICAL_MILE_M = 1852.0  # exact; International Hydrographic Conference (1929)
KNOT_MPS = NAUTICAL_MILE_M / 3600.0  # one nautical mile an hour; follows
