"""Shows the program at work from a bare checkout: prepares the ground, then starts the demonstration.

It must not know what is demonstrated: that is `demonstration.py`, which may import what the lock file installs.
"""

import sys

import ground

DEMONSTRATION = ground.ROOT / "packaging" / "demonstration.py"

if __name__ == "__main__":
    ground.enter()
    ground.go_on_as([str(ground.PYTHON), str(DEMONSTRATION), *sys.argv[1:]])
