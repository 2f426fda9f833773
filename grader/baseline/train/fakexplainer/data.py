"""From a data set directory (made by `fx dataset import` and `split`, or `mini`) to what the trainers take.

Every image is brought to the exact size the model sees it at before training (smart_resize), with its EXIF rotation
baked in, so that resizing is the identity everywhere after: in training, in rollouts and in serving.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from datasets import Dataset, Features, Image as ImageFeature, List, Value
from PIL import Image, ImageOps

from .fixture import Sample
from .geometry import Box, Size, clip, map_box, smart_resize
from .prompt import Prompt
from .response import render


@dataclass(frozen=True)
class Pixels:
    """Bounds on the pixels of an image as the model sees it."""

    min: int
    max: int

    def size_of(self, size: Size) -> Size:
        return smart_resize(size, self.min, self.max)


def upright(image: Image.Image) -> Image.Image:
    """RGB with the EXIF rotation applied: the pixels a viewer sees, which the annotators' boxes refer to."""
    return ImageOps.exif_transpose(image).convert("RGB")


def fit(sample: Sample, pixels: Pixels) -> Sample:
    """The sample at the model's size: image resampled, boxes mapped; boxes that vanish there are dropped."""
    image = upright(sample.image)
    size = pixels.size_of(image.size)
    regions = []
    for text, box in sample.regions:
        mapped = clip(map_box(box, image.size, size), size)
        if mapped:
            regions.append((text, mapped))
    if image.size != size:
        image = image.resize(size, Image.Resampling.BICUBIC)
    return Sample(sample.image_id, image, sample.label, tuple(regions), sample.tags)


def read_split(directory: Path, split: str, pixels: Pixels, limit: int | None = None) -> list[Sample]:
    """The samples of a split with public answers, at the model's size, in the file's order.

    Raises FileNotFoundError when the split is not there or its answers are sealed.
    """
    truth, manifest = directory / f"{split}.truth.jsonl", directory / f"{split}.manifest.jsonl"
    if not truth.exists():
        raise FileNotFoundError(f"{truth} is not there: make it with `fx dataset import` and `fx dataset split`.")
    files = {line["image_id"]: line["file"] for line in map(json.loads, manifest.open(encoding="utf-8"))}
    lines = [json.loads(line) for line in truth.open(encoding="utf-8") if line.strip()][:limit]
    with ProcessPoolExecutor() as pool:
        jobs = ((line, str(directory / files[line["image_id"]]), pixels) for line in lines)
        return list(pool.map(_read_sample, *zip(*jobs, strict=True), chunksize=64))


def _read_sample(line: dict, path: str, pixels: Pixels) -> Sample:
    with Image.open(path) as image:
        image.load()
        regions = tuple((r["text"], _whole(r["box"])) for r in line.get("regions", []))
        return fit(Sample(line["image_id"], image, line["label"], regions, tuple(line.get("tags", []))), pixels)


def _whole(box: Sequence[float]) -> Box:
    x1, y1, x2, y2 = (int(v + 0.5) for v in box)
    return (x1, y1, x2, y2)


def folds(samples: Sequence[Sample], count: int = 4, seed: int = 0) -> list[list[int]]:
    """Indices of `count` disjoint folds, each with the same share of fakes to within one image."""
    order = np.random.default_rng(seed).permutation(len(samples))
    parts: list[list[int]] = [[] for _ in range(count)]
    for wanted in ("real", "fake"):
        for turn, index in enumerate(i for i in order if samples[i].label == wanted):
            parts[turn % count].append(int(index))
    return parts


def sft_dataset(samples: Sequence[Sample], prompt: Prompt) -> Dataset:
    """Columns prompt, completion (what the annotators would answer), image: TRL takes the loss on the completion only."""
    rows = [
        {
            "prompt": prompt.turns(),
            "completion": [{"role": "assistant", "content": render(sample.label, sample.regions, sample.tags)}],
            "image": image,
        }
        for sample, image in zip(samples, _encoded(samples), strict=True)
    ]
    return Dataset.from_list(rows, features=_features("completion"))


def grpo_dataset(samples: Sequence[Sample], prompt: Prompt) -> Dataset:
    """Columns prompt and image, and the reference (label, size, boxes) that arrives in the reward functions."""
    rows = [
        {
            "prompt": prompt.turns(),
            "image": image,
            "label": sample.label,
            "size": list(sample.size),
            "boxes": [list(box) for _, box in sample.regions],
        }
        for sample, image in zip(samples, _encoded(samples), strict=True)
    ]
    return Dataset.from_list(rows, features=_features(None))


def _encoded(samples: Sequence[Sample]) -> list[dict]:
    """The images as PNG files in memory (lossless, lightly compressed: reading them is not what takes the time)."""
    with ProcessPoolExecutor() as pool:
        return list(pool.map(_png, (sample.image for sample in samples), chunksize=64))


def _png(image: Image.Image) -> dict:
    buffer = BytesIO()
    image.save(buffer, "png", compress_level=1)
    return {"bytes": buffer.getvalue(), "path": None}


def _features(answer: str | None) -> Features:
    messages = List({"role": Value("string"), "content": Value("string")})
    features = {"prompt": messages, "image": ImageFeature()}
    if answer:
        return Features({**features, answer: messages})
    return Features({**features, "label": Value("string"), "size": List(Value("int32")), "boxes": List(List(Value("int32")))})


def balance(samples: Sequence[Sample], fake_share: float, seed: int) -> list[Sample]:
    """A random subset in which the share of fakes is `fake_share`, as large as the samples allow."""
    groups = {label: [s for s in samples if s.label == label] for label in ("fake", "real")}
    count = min(len(groups["fake"]) / fake_share, len(groups["real"]) / (1 - fake_share)) if 0 < fake_share < 1 else len(samples)
    rng = np.random.default_rng(seed)
    chosen = groups["fake"][: round(count * fake_share)] + groups["real"][: round(count * (1 - fake_share))]
    return [chosen[i] for i in rng.permutation(len(chosen))]
