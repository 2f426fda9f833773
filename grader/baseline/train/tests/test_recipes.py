"""Every recipe is complete, and every choice has an origin. No torch needed."""

from dataclasses import asdict

import pytest
import yaml

from fakexplainer.batch_layout import layout
from fakexplainer.checkpoints import last_checkpoint
from fakexplainer.recipe import ORIGINS, RECIPES, load_recipe, require_base
from launch import command

NAMES = sorted(path.stem for path in RECIPES.glob("*.yaml"))
REAL = [f"qwen2.5-vl-{size}{kind}" for size in ("3b", "7b", "32b") for kind in ("", "-lora")]
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    monkeypatch.delenv("FX_BASE_MODEL", raising=False)


def leaves(value, path=""):
    if isinstance(value, dict):
        return {leaf for key, inner in value.items() for leaf in leaves(inner, f"{path}.{key}" if path else key)}
    return set() if value is None else {path}


@pytest.mark.parametrize("name", NAMES)
def test_every_choice_has_an_origin(name):
    recipe = load_recipe(name)
    value = asdict(recipe)
    assert recipe.name == name
    assert leaves({k: v for k, v in value.items() if k not in ("name", "origins")}) == set(recipe.origins)
    assert set(recipe.origins.values()) <= set(ORIGINS)


def test_the_real_recipes_are_there():
    assert set(REAL) <= set(NAMES)


@pytest.mark.parametrize("name", ["mini-crowded", "qwen2.5-vl-32b-lora"])
def test_a_choice_without_origin_is_refused(name, tmp_path):
    for key in load_recipe(name).origins:
        parent = RECIPES / name
        *sections, last = key.split(".")
        hole: dict = {last: None}
        for section in reversed(sections):
            hole = {section: hole}
        copy = tmp_path / "copy.yaml"
        copy.write_text(yaml.safe_dump({"extends": str(parent), "origins": hole}), encoding="utf-8")
        with pytest.raises(ValueError, match=f"{key} does not say where it comes from"):
            load_recipe(str(copy))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"origins": {"seed": "hearsay"}}, "origin of seed is 'hearsay'"),
        ({"origins": {"sft": {"charm": "project"}}}, "names sft.charm, which the recipe does not set"),
        ({"sft": {"charm": 1}, "origins": {"sft": {"charm": "project"}}}, "unknown key charm"),
        ({"sft": {"epochs": None}}, "sft: epochs must be float"),
        ({"sft": {"learning_rate": "1e-5"}}, "learning_rate must be float, not '1e-5'"),
        ({"parallel": "sideways"}, "parallel is 'sideways'"),
        (
            {"model": {"lora": {"rank": 8, "alpha": 32}}, "origins": {"model": {"lora": {"rank": "code", "alpha": "code"}}}},
            "nothing to adapt",
        ),
        ({"pgrpo": {"vllm": True}}, "pgrpo.vllm_memory is needed"),
    ],
)
def test_what_is_wrong_is_named(change, complaint, tmp_path):
    copy = tmp_path / "copy.yaml"
    copy.write_text(yaml.safe_dump({"extends": str(RECIPES / "mini"), **change}), encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        load_recipe(str(copy))


def test_an_override_is_the_projects_own():
    recipe = load_recipe("qwen2.5-vl-3b", ["sft.learning_rate=2.0e-5", "model.lora={rank: 4, alpha: 8}", "sft.max_steps=3"])
    assert recipe.sft.learning_rate == 2e-5
    assert recipe.origins["sft.learning_rate"] == "project"
    assert recipe.model.lora.rank == 4
    assert recipe.origins["model.lora.rank"] == "project"
    assert "sft.max_steps" not in load_recipe("qwen2.5-vl-3b").origins


@pytest.mark.parametrize("name", REAL)
def test_the_base_must_be_named_exactly(name, tmp_path, monkeypatch):
    recipe = load_recipe(name)
    assert recipe.model.revision is None, "this project could not check a commit, so it ships none"
    for base in (None, recipe.model.base, f"{recipe.model.base}@main", f"{recipe.model.base}@{COMMIT[:12]}", "no/such/folder"):
        with pytest.raises(ValueError, match=r"give --base .*@COMMIT"):
            require_base(load_recipe(name, base=base))
    pinned = load_recipe(name, base=f"{recipe.model.base}@{COMMIT}")
    require_base(pinned)
    assert (pinned.model.base, pinned.model.revision) == (recipe.model.base, COMMIT)
    assert pinned.origins["model.revision"] == "project"
    monkeypatch.setenv("FX_BASE_MODEL", str(tmp_path))
    require_base(load_recipe(name))


@pytest.mark.parametrize("name", REAL)
def test_a_step_can_be_laid_over_the_usual_machines(name):
    recipe = load_recipe(name)
    answers = recipe.pgrpo.prompts * recipe.pgrpo.generations
    for devices in (1, 2, 4, 8, 16):
        for batch, each in ((recipe.sft.batch, recipe.sft.device_batch), (answers, recipe.pgrpo.device_batch)):
            size, times = layout(batch, each, devices)
            assert size * times * devices == batch
            assert size <= each


def test_layout():
    assert layout(64, None, 1) == (64, 1)
    assert layout(64, 1, 8) == (1, 8)
    assert layout(64, 16, 8) == (8, 1)
    with pytest.raises(ValueError, match="64 samples cannot be divided among 3 devices"):
        layout(64, 1, 3)
    with pytest.raises(ValueError, match="set device_batch to a divisor of 8"):
        layout(64, 3, 8)


def test_launch_spreads_as_the_recipe_says():
    words = ["--recipe", "qwen2.5-vl-32b", "--out", "x"]
    line = command("sft.py", words, 8, {"FX_MACHINES": "2", "FX_MACHINE": "1", "FX_HEAD": "node-0:29511"})
    assert line[line.index("--num_processes") + 1] == "16"
    assert line[line.index("--machine_rank") + 1] == "1"
    assert line[line.index("--main_process_ip") + 1] == "node-0"
    assert line[line.index("--main_process_port") + 1] == "29511"
    assert line[line.index("--deepspeed_config_file") + 1].endswith("zero3.json")
    assert line[-len(words) :] == words
    line = command("sft.py", [*words, "--set", "parallel=fsdp2"], 8, {})
    assert line[line.index("--config_file") + 1].endswith("fsdp2.yaml")
    assert "--deepspeed_config_file" not in line
    line = command("pgrpo.py", ["--recipe=mini", "--set=parallel=zero2", "--out=x"], 1, {})
    assert line[line.index("--config_file") + 1].endswith("zero2.yaml")
    with pytest.raises(ValueError, match="no GPU"):
        command("sft.py", words, 0, {})
    with pytest.raises(ValueError, match="--recipe is missing"):
        command("sft.py", ["--out", "x"], 8, {})


def test_the_last_whole_checkpoint(tmp_path):
    assert last_checkpoint(tmp_path) is None
    for step in (50, 100, 200):
        (tmp_path / f"checkpoints/checkpoint-{step}").mkdir(parents=True)
    for step in (50, 100):
        (tmp_path / f"checkpoints/checkpoint-{step}/trainer_state.json").touch()
    assert last_checkpoint(tmp_path).endswith("checkpoint-100")
