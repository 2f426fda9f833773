"""Recipes: YAML files that say everything a training run depends on, and where each choice comes from."""

from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin

import yaml

RECIPES = Path(__file__).parents[1] / "recipes"
ORIGINS = ("paper", "code", "project")  # the paper, its authors' public code, this project's own choice


@dataclass(frozen=True)
class Lora:
    rank: int = 8
    alpha: int = 32


@dataclass(frozen=True)
class Model:
    """Either a published checkpoint (`base` at `revision`) or a tiny model made here (`tiny`: TinySize fields)."""

    base: str | None = None
    revision: str | None = None
    tiny: dict[str, int] | None = None
    dtype: str = "bfloat16"
    lora: Lora | None = None


@dataclass(frozen=True)
class Data:
    """Either the position-coded fixture or a data set directory (given on the command line with --data)."""

    fixture: dict[str, Any] | None = None
    held_out: int = 512
    augment: int = 0  # random variants of each training image
    folds: int = 4


@dataclass(frozen=True)
class Sft:
    epochs: float
    batch: int
    learning_rate: float
    accumulation: int = 1
    warmup: float = 0.05
    beta2: float = 0.999
    weight_decay: float = 0.0
    schedule: str = "cosine"
    max_steps: int = -1
    gradient_checkpointing: bool = True
    workers: int = 4


@dataclass(frozen=True)
class Pgrpo:
    epochs: float
    prompts: int  # a step
    generations: int  # a prompt
    learning_rate: float
    accumulation: int = 1
    beta: float = 0.0
    loss_type: str = "dapo"
    scale_rewards: str = "group"
    aggregation: str = "sum_then_normalize"
    temperature: float = 1.0
    max_completion_length: int = 768
    iou: str = "union"
    empty_reference: str = "skip"
    fake_share: float | None = None
    warmup: float = 0.05
    schedule: str = "cosine"
    max_steps: int = -1
    gradient_checkpointing: bool = True
    vllm: bool = False
    vllm_memory: float = 0.3


@dataclass(frozen=True)
class Recipe:
    name: str
    prompt: str
    min_pixels: int
    max_pixels: int
    seed: int
    model: Model
    data: Data
    sft: Sft
    pgrpo: Pgrpo
    origins: dict[str, str] = field(default_factory=dict)  # "pgrpo.learning_rate" → paper | code | project


def load_recipe(name: str, overrides: list[str] = []) -> Recipe:
    """A recipe by name or path, with `section.key=value` overrides (values as YAML).

    Raises ValueError that names the key for an unknown or missing one, or a choice without its origin.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) else RECIPES / f"{name}.yaml"
    if not path.exists():
        raise ValueError(f"No recipe {path}; there are {sorted(p.stem for p in RECIPES.glob('*.yaml'))}.")
    value = yaml.safe_load(path.read_text(encoding="utf-8"))
    for override in overrides:
        key, _, text = override.partition("=")
        section = value
        *parents, last = key.split(".")
        for parent in parents:
            section = section.setdefault(parent, {})
        section[last] = yaml.safe_load(text)
    recipe = _build(Recipe, value, path.name)
    for stage in ("sft", "pgrpo"):
        for key in value[stage]:
            if recipe.origins.get(f"{stage}.{key}", recipe.origins.get(stage)) not in ORIGINS:
                raise ValueError(f"{path.name}: {stage}.{key} does not say where it comes from; add it to `origins` ({', '.join(ORIGINS)}).")
    return recipe


def _build(kind: Any, value: Any, where: str) -> Any:
    if get_args(kind) and type(None) in get_args(kind):
        if value is None:
            return None
        kind = next(k for k in get_args(kind) if k is not type(None))
    if not is_dataclass(kind):
        return float(value) if kind is float else (get_origin(kind) or kind)(value)
    known = {f.name: f for f in fields(kind)}
    if unknown := set(value) - set(known):
        raise ValueError(f"{where}: unknown key {sorted(unknown)[0]}; known are {', '.join(known)}.")
    missing = [n for n, f in known.items() if n not in value and f.default is MISSING and f.default_factory is MISSING]
    if missing:
        raise ValueError(f"{where}: {missing[0]} is missing.")
    return kind(**{n: _build(known[n].type, v, f"{where}: {n}") for n, v in value.items()})
