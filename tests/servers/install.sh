#!/usr/bin/env bash
# Installs the servers that the tests start, into build/servers/: two Python environments, node_modules and a database
# template. Asks nothing; does nothing where everything is there already. Debian 12 and 13, root or password-less sudo.
#
# The lock files beside this script are made by
#   uv pip compile --universal --python-version 3.11 --generate-hashes --no-header requirements-NAME.in -o requirements-NAME.txt
#   npm install --package-lock-only --omit-lockfile-registry-resolved
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
target=$repository/build/servers
mkdir -p "$target"
exec 9>"$target/.lock"
flock 9

# The interpreter of the distribution: others on the PATH may lack the venv module or vanish with the next upgrade.
python=/usr/bin/python3

fingerprint() { cat "$@" | sha256sum | cut -d' ' -f1; }
# stamped NAME VALUE: whether the part NAME was finished with this very VALUE
stamped() { [ "$(cat "$target/.stamp-$1" 2>/dev/null)" = "$2" ]; }
stamp() { printf '%s\n' "$2" >"$target/.stamp-$1"; }

install_packages() {
    local packages=(postgresql-postgis nginx-light openssl python3-venv)
    command -v node >/dev/null || packages+=(nodejs)
    command -v npm >/dev/null || packages+=(npm)
    "$repository/scripts/system-packages.sh" "${packages[@]}"
}

# make_environment NAME: a virtual environment from requirements-NAME.txt
make_environment() {
    local requirements=$here/requirements-$1.txt want
    want="$(fingerprint "$requirements") $("$python" -V)"
    stamped "$1" "$want" && return
    echo "servers: installing $(grep -c '^[a-z]' "$requirements") packages into $target/$1"
    rm -rf "${target:?}/$1"
    "$python" -m venv "$target/$1"
    # version-parser, which pypgstac asks for, is the only package without a wheel.
    "$target/$1/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --no-input --no-compile \
        --require-hashes --only-binary=:all: --no-binary=version-parser -r "$requirements"
    stamp "$1" "$want"
}

make_node_modules() {
    local want
    want="$(fingerprint "$here/package.json" "$here/package-lock.json") $(node --version)"
    stamped node_modules "$want" && return
    echo "servers: installing node packages into $target/node_modules"
    cp "$here/package.json" "$here/package-lock.json" "$target/"
    npm ci --prefix "$target" --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error
    stamp node_modules "$want"
}

# A migrated, empty database cluster: unpacking it takes a tenth of the time that making it takes.
make_database_template() {
    local want
    want="$(fingerprint "$here/requirements-pgstac.txt" "$here/pgstac.py") $(ls /usr/lib/postgresql | sort -n | tail -n 1)"
    stamped database "$want" && [ -r "$target/pgstac.tar" ] && return
    echo "servers: making the template database $target/pgstac.tar"
    PYTHONPATH=$repository/tests "$python" -m servers.pgstac_template
    stamp database "$want"
}

install_packages
make_environment python
make_environment pgstac
make_node_modules
make_database_template
