"""Starts a stage on all GPUs of this machine, divided by its recipe's `parallel`, and stops it with a checkpoint.

python launch.py sft.py --recipe qwen2.5-vl-7b-lora --base REPOSITORY@COMMIT --data DIR --out DIR --resume
Several machines: FX_MACHINES (how many), FX_MACHINE (which one, from 0), FX_HEAD (host:port of the first).
SIGTERM and SIGUSR1 become a file `stop` in --out: the stage ends after its step with a checkpoint and exit code 75.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from fakexplainer.checkpoints import LAUNCHED, STOP_FILE, STOPPED_FILE, TRY_AGAIN
from fakexplainer.recipe import load_recipe

HERE = Path(__file__).parent.resolve()
STAGES = ("sft.py", "pgrpo.py")


def command(stage: str, words: list[str], gpus: int, environment: Mapping[str, str]) -> list[str]:
    """What is run. Raises ValueError when the recipe is not in order or GPUs are missing."""
    recipe = load_recipe(value_of(words, "--recipe"), values_of(words, "--set"))
    if gpus == 0:
        raise ValueError("no GPU is to be seen here. Without one, start the stage itself, with --set parallel=none.")
    machines, head = int(environment.get("FX_MACHINES", "1")), environment.get("FX_HEAD", "127.0.0.1:29500")
    host, _, port = head.rpartition(":")
    spread = ["--config_file", str(HERE / f"recipes/accelerate/{recipe.parallel}.yaml")]
    if recipe.parallel.startswith("zero"):
        spread += ["--deepspeed_config_file", str(HERE / f"recipes/deepspeed/{recipe.parallel}.json")]
    where = ["--num_processes", str(gpus * machines), "--num_machines", str(machines), "--machine_rank", environment.get("FX_MACHINE", "0")]
    address = ["--main_process_ip", host, "--main_process_port", port]
    return [sys.executable, "-m", "accelerate.commands.launch", *spread, *where, *address, str(HERE / stage), *words]


def values_of(words: list[str], name: str) -> list[str]:
    """What is given for an option, as NAME VALUE or NAME=VALUE."""
    pairs = [value for word, value in pairwise(words) if word == name]
    return pairs + [word.partition("=")[2] for word in words if word.startswith(f"{name}=")]


def value_of(words: list[str], name: str) -> str:
    if not (values := values_of(words, name)):
        raise ValueError(f"{name} is missing.")
    return values[-1]


def main() -> int:
    if sys.argv[1:2] in ([], ["-h"], ["--help"]) or sys.argv[1] not in STAGES:
        print(__doc__, file=sys.stderr)
        return 2
    import torch

    stage, words = sys.argv[1], sys.argv[2:]
    try:
        out, started = Path(value_of(words, "--out")), command(stage, words, torch.cuda.device_count(), os.environ)
    except ValueError as error:
        print(f"launch.py: {error}", file=sys.stderr)
        return 2
    out.mkdir(parents=True, exist_ok=True)
    (out / STOPPED_FILE).unlink(missing_ok=True)
    for number in (signal.SIGTERM, signal.SIGUSR1):
        signal.signal(number, lambda *_: (out / STOP_FILE).touch())
    # A session of its own: what is sent to this process's group must not reach the trainers, which would end unsaved.
    status = subprocess.Popen(started, start_new_session=True, env={**os.environ, LAUNCHED: "1"}).wait()
    return TRY_AGAIN if status == 0 and (out / STOPPED_FILE).exists() else status


if __name__ == "__main__":
    sys.exit(main())
