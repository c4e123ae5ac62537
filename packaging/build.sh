#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Build one Debian package: packaging/build.sh bookworm|trixie arm64|armhf|amd64|all PYTHON
# The law of this file: what goes into the package is what is written here, in this order, and
# the same commit gives the same package. It needs dpkg-deb, and PYTHON with pip.
#
# bookworm brings lgpio along (its wheel for Python 3.11), so it is built for one architecture;
# on trixie (Python 3.13, no wheel) lgpio is the distribution's and the package fits them all.
set -euo pipefail
cd "$(dirname "$0")/.."
suite=$1 arch=$2 python=$3
case $suite in
bookworm) release=12 pyver=3.11 next=3.12 lgpio='' ;;
trixie) release=13 pyver=3.13 next=3.14 lgpio='Recommends: python3-lgpio'$'\n' arch=all ;;
*) echo "Which suite? bookworm or trixie." >&2; exit 2 ;;
esac
case $arch in
amd64) wheel=manylinux_2_34_x86_64 ;;
arm64) wheel=manylinux_2_34_aarch64 ;;
armhf) wheel=linux_armv7l ;;
all) wheel= ;;
*) echo "Which architecture? amd64, arm64 or armhf." >&2; exit 2 ;;
esac
version=$("$python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
full=$version-1+deb$release${STONEHEATER_REBUILD:-}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CONSTRAINT=$PWD/constraints.txt PIP_ROOT_USER_ACTION=ignore
umask 022
work=build/deb/$suite-$arch root=$work/root
rm -rf "$work"
mkdir -p "$root/DEBIAN" dist
site=$root/usr/lib/stoneheater/site
put() { install -D -m "$1" "$2" "$root/$3"; }
pip() { "$python" -m pip "$@"; }

# The program and its libraries, each from its wheel.
pip wheel -q --no-deps -w "$work/wheels" .
vendored=$(grep -v '^#' packaging/vendor.txt)
pip install -q --target "$site" --no-deps --no-compile --only-binary=:all: \
    --implementation py --abi none --platform any --python-version $pyver "$work"/wheels/*.whl $vendored
if [ -n "$wheel" ] && [ $suite = bookworm ]; then
    pip install -q --target "$site" --no-deps --no-compile --only-binary=:all: \
        --platform $wheel --python-version $pyver lgpio
fi
rm -rf "$site/bin" "$site/share"
find "$site" \( -name direct_url.json -o -name REQUESTED -o -name INSTALLER -o -name RECORD \) -delete

# The system's part.
put 755 packaging/stoneheater usr/bin/stoneheater
put 644 src/stoneheater/relay_off.py usr/lib/stoneheater/relay_off.py
for unit in systemd/*.service; do put 644 "$unit" "usr/lib/systemd/system/${unit##*/}"; done
put 644 packaging/stoneheater.sysusers usr/lib/sysusers.d/stoneheater.conf
put 644 packaging/stoneheater.tmpfiles usr/lib/tmpfiles.d/stoneheater.conf
put 644 packaging/stoneheater.modules-load usr/lib/modules-load.d/stoneheater.conf
put 644 packaging/70-stoneheater.rules usr/lib/udev/rules.d/70-stoneheater.rules
put 644 packaging/50-stoneheater-watchdog.conf usr/lib/systemd/system.conf.d/50-stoneheater-watchdog.conf
put 644 config/stoneheater.toml etc/stoneheater/stoneheater.toml
echo /etc/stoneheater/stoneheater.toml >"$root/DEBIAN/conffiles"

# For people: completions, man pages, licence, changes.
say() { "$python" -I -c "import sys; sys.path.insert(0, '$site')
from stoneheater.interfaces.cli.main import main; main(prog_name='stoneheater')"; }
mkdir -p "$root"/usr/share/{bash-completion/completions,zsh/vendor-completions,fish/vendor_completions.d}
_STONEHEATER_COMPLETE=bash_source say >"$root/usr/share/bash-completion/completions/stoneheater"
_STONEHEATER_COMPLETE=zsh_source say >"$root/usr/share/zsh/vendor-completions/_stoneheater"
_STONEHEATER_COMPLETE=fish_source say >"$root/usr/share/fish/vendor_completions.d/stoneheater.fish"
"$python" -I packaging/man.py "$site" "$version" "$work/man"
for page in "$work"/man/*; do gzip -9n "$page"; put 644 "$page.gz" "usr/share/man/man${page##*.}/${page##*/}.gz"; done
put 644 packaging/copyright usr/share/doc/stoneheater/copyright
put 644 docs/wiring.md usr/share/doc/stoneheater/wiring.md
gzip -9nc CHANGELOG.md >"$work/changelog.gz"
put 644 "$work/changelog.gz" usr/share/doc/stoneheater/changelog.gz

find "$site" -name __pycache__ -prune -exec rm -rf {} +
for script in postinst prerm postrm; do put 755 packaging/$script DEBIAN/$script; done
cat >"$root/DEBIAN/control" <<EOF
Package: stoneheater
Version: $full
Architecture: $arch
Maintainer: the stoneheater authors <stoneheater@localhost>
Section: misc
Priority: optional
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: python3 (>= $pyver), python3 (<< $next), systemd, udev, kmod, init-system-helpers, passwd
${lgpio}Suggests: python3-pil
Description: hot-stone bath controller for the Raspberry Pi
 Holds the water of a stone heater in a narrow band below burn temperature and cuts the heat the
 moment anything is wrong. Reads DS18B20 probes, drives a relay, judges every second before it
 acts. It is not a medical device, and an independent thermal cut-out is part of every wiring.
EOF
(cd "$root" && find etc usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
deb=dist/stoneheater_${full}_$arch.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$deb" >/dev/null
"$python" -I packaging/opened.py "$deb" $suite $arch || { rm "$deb"; exit 1; }
echo "$deb"
