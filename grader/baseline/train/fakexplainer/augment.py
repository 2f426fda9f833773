"""More training images from few: random crops, mirroring and brightness. Held-out images are never touched."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

import numpy as np
from PIL import Image, ImageOps

from .fixture import Sample
from .geometry import clip

SIDED_WORDS = ("left", "right")
KEPT_SHARE = 0.5  # a crop that leaves less than this of a region is not made: the text would no longer describe it


def augment(samples: Sequence[Sample], copies: int, seed: int) -> list[Sample]:
    """The samples and `copies` variants of each, at the same sizes. The same arguments give the same images."""
    with ProcessPoolExecutor() as pool:
        jobs = [(sample, copy) for copy in range(copies) for sample in samples]
        variants = pool.map(_variant, *zip(*jobs, strict=True), repeat(seed), range(len(jobs)), chunksize=64) if jobs else []
        return [*samples, *variants]


def _variant(sample: Sample, copy: int, seed: int, index: int) -> Sample:
    rng = np.random.default_rng([seed, index])
    image, regions = sample.image, list(sample.regions)
    width, height = image.size
    if rng.random() < 0.5 and not any(word in text for text, _ in regions for word in SIDED_WORDS):
        image = ImageOps.mirror(image)
        regions = [(text, (width - x2, y1, width - x1, y2)) for text, (x1, y1, x2, y2) in regions]
    share = rng.uniform(0.8, 1.0)
    w, h = round(width * share), round(height * share)
    left, top = int(rng.integers(0, width - w + 1)), int(rng.integers(0, height - h + 1))
    cut = [(text, clip((x1 - left, y1 - top, x2 - left, y2 - top), (w, h)), (x2 - x1) * (y2 - y1)) for text, (x1, y1, x2, y2) in regions]
    if all(box and _area(box) >= KEPT_SHARE * area for _, box, area in cut):
        image = image.crop((left, top, left + w, top + h)).resize((width, height), Image.Resampling.BICUBIC)
        regions = [(text, tuple(round(v * s) for v, s in zip(box, (width / w, height / h) * 2, strict=True))) for text, box, _ in cut]
    pixels = np.asarray(image, dtype=np.float32) * rng.uniform(0.85, 1.15) + rng.uniform(-12, 12)
    image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    return Sample(f"{sample.image_id}+{copy + 1}", image, sample.label, tuple(regions), sample.tags)


def _area(box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])
