"""How long a database ranks a word that very many texts hold: TEXTS=100000 is what is promised, on both.

`make bench b=door` asks PostgreSQL and starts this file as a program, which fills an SQLite file and asks that.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

TEXTS = int(os.environ.get("TEXTS", "0"))
TIMES, MILLISECONDS = 20, 20


def report() -> str:
    """What ranking the word of `door` took, in words; SystemExit where that is longer than MILLISECONDS."""
    from benchmarks.door import WORD
    from publications import engines, words
    from publications.models import Publication

    took = []
    for _time in range(TIMES):
        begin = time.perf_counter()
        found = engines.current().newest(Publication.objects.current(), words.asked(WORD), 1_001)
        took.append((time.perf_counter() - begin) * 1_000)
    median, many = statistics.median(took), Publication.objects.current().count()
    engine = type(engines.current()).__name__
    if median > MILLISECONDS:
        raise SystemExit(f"{engine}: ranking took {median:.0f} ms among {many} texts, the aim is {MILLISECONDS} ms.")
    return f"{engine}: a word of {many} texts, the newest {len(found)} ranked: {median:.1f} ms (aim: {MILLISECONDS} ms)"


def on_sqlite() -> str:
    """The same on a file of SQLite of its own, filled and asked by a second process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/ranking.sqlite3"}
        command = [sys.executable, "-m", "benchmarks.ranking"]
        return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def main() -> None:
    """Fill the empty database of the environment with TEXTS practices and print what `report` says."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    from benchmarks import data, door

    door.fill(data.empty(), TEXTS)
    print(report())


if __name__ == "__main__":
    main()
