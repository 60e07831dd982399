"""PostgreSQL whose line is listened to before it is asked over (settings.DATABASES, F8).

Django asks `SELECT 1` before the first question of each request: one more way there and back, as dear as the one
question that an unchanged page needs. A server that stops or ends a session closes its line, and the kernel knows
that without asking. Only a host that vanishes closes nothing: then each line fails once, and none is older than a
minute (CONN_MAX_AGE).
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, but for the moment before the first question."""

    def close_if_health_check_failed(self) -> None:
        """Ask the server, as Django does, only where something came that nobody asked for, such as its farewell."""
        if self.connection is not None and not self.connection.closed and is_silent(self.connection.fileno()):
            self.health_check_done = True
        super().close_if_health_check_failed()


def is_silent(line: int) -> bool:
    """Whether nothing has come over this socket, not even its end."""
    ear = select.poll()
    ear.register(line, select.POLLIN)
    return not ear.poll(0)
