"""Both stages on a tiny random model: a run that goes on from a checkpoint ends where one in one go ends, to the bit,
and the recipes of the published models run through the same scripts.
"""

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("trl")

from safetensors.torch import load_file

import pgrpo
import sft
from fakexplainer.checkpoints import STOP_FILE, TRY_AGAIN
from fakexplainer.data import Pixels, folds, read_split
from fakexplainer.fixture import draw_fixture
from fakexplainer.prompt import load_prompt
from fakexplainer.recipe import load_recipe
from fakexplainer.response import render
from fakexplainer.tiny import TinySize, tiny_model, tiny_processor

TINY = "model.tiny={hidden: 64, layers: 2, heads: 4, vision_depth: 2, vision_hidden: 64, vocabulary: 400}"
HERE = Path(__file__).parents[1]


def settings(*values):
    return [word for value in values for word in ("--set", value)]


SFT = [
    *("--recipe", "mini", "--eval-batch", "0"),
    *settings(TINY, "data.fixture.count=72", "data.held_out=4", "sft.batch=8", "sft.device_batch=4", "sft.workers=1", "sft.warmup=5"),
]
# Eight completions a step and dropout nowhere; sampling draws from the generator that a checkpoint keeps.
PGRPO = [
    *("--recipe", "mini", "--eval-batch", "0"),
    *settings("data.fixture.count=40", "data.held_out=4", "pgrpo.prompts=4", "pgrpo.generations=2", "pgrpo.device_batch=4"),
    *settings("pgrpo.max_completion_length=12", "pgrpo.max_steps=6", "pgrpo.learning_rate=1.0e-3", "pgrpo.warmup=1"),
]


def weights(folder):
    return load_file(folder / "model.safetensors")


def assert_same(a, b):
    a, b = weights(a), weights(b)
    assert a.keys() == b.keys()
    for name in a:
        assert torch.equal(a[name], b[name]), name


def assert_differ(a, b):
    a, b = weights(a), weights(b)
    assert any(not torch.equal(a[name], b[name]) for name in a)


@pytest.fixture(scope="module")
def stage_1(tmp_path_factory):
    out = tmp_path_factory.mktemp("sft")
    sft.main([*SFT, "--out", str(out / "whole"), *settings("sft.max_steps=30")])
    return out / "whole"


def test_sft_goes_on_exactly(stage_1, tmp_path):
    words = [*SFT, "--out", str(tmp_path), *settings("sft.max_steps=30")]
    sft.main([*words, "--steps", "15"])
    assert_differ(tmp_path, stage_1)
    sft.main([*words, "--resume"])
    assert_same(stage_1, tmp_path)
    before = (tmp_path / "model.safetensors").stat().st_mtime_ns
    sft.main([*words, "--resume"])
    assert (tmp_path / "model.safetensors").stat().st_mtime_ns == before, "what is finished stays as it is"
    steps = [line["step"] for line in map(json.loads, (tmp_path / "metrics.jsonl").open()) if "loss" in line]
    assert steps == [10, 20, 30]


