"""Pixels of a mosaic: planning, opening, decoding, composing, statistics. ENGINE; `layer.py` is the door."""
