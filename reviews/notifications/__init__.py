"""The messages that reviews send; each kind says to whom and why."""
