"""Recipes: YAML files with everything a training run depends on, and where each choice comes from.

A recipe may extend others (`extends`, a name or a list). Every value that is set, down to the last, has an origin under
`origins`, in the same shape; `null` sets nothing and needs none. There are no defaults here: what is not in the file
is not chosen.
"""

import os
import re
from dataclasses import MISSING, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin

import yaml

RECIPES = Path(__file__).parents[1] / "recipes"

# Where a choice comes from. All but the first and the last are the marks of the site's own account of the paper: the
# paper itself, the project's page, the abstract, the authors' public code, a summary of the paper by others, a
# conclusion from these, and this project's own decision.
ORIGINS = ("paper", "page", "abstract", "code", "secondary", "inferred", "project")
PARALLEL = ("none", "zero2", "zero3", "fsdp2")
COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True)
class Lora:
    rank: int
    alpha: int


@dataclass(frozen=True)
class Model:
    """Either a published checkpoint (`base`: a folder, or a repository at the commit `revision`) or a tiny model made
    here (`tiny`: TinySize fields).
    """

    dtype: str
    base: str | None = None
    revision: str | None = None
    tiny: dict[str, int] | None = None
    lora: Lora | None = None


@dataclass(frozen=True)
class Data:
    """Either the position-coded fixture or a data set directory (given on the command line with --data)."""

    held_out: int  # images of the dev split, or of the fixture, that are evaluated after training
    augment: int  # random variants of each training image
    folds: int
    fixture: dict[str, Any] | None = None


@dataclass(frozen=True)
class Sft:
    epochs: float
    batch: int  # samples an optimiser step, over all devices
    learning_rate: float
    warmup: float  # steps, or a share of them when below 1
    schedule: str
    beta2: float
    weight_decay: float
    gradient_checkpointing: bool
    workers: int
    save_steps: int
    device_batch: int | None = None  # samples a forward pass on one device; all of its share when not given
    max_steps: int | None = None


@dataclass(frozen=True)
class Pgrpo:
    epochs: float
    prompts: int  # a step, over all devices
    generations: int  # a prompt
    learning_rate: float
    warmup: float
    schedule: str
    beta: float
    loss_type: str
    scale_rewards: str
    aggregation: str
    temperature: float
    max_completion_length: int
    iou: str
    empty_reference: str
    gradient_checkpointing: bool
    save_steps: int
    vllm: bool
    device_batch: int | None = None  # answers a forward pass on one device
    fake_share: float | None = None
    max_steps: int | None = None
    vllm_memory: float | None = None  # share of a GPU
    vllm_sleep: bool | None = None  # gives its memory back while the model learns
    vllm_tensor_parallel: int | None = None  # GPUs that share one copy
    vllm_context: int | None = None  # tokens of prompt, image and answer


@dataclass(frozen=True)
class Recipe:
    name: str
    prompt: str
    min_pixels: int
    max_pixels: int
    seed: int
    parallel: str
    model: Model
    data: Data
    sft: Sft
    pgrpo: Pgrpo
    origins: dict[str, str]  # "pgrpo.learning_rate" → one of ORIGINS


def load_recipe(name: str, overrides: list[str] | None = None, base: str | None = None) -> Recipe:
    """A recipe by name or path, with `section.key=value` overrides (values as YAML; their origin is the project).

    `base`: the checkpoint to start from, REPOSITORY@COMMIT or a folder; else FX_BASE_MODEL, else what the recipe says.
    Raises ValueError that names the key for an unknown or missing one, or a choice without its origin.
    """
    value = _read(Path(name) if name.endswith((".yaml", ".yml")) else RECIPES / f"{name}.yaml")
    origins = {k: o for k, o in _flat(value.pop("origins", None) or {}).items() if o is not None}
    for override in overrides or []:
        key, equals, text = override.partition("=")
        if not equals:
            raise ValueError(f"--set {override}: write KEY=VALUE, as sft.max_steps=20.")
        section = value
        *parents, last = key.split(".")
        for parent in parents:
            section[parent] = section.get(parent) or {}
            section = section[parent]
        section[last] = yaml.safe_load(text)
        origins = {k: o for k, o in origins.items() if not f"{k}.".startswith(f"{key}.")}
        origins |= {k: "project" for k, v in _flat({key: section[last]}).items() if v is not None}
    base = base or os.environ.get("FX_BASE_MODEL")
    if base and value.get("model", {}).get("tiny") is None:
        repository, at, revision = base.rpartition("@")
        chosen = {"base": repository, "revision": revision} if at and not Path(base).exists() else {"base": base, "revision": None}
        value["model"] |= chosen
        origins |= {f"model.{key}": "project" for key, given in chosen.items() if given}
        if not chosen["revision"]:
            origins.pop("model.revision", None)
    recipe = _build(Recipe, {**value, "origins": origins}, name)
    _check(recipe, value, name)
    return recipe


