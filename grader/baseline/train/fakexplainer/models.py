"""The model of a run: made or loaded, adapted by LoRA, saved."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel
from transformers import AutoModelForImageTextToText, AutoProcessor, PreTrainedModel
from transformers.integrations.deepspeed import unset_hf_deepspeed_config

from . import batched
from .fixture import Sample
from .prompt import load_prompt
from .recipe import Recipe
from .response import render
from .tiny import TinySize, tiny_model, tiny_processor


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
        (folder / "training_args.bin").unlink(missing_ok=True)  # a pickle of what training.json has
    processor.save_pretrained(out)
