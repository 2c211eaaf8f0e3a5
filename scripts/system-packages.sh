#!/usr/bin/env bash
# Installs what the demo and the tests need from the distribution: QGIS >= 3.40, a virtual display, the venv module.
# On a release whose own QGIS is older (Debian 12) it enables the release's backports on the very mirror that the
# machine already uses. Asks nothing; does nothing (and needs no root) where everything is already there.
set -euo pipefail

minimum_qgis=3.40
packages=(qgis python3-qgis xvfb xauth openbox xdotool imagemagick python3-venv fonts-dejavu-core "$@")

installed() { dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }
qgis_is_new_enough() { dpkg --compare-versions "$(dpkg-query -W -f '${Version}' qgis 2>/dev/null || echo 0)" ge "${minimum_qgis}"; }
qgis_candidate() { apt-cache policy qgis | awk '/Candidate:/ {print $2}'; }

missing=()
for package in "${packages[@]}"; do installed "$package" || missing+=("$package"); done
if [ "${#missing[@]}" -eq 0 ] && qgis_is_new_enough; then exit 0; fi

command -v apt-get >/dev/null || {
    echo "This script knows Debian and its relatives only. Install QGIS >= ${minimum_qgis} and Xvfb, then run make again." >&2
    exit 1
}
as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
export DEBIAN_FRONTEND=noninteractive

# The mirror, release and key of the first Debian source that apt itself knows, so that no host is written here.
enable_backports() {
    local codename site key
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME}")
    site=$(apt-get indextargets --format '$(SITE)|$(CODENAME)|$(COMPONENT)' 'Created-By: Packages' |
        awk -F'|' -v release="$codename" '$2 == release && $3 == "main" {print $1; exit}')
    [ -n "$site" ] || { echo "apt knows no source for ${codename} main: enable ${codename}-backports by hand." >&2; exit 1; }
    key=/usr/share/keyrings/debian-archive-keyring.gpg
    printf 'Types: deb\nURIs: %s\nSuites: %s-backports\nComponents: main\nSigned-By: %s\n' "$site" "$codename" "$key" |
        "${as_root[@]}" tee "/etc/apt/sources.list.d/${codename}-backports.sources" >/dev/null
    "${as_root[@]}" apt-get update -q
    echo "${codename}-backports"
}

"${as_root[@]}" apt-get update -q >&2
from=()
if ! qgis_is_new_enough && ! dpkg --compare-versions "$(qgis_candidate)" ge "${minimum_qgis}"; then
    from=(-t "$(enable_backports | tail -n 1)")
fi
"${as_root[@]}" apt-get install -q -y --no-install-recommends "${from[@]}" "${packages[@]}"
