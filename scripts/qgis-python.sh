#!/usr/bin/env bash
# Prints the Python that QGIS embeds: the first one that can import PyQGIS. The PATH's first python3 often is another one
# (pyenv, a virtual environment), so the distribution's comes first. QGIS_PYTHON overrides the search.
set -euo pipefail

for python in "${QGIS_PYTHON:-}" /usr/bin/python3 "$(command -v python3 || true)"; do
    if [ -x "$python" ] && "$python" -I -c 'import qgis.core' 2>/dev/null; then
        "$python" -I -c 'import sys; print(f"{sys.base_exec_prefix}/bin/python{sys.version_info[0]}.{sys.version_info[1]}")'
        exit 0
    fi
done
echo "No Python that can import PyQGIS was found: install QGIS and python3-qgis, or name one in QGIS_PYTHON." >&2
exit 1
