#!/usr/bin/env bash
# Makes the two font files under crates/server/assets/fonts from the published ones, and prints the figures of the
# fallback in crates/server/assets/css/font.css. Needed only to change the font or its letters: what it makes is committed.
#
#   scripts/fonts/make.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
package=@fontsource/atkinson-hyperlegible-next@5.3.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm pack --silent --pack-destination "$work" "$package" >/dev/null
tar -xzf "$work"/*.tgz -C "$work"
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check fonttools==4.68.0 brotli==1.2.1

# English and the letters of western European names, quotation marks, dashes, an arrow or two. Other letters fall back.
letters=U+0020-007E,U+00A0-00FF,U+0131,U+0152,U+0153,U+2013,U+2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+2032,U+20AC
for weight in 400 600; do
    "$work/python/bin/pyftsubset" "$work/package/files/atkinson-hyperlegible-next-latin-$weight-normal.woff2" \
        --unicodes="$letters" --layout-features=kern,mark,tnum --flavor=woff2 --no-hinting --desubroutinize \
        --output-file="crates/server/assets/fonts/atkinson-hyperlegible-next-$weight.woff2"
done
cp "$work/package/LICENSE" crates/server/assets/fonts/LICENSE
"$work/python/bin/python" scripts/fonts/fallback.py crates/server/assets/fonts/*.woff2
