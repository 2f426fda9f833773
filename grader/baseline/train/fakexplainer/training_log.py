"""The log of a training run: one JSON line for each line of the trainer's."""

import json
import time
from pathlib import Path

from transformers import TrainerCallback


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
