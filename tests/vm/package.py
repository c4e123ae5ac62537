# SPDX-License-Identifier: MIT
"""The package in real life: who may do what, upgraded while heating, removed, purged.

The law of this file: apt and dpkg do it, on a system without a compiler, and what is left is
looked for on the disk.
"""

import time

from vm.bench import HEATER, LINES, Table, answers, eventually, heating, must, restarted, state
from vm.image import Image
from vm.machine import Machine

PLACES = "/usr/lib/stoneheater /etc/stoneheater /var/lib/stoneheater /run/stoneheater"
APT_S = 180.0
"""Longest time until apt has come to the package, s; heat goes on until then."""

APT_ENDS_S = 900.0
"""Longest time that apt may take; a minute on an idle computer, s."""

ASK = """\
import socket, sys
door = socket.socket(socket.AF_UNIX); door.connect(sys.argv[1])
question = '{"jsonrpc":"2.0","id":1,"method":"%s"}\\n' % sys.argv[2]
door.sendall(question.encode()); print(door.makefile().readline())
"""

COMPLETIONS = (
    "/usr/share/zsh/vendor-completions/_stoneheater",
    "/usr/share/fish/vendor_completions.d/stoneheater.fish",
)
TAB = (
    ". /usr/share/bash-completion/completions/stoneheater;"
    " COMP_WORDS=(stoneheater st); COMP_CWORD=1; _stoneheater_completion stoneheater;"
    ' printf "%s\\n" "${COMPREPLY[@]}"'
)
"""What bash does when somebody types ``stoneheater st`` and the tab key."""


def exposure(machine: Machine, table: Table) -> None:
    """How much the services could do, as this machine's systemd counts it."""
    for unit, limit in (("stoneheater", 0.8), ("stoneheater-failsafe", 1.2)):
        said = machine.sh(f"systemd-analyze security --no-pager {unit}.service | tail -1")
        seen = float(said.split(":")[1].split()[0])
        table.add(f"exposure of {unit}.service", f"{limit}", f"{seen}", good=seen <= limit)


def shown_to_people(machine: Machine, table: Table) -> None:
    """Man pages, and what the tab key answers, as the package brought them."""
    pages = machine.sh("cd /usr/share/man; ls */stoneheater*.gz").split()
    good = all(machine.code(f"zcat /usr/share/man/{page} | grep -q '^.SH'") == 0 for page in pages)
    names = ", ".join(page.partition("/")[2].removesuffix(".gz") for page in pages)
    table.add("man pages", "each with sections", names or "none", good=good and bool(pages))
    completed = machine.sh(f"bash -c '{TAB}'").split()
    there = [machine.code(f"test -s {path}") == 0 for path in COMPLETIONS]
    words = f"bash: stoneheater st: {', '.join(completed)}; zsh and fish have theirs: {all(there)}"
    good = {"status", "stone"} <= set(completed) and all(there)
    table.add("completions", "bash completes", words, good=good)


def roles(machine: Machine, table: Table) -> None:
    """Other users at the two sockets."""
    restarted(machine)
    machine.sh("useradd anna; useradd -G stoneheater bert; useradd -G stoneheater-remote web")
    machine.do("run", command=f"cat > /tmp/ask.py <<'END'\n{ASK}END\n")
    wanted = {
        ("anna", "control", "hello"): "Permission denied",
        ("anna", "remote", "hello"): "Permission denied",
        ("bert", "control", "hello"): '"socket":"control"',
        ("bert", "remote", "hello"): "Permission denied",
        ("web", "control", "hello"): "Permission denied",
        ("web", "remote", "hello"): '"socket":"remote"',
        ("web", "remote", "heat.on"): "not possible from a distance",
        ("web", "remote", "trip.reset"): "not possible from a distance",
    }
    wrong = []
    for (user, door, verb), words in wanted.items():
        asked = f"runuser -u {user} -- python3 /tmp/ask.py /run/stoneheater/{door}.sock {verb}"
        if words not in machine.do("run", command=asked)["said"]:
            wrong.append(f"{user} {door} {verb}")
    seen = f"{len(wanted) - len(wrong)} of {len(wanted)} as they should be {' '.join(wrong)}"
    table.add("F80 F85 roles at the sockets", "as their groups say", seen, good=not wrong)


