"""A copy of a data set directory with every image at the model's size: to train where space or transfer is short.

python shrink.py --data DIR --out DIR --max-pixels 50176 [--split train --split dev]
"""

import argparse
import json
from pathlib import Path

from fakexplainer.data import Pixels, read_split


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--min-pixels", type=int, default=3136)
    parser.add_argument("--max-pixels", type=int, required=True)
    parser.add_argument("--split", action="append", choices=("train", "dev"), help="both when not given")
    parser.add_argument("--quality", type=int, default=90, help="of the WebP files")
    parser.add_argument("--limit", type=int)
    arguments = parser.parse_args()
    (arguments.out / "images").mkdir(parents=True, exist_ok=True)
    for split in arguments.split or ("train", "dev"):
        samples = read_split(arguments.data, split, Pixels(arguments.min_pixels, arguments.max_pixels), arguments.limit)
        manifest = (arguments.out / f"{split}.manifest.jsonl").open("w", encoding="utf-8")
        truth = (arguments.out / f"{split}.truth.jsonl").open("w", encoding="utf-8")
        with manifest, truth:
            for sample in samples:
                file = f"images/{sample.image_id}.webp"
                sample.image.save(arguments.out / file, quality=arguments.quality, method=4)
                width, height = sample.size
                line = {"image_id": sample.image_id, "width": width, "height": height}
                manifest.write(json.dumps({**line, "file": file}) + "\n")
                explained = {"regions": [{"box": b, "text": t} for t, b in sample.regions], "tags": sample.tags}
                truth.write(json.dumps({**line, "label": sample.label, **(explained if sample.label == "fake" else {})}) + "\n")
        print(f"{split}: {len(samples)} images")


if __name__ == "__main__":
    main()
