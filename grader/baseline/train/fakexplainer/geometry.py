"""Boxes: the model's image size, coordinates on it and on the published image, and overlap of box sets.

A box is `(x1, y1, x2, y2)` in whole pixels, origin top-left, half-open. Everything but the last division is done
in integers, so that grader/baseline/run/geometry.ts agrees to the bit (tests/golden/baseline/).
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from .limits import SIZE_FACTOR

Box = tuple[int, int, int, int]
Size = tuple[int, int]  # width, height

MAX_ASPECT_RATIO = 200


def smart_resize(size: Size, min_pixels: int, max_pixels: int) -> Size:
    """The size Qwen2.5-VL sees an image of `size` at: multiples of 28, pixels within the bounds.

    Source: qwen_vl_utils `smart_resize`. Halves round to even, as Python's `round` does.
    Raises ValueError for an aspect ratio above 200.
    """
    factor = SIZE_FACTOR
    width, height = size
    if max(width, height) > MAX_ASPECT_RATIO * min(width, height):
        raise ValueError(f"An image of {width}x{height} is too long and thin: at most {MAX_ASPECT_RATIO}:1.")
    w = max(factor, round(width / factor) * factor)
    h = max(factor, round(height / factor) * factor)
    if w * h > max_pixels:
        shrink = math.sqrt(width * height / max_pixels)
        w = max(factor, math.floor(width / shrink / factor) * factor)
        h = max(factor, math.floor(height / shrink / factor) * factor)
    elif w * h < min_pixels:
        grow = math.sqrt(min_pixels / (width * height))
        w = math.ceil(width * grow / factor) * factor
        h = math.ceil(height * grow / factor) * factor
    return w, h


def rescale(value: int, from_length: int, to_length: int) -> int:
    """A coordinate on an edge of `from_length` pixels on one of `to_length`, halves rounded up, in integers."""
    return (2 * value * to_length + from_length) // (2 * from_length)


def map_box(box: Box, from_size: Size, to_size: Size) -> Box:
    """The box on another size of the same image."""
    (fw, fh), (tw, th) = from_size, to_size
    x1, y1, x2, y2 = box
    return rescale(x1, fw, tw), rescale(y1, fh, th), rescale(x2, fw, tw), rescale(y2, fh, th)


def clip(box: Box, size: Size) -> Box | None:
    """The part of the box inside the image; None where nothing is left."""
    width, height = size
    x1, y1, x2, y2 = max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height)
    return (x1, y1, x2, y2) if x1 < x2 and y1 < y2 else None


def union_area(boxes: Sequence[Box]) -> int:
    """Pixels covered by at least one box (coordinate compression)."""
    xs = sorted({x for x1, _, x2, _ in boxes for x in (x1, x2)})
    total = 0
    for left, right in pairwise(xs):
        end = None
        for top, bottom in sorted((y1, y2) for x1, y1, x2, y2 in boxes if x1 <= left and right <= x2):
            if end is None or bottom > end:
                total += (bottom - (top if end is None or top > end else end)) * (right - left)
                end = bottom
    return total


def intersection_area(a: Sequence[Box], b: Sequence[Box]) -> int:
    """Pixels covered by both sets."""
    overlaps = [(max(p[0], q[0]), max(p[1], q[1]), min(p[2], q[2]), min(p[3], q[3])) for p in a for q in b]
    return union_area([o for o in overlaps if o[0] < o[2] and o[1] < o[3]])


def union_iou(a: Sequence[Box], b: Sequence[Box]) -> float:
    """IoU of the areas the two sets cover; 0.0 when both are empty (the caller decides what that means)."""
    both = intersection_area(a, b)
    either = union_area(a) + union_area(b) - both
    return both / either if either else 0.0


def box_iou(p: Box, q: Box) -> float:
    """IoU of two boxes that are not empty."""
    width, height = min(p[2], q[2]) - max(p[0], q[0]), min(p[3], q[3]) - max(p[1], q[1])
    both = max(width, 0) * max(height, 0)
    return both / ((p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - both)


def nearest_iou(predicted: Sequence[Box], reference: Sequence[Box]) -> float:
    """The rule of the authors' 2025 training code: each predicted box takes the nearest unused reference box by
    centre; sum of IoUs over the number of reference boxes. Surplus boxes cost nothing, so fragments game it.
    0.0 when there is no reference box.
    """
    free = list(range(len(reference)))
    total = 0.0
    for p in predicted:
        if not free:
            break
        nearest = min(free, key=lambda i: (_centre_distance(p, reference[i]), i))
        free.remove(nearest)
        total += box_iou(p, reference[nearest])
    return total / len(reference) if reference else 0.0


def _centre_distance(p: Box, q: Box) -> int:
    dx, dy = p[0] + p[2] - q[0] - q[2], p[1] + p[3] - q[1] - q[3]
    return dx * dx + dy * dy


def matched_iou(predicted: Sequence[Box], reference: Sequence[Box]) -> float:
    """Best one-to-one assignment: sum of IoUs over max(number of predicted, number of reference). A diagnostic.
    0.0 when either side is empty.
    """
    if not predicted or not reference:
        return 0.0
    rows, columns = (predicted, reference) if len(predicted) <= len(reference) else (reference, predicted)
    best = _best_assignment([[box_iou(r, c) for c in columns] for r in rows])
    return best / len(columns)


def _best_assignment(gain: list[list[float]]) -> float:
    """Largest sum of one entry per row, each column at most once; rows <= columns. The Hungarian method in O(n²m)."""
    n, m = len(gain), len(gain[0])
    u, v, row_of = [0.0] * (n + 1), [0.0] * (m + 1), [0] * (m + 1)
    for i in range(1, n + 1):
        row_of[0], column = i, 0
        least, came_from, done = [float("inf")] * (m + 1), [0] * (m + 1), [False] * (m + 1)
        while row_of[column]:
            done[column] = True
            row, delta, following = row_of[column], float("inf"), 0
            for j in range(1, m + 1):
                if done[j]:
                    continue
                reduced = -gain[row - 1][j - 1] - u[row] - v[j]
                if reduced < least[j]:
                    least[j], came_from[j] = reduced, column
                if least[j] < delta:
                    delta, following = least[j], j
            for j in range(m + 1):
                if done[j]:
                    u[row_of[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            column = following
        while column:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    return sum(gain[row_of[j] - 1][j - 1] for j in range(1, m + 1) if row_of[j])
