"""CPU time of processes as the kernel charged it, in ns: other work on the machine is not counted."""

from collections.abc import Iterable
from pathlib import Path

from django.db import connection


def milliseconds(pids: Iterable[int]) -> float:
    """What `pids` and their threads have used so far, in ms; a process that ended counts nothing."""
    used = 0
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                used += int(thread.read_text().split()[0])
            except OSError:
                continue
    return used / 1e6


def children(parent: int) -> list[int]:
    """The processes that `parent` started."""
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def backends() -> list[int]:
    """PostgreSQL's processes that serve our database to others than us; none where it runs on another machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        return [pid for (pid,) in cursor.fetchall() if _is_here(pid)]


def _is_here(pid: int) -> bool:
    words = Path(f"/proc/{pid}/cmdline")
    return words.exists() and words.read_bytes().startswith(b"postgres:")


def resident_megabytes(pid: int) -> float:
    """Resident memory of one process in MB."""
    [line] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024 / 1e6
