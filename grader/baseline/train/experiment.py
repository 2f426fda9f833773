"""The ablation of the paper, in small: SFT, then the three pGRPO arms, over several seeds, as parallel processes.

python experiment.py --recipe mini --out runs/ablation --seeds 1 2          everything
python experiment.py … --only sft | arms                                    one half; what is there already is kept
python experiment.py … --only table                                         the table of what is there
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from fakexplainer.run import read_log

ARMS = ("half", "one", "progressive")
HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--arms", nargs="+", choices=ARMS, default=ARMS)
    parser.add_argument("--only", choices=("sft", "arms", "table"))
    parser.add_argument("--minutes", type=float, help="of training, per process")
    parser.add_argument("--fit", type=float, metavar="MINUTES", help="as many pGRPO steps as fit, tried out first")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    arguments = parser.parse_args()
    common = ["--recipe", arguments.recipe, *(["--data", str(arguments.data)] if arguments.data else [])]
    if arguments.minutes:
        common += ["--minutes", str(arguments.minutes)]
    overrides = [part for value in arguments.set for part in ("--set", value)]

    def jobs(stage: str) -> dict[Path, list[str]]:
        if stage == "sft":
            return {
                arguments.out / f"seed-{seed}" / "sft": ["sft.py", *common, *overrides, "--set", f"seed={seed}"]
                for seed in arguments.seeds
            }
        return {
            arguments.out / f"seed-{seed}" / arm: [
                *("pgrpo.py", *common, *overrides, "--set", f"seed={seed}", "--arm", arm),
                *("--from", str(arguments.out / f"seed-{seed}" / "sft")),
            ]
            for seed in arguments.seeds
            for arm in arguments.arms
        }

    for stage in ("sft", "arms"):
        if arguments.only in (None, stage):
            if stage == "arms" and arguments.fit:
                overrides += ["--set", f"pgrpo.max_steps={steps_that_fit(jobs('arms'), arguments.fit)}"]
            run_all({out: job for out, job in jobs(stage).items() if not (out / "evaluation.json").exists()})
    table = ablation(arguments.out, arguments.seeds)
    (arguments.out / "ablation.md").write_text(table, encoding="utf-8")
    print(table)


def run_all(jobs: dict[Path, list[str]]) -> None:
    """Runs the jobs side by side, each with its own log. @raises SystemExit when one failed, after all have ended."""
    running = {}
    for out, (script, *rest) in jobs.items():
        out.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, str(HERE / script), *rest, "--out", str(out)]
        running[out] = subprocess.Popen(command, stdout=(out / "output.log").open("w"), stderr=subprocess.STDOUT)
    started = time.time()
    failed = []
    for out, process in running.items():
        if process.wait() != 0:
            failed.append(out)
            print(f"{out} failed:\n" + "".join((out / "output.log").open().readlines()[-15:]))
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
        "| arm | seeds | accuracy, greedy | IoU, greedy | accuracy, sampled | IoU, sampled | form | boxes | box area | R, first 50 → last 50 | no spread |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
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
    steps = [line for line in read_log(log) if "reward" in line]
    if len(steps) < 4:
        return "", ""
    parts = ("verdict", "grounding", "form")
    total = [sum(line[f"rewards/{part}/mean"] for part in parts) for line in steps]
    width = min(50, len(total) // 2)
    ends = []
    for values in (total[:width], total[-width:]):
        error = statistics.stdev(values) / len(values) ** 0.5
        ends.append(f"{statistics.fmean(values):.3f} ± {2 * error:.3f}")
    return " → ".join(ends), f"{statistics.fmean(line['frac_reward_zero_std'] for line in steps):.2f}"


if __name__ == "__main__":
    main()
