"""Reads answers with references and writes the parsed responses with their rewards; one JSON line each.

python fx_reward.py < cases.jsonl     a case: {"answer", "label", "size", "boxes", "step", "steps", "image": [w, h], "pixels": [min, max]}
The Python side of tests/parity/response.test.ts. Needs nothing but Python.
"""

import json
import sys
from dataclasses import asdict

from fakexplainer.geometry import map_box, smart_resize
from fakexplainer.response import parse
from fakexplainer.rewards import IOU_RULES, Reference, format_reward, grounding_reward, grounding_weight, verdict_reward


def judge(case: dict) -> dict:
    response = parse(case["answer"])
    reference = Reference(case["label"], tuple(case["size"]), tuple(map(tuple, case["boxes"])))
    weight = grounding_weight(case["step"], case["steps"])
    parts = verdict_reward(response, reference), grounding_reward(response, reference), format_reward(response)
    image, (low, high) = tuple(case["image"]), case["pixels"]
    resized = smart_resize(image, low, high)
    return {
        "response": {**asdict(response), "regions": [{**asdict(r), "box": list(r.box)} for r in response.regions]},
        "verdict": parts[0],
        "grounding": {rule: grounding_reward(response, reference, rule) for rule in IOU_RULES},
        "form": parts[2],
        "weight": weight,
        "total": weight * (parts[1] or 0.0) + parts[0] + parts[2],
        "resized": list(resized),
        "mapped": [list(map_box(region.box, resized, image)) for region in response.regions],
    }


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(judge(json.loads(line)), ensure_ascii=True))
