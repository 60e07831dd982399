"""What the web server does before it forks its workers (docs/decisions/workers-share-what-is-loaded.md)."""

import gc
import runpy
import threading


def test_the_portal_is_loaded_once_without_a_connection_or_a_thread_that_workers_would_share():
    threads = threading.active_count()
    config = runpy.run_path("gunicorn.conf.py")
    assert config["preload_app"]
    frozen = gc.get_freeze_count()
    try:
        config["when_ready"](None)  # a query would fail here, where no database is
        assert gc.get_freeze_count() > frozen
    finally:
        gc.unfreeze()
    assert threading.active_count() == threads
