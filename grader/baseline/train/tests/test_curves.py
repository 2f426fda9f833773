"""A step that saw only real images has no grounding reward: null in the log, a gap in the curve."""

import json

import pytest

pytest.importorskip("torch")
pytest.importorskip("trl")

from experiment import rise
from fakexplainer.curves import draw_curves


def test_gaps(tmp_path):
    log = tmp_path / "metrics.jsonl"
    with log.open("w") as file:
        for step in range(1, 13):
            grounding = None if step % 4 == 0 else 0.1 * step
            line = {"step": step, "reward": 1.0, "frac_reward_zero_std": 0.0, "rewards/verdict/mean": 1.0, "rewards/form/mean": 0.0}
            file.write(json.dumps({**line, "rewards/grounding/mean": grounding}) + "\n")
    draw_curves(log, tmp_path / "curves.png", ("reward", "rewards/grounding/mean", "entropy"))
    assert (tmp_path / "curves.png").stat().st_size > 1000
    assert rise(log)[0].startswith("1.275 ± ")  # steps 1, 2, 3, 5 of nine
