#!/usr/bin/env bash
# Installs what the project needs from the distribution: QGIS >= 3.40 with PyQGIS, a virtual display with a window manager,
# the venv module, zip. More packages may be named as arguments. Asks nothing; where everything is there it does nothing, and
# then needs no root. On a Debian whose own QGIS is older it enables that release's backports, on the very mirror that the
# machine already uses, so that no host is written here.
set -euo pipefail

minimum_qgis=3.40
packages=(qgis python3-qgis xvfb xauth openbox xdotool imagemagick python3-venv fonts-dejavu-core fonts-open-sans zip openssl qttools5-dev-tools "$@")
commands=(qgis Xvfb xauth openbox xdotool import zip openssl lrelease)

say() { echo "$*" >&2; }

# Debian's version numbers have an epoch that other packagers do not use: only what stands behind the colon counts.
new_enough() { dpkg --compare-versions "${1#*:}" ge "$minimum_qgis" 2>/dev/null; }
installed() { dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }
installed_qgis() { dpkg-query -W -f '${Version}' qgis 2>/dev/null || echo 0; }
candidate_qgis() { LC_ALL=C apt-cache policy qgis | awk '/Candidate:/ {print $2}'; }

missing=()
if command -v dpkg-query >/dev/null; then
    for package in "${packages[@]}"; do installed "$package" || missing+=("$package"); done
    if [ "${#missing[@]}" -eq 0 ] && new_enough "$(installed_qgis)"; then exit 0; fi
fi

# A QGIS that did not come from Debian's packages serves as well.
by_commands() {
    local python
    for command in "${commands[@]}"; do command -v "$command" >/dev/null || return 1; done
    python=$("$(dirname "${BASH_SOURCE[0]}")/qgis-python.sh" 2>/dev/null) || return 1
    "$python" -I -c "
import ensurepip, venv, sys
from qgis.core import Qgis
needed = [int(part) for part in '$minimum_qgis'.split('.')]
sys.exit(0 if [int(part) for part in Qgis.version().split('-')[0].split('.')][:2] >= needed else 1)"
}
if ! command -v apt-get >/dev/null; then
    if [ $# -eq 0 ] && by_commands; then exit 0; fi
    say "Only Debian and its relatives are set up by this script. Install QGIS >= $minimum_qgis with PyQGIS and ${commands[*]:1} $*"
    say "by the means of your system, then run make again."
    exit 1
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
        say "These packages are missing: ${missing[*]:-qgis >= $minimum_qgis}. Run scripts/system-packages.sh $* as root, then make again."
        exit 1
    fi
    as_root=(sudo -n)
fi
export DEBIAN_FRONTEND=noninteractive

apt_get() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" >&2; }

# Makes sure that apt knows the release's backports, and prints their name.
enable_backports() {
    local id codename site
    id=$(. /etc/os-release && echo "$ID")
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    if [ "$id" != debian ] || [ -z "$codename" ]; then
        say "This system's packages have QGIS $(candidate_qgis), and >= $minimum_qgis is needed: add a package source that has it"
        say "(qgis.org names one for every release), then run make again."
        return 1
    fi
    if ! apt-get indextargets --format '$(CODENAME)|$(COMPONENT)' 'Created-By: Packages' | grep -qx "$codename-backports|main"; then
        site=$(apt-get indextargets --format '$(SITE)|$(CODENAME)|$(COMPONENT)' 'Created-By: Packages' |
            awk -F'|' -v release="$codename" '$2 == release && $3 == "main" {print $1; exit}')
        if [ -z "$site" ]; then
            say "apt knows no source for $codename main: enable $codename-backports by hand, then run make again."
            return 1
        fi
        say "Enabling $codename-backports on $site"
        printf 'Types: deb\nURIs: %s\nSuites: %s-backports\nComponents: main\nSigned-By: %s\n' \
            "$site" "$codename" /usr/share/keyrings/debian-archive-keyring.gpg |
            "${as_root[@]}" tee "/etc/apt/sources.list.d/$codename-backports.sources" >/dev/null
        apt_get update
    fi
    echo "$codename-backports"
}

say "Installing ${missing[*]:-qgis >= $minimum_qgis}"
apt_get update
from=()
if ! new_enough "$(installed_qgis)" && ! new_enough "$(candidate_qgis)"; then
    release=$(enable_backports)
    from=(-t "$release")
fi
apt_get install -y --no-install-recommends "${from[@]}" "${packages[@]}"
if ! new_enough "$(installed_qgis)"; then
    say "QGIS >= $minimum_qgis is needed, and the newest that apt gives is $(installed_qgis)."
    exit 1
fi
