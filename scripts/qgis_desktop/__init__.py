"""The real QGIS desktop under the control of a program: a display, a throw-away profile, one watched run.

Standard library only, outside of QGIS; what runs inside it is in `inside/`. Used by `make demo` and `tests/desktop`.
"""
