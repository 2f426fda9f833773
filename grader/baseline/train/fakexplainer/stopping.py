"""Stopping with a checkpoint and resuming later: on a shared cluster a run is stopped more often than it is finished."""

import os
import signal
import time
from pathlib import Path

import torch
from transformers import TrainerCallback

from .checkpoints import LAUNCHED, STOP_FILE, STOPPED_FILE, TRY_AGAIN


class StopInOrder(TrainerCallback):
    """Ends training after a whole step, with a checkpoint: when its minutes or steps are up, or when asked, by SIGTERM,
    by SIGUSR1, or by a file `stop` in the run's folder. All processes stop at the same step.
    """

    def __init__(self, out: Path, minutes: float | None, steps: int | None):
        self.seconds, self.steps = (minutes or float("inf")) * 60, steps
        self.file, self.asked = out / STOP_FILE, False
        self.started, self.first = 0.0, 0
        for number in (signal.SIGTERM, signal.SIGUSR1):
            signal.signal(number, self._request_stop)

    def _request_stop(self, number, frame) -> None:
        self.asked = True

    def on_train_begin(self, args, state, control, **kwargs):
        self.started, self.first = time.time(), state.global_step

    def on_step_end(self, args, state, control, **kwargs):
        over = time.time() - self.started > self.seconds or (self.steps is not None and state.global_step - self.first >= self.steps)
        asked = self.asked or self.file.exists()
        reason = _largest(2 if asked else 1 if over else 0, args.device)
        self.asked = reason == 2
        if reason:
            control.should_training_stop = control.should_save = True

    def end_when_asked(self, state) -> None:
        """After training: ends the program when it was asked to stop before it was done."""
        early = self.asked and state.global_step < state.max_steps
        if state.is_world_process_zero:
            self.file.unlink(missing_ok=True)
            if early:
                self.file.with_name(STOPPED_FILE).write_text(f"step {state.global_step} of {state.max_steps}\n", encoding="utf-8")
                print(f"Stopped when asked, after step {state.global_step} of {state.max_steps}; --resume goes on.", flush=True)
        if early:
            raise SystemExit(0 if LAUNCHED in os.environ else TRY_AGAIN)


def _largest(value: int, device: torch.device) -> int:
    """The largest of all processes' values."""
    if not (torch.distributed.is_available() and torch.distributed.is_initialized()):
        return value
    shared = torch.tensor(value, device=device)
    torch.distributed.all_reduce(shared, op=torch.distributed.ReduceOp.MAX)
    return int(shared.item())
