"""A plugin, so that it comes before the settings: each process of `pytest -n 2` has a Redis database of its own.

pytest-django does the same for the test database.
"""

import gc
import os
from urllib.parse import urlsplit

_worker, _redis = os.environ.get("PYTEST_XDIST_WORKER", ""), os.environ.get("REDIS_URL", "")
if _worker and _redis:
    os.environ["REDIS_URL"] = urlsplit(_redis)._replace(path=f"/{int(_worker.removeprefix('gw')) + 1}").geturl()


def pytest_collection_finish():
    """What is loaded by now stays: looking through it for garbage again and again costs a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
