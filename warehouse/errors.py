"""Errors that every room may raise and the command line turns into one line and exit code 2."""


class UserError(Exception):
    """Something a user can cause and can mend. The message is one line that names the remedy."""
