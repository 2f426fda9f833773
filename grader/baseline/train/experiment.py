"""The ablation of the paper: SFT, then the three pGRPO arms, over several seeds.

python experiment.py --recipe mini --out runs/ablation --seeds 1 2          everything
python experiment.py … --arms sft | half | one | progressive                only these arms (sft: stage 1 alone)
python experiment.py … --only sft | arms                                    one half; what is there already is kept
python experiment.py … --only table                                         the table of what is there
python experiment.py --recipe qwen2.5-vl-7b-lora --base REPOSITORY@COMMIT --data DIR --fold 0 --out runs/7b

A recipe for one device runs as processes side by side; one that is spread over GPUs (`parallel`) runs one after the other,
each with all GPUs, goes on from its checkpoint when there is one, and is measured afterwards.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from fakexplainer.recipe import load_recipe
from fakexplainer.training_log import read_log

ARMS = ("half", "one", "progressive")
HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--base", metavar="REPOSITORY@COMMIT|DIR")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--fold", type=int)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--arms", nargs="+", choices=("sft", *ARMS), default=("sft", *ARMS))
    parser.add_argument("--only", choices=("sft", "arms", "table"))
    parser.add_argument("--minutes", type=float, help="of training, per process")
    parser.add_argument("--fit", type=float, metavar="MINUTES", help="as many pGRPO steps as fit, tried out first")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    arguments = parser.parse_args()
    spread = load_recipe(arguments.recipe, arguments.set).parallel != "none"
    overrides = [part for value in arguments.set for part in ("--set", value)]
    data = [word for name in ("data", "fold") if (value := getattr(arguments, name)) is not None for word in (f"--{name}", str(value))]
    common = ["--recipe", arguments.recipe, *data]
    train = [*common, *(["--minutes", str(arguments.minutes)] if arguments.minutes else [])]
    start = ["launch.py"] if spread else []

    def jobs(stage: str) -> dict[Path, list[str]]:
        if stage == "sft":
            base = ["--base", arguments.base] if arguments.base else []
            return {
                arguments.out / f"seed-{seed}" / "sft": [*start, "sft.py", *train, *base, *overrides, "--set", f"seed={seed}"]
                for seed in arguments.seeds
            }
        return {
            arguments.out / f"seed-{seed}" / arm: [
                *(*start, "pgrpo.py", *train, *overrides, "--set", f"seed={seed}", "--arm", arm),
                *("--from", str(arguments.out / f"seed-{seed}" / "sft")),
            ]
            for seed in arguments.seeds
            for arm in ARMS
            if arm in arguments.arms
        }

    for stage in ("sft", "arms"):
        if arguments.only in (None, stage):
            if stage == "arms" and arguments.fit:
                overrides += ["--set", f"pgrpo.max_steps={steps_that_fit(jobs('arms'), arguments.fit)}"]
            missing = {out: job for out, job in jobs(stage).items() if not (out / "evaluation.json").exists()}
            if spread:
                for out, job in missing.items():
                    if not (out / "training.json").exists():
                        run_all({out: [*job, "--resume"]})
                    run_all({out: ["measure.py", *common, *overrides, "--model", str(out)]}, out=False)
            else:
                run_all(missing)
    table = ablation(arguments.out, arguments.seeds)
    (arguments.out / "ablation.md").write_text(table, encoding="utf-8")
    print(table)


def run_all(jobs: dict[Path, list[str]], out: bool = True) -> None:
    """Runs the jobs side by side, each with its own log, and with its folder as --out where `out`.

    @raises SystemExit when one failed, after all have ended.
    """
    running = {}
    for folder, (script, *rest) in jobs.items():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, str(HERE / script), *rest, *(["--out", str(folder)] if out else [])]
        running[folder] = subprocess.Popen(command, stdout=(folder / "output.log").open("a"), stderr=subprocess.STDOUT)
    started = time.time()
    failed = []
    for folder, process in running.items():
        if process.wait() != 0:
            failed.append(folder)
            print(f"{folder} failed:\n" + "".join((folder / "output.log").open().readlines()[-15:]))
    print(f"{len(jobs)} processes side by side in {time.time() - started:.0f} s")
    if failed:
        raise SystemExit(f"{len(failed)} of {len(jobs)} failed.")


def steps_that_fit(jobs: dict[Path, list[str]], minutes: float) -> int:
    """How many steps the slowest of the jobs makes in the time when all run side by side: ten are tried."""
    trial = ["--set", "pgrpo.max_steps=10", "--set", "data.held_out=8"]
    trials = {out.with_name(f"{out.name}-trial"): [*job, *trial] for out, job in jobs.items()}
    run_all(trials)
    times = [[line["step_time"] for line in read_log(out / "metrics.jsonl") if "step_time" in line][3:] for out in trials]
    slowest = max(statistics.fmean(t) for t in times)
    steps = int(minutes * 60 / slowest)
    print(f"{slowest:.2f} s a step side by side: {steps} steps in {minutes} minutes", flush=True)
    return steps


def ablation(out: Path, seeds: list[int]) -> str:
    """The table: mean and spread over seeds of each arm's figures on the held-out images."""
    lines = [
        "| arm | seeds | accuracy, greedy | IoU, greedy | accuracy, sampled | IoU, sampled | form | boxes | box area "
        "| R, first 50 → last 50 | no spread |",
        "| --- " * 11 + "|",
    ]
    for arm in ("sft", *ARMS):
        folders = [f for seed in seeds if (f := out / f"seed-{seed}" / arm) and (f / "evaluation.json").exists()]
        if not folders:
            continue
        figures = [json.loads((f / "evaluation.json").read_text()) for f in folders]
        cells = [arm, str(len(folders))]
        for mode, key in (("greedy", "accuracy"), ("greedy", "iou"), ("sampled", "accuracy"), ("sampled", "iou")):
            cells.append(spread([f[mode][key] for f in figures]))
        for key in ("form", "boxes_per_detected_fake", "box_area_share"):
            cells.append(spread([f["sampled"][key] or 0.0 for f in figures]))
        rises, alike = zip(*(rise(f / "metrics.jsonl") for f in folders), strict=True)
        cells += ["; ".join(rises) if rises[0] else "–", "; ".join(alike) if rises[0] else "–"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def spread(values: list[float]) -> str:
    mean = statistics.fmean(values)
    return f"{mean:.3f}" if len(values) == 1 else f"{mean:.3f} ± {statistics.stdev(values):.3f}"


def rise(log: Path) -> tuple[str, str]:
    """Mean reward (unweighted sum) of the first and last 50 steps with two standard errors, and the mean share of
    groups whose rewards were all alike; empty strings for a log without rewards.
    """
    parts = ("verdict", "grounding", "form")
    # Without the steps that saw real images only, which have no grounding reward.
    steps = [line for line in read_log(log) if all(line.get(f"rewards/{part}/mean") is not None for part in parts)]
    if len(steps) < 4:
        return "", ""
    total = [sum(line[f"rewards/{part}/mean"] for part in parts) for line in steps]
    width = min(50, len(total) // 2)
    ends = []
    for values in (total[:width], total[-width:]):
        error = statistics.stdev(values) / len(values) ** 0.5
        ends.append(f"{statistics.fmean(values):.3f} ± {2 * error:.3f}")
    return " → ".join(ends), f"{statistics.fmean(line['frac_reward_zero_std'] for line in steps):.2f}"


if __name__ == "__main__":
    main()
