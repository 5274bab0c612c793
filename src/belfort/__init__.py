"""Belfort: an open laboratory and air picture for layered air defence."""

__version__ = "0.1.0"
