"""The position-coded fixture: small pictures with planted defects, for proving the pipeline, not for any claim.

Qwen2.5-VL has no absolute position embedding, so a model trained from nothing cannot name absolute coordinates for a
long time. Here the background carries them: red grows with x, green with y. That is a property of this fixture, and
what is learnt on it says nothing about photographs.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from .geometry import Box, Size

SIDE = 112
GRID = 14
DEFECTS = {
    "checker": ("checker pattern", "texture"),
    "stripes": ("stripes out of place", "attributes"),
    "noise": ("colour noise", "other"),
    "melted": ("melted area", "unrecognizable"),
}


@dataclass(frozen=True)
class Sample:
    """One image with its annotation; boxes in pixels of `image`."""

    image_id: str
    image: Image.Image
    label: str
    regions: tuple[tuple[str, Box], ...]
    tags: tuple[str, ...]

    @property
    def size(self) -> Size:
        return self.image.size


def draw_fixture(count: int, seed: int, fake_share: float = 0.5, defects: tuple[int, int] = (1, 1)) -> list[Sample]:
    """`count` samples, the same for the same arguments. Exactly the given share is fake, in random order; a fake has
    between `defects[0]` and `defects[1]` planted defects that do not overlap (fewer where there is no room).
    """
    order = np.random.default_rng([seed, 0])
    fakes = order.permutation(np.arange(count) < round(count * fake_share))
    return [
        _draw(f"fixture-{seed}-{i}", np.random.default_rng([seed, 1, i]), bool(fake), (defects[0], defects[1]))
        for i, fake in enumerate(fakes)
    ]


def _draw(image_id: str, rng: np.random.Generator, fake: bool, defects: tuple[int, int]) -> Sample:
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    pixels = np.stack([40 + 160 * x / SIDE, 40 + 160 * y / SIDE, np.full((SIDE, SIDE), rng.uniform(60, 180))], axis=-1)
    for _ in range(rng.integers(1, 4)):
        _shape(pixels, rng)
    regions: list[tuple[str, Box]] = []
    tags: list[str] = []
    wanted = int(rng.integers(defects[0], defects[1] + 1)) if fake else 0
    for _ in range(50):
        if len(regions) == wanted:
            break
        width, height = (GRID * int(n) for n in rng.integers(2, 5, size=2))
        x1 = GRID * int(rng.integers(0, (SIDE - width) // GRID + 1))
        y1 = GRID * int(rng.integers(0, (SIDE - height) // GRID + 1))
        box = (x1, y1, x1 + width, y1 + height)
        if any(x1 < b[2] and b[0] < box[2] and y1 < b[3] and b[1] < box[3] for _, b in regions):
            continue
        kind = str(rng.choice(list(DEFECTS)))
        _defect(pixels[y1 : y1 + height, x1 : x1 + width], kind, rng)
        text, tag = DEFECTS[kind]
        regions.append((text, box))
        if tag not in tags:
            tags.append(tag)
    regions.sort(key=lambda region: (region[1][1], region[1][0]))
    image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    return Sample(image_id, image, "fake" if fake else "real", tuple(regions), tuple(sorted(tags)))


def _shape(pixels: np.ndarray, rng: np.random.Generator) -> None:
    """A plain disc or rectangle: a distractor that both classes have."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    cx, cy, rx, ry = *rng.integers(10, SIDE - 10, size=2), *rng.integers(6, 16, size=2)
    inside = ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1 if rng.random() < 0.5 else (abs(x - cx) < rx) & (abs(y - cy) < ry)
    pixels[inside] = rng.uniform(30, 225, size=3)


def _defect(area: np.ndarray, kind: str, rng: np.random.Generator) -> None:
    """Overwrites the area of the picture with a defect of the kind."""
    y, x = np.mgrid[0 : area.shape[0], 0 : area.shape[1]]
    a, b = rng.uniform(0, 90, size=3), rng.uniform(165, 255, size=3)
    if kind == "checker":
        area[:] = np.where(((x // 4 + y // 4) % 2 == 0)[..., None], a, b)
    elif kind == "stripes":
        area[:] = np.where(((x + y) // 4 % 2 == 0)[..., None], a, b)
    elif kind == "noise":
        area[:] = rng.uniform(0, 255, size=area.shape)
    else:
        wave = 127 + 60 * np.sin(x / 5 + 2 * np.sin(y / 6)) + 60 * np.cos(y / 4)
        area[:] = wave[..., None] * rng.uniform(0.6, 1.0, size=3)
