# SPDX-License-Identifier: MIT
"""The virtual machine's disk and kernel, made from Debian's packages and this project's.

The law of this file: what runs in the machine is Debian's own kernel, systemd and Python, the
package that `make deb` builds, and one test module; nothing else is changed. What is slow is kept
in build/vm and made again only when it is missing.
"""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TOP = HERE.parent.parent
BUILD = TOP / "build" / "vm"
NEEDED = {
    "qemu-system-x86_64": "qemu-system-x86",
    "qemu-img": "qemu-utils",
    "mmdebstrap": "mmdebstrap",
    "busybox": "busybox-static",
    "cpio": "cpio",
    "gcc": "gcc",
    "dpkg-deb": "dpkg",
    "mke2fs": "e2fsprogs",
    "modprobe": "kmod",
    "setpriv": "util-linux",
}
"""The programs that it takes, and Debian's packages that have them."""

IN_ROOT = "systemd,systemd-sysv,udev,dbus,python3,kmod,procps,init-system-helpers"
DISK = ("virtio_pci", "virtio_blk", "crc32c_generic", "ext4")
INSIDE = ("virtio_console", "w1_therm", "i6300esb")
ROOM_MB = 900
RETRIES = "Acquire::Retries=5"
SUITES = ("trixie", "bookworm")


@dataclass(frozen=True)
class Image:
    """What QEMU needs: kernel and its name, initial memory disk, disk; a newer package."""

    release: str
    kernel: Path
    initrd: Path
    disk: Path
    newer: Path


def sh(*command: str | Path, cwd: Path = TOP) -> str:
    """Run a program, let it say what it says on stderr, and give what it printed."""
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True).stdout


def install_tools() -> None:
    """Install with apt what is missing on this computer; needs root."""
    missing = [package for program, package in NEEDED.items() if shutil.which(program) is None]
    if not Path("/lib/modules").is_dir() or kernel_version() is None:
        missing += ["linux-image-amd64", "linux-headers-amd64"]
    if missing:
        sys.stderr.write(f"Installing {' '.join(missing)} ...\n")
        sh("apt-get", "-qq", "-o", RETRIES, "update")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        command = ["apt-get", "-qqy", "-o", RETRIES, "--no-install-recommends", "install", *missing]
        subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL)


def mirror() -> str:
    """Where this computer takes Debian's packages from."""
    ours = ("Created-By: Packages", "Origin: Debian", "Label: Debian", "Component: main")
    asked = ("apt-get", "indextargets", "--format", "$(REPO_URI)", *ours)
    found = sh(*asked).split()
    if not found:
        sh("apt-get", "-qq", "-o", RETRIES, "update")
        found = sh(*asked).split()
    return found[0]


def kernel_version() -> str | None:
    """The newest Debian kernel here that has its image and its headers."""
    found = sorted(
        path.name
        for path in Path("/lib/modules").glob("*-amd64")
        if "cloud" not in path.name
        and (Path("/boot") / f"vmlinuz-{path.name}").exists()
        and Path(f"/usr/src/linux-headers-{path.name}").is_dir()
    )
    return found[-1] if found else None


def build(suite: str) -> Image:
    """Everything for one release of Debian, ``bookworm`` or ``trixie``."""
    install_tools()
    BUILD.mkdir(parents=True, exist_ok=True)
    version = kernel_version()
    assert version is not None, "a Debian kernel with its headers"
    base = BUILD / f"base-{suite}.tar"
    if not base.exists():
        fresh = base.with_suffix(".new.tar")
        options = ["--mode=root", "--variant=minbase", f"--include={IN_ROOT}"]
        options += [f"--aptopt={RETRIES.replace('=', ' ')}"]
        sh("mmdebstrap", *options, suite, fresh, mirror())
        fresh.rename(base)
    module = _module(version)
    debs = [*_packages(suite, "")]
    newer = _packages(suite, "+newer")[-1]
    root = BUILD / f"root-{suite}"
    _root(root, base, version, module, debs, newer)
    disk = BUILD / f"disk-{suite}.img"
    disk.unlink(missing_ok=True)
    sh("mke2fs", "-q", "-t", "ext4", "-d", root, disk, f"{ROOM_MB}M")
    shutil.rmtree(root)
    return Image(version, Path(f"/boot/vmlinuz-{version}"), _initrd(version), disk, newer)


def _module(version: str) -> Path:
    work = BUILD / "module"
    shutil.copytree(HERE / "module", work, dirs_exist_ok=True)
    sh("make", "-s", "-C", f"/usr/src/linux-headers-{version}", f"M={work}", "modules")
    return work / "stonebath.ko"


def _packages(suite: str, rebuild: str) -> list[Path]:
    """The package, and on trixie what stands in for Raspberry Pi OS's python3-lgpio."""
    arch = "amd64" if suite == "bookworm" else "all"
    command = ["packaging/build.sh", suite, arch, sys.executable]
    env = {**os.environ, "STONEHEATER_REBUILD": rebuild}
    made = subprocess.run(command, cwd=TOP, check=True, stdout=subprocess.PIPE, env=env)
    deb = TOP / made.stdout.decode().split()[-1]
    return [deb] if suite == "bookworm" else [_lgpio_stand_in(), deb]


