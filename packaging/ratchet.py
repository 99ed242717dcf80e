"""Which files must stay covered whole, lines and branches: what decides a verdict, and what was finished since.

Reads what `coverage json` wrote. A file that is whole once is entered here and stays so.
"""

import json
import sys
from pathlib import Path

# folders end in a slash: every file below them, also those that are still to come
WHOLE = ("app/chain/", "app/kinds/", "app/log/", "resources/spec/")


def main(report: Path) -> int:
    """Print the files that have lost coverage; 1 if there are any, or if the report does not know the folders."""
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    measured = {name.replace("\\", "/"): entry for name, entry in files.items()}
    lacking = [place for place in WHOLE if not any(name.startswith(place) for name in measured)]
    for place in lacking:
        print(f"{place}: was not measured")
    for name, entry in sorted(measured.items()):
        if name.startswith(WHOLE) and (entry["missing_lines"] or entry.get("missing_branches")):
            lacking.append(name)
            branches = [f"{start}->{end}" for start, end in entry.get("missing_branches", [])]
            print(f"{name}: lines {entry['missing_lines']}, branches {branches}")
    print(f"{sum(name.startswith(WHOLE) for name in measured)} files must be covered whole, {len(lacking)} are not")
    return int(bool(lacking))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
