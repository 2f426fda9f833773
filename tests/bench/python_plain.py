"""The Python stack used the plain way, as parity's reference does: each library is called anew for each slice. Point values of
every metric of every slice, and of the intervals only three of overall. Two files in, nothing out but the time it takes.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "parity"))
from reference import intervals, score


def read(file):
    with Path(file).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main(truth_file, prediction_file):
    truths, predictions = read(truth_file), read(prediction_file)
    reals = [line for line in truths if line["label"] == "real"]
    slices = [truths]
    for kind in ("family", "generator"):
        names = sorted({line[kind] for line in truths if line["label"] == "fake"})
        slices.extend(reals + [line for line in truths if line.get(kind) == name] for name in names)
    for part in slices:
        ids = {line["image_id"] for line in part}
        score({"truth": part, "predictions": [line for line in predictions if line["image_id"] in ids]})
    intervals({"truth": truths, "predictions": predictions})


if __name__ == "__main__":
    main(*sys.argv[1:])
