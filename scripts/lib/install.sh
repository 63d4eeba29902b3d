#!/usr/bin/env bash
# Installs what the checks need and the machine lacks: Debian packages, and Python and Node packages under target/
# and browser/, at the versions written down in this repository. Does nothing where all is there.
#
#   scripts/lib/install.sh all|fast
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
scope=${1:-all}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

packages=()
command -v cc >/dev/null || packages+=(gcc libc6-dev)
command -v python3 >/dev/null && python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3 python3-venv)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
if [ "$scope" = all ]; then
    command -v node >/dev/null || packages+=(nodejs)
    command -v npm >/dev/null || packages+=(npm)
    command -v lynx >/dev/null || packages+=(lynx)
    command -v script >/dev/null || packages+=(bsdutils)
    [ -x "${CHROMIUM:-/usr/bin/chromium}" ] || packages+=(chromium)
fi
if [ ${#packages[@]} -gt 0 ]; then
    echo "Installing ${packages[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi

# One virtual environment for each list of packages, so that a changed list makes a new one.
if ! cmp -s scripts/requirements.txt target/python/requirements.txt; then
    rm -rf target/python
    mkdir -p target
    python3 -m venv target/python
    target/python/bin/pip install --quiet --disable-pip-version-check --requirement scripts/requirements.txt
    cp scripts/requirements.txt target/python/requirements.txt
fi

if [ "$scope" = all ] && ! cmp -s browser/package-lock.json browser/node_modules/.troth-lock.json; then
    npm ci --prefix browser --no-audit --no-fund --silent
    cp browser/package-lock.json browser/node_modules/.troth-lock.json
fi
echo "Everything is there."
