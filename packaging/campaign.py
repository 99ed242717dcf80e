"""The long campaigns that the test command runs in short: random alterations, power cuts, kills. Takes an hour.

Run `python3 packaging/campaign.py`. It must not know what is altered or cut: it only asks the tests for more.
"""

import os
import subprocess
import sys

import ground

CAMPAIGNS = (
    "tests/chain/test_mutations.py",
    "tests/record/test_crash_model.py",
    "tests/record/test_kill.py",
    "tests/record/test_state_machine.py",
    "tests/spec/test_robust.py",
    "tests/log/test_foreign_fuzz.py",
    "tests/ui/test_monkey.py",
)

if __name__ == "__main__":
    ground.enter()
    command = [sys.executable, "-m", "pytest", "-v", "--no-xvfb", "--durations=0", *CAMPAIGNS, *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=ground.ROOT, env={**os.environ, "CAMPAIGN": "full"}, check=False).returncode)
