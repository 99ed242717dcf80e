"""Path-traces pictures for the samples from stages that `incident-replay simulate --stages` wrote.

For development only, in a Python with `bpy` (Blender 4.5 as a module), numpy and opencv-python-headless: the same
meshes, lights and materials as the renderer that ships, with every bounce of light. The committed samples
have the pictures of the shipped renderer; these take hours, and are for comparison. Reads `*.json` of a folder, writes
a JPEG for each under the same name. Pictures that are there already are left as they are.
"""

import argparse
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import cv2  # noqa: E402 - the checkout is no installed package
from pictures.theatre import Theatre  # noqa: E402

from app.simulate.picture.film import develop  # noqa: E402
from app.simulate.picture.rain import rained  # noqa: E402
from app.simulate.world.stage import Shot  # noqa: E402


def main() -> int:
    """Render what is asked for; 1 if there is no stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stages", type=Path, help="folder of *.json, one shot each")
    parser.add_argument("pictures", type=Path, help="folder for the JPEGs")
    parser.add_argument("--samples", type=int, default=20, help="paths a pixel at most (%(default)s)")
    parser.add_argument("--quality", type=int, default=84, help="of the JPEGs (%(default)s)")
    parser.add_argument("--threads", type=int, default=2, help="of the path tracer (%(default)s)")
    parser.add_argument("--every", type=int, default=1, help="render one of so many (%(default)s)")
    asked = parser.parse_args()
    paths = sorted(asked.stages.glob("*.json"))[:: asked.every]
    if not paths:
        print(f"{asked.stages}: no stages")
        return 1
    asked.pictures.mkdir(parents=True, exist_ok=True)
    theatre: Theatre | None = None
    known = None
    for path in paths:
        target = asked.pictures / f"{path.stem}.jpg"
        if target.exists():
            continue
        began = time.monotonic()
        shot = Shot.from_document(json.loads(path.read_text(encoding="utf-8")))
        if theatre is None or known != (shot.stage.light, shot.stage.set):
            theatre, known = (
                Theatre(shot.stage.light, samples=asked.samples, threads=asked.threads),
                (shot.stage.light, shot.stage.set),
            )
        scratch = asked.pictures / f".{path.stem}.exr"
        radiance = rained(theatre.render(shot, scratch), shot.stage.light, seed=shot.seed)
        scratch.unlink()
        picture = develop(radiance, exposure=shot.exposure, seed=shot.seed)
        cv2.imwrite(str(target), picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, asked.quality])
        print(f"{target.name}: {time.monotonic() - began:.1f} s, {target.stat().st_size / 1000:.0f} kB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
