"""What both training stages share: the samples, loading and saving, the log and the manifest."""

import hashlib
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import torch
from datasets import Dataset
from peft import LoraConfig, PeftModel
from transformers import AutoModelForImageTextToText, AutoProcessor, PreTrainedModel, TrainerCallback, TrainingArguments
from transformers.integrations.deepspeed import is_deepspeed_zero3_enabled, unset_hf_deepspeed_config

from . import batched
from .augment import augment
from .data import Pixels, folds, read_split
from .fixture import Sample, draw_fixture
from .prompt import load_prompt
from .recipe import Recipe
from .response import render
from .tiny import TinySize, tiny_model, tiny_processor

LIBRARIES = ("torch", "transformers", "trl", "peft", "datasets", "accelerate")


class JsonLog(TrainerCallback):
    """Every log line of the trainer as one JSON line with its step; appended to, so a resumed run goes on."""

    def __init__(self, path: Path):
        self.path = path

    def on_log(self, args, state, control, logs=None, **kwargs):
        if logs and state.is_world_process_zero:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"step": state.global_step, "time": round(time.time(), 2), **logs}) + "\n")


def read_log(path: Path) -> list[dict]:
    """The lines of a JsonLog; after a resume, the last line of a step counts."""
    lines = [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []
    return list({(line["step"], "train_runtime" in line): line for line in lines}.values())


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


def new_model(recipe: Recipe, samples: Sequence[Sample]):
    """The base model and its processor: published weights, or a tiny model with random ones."""
    if recipe.model.tiny is not None:
        size = TinySize(**recipe.model.tiny)
        prompt = load_prompt(recipe.prompt).rendered()
        answers = [render(s.label, s.regions, s.tags) for s in samples]
        processor = tiny_processor([prompt, *answers], size.vocabulary, recipe.min_pixels, recipe.max_pixels)
        batched.install()
        return tiny_model(processor, size, recipe.seed), processor
    processor = AutoProcessor.from_pretrained(
        recipe.model.base,
        revision=recipe.model.revision,
        size={"shortest_edge": recipe.min_pixels, "longest_edge": recipe.max_pixels},
    )
    return load_model(recipe.model.base, recipe.model.dtype, recipe.model.revision), processor


def load_model(path: str | Path, dtype: str, revision: str | None = None):
    batched.install()
    return AutoModelForImageTextToText.from_pretrained(path, revision=revision, dtype=getattr(torch, dtype))


def lora(recipe: Recipe) -> LoraConfig | None:
    """Every linear layer of vision tower, projector and language model, as the paper trains; None trains all weights."""
    if recipe.model.lora is None:
        return None
    rank, alpha = recipe.model.lora.rank, recipe.model.lora.alpha
    return LoraConfig(r=rank, lora_alpha=alpha, target_modules="all-linear", exclude_modules=["lm_head"], task_type="CAUSAL_LM")


def check_parallel(recipe: Recipe) -> None:
    """Raises SystemExit when the processes were not started as the recipe says. To be called after the trainer's
    arguments are made, which take DeepSpeed's settings in.
    """
    started = "none"  # what accelerate's launcher sets; its own state knows of FSDP only when the trainer is there
    if os.environ.get("ACCELERATE_USE_DEEPSPEED", "").lower() == "true":
        started = "zero3" if is_deepspeed_zero3_enabled() else "zero2"
    elif os.environ.get("ACCELERATE_USE_FSDP", "").lower() == "true":
        started = f"fsdp{os.environ.get('FSDP_VERSION', '1')}"
    if started != recipe.parallel:
        raise SystemExit(
            f"The recipe {recipe.name} is for {recipe.parallel}, but was started with {started}: "
            "use launch.py, or --set parallel=none for one GPU that holds everything."
        )


def shared_dataset(make: Callable[[], Dataset], out: Path, args: TrainingArguments) -> Dataset:
    """What `make` gives. With several processes the first one makes it and all read it from disk, not each a copy in memory."""
    if args.world_size == 1:
        return make()
    folder = out / "dataset"
    if args.process_index == 0:
        make().save_to_disk(folder)
    args.distributed_state.wait_for_everyone()
    return Dataset.load_from_disk(str(folder))


def save_model(trainer, processor, out: Path, base: Callable[[], PreTrainedModel]) -> None:
    """Weights and the pinned processor. LoRA is merged into a fresh copy of `base` on the CPU (vLLM serves no adapters
    on vision layers); the adapter itself stays in `adapter/`. Every process must call this.
    """
    adapted = isinstance(trainer.accelerator.unwrap_model(trainer.model), PeftModel)
    trainer.save_model(str(out / "adapter" if adapted else out))  # gathers what is spread over processes
    if not trainer.is_world_process_zero():
        return
    # From here on models are loaded whole: DeepSpeed and FSDP would give this process its share only.
    unset_hf_deepspeed_config()
    os.environ.pop("ACCELERATE_USE_FSDP", None)
    if adapted:
        PeftModel.from_pretrained(base(), out / "adapter").merge_and_unload().save_pretrained(out)
    for folder in (out, out / "adapter"):
        (folder / "training_args.bin").unlink(missing_ok=True)  # a pickle of what the manifest says
    processor.save_pretrained(out)


def write_manifest(out: Path, stage: str, recipe: Recipe, started: float, extra: dict) -> None:
    """training.json beside the weights: what went in, what came out, by hash."""
    prompt = load_prompt(recipe.prompt)
    value = {
        "schemaVersion": 1,
        "stage": stage,
        "recipe": asdict(recipe),
        "prompt": {"id": prompt.id, "sha256": prompt.sha256()},
        "command": [Path(sys.argv[0]).name, *sys.argv[1:]],
        "git": _git(),
        "seconds": round(time.time() - started, 1),
        "libraries": {name: version(name) for name in LIBRARIES},
        "python": platform.python_version(),
        "hardware": torch.cuda.get_device_name() if torch.cuda.is_available() else platform.processor() or "cpu",
        "weights": hashes(out),
        **extra,
    }
    (out / "training.json").write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of weights."""
    return {f.name: file_sha256(f) for f in sorted(folder.glob("*.safetensors"))}


def base_facts(recipe: Recipe) -> dict | None:
    """Which published weights a run started from: a repository's commit, or the hashes of a folder's weights."""
    base = recipe.model.base
    if base is None:
        return None
    return {"base": base, "revision": recipe.model.revision} if recipe.model.revision else {"base": base, "weights": hashes(Path(base))}


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _git() -> dict | None:
    """The commit of the checkout, or the one that an image was made from (FX_COMMIT)."""
    if commit := os.environ.get("FX_COMMIT"):
        return {"commit": commit, "dirty": False}
    try:
        commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
        dirty = bool(subprocess.run(["git", "status", "--porcelain"], capture_output=True, text=True, check=True).stdout)
    except (OSError, subprocess.CalledProcessError):
        return None
    return {"commit": commit, "dirty": dirty}


def devices() -> int:
    """Processes of this run, one a device, as launch.py starts them."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def on_gpu() -> bool:
    return torch.cuda.is_available()
