"""CPU time of processes as the kernel charged it, in ns: other work on the machine is not counted."""

import contextlib
from collections.abc import Iterable
from pathlib import Path

from django.db import connection

OTHERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def used(pids: Iterable[int]) -> dict[int, float]:
    """What each process and its threads have used so far, in ms; one that ended is left out."""
    found = {}
    for pid in pids:
        with contextlib.suppress(OSError):
            threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
            found[pid] = sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6
    return found


def since(before: dict[int, float], after: dict[int, float]) -> float:
    """The ms between two looks; what a process used that ended in between is lost."""
    return sum(ms - before.get(pid, 0.0) for pid, ms in after.items())


def children(parent: int) -> list[int]:
    """The processes that `parent` started."""
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def backends() -> list[int]:
    """PostgreSQL's processes that serve our database to others than us; none where it runs on another machine."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        return [pid for (pid,) in cursor.fetchall() if _is_here(pid)]


def _is_here(pid: int) -> bool:
    words = Path(f"/proc/{pid}/cmdline")
    return words.exists() and words.read_bytes().startswith(b"postgres:")


def resident_megabytes(pid: int) -> float:
    """Resident memory of one process in MB."""
    [line] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024 / 1e6
