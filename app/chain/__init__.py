"""Records to verdicts: hashes, the chain, the tree, checkpoints, keys and trust.

It must not know HDF5, nor what a payload means. The rules are those of resources/spec/sealed-log.md, cited by section.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.chain.check import Checked
    from app.chain.opening import CheckedLog, NoLogError, open_log
    from app.chain.trust import TrustStore
    from app.chain.verdict import Fact, Status, Verdict
    from app.chain.verification import Options, Verification, verify

__all__ = [
    "Checked",
    "CheckedLog",
    "Fact",
    "NoLogError",
    "Options",
    "Status",
    "TrustStore",
    "Verdict",
    "Verification",
    "open_log",
    "verify",
]

_WHERE = {
    "Checked": "check",
    "CheckedLog": "opening",
    "NoLogError": "opening",
    "open_log": "opening",
    "TrustStore": "trust",
    "Fact": "verdict",
    "Status": "verdict",
    "Verdict": "verdict",
    "Options": "verification",
    "Verification": "verification",
    "verify": "verification",
}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import what is asked for when it is: processes behind walls import single modules and nothing else."""
        if name not in _WHERE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