def _lgpio_stand_in() -> Path:
    """A python3-lgpio for trixie, for this machine alone.

    Raspberry Pi OS has that package and Debian on amd64 has not. lgpio's library for Python 3.12,
    renamed, loads in 3.13 and works as far as these tests go (seen). Nobody should heat with it.
    """
    root = BUILD / "python3-lgpio"
    shutil.rmtree(root, ignore_errors=True)
    site = root / "usr/lib/python3/dist-packages"
    options = ["-q", "--no-deps", "--no-compile", "--only-binary=:all:"]
    options += ["--platform", "manylinux_2_34_x86_64", "--python-version", "3.12"]
    sh(sys.executable, "-m", "pip", "install", *options, "--target", site, "lgpio==0.2.2.0")
    next(site.glob("_lgpio.*.so")).rename(site / "_lgpio.so")
    (root / "DEBIAN").mkdir()
    fields = {
        "Package": "python3-lgpio",
        "Version": "0.2.2.0-0standin",
        "Architecture": "amd64",
        "Maintainer": "the stoneheater authors <stoneheater@localhost>",
        "Description": "stands in for Raspberry Pi OS's package in a test machine",
    }
    control = "".join(f"{key}: {value}\n" for key, value in fields.items())
    (root / "DEBIAN/control").write_text(control)
    deb = BUILD / "python3-lgpio.deb"
    sh("dpkg-deb", "--root-owner-group", "-Znone", "--build", root, deb)
    return deb


def _root(
    root: Path, base: Path, version: str, module: Path, debs: Sequence[Path], newer: Path
) -> None:
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    sh("tar", "-xf", base, "-C", root)
    _kernel_modules(root, version, [*DISK, *INSIDE], module)
    files = {
        "agent.py": "opt/agent.py",
        "agent.service": "etc/systemd/system/agent.service",
        "stoneheater.toml": "etc/stoneheater/stoneheater.toml",
        "power_cut.py": "opt/power_cut.py",
        "bare-init": "opt/bare-init",
    }
    for name, where in files.items():
        target = root / where
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "guest" / name, target)
    (root / "opt/bare-init").chmod(0o755)
    (root / "etc/modules-load.d/stonebath.conf").write_text("stonebath\nvirtio_console\n")
    (root / "etc/fstab").write_text("/dev/vda / ext4 defaults,errors=remount-ro 0 0\n")
    (root / "etc/hostname").write_text("stonebath\n")
    for deb in (*debs, newer):
        shutil.copy(deb, root / "opt" / deb.name)
    inside = ["--force-confold", "-i", *(f"/opt/{deb.name}" for deb in debs)]
    sh("chroot", root, "dpkg", *inside)
    (root / "etc/machine-id").write_text(f"{uuid.uuid4().hex}\n")
    for folder in ("etc", "var"):  # not a first boot: that one has other work besides
        (root / folder / ".updated").touch()
    wanted = root / "etc/systemd/system/multi-user.target.wants"
    (wanted / "agent.service").symlink_to("../agent.service")


def _kernel_modules(root: Path, version: str, names: Iterable[str], module: Path) -> None:
    home = Path(f"/lib/modules/{version}")
    for path in _with_dependencies(version, names):
        target = root / "lib/modules" / version / path.relative_to(home)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    for name in ("modules.order", "modules.builtin", "modules.builtin.modinfo"):
        shutil.copy(home / name, root / "lib/modules" / version)
    shutil.copy(module, root / "lib/modules" / version)
    sh("depmod", "-b", root, version)


def _with_dependencies(version: str, names: Iterable[str]) -> list[Path]:
    """The files of these modules and of those they need, in the order in which to load them."""
    found: dict[Path, None] = {}
    for name in names:
        for row in sh("modprobe", "-S", version, "--show-depends", name).splitlines():
            if row.startswith("insmod"):
                found[Path(row.split()[1])] = None
    return list(found)


def _initrd(version: str) -> Path:
    tree = BUILD / "initrd"
    shutil.rmtree(tree, ignore_errors=True)
    for folder in ("bin", "proc", "sys", "dev", "root"):
        (tree / folder).mkdir(parents=True)
    busybox = shutil.which("busybox")
    assert busybox is not None, "busybox"
    shutil.copy(busybox, tree / "bin/busybox")
    (tree / "bin/sh").symlink_to("busybox")
    shutil.copy(HERE / "guest/init", tree / "init")
    (tree / "init").chmod(0o755)
    modules = _with_dependencies(version, DISK)
    for path in modules:
        shutil.copy(path, tree)
    (tree / "modules").write_text("".join(f"{path.name}\n" for path in modules))
    packed = BUILD / "initrd.gz"
    find, pack = ["find", "."], "cpio -o -H newc --quiet | gzip -1"
    names = subprocess.run(find, cwd=tree, check=True, stdout=subprocess.PIPE).stdout
    made = subprocess.run(
        ["sh", "-c", pack], cwd=tree, check=True, input=names, stdout=subprocess.PIPE
    )
    packed.write_bytes(made.stdout)
    return packed
