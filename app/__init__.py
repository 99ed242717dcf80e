"""Incident Replay: verifies and replays the sealed logs of automated vehicles.

A log is opened (`log`: bytes on disk to records), its chain is checked (`chain`: records to verdicts) and what each
record contains is known (`kinds`). A checked record is decoded into arrays and facts (`scene`), and `replay` walks
through time: what is current at an instant, read, checked and decoded on threads of its own. What the investigator
writes is a `case`. Sealed logs are written by `record`; `convert` takes other people's recordings in and seals them
with it, `simulate` makes the sample incidents. `ui` shows the replay in a window, which `desktop` puts together; the
verbs of the command line are in `cli`, `__main__` chooses between them, and `resource` finds the files the program
carries. Imports go down only: `__main__` > `cli | desktop` > `ui` > `case | replay | convert | simulate` >
`record | scene` > `chain` > `log` > `kinds` > `resource`.
"""

import os

__version__ = "0.1.0"

# Matrices are small everywhere in here: the threads of the linear algebra wait for each other longer than they reckon,
# five times as long beside another program. Whoever loads numpy comes by here first.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