def varying_rewards(self):
    """Rewards that vary also for a model that has learnt nothing; None now and then, as for a real image."""

    def verdict(completion_ids, **kwargs):
        return [sum(token % 2 for token in row) / len(row) for row in completion_ids]

    def grounding(completion_ids, **kwargs):
        return [None if row[0] % 5 == 0 else (row[0] % 7) / 7 for row in completion_ids]

    def form(completion_ids, **kwargs):
        return [float(len(set(row)) > len(row) // 2) for row in completion_ids]

    return [verdict, grounding, form]


def test_pgrpo_goes_on_exactly(stage_1, tmp_path, monkeypatch):
    monkeypatch.setattr(pgrpo.Rewards, "functions", varying_rewards)
    words = [*PGRPO, "--from", str(stage_1)]
    pgrpo.main([*words, "--out", str(tmp_path / "whole")])
    pgrpo.main([*words, "--out", str(tmp_path / "halves"), "--steps", "3"])
    pgrpo.main([*words, "--out", str(tmp_path / "halves"), "--resume"])
    assert_same(tmp_path / "whole", tmp_path / "halves")
    assert_differ(tmp_path / "whole", stage_1)
    logged = {}
    for run in ("whole", "halves"):
        lines = [json.loads(line) for line in (tmp_path / run / "metrics.jsonl").open()]
        logged[run] = [(line["step"], line["reward"], line["grounding_weight"]) for line in lines if "reward" in line]
    assert logged["whole"] == logged["halves"]
    assert [weight for *_, weight in logged["whole"]] == pytest.approx([0.5 + 0.1 * step for step in range(6)])


@pytest.mark.parametrize(("arm", "expected"), [("half", 0.5), ("one", 1.0)])
def test_the_other_arms_keep_their_weight(stage_1, tmp_path, arm, expected):
    pgrpo.main([*PGRPO, "--from", str(stage_1), "--out", str(tmp_path), "--arm", arm, *settings("pgrpo.max_steps=2")])
    lines = [json.loads(line) for line in (tmp_path / "metrics.jsonl").open()]
    assert [line["grounding_weight"] for line in lines if "reward" in line] == [expected, expected]


def test_a_signal_leaves_a_checkpoint(tmp_path):
    """As a scheduler does it: the process gets a signal, ends with 75, and the next one resumes."""
    words = [*SFT, "--out", str(tmp_path), *settings("sft.max_steps=5000")]
    child = subprocess.Popen([sys.executable, "sft.py", *words], cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    output: list[str] = []
    reader = threading.Thread(target=lambda: output.extend(child.stdout))
    reader.start()
    log, deadline = tmp_path / "metrics.jsonl", time.time() + 120
    while not (log.exists() and log.stat().st_size) and child.poll() is None and time.time() < deadline:
        time.sleep(0.1)
    child.send_signal(signal.SIGUSR1)
    assert child.wait(60) == TRY_AGAIN, "".join(output)[-2000:]
    reader.join()
    (state,) = tmp_path.glob("checkpoints/checkpoint-*/trainer_state.json")
    step = json.loads(state.read_text())["global_step"]
    assert 10 <= step < 5000
    (tmp_path / STOP_FILE).touch()  # the other way to ask
    with pytest.raises(SystemExit) as ended:
        sft.main([*words, "--resume"])
    assert ended.value.code == TRY_AGAIN
    assert not (tmp_path / STOP_FILE).exists()
    (state,) = tmp_path.glob("checkpoints/checkpoint-*/trainer_state.json")
    assert json.loads(state.read_text())["global_step"] == step + 1


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A data set directory as `fx dataset split` leaves it, and a local checkpoint in place of the published one."""
    folder = tmp_path_factory.mktemp("world")
    data, base = folder / "data", folder / "base"
    (data / "images").mkdir(parents=True)
    samples = draw_fixture(24, 5)
    with (data / "train.manifest.jsonl").open("w") as manifest, (data / "train.truth.jsonl").open("w") as truth:
        for sample in samples:
            sample.image.resize((200, 168)).save(data / f"images/{sample.image_id}.png")
            line = {"image_id": sample.image_id, "width": 200, "height": 168}
            manifest.write(json.dumps({**line, "file": f"images/{sample.image_id}.png"}) + "\n")
            regions = [
                {"box": [round(v * s) for v, s in zip(box, (200 / 112, 168 / 112) * 2, strict=True)], "text": text}
                for text, box in sample.regions
            ]
            explained = {"regions": regions, "tags": sample.tags} if sample.label == "fake" else {}
            truth.write(json.dumps({**line, "label": sample.label, **explained}) + "\n")
    answers = [render(s.label, s.regions, s.tags) for s in samples]
    processor = tiny_processor([load_prompt("fakexplainer.v1").rendered(), *answers], 400, 3136, 12_845_056)
    tiny_model(processor, TinySize(hidden=64, layers=2, vision_hidden=64), 1).save_pretrained(base)
    processor.save_pretrained(base)
    return data, base


def test_folds_hold_out_every_image_once(world):
    samples = read_split(world[0], "train", Pixels(3136, 50176))
    parts = folds(samples, 4)
    assert sorted(index for part in parts for index in part) == list(range(24))
    assert all(sum(samples[i].label == "fake" for i in part) == 3 for part in parts)
    assert all(sample.size == (196, 168) for sample in samples)


@pytest.mark.parametrize("name", ["qwen2.5-vl-3b", "qwen2.5-vl-32b-lora"])
def test_the_published_models_recipes_run(world, name, tmp_path):
    """Everything of the recipe but what needs GPUs: DeepSpeed, bfloat16 and vLLM."""
    data, base = world
    common = ["--recipe", name, "--data", str(data), "--fold", "1", "--eval-batch", "6"]
    common += settings("parallel=none", "model.dtype=float32", "min_pixels=3136", "max_pixels=50176", "sft.workers=0")
    common += settings("sft.batch=4", "sft.max_steps=2", "pgrpo.max_steps=2", "pgrpo.prompts=2", "pgrpo.max_completion_length=8")
    sft.main([*common, "--base", str(base), "--out", str(tmp_path / "sft")])
    pgrpo.main([*common, "--from", str(tmp_path / "sft"), "--out", str(tmp_path / "pgrpo"), *settings("pgrpo.vllm=false")])
    manifest = json.loads((tmp_path / "sft/training.json").read_text())
    assert manifest["base"]["base"] == str(base)
    assert list(manifest["base"]["weights"]) == ["model.safetensors"]
    assert json.loads((tmp_path / "pgrpo/training.json").read_text())["from"] == manifest["weights"]
    lora = name.endswith("-lora")
    for stage in ("sft", "pgrpo"):
        figures = json.loads((tmp_path / stage / "evaluation.json").read_text())
        assert figures["greedy"]["images"] == figures["sampled"]["images"] == 6
        pixels = json.loads((tmp_path / stage / "processor_config.json").read_text())["image_processor"]["size"]
        assert pixels == {"shortest_edge": 3136, "longest_edge": 50176}
        assert (tmp_path / stage / "adapter/adapter_model.safetensors").exists() == lora
        assert weights(tmp_path / stage).keys() == weights(base).keys(), "merged: the base model's own tensors, no adapter's"
    # (A random model's answers earn nothing in stage 2, so nothing moves there.)
    moved = {key for key, value in weights(tmp_path / "sft").items() if not torch.equal(value, weights(base)[key])}
    for part in ("visual.blocks.0.attn.qkv", "visual.merger.mlp.0", "model.layers.1.self_attn.o_proj", "model.layers.0.mlp.up_proj"):
        assert f"{part}.weight" in moved
    assert ("lm_head.weight" in moved) == (not lora)


def test_lora_goes_on_exactly(world, tmp_path):
    data, base = world
    words = ["--recipe", "qwen2.5-vl-7b-lora", "--data", str(data), "--base", str(base), "--eval-batch", "0"]
    words += settings(
        "parallel=none", "model.dtype=float32", "min_pixels=3136", "max_pixels=50176", "sft.workers=0", "sft.batch=4", "sft.max_steps=4"
    )
    sft.main([*words, "--fold", "0", "--out", str(tmp_path / "whole")])
    sft.main([*words, "--fold", "0", "--out", str(tmp_path / "halves"), "--steps", "2"])
    assert_differ(tmp_path / "whole", tmp_path / "halves")
    sft.main([*words, "--fold", "0", "--out", str(tmp_path / "halves"), "--resume"])
    assert_same(tmp_path / "whole", tmp_path / "halves")


def test_a_run_that_was_not_launched_as_its_recipe_says(world, tmp_path):
    data, base = world
    with pytest.raises(SystemExit, match="is for zero2, but was started with none"):
        sft.main(
            [
                "--recipe",
                "qwen2.5-vl-3b",
                "--data",
                str(data),
                "--base",
                str(base),
                "--out",
                str(tmp_path),
                *settings("model.dtype=float32"),
            ]
        )


def test_tokens_an_answer_must_not_hold():
    plain = pgrpo.rollouts(load_recipe("mini").pgrpo, [5, 7])
    assert plain == {"generation_kwargs": {"suppress_tokens": [5, 7]}}
    fast = pgrpo.rollouts(load_recipe("qwen2.5-vl-32b").pgrpo, [5, 7])
    assert fast["generation_kwargs"] == {"logit_bias": {5: -100.0, 7: -100.0}}
    assert (fast["vllm_mode"], fast["vllm_enable_sleep_mode"], fast["vllm_tensor_parallel_size"]) == ("colocate", True, 4)
