# SPDX-License-Identifier: MIT
"""What can be seen of the Debian package without building it."""

import gzip
import re
import runpy
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
PACKAGING = TOP / "packaging"
OPENED = runpy.run_path(str(PACKAGING / "opened.py"))
problems: Callable[..., list[str]] = OPENED["problems"]

LGPIO = "usr/lib/stoneheater/site/_lgpio.cpython-311-aarch64-linux-gnu.so"


def machine_code(machine: int) -> bytes:
    """The head of a library for this machine."""
    return b"\x7fELF".ljust(18, b"\0") + machine.to_bytes(2, "little")


def packed(**more: bytes) -> dict[str, bytes]:
    """A package in order, for arm64 and bookworm, but for these files."""
    files = dict.fromkeys(OPENED["WANTED"], b"_STONEHEATER_COMPLETE")
    files["usr/share/man/man1/stoneheater.1.gz"] = gzip.compress(b".TH STONEHEATER 1")
    return files | {LGPIO: machine_code(183)} | more


def plain(name: str) -> str:
    """A distribution's name as PyPI compares it, without versions and extras."""
    return re.split(r"[<>=\[; ]", name)[0].strip().lower().replace("_", "-")


def vendored() -> set[str]:
    """The libraries that the package brings along."""
    lines = (PACKAGING / "vendor.txt").read_text("utf-8").splitlines()
    return {plain(line) for line in lines if line and not line.startswith("#")}


def script(name: str) -> str:
    """A maintainer's script without its comments."""
    lines = (PACKAGING / name).read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def test_every_dependency_is_brought_along() -> None:
    """Nothing that the program imports is left to the system, but lgpio and pictures in PDFs."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {plain(name) for name in project["dependencies"]}
    needed |= {plain(name) for name in project["optional-dependencies"]["pdf"]}
    assert needed <= vendored()
    assert "lgpio" not in vendored()


def test_every_library_has_its_version() -> None:
    """The same commit makes the same package: each version stands in constraints.txt."""
    pinned = dict(
        line.split("==")
        for line in (TOP / "constraints.txt").read_text().splitlines()
        if "==" in line
    )
    assert vendored() <= {plain(name) for name in pinned}
    assert pinned["lgpio"] != "0.0.0.2"


def test_F70_standby_comes_before_the_end_and_the_end_before_any_file() -> None:
    """An upgrade first takes the heat away, then ends the daemon, then touches files."""
    text = script("prerm")
    assert 0 < text.index("stoneheater standby") < text.index("invoke stop") < text.index("find ")


def test_removing_leaves_the_record() -> None:
    """Only a purge deletes anything of the heater's own."""
    before, _, purge = script("postrm").partition('"$1" = purge')
    assert "rm -rf" not in before
    assert "rm -rf /var/lib/stoneheater /run/stoneheater /etc/stoneheater" in purge
    assert "/var/lib" not in script("prerm")


def test_F69_only_a_start_that_is_made_ends_the_last_resort() -> None:
    """A start that systemd refuses would otherwise silence the alarm and bring no daemon."""
    unit = (TOP / "systemd/stoneheater.service").read_text("utf-8")
    failsafe = (TOP / "systemd/stoneheater-failsafe.service").read_text("utf-8")
    assert "Conflicts=" not in unit.replace("by Conflicts=", "") + failsafe
    assert "\nExecStartPre=+-/usr/bin/systemctl stop stoneheater-failsafe.service\n" in unit


def test_the_daemon_starts_no_failsafe_at_a_mere_restart() -> None:
    """Systemd 254 and later would, and its helper could hold a line that the daemon claims."""
    unit = (TOP / "systemd/stoneheater.service").read_text("utf-8")
    assert "\nRestartMode=direct\n" in unit
    assert "\nOnFailure=stoneheater-failsafe.service\n" in unit


def test_the_bus_may_be_written_where_the_rule_allows_it() -> None:
    """The sandbox and the udev rule open the same two files to the daemon, and no others."""
    unit = (TOP / "systemd/stoneheater.service").read_text("utf-8")
    rules = (PACKAGING / "70-stoneheater.rules").read_text("utf-8")
    assert "\nReadWritePaths=-/sys/devices/w1_bus_master1 " in unit
    assert re.findall(r"for f in ([^;]+);", rules) == ["resolution ../therm_bulk_read"]


def test_no_package_file_knows_a_compiler() -> None:
    """Apt install needs none: every wheel is taken as it is."""
    build = (PACKAGING / "build.sh").read_text("utf-8")
    installs = re.findall(r"pip install .*", build)
    assert len(installs) == 2
    assert all("--only-binary=:all:" in line for line in installs)


def test_a_package_in_order_has_no_problem() -> None:
    """With lgpio on bookworm, without any machine code on trixie."""
    assert problems(packed(), "bookworm", "arm64") == []
    assert problems({k: v for k, v in packed().items() if k != LGPIO}, "trixie", "all") == []


@pytest.mark.parametrize("name", OPENED["WANTED"])
def test_a_file_that_is_missing_or_empty_is_named(name: str) -> None:
    """Units, rule, program, manual, completions."""
    rest = {path: content for path, content in packed().items() if path != name}
    assert problems(rest, "bookworm", "arm64") == [f"{name} is missing"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({LGPIO: machine_code(62)}, [f"{LGPIO} is for machine 62, the package for arm64"]),
        ({"usr/lib/x/lgpio-0.0.0.2.dist-info/METADATA": b"x"}, ["lgpio 0.0.0.2 is empty"]),
        ({"usr/share/man/man5/a.5.gz": gzip.compress(b"x")}, ["usr/share/man/man5/a.5.gz is no"]),
        ({"usr/share/fish/vendor_completions.d/a.fish": b"x"}, ["completes nothing"]),
        ({LGPIO: b"text"}, ["bookworm brings lgpio along"]),
    ],
)
def test_what_is_wrong_in_a_package_is_said(more: dict[str, bytes], said: list[str]) -> None:
    """Code for another machine, the empty lgpio, a page or a completion that is none."""
    found = problems(packed(**more), "bookworm", "arm64")
    assert len(found) == len(said)
    assert all(part in what for part, what in zip(said, found, strict=True))


def test_trixie_with_machine_code_is_refused() -> None:
    """Its package is for every kind of computer."""
    assert len(problems(packed(), "trixie", "all")) == 2
