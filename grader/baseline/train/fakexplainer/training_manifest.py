"""training.json, the manifest of a training run: what it depended on and what it made, by hash."""

import hashlib
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import torch

from .prompt import load_prompt
from .recipe import Recipe

LIBRARIES = ("torch", "transformers", "trl", "peft", "datasets", "accelerate")


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
