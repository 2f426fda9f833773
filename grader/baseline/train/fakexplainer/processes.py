"""The processes of a run, one a device, and what they share."""

import os
from collections.abc import Callable
from pathlib import Path

import torch
from datasets import Dataset
from transformers import TrainingArguments
from transformers.integrations.deepspeed import is_deepspeed_zero3_enabled

from .recipe import Recipe


def check_parallel(recipe: Recipe) -> None:
    """Raises SystemExit when the processes were not started for the recipe's `parallel`. To be called after the
    trainer's arguments are made, which read DeepSpeed's settings.
    """
    started = "none"  # from what accelerate's launcher sets: its state has FSDP only once there is a trainer
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


def devices() -> int:
    """Processes of this run, one a device, as launch.py starts them."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def on_gpu() -> bool:
    return torch.cuda.is_available()
