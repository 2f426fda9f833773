"""A checkpoint in bfloat16, half the size: what is kept and passed on. python pack.py --from DIR --out DIR"""

import argparse
import shutil
from pathlib import Path

from transformers import AutoProcessor

from fakexplainer.models import load_model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="start", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    load_model(arguments.start, "bfloat16").save_pretrained(arguments.out)
    AutoProcessor.from_pretrained(arguments.start).save_pretrained(arguments.out)
    for name in ("training.json", "evaluation.json"):
        if (arguments.start / name).exists():
            shutil.copy(arguments.start / name, arguments.out / name)


if __name__ == "__main__":
    main()
