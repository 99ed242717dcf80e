"""The exit statuses of every verb that are no verdicts, and the error that carries one.

It must not know any verb. 0 to 4 are verdicts (`app.chain.verdict.Status`).
"""

USAGE = 64
REFUSED = 65
CANNOT_READ = 66
INTERNAL_ERROR = 70
CANNOT_WRITE = 74


class VerbError(Exception):
    """A verb cannot go on; one or two sentences say what, where and what to do."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
