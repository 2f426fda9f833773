"""The samples of a training run: those to train on and those held out."""

from pathlib import Path

from .augment import augment
from .data import Pixels, folds, read_split
from .fixture import Sample, draw_fixture
from .recipe import Recipe


def training_samples(recipe: Recipe, data: Path | None, fold: int | None) -> tuple[list[Sample], list[Sample]]:
    """(train, held out). With a data set directory: its train split, of which fold `fold` is held out when given,
    else its dev split. Without: the recipe's fixture, held out by another seed.
    """
    pixels = Pixels(recipe.min_pixels, recipe.max_pixels)
    if data is None:
        options = dict(recipe.data.fixture)
        count, seed = options.pop("count"), options.pop("seed")
        return draw_fixture(count, seed, **options), draw_fixture(recipe.data.held_out, seed + 1, **options)
    train = read_split(data, "train", pixels)
    if fold is None:
        held_out = read_split(data, "dev", pixels, recipe.data.held_out)
    else:
        parts = folds(train, recipe.data.folds)
        held = set(parts[fold])
        held_out, train = [train[i] for i in parts[fold]], [s for i, s in enumerate(train) if i not in held]
    return augment(train, recipe.data.augment, recipe.seed), held_out
