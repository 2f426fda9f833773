"""How a run is stopped, its exit code, and the checkpoint it resumes from. Needs nothing but Python."""

import json
from pathlib import Path

STOP_FILE = "stop"  # in the run's folder: stop after this step
STOPPED_FILE = "stopped"  # left there by a run that did; launch.py reads it, because accelerate ends with 0 or 1 only
LAUNCHED = "FX_LAUNCHED"  # set in the environment of what launch.py starts
TRY_AGAIN = 75  # exit code of a run that was stopped on request: start it again (EX_TEMPFAIL)


def last_checkpoint(out: Path) -> str | None:
    """The newest checkpoint that is whole: the trainer's state is the last thing that is written into one."""
    whole = [c.parent for c in (out / "checkpoints").glob("checkpoint-*/trainer_state.json")]
    return str(max(whole, key=lambda c: int(c.name.rpartition("-")[2]))) if whole else None


def is_finished(out: Path) -> bool:
    """Whether a stage has run to its last step there, by its manifest; one that was stopped before has not."""
    manifest = out / "training.json"
    return manifest.exists() and json.loads(manifest.read_text(encoding="utf-8")).get("finished") is True
