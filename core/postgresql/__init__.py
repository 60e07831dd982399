"""Django's PostgreSQL, with a cheaper look at whether its line still holds: `base`."""
