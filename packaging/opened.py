# SPDX-License-Identifier: MIT
# ruff: noqa: INP001 - a build step, run by its path
"""Open a Debian package that was just built, and see that everything is in it, for its machine.

The law of this file: it looks into the package itself, not into what it was made from; whatever is
wrong is one sentence, and then there is no package.
"""

import gzip
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

WANTED = (
    "etc/stoneheater/stoneheater.toml",
    "usr/bin/stoneheater",
    "usr/lib/stoneheater/relay_off.py",
    "usr/lib/stoneheater/site/stoneheater/core/interlock.py",
    "usr/lib/systemd/system/stoneheater.service",
    "usr/lib/systemd/system/stoneheater-failsafe.service",
    "usr/lib/sysusers.d/stoneheater.conf",
    "usr/lib/tmpfiles.d/stoneheater.conf",
    "usr/lib/modules-load.d/stoneheater.conf",
    "usr/lib/udev/rules.d/70-stoneheater.rules",
    "usr/share/bash-completion/completions/stoneheater",
    "usr/share/zsh/vendor-completions/_stoneheater",
    "usr/share/fish/vendor_completions.d/stoneheater.fish",
    "usr/share/man/man1/stoneheater.1.gz",
    "usr/share/doc/stoneheater/copyright",
)
COMPLETES = b"_STONEHEATER_COMPLETE"
ELF = b"\x7fELF"
MACHINES = {"arm64": 183, "armhf": 40, "amd64": 62}
"""What machine code says of itself at its 18th byte (ELF specification, e_machine)."""

EMPTY_LGPIO = "lgpio-0.0.0.2.dist-info"


def problems(files: Mapping[str, bytes], suite: str, arch: str) -> list[str]:
    """What is wrong with a package of these files; nothing if all is well."""
    found = [f"{name} is missing" for name in WANTED if not files.get(name)]
    for name, content in files.items():
        if name.startswith("usr/share/man/") and not gzip.decompress(content).startswith(b".TH"):
            found.append(f"{name} is no man page")
        if "completions" in name and COMPLETES not in content:
            found.append(f"{name} completes nothing")
        machine = int.from_bytes(content[18:20], "little")
        if content.startswith(ELF) and machine != MACHINES.get(arch):
            found.append(f"{name} is for machine {machine}, the package for {arch}")
    native = [name for name, content in files.items() if content.startswith(ELF)]
    if any(f"/{EMPTY_LGPIO}/" in name for name in files):
        found.append("lgpio 0.0.0.2 is empty")
    if (suite == "bookworm") is not any("_lgpio" in name for name in native):
        found.append("bookworm brings lgpio along, trixie does not")
    return found


def contents(deb: Path) -> dict[str, bytes]:
    """Every file of a package, by its path."""
    asked = ["dpkg-deb", "--fsys-tarfile", str(deb)]
    packed = subprocess.run(asked, capture_output=True, check=True).stdout  # noqa: S603 - a fixed command
    with tarfile.open(fileobj=BytesIO(packed)) as tar:
        members = [member for member in tar if member.isfile()]
        found = {member.name.removeprefix("./"): tar.extractfile(member) for member in members}
        return {name: file.read() for name, file in found.items() if file is not None}


def main(deb: Path, suite: str, arch: str) -> int:
    """Look, and say what there is; 1 if anything is wrong."""
    files = contents(deb)
    wrong = problems(files, suite, arch)
    for what in wrong:
        sys.stderr.write(f"{deb.name}: {what}.\n")
    native = sum(content.startswith(ELF) for content in files.values())
    if not wrong:
        sys.stderr.write(f"{deb.name}: {len(files)} files, {native} of machine code: as wanted.\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
