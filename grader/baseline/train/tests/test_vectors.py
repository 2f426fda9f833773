"""The shared vectors (tests/golden/baseline/): grader/baseline/run/vectors.test.ts reads the same files. No torch needed."""

import json
from pathlib import Path

import pytest

from fakexplainer.geometry import map_box, matched_iou, nearest_iou, smart_resize, union_iou
from fakexplainer.response import parse, render
from fakexplainer.rewards import Reference, format_reward, grounding_reward, grounding_weight, verdict_reward

VECTORS = Path(__file__).parents[4] / "tests" / "golden" / "baseline"
GEOMETRY, RESPONSE, REWARD = (json.loads((VECTORS / f"{n}.json").read_text("utf-8")) for n in ("geometry", "response", "reward"))


def quotient(value):
    return value[0] / value[1] if isinstance(value, list) else value


@pytest.mark.parametrize("case", GEOMETRY["smartResize"])
def test_smart_resize(case):
    if case["expected"] is None:
        with pytest.raises(ValueError, match="too long and thin"):
            smart_resize(tuple(case["size"]), case["min"], case["max"])
    else:
        assert list(smart_resize(tuple(case["size"]), case["min"], case["max"])) == case["expected"]


@pytest.mark.parametrize("case", GEOMETRY["mapBox"])
def test_map_box(case):
    assert list(map_box(tuple(case["box"]), tuple(case["from"]), tuple(case["to"]))) == case["expected"]


@pytest.mark.parametrize("case", GEOMETRY["iou"])
def test_iou(case):
    a, b = ([tuple(box) for box in case[side]] for side in "ab")
    assert union_iou(a, b) == quotient(case["union"])
    assert nearest_iou(a, b) == quotient(case["nearest"])
    assert matched_iou(a, b) == pytest.approx(quotient(case["matched"]), abs=1e-12)


@pytest.mark.parametrize("case", RESPONSE["cases"], ids=lambda case: case["name"])
def test_response(case):
    response = parse(case["answer"])
    assert response.verdict == case["verdict"]
    assert [[r.notation, r.text, list(r.box)] for r in response.regions] == case["regions"]
    assert response.tags == case["tags"]
    assert response.failures == case["failures"]


@pytest.mark.parametrize("case", REWARD["weights"])
def test_weight(case):
    assert grounding_weight(case["step"], case["steps"]) == case["expected"]


@pytest.mark.parametrize("case", REWARD["cases"], ids=lambda case: case["why"])
def test_reward(case):
    response = parse(render("fake", [("a", tuple(case["box"]))], ["other"]))
    reference = Reference(case["label"], (112, 112), tuple(map(tuple, case["boxes"])))
    assert verdict_reward(response, reference) == case["verdict"]
    assert grounding_reward(response, reference) == (None if case["grounding"] is None else pytest.approx(case["grounding"], abs=1e-12))
    assert format_reward(response) == case["form"]
