"""A drive walked to the end, for tests."""

from app.chain.opening import CheckedLog
from app.chain.trust import TrustStore
from app.replay.trust import Trust, at_opening
from app.replay.walker import Walker


def walked(log: CheckedLog) -> Trust:
    """What the walk says last."""
    told: list[Trust] = []
    wrong: list[BaseException] = []
    walker = Walker(log, TrustStore(), at_opening(log), published=told.append, failed=wrong.append)
    walker.join()
    walker.close()
    assert not wrong
    return told[-1]
