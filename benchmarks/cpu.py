"""CPU time of processes as the kernel charged it: web workers and the backends of our database, apart."""

import os
from collections.abc import Iterator
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def milliseconds(pids: list[int]) -> float:
    """User and system time that `pids` have used so far, in ms; a process that ended counts nothing."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total * 1000 / TICK


def children(parent: int) -> list[int]:
    """The processes that `parent` started."""
    return [pid for pid, fields in _processes() if int(fields[1]) == parent]


def backends(database: str) -> list[int]:
    """PostgreSQL's processes that serve `database`; none where it runs on another machine."""
    found = []
    for pid, _fields in _processes():
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split()
        if words[:1] == ["postgres:"] and database in words:
            found.append(pid)
    return found


def resident_megabytes(pid: int) -> float:
    """Resident memory of one process in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _processes() -> Iterator[tuple[int, list[str]]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                yield int(entry.name), (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