def require_base(recipe: Recipe) -> None:
    """Raises ValueError, with what to do, when the recipe does not say exactly which weights to start from."""
    model = recipe.model
    if model.tiny is not None or (model.base and Path(model.base).is_dir()):
        return
    if not model.base or not COMMIT.fullmatch(model.revision or ""):
        named = model.base or "REPOSITORY"
        raise ValueError(
            f"{recipe.name} starts from {named}{f' at {model.revision!r}' if model.revision else ''}, which does not say which weights: "
            f"give --base {named}@COMMIT (all 40 hex digits of a commit of that repository; a branch moves), or --base DIR "
            "with a copy of it (FX_BASE_MODEL does the same). This project ships no commit, because it could not check one."
        )


def _read(path: Path) -> dict:
    """The file merged over those it extends, the later over the earlier."""
    if not path.exists():
        raise ValueError(f"No recipe {path}; there are {sorted(p.stem for p in RECIPES.glob('*.yaml'))}.")
    value = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(value, dict):
        raise ValueError(f"{path.name}: a recipe is a YAML mapping.")
    parents = value.pop("extends", [])
    under: dict = {}
    for parent in [parents] if isinstance(parents, str) else parents:
        under = _merge(under, _read(path.parent / f"{parent}.yaml"))
    return _merge(under, value)


def _merge(under: dict, over: dict) -> dict:
    merged = {k: _merge(under[k], v) if isinstance(v, dict) and isinstance(under.get(k), dict) else v for k, v in over.items()}
    return {**under, **merged}


def _flat(value: dict, prefix: str = "") -> dict[str, Any]:
    """Leaves by their dotted path."""
    leaves: dict[str, Any] = {}
    for key, inner in value.items():
        path = f"{prefix}{key}"
        leaves |= _flat(inner, f"{path}.") if isinstance(inner, dict) else {path: inner}
    return leaves


def _check(recipe: Recipe, value: dict, where: str) -> None:
    chosen = {k for k, v in _flat({k: v for k, v in value.items() if k != "name"}).items() if v is not None}
    for key in sorted(chosen):
        if key not in recipe.origins:
            raise ValueError(f"{where}: {key} does not say where it comes from; add it to `origins` ({', '.join(ORIGINS)}).")
    for key, origin in recipe.origins.items():
        if origin not in ORIGINS:
            raise ValueError(f"{where}: the origin of {key} is {origin!r}; it must be one of {', '.join(ORIGINS)}.")
        if key not in chosen:
            raise ValueError(f"{where}: `origins` names {key}, which the recipe does not set.")
    if recipe.model.tiny is not None and recipe.model.lora is not None:
        raise ValueError(f"{where}: a tiny model has random weights, and LoRA nothing to adapt: leave model.lora out.")
    if recipe.parallel not in PARALLEL:
        raise ValueError(f"{where}: parallel is {recipe.parallel!r}; it must be one of {', '.join(PARALLEL)}.")
    needed = ("vllm_memory", "vllm_sleep", "vllm_tensor_parallel", "vllm_context")
    if recipe.pgrpo.vllm and (missing := [k for k in needed if getattr(recipe.pgrpo, k) is None]):
        raise ValueError(f"{where}: pgrpo.vllm is on, so pgrpo.{missing[0]} is needed.")


def _build(kind: Any, value: Any, where: str) -> Any:
    if get_args(kind) and type(None) in get_args(kind):
        if value is None:
            return None
        kind = next(k for k in get_args(kind) if k is not type(None))
    if not is_dataclass(kind):
        return _plain(get_origin(kind) or kind, value, where)
    if not isinstance(value, dict):
        raise ValueError(f"{where} must be a mapping, not {value!r}.")
    known = {f.name: f for f in fields(kind)}
    if unknown := set(value) - set(known):
        raise ValueError(f"{where}: unknown key {sorted(unknown)[0]}; known are {', '.join(known)}.")
    missing = [n for n, f in known.items() if n not in value and f.default is MISSING]
    if missing:
        raise ValueError(f"{where}: {missing[0]} is missing.")
    return kind(**{n: _build(known[n].type, v, f"{where}: {n}") for n, v in value.items()})


def _plain(kind: type, value: Any, where: str) -> Any:
    """The value, a whole number also where any number is asked for. YAML reads 1e-5 as text: write 1.0e-5."""
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{where} must be {kind.__name__}, not {value!r}.")
    return value