def upgraded(machine: Machine, table: Table, image: Image) -> None:
    """A newer package while it heats."""
    heating(machine)
    machine.sh("echo '# mine' >> /etc/stoneheater/stoneheater.toml")
    seen = machine.do("strike", how=install(image.newer.name), lines=LINES, within_s=APT_S)
    must("error" not in seen and seen["low"], f"upgrade: {seen}")
    apt_ended(machine)
    answers(machine)
    was = machine.sh("stoneheater record show --limit 20")
    kept = machine.code("grep -q '# mine' /etc/stoneheater/stoneheater.toml") == 0
    version = machine.sh("dpkg-query -W -f '${Version} ${Status}' stoneheater")
    told = "HEATING to STANDBY: standby" in was
    good = told and kept and "+newer" in version and "install ok installed" in version
    good = good and state(machine) == "STANDBY"
    words = f"STANDBY on the record: {told}; configuration kept: {kept}; then {state(machine)}"
    table.add("F70 upgrade while heating", "STANDBY first, low", words, good=good)


def install(name: str) -> str:
    """The command that a person would type, without questions."""
    options = "-y -o Dpkg::Options::=--force-confold --allow-downgrades"
    return f"DEBIAN_FRONTEND=noninteractive apt-get install {options} /opt/{name}"


def apt(machine: Machine, command: str) -> None:
    """Have apt do something, however long it takes a busy computer."""
    machine.sh(f"({command}; echo $? > /tmp/apt) > /dev/null 2>&1 < /dev/null &")
    time.sleep(2.0)
    apt_ended(machine)
    must(machine.sh("cat /tmp/apt").strip() == "0", f"{command} failed")


def apt_ended(machine: Machine) -> None:
    """Until no apt runs any more."""
    ended = eventually(lambda: machine.code("pgrep -x apt-get") != 0, APT_ENDS_S)
    must(ended, "apt has not ended")


def removed_and_purged(machine: Machine, table: Table, image: Image) -> None:
    """Removed while it heats, installed again, purged."""
    heating(machine)
    before = machine.sh("stoneheater record verify --json")
    remove = "apt-get remove -y stoneheater"
    seen = machine.do("strike", how=remove, lines=LINES, within_s=APT_S)
    must("error" not in seen and seen["low"], f"remove: {seen}")
    apt_ended(machine)
    kept = machine.sh("ls /var/lib/stoneheater")
    good = "records.db" in kept and "latch" in kept and "commissioned" in kept
    gone = machine.code("test ! -e /usr/lib/stoneheater -a ! -e /usr/bin/stoneheater") == 0
    words = f"line low; records, latch, commissioning kept: {good}; program gone: {gone}"
    table.add("removed while heating", "low; the records stay", words, good=good and gone)
    apt(machine, install(image.newer.name))
    answers(machine)
    same = machine.sh("stoneheater record verify")
    whole = machine.code("stoneheater record verify") == 0
    ready = not machine.snapshot()["not_ready"]
    words = f"{same.strip()} Still commissioned: {ready}"
    table.add("installed again", "the same record", words, good=whole and ready and bool(before))
    apt(machine, "apt-get purge -y stoneheater")
    left = machine.do(
        "run",
        command=f"ls -d {PLACES} 2>/dev/null; getent passwd stoneheater; "
        "getent group stoneheater stoneheater-remote; systemctl is-active stoneheater "
        "| grep -v inactive",
    )["said"].split()
    low = not machine.bath()["lines"][str(HEATER)]["high"]
    words = "nothing is left" if not left else " ".join(left)
    table.add("purged", "nothing is left", words, good=not left and low)
    apt(machine, install(image.newer.name))
    answers(machine)
    shipped = machine.snapshot()["not_ready"]
    words = f"runs in {state(machine)}, {len(shipped)} reasons not to heat"
    table.add(
        "installed on a system that never had it", "runs, does not heat", words, good=bool(shipped)
    )


def watchdog(machine: Machine, table: Table) -> None:
    """Called on a machine whose kernel stays dead after a panic: the hardware restarts it."""
    heating(machine)
    asked = machine.sh("systemctl show -p RuntimeWatchdogUSec --value").strip()
    machine.agent.ask({"do": "run", "with": {"command": "echo c > /proc/sysrq-trigger"}})
    began_s = time.monotonic()
    machine.wait_booted()
    seen_s = time.monotonic() - began_s
    answers(machine)
    good = state(machine) == "STANDBY" and asked == "14s"
    words = f"{state(machine)}, {seen_s:.0f} s after the panic, boot included; it is set to {asked}"
    allowed = "restarted by the hardware watchdog, STANDBY"
    table.add("kernel panic while heating", allowed, words, good=good)
