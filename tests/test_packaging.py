# SPDX-License-Identifier: MIT
"""What can be seen of the Debian package without building it."""

import re
import tomllib
from pathlib import Path

TOP = Path(__file__).parent.parent
PACKAGING = TOP / "packaging"


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
