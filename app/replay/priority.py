"""How much of the processors a thread gets beside the one that draws: on few of them, decoding would keep it from that.

It must not know what the threads do.
"""

import os
import sys
import threading

DECODING, BACKGROUND = 7, 12
"""Niceness of what is waited for, and of what is not."""


def give_way(by: int) -> None:
    """Give the calling thread less of the processors than the program's first one has, as long as it lives.

    Only Linux has a priority for every thread (setpriority(2), "C library/kernel differences"): elsewhere nothing is
    changed.
    """
    if sys.platform == "linux":
        first = os.getpriority(os.PRIO_PROCESS, os.getpid())
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), min(first + by, 19))
