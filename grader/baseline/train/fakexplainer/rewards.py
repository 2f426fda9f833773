"""The three rewards of progressive GRPO and the weight that grows.

    R = w_G(t) * R_G + R_C + R_F,   R_G = min(1, 1.1 * IoU),   w_G(t) = 0.5 + 0.5 * t / T

Source: the FakeXplained paper as far as public (docs/baseline.md says which parts are the project's decision).
`fx-reward/1`: IoU is that of the areas covered by the two box sets; a real image has no grounding reward (None),
an answer "real" for a fake image has 0.0.
"""

from dataclasses import dataclass

from .geometry import Box, Size, clip, matched_iou, nearest_iou, union_iou
from .response import Response
from .terms import LABEL_OF_VERDICT

REWARD_SPEC = "fx-reward/1"
RELAXATION = 1.1
IOU_RULES = {"union": union_iou, "nearest": nearest_iou, "matched": matched_iou}


@dataclass(frozen=True)
class Reference:
    """The annotation of one image, in the model's coordinates."""

    label: str  # "real" or "fake"
    size: Size  # of the image as the model sees it
    boxes: tuple[Box, ...] = ()


def verdict_reward(response: Response, reference: Reference) -> float:
    """R_C: 1.0 if the verdict is right; 0.0 if it is wrong or missing."""
    return float(response.verdict is not None and LABEL_OF_VERDICT[response.verdict] == reference.label)


def grounding_reward(response: Response, reference: Reference, rule: str = "union", empty: str = "skip") -> float | None:
    """R_G. On a real image None, or 1.0 with `empty="one"` (the authors' 2025 code; constant within a group)."""
    if reference.label == "real":
        return None if empty == "skip" else 1.0
    if response.verdict != "generated":
        return 0.0
    return min(1.0, RELAXATION * IOU_RULES[rule](predicted_boxes(response, reference.size), reference.boxes))


def format_reward(response: Response) -> float:
    """R_F: 1.0 if the answer departs from the grammar in nothing."""
    return float(not response.failures)


def predicted_boxes(response: Response, size: Size) -> list[Box]:
    """The answer's boxes, clipped to the image; those outside of it are dropped. Coordinates as the model wrote them."""
    return [box for region in response.regions if (box := clip(region.box, size)) is not None]


def grounding_weight(step: int, steps: int, start: float = 0.5, end: float = 1.0) -> float:
    """w_G at optimiser step `step` = 0 ... steps-1: linear, exactly `start` at the first and `end` at the last."""
    if steps < 2:
        return end
    return start + (end - start) * (min(step, steps - 1) / (steps - 1))
