"""What is deployed is in order: scripts, images and manifests by their linters (requirements-check.lock), the batch script
against a stub of Slurm, the locks against pyproject.toml. No torch needed.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
import yaml

TRAIN = Path(__file__).parents[1]
DEPLOY = TRAIN.parent / "deploy"
ROOT = TRAIN.parents[2]
MANIFESTS = [(f.name, doc) for f in sorted(DEPLOY.glob("kubernetes/*.yaml")) for doc in yaml.safe_load_all(f.read_text())]
LOCKS = {"requirements.lock": [], "requirements-gpu.lock": ["gpu"], "requirements-check.lock": None, "requirements-serve.lock": None}


def tool(name: str) -> str:
    """A linter of this environment. Skipped out loud where it is not there."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not found:
        pytest.skip(f"{name} is not installed (requirements-check.lock)")
    return found


def assert_clean(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_scripts():
    scripts = [DEPLOY / "train.sbatch", TRAIN / "lock.sh", TRAIN / "proof.sh", ROOT / ".ci/run"]
    assert_clean(tool("shellcheck"), *map(str, scripts))


def test_skypilots_scripts(tmp_path):
    task = yaml.safe_load((DEPLOY / "skypilot.yaml").read_text())
    for name in ("setup", "run"):
        (tmp_path / name).write_text("#!/bin/bash\n" + task[name])
        assert_clean(tool("shellcheck"), str(tmp_path / name))


def test_images():
    assert_clean(tool("hadolint"), str(DEPLOY / "Containerfile"))


def test_what_the_images_copy_is_there():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.M)
    assert copied
    for names in copied:
        for name in names.split():
            assert (ROOT / name).exists(), name


def test_python():
    assert_clean(tool("ruff"), "check", "--no-cache", str(TRAIN))
    assert_clean(tool("ruff"), "format", "--check", "--no-cache", str(TRAIN))


@pytest.mark.parametrize(("name", "document"), MANIFESTS, ids=lambda value: value if isinstance(value, str) else value["kind"])
def test_manifests(name, document):
    kubernetes_validate = pytest.importorskip("kubernetes_validate")
    for version in ("1.31", "1.37"):
        kubernetes_validate.validate(document, version, strict=True)


def pods():
    return [(d["metadata"]["name"], d["spec"]["template"]["spec"]) for _, d in MANIFESTS if "template" in d["spec"]]


@pytest.mark.parametrize(("name", "pod"), pods(), ids=lambda value: value if isinstance(value, str) else "")
def test_pods_are_locked_down_and_have_what_they_need(name, pod):
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["runAsUser"] == 10001
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    assert volumes["shm"]["emptyDir"]["medium"] == "Memory"
    for container in pod["containers"] + pod.get("initContainers", []):
        resources = container["resources"]
        assert resources["limits"]["nvidia.com/gpu"] == resources["requests"]["nvidia.com/gpu"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        mounted = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        assert mounted["shm"] == "/dev/shm"
        assert set(mounted) <= set(volumes)


def test_exit_codes_agree():
    from fakexplainer.checkpoints import TRY_AGAIN

    (job,) = (d for _, d in MANIFESTS if d["kind"] == "Job")
    rules = {r["action"]: r["onExitCodes"]["values"] for r in job["spec"]["podFailurePolicy"]["rules"] if "onExitCodes" in r}
    assert rules == {"Ignore": [TRY_AGAIN], "FailJob": [2]}
    assert yaml.safe_load((DEPLOY / "skypilot.yaml").read_text())["resources"]["job_recovery"]["recover_on_exit_codes"] == [TRY_AGAIN]
    assert f"$status == {TRY_AGAIN} " in (DEPLOY / "train.sbatch").read_text()


@pytest.fixture
def slurm(tmp_path, monkeypatch):
    """Stubs of scontrol and srun that log their arguments; srun's step ends with 75 once the file `stop` is there, else with 0."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "host").mkdir()
    programs = {
        "scontrol": f'echo "scontrol $*" >>{tmp_path}/log\n[ "$1" = show ] && printf "node-a\\nnode-b\\n"\nexit 0',
        "srun": f'echo "srun $FX_MACHINES $FX_HEAD $*" >>{tmp_path}/log\n'
        f"for _ in $(seq 60); do [ -e {tmp_path}/host/sft/stop ] && exit 75; sleep 0.1; done",
    }
    for name, text in programs.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/bash\n{text}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}")
    for key, value in {
        "SLURM_NNODES": "2",
        "SLURM_JOB_NODELIST": "node-[a-b]",
        "SLURM_JOB_ID": "7",
        "FX_IMAGE": "train.sqsh",
        "FX_MOUNTS": f"/data:/data:ro,{tmp_path}/host:/out",
    }.items():
        monkeypatch.setenv(key, value)
    return tmp_path


@pytest.mark.parametrize("out", [["--out", "/out/sft"], ["--out=/out/sft"]])
def test_the_batch_script_stops_and_requeues(slurm, out):
    job = subprocess.Popen(["bash", str(DEPLOY / "train.sbatch"), "sft.py", "--recipe", "mini", *out])
    deadline = time.time() + 20
    while not ((slurm / "log").exists() and "srun" in (slurm / "log").read_text()) and time.time() < deadline:
        time.sleep(0.05)
    job.send_signal(signal.SIGUSR1)
    assert job.wait(20) == 75
    log = (slurm / "log").read_text()
    assert "srun 2 node-a:29500" in log
    assert log.rstrip().endswith("scontrol requeue 7")
    assert "--resume" in log


@pytest.mark.parametrize(("change", "complaint"), [("FX_IMAGE", "FX_IMAGE"), ("FX_MOUNTS", "FX_MOUNTS"), (None, "No --out")])
def test_the_batch_script_says_what_is_missing(slurm, monkeypatch, change, complaint):
    if change:
        monkeypatch.delenv(change)
    words = ["bash", str(DEPLOY / "train.sbatch"), "sft.py", *(["--out", "/out/sft"] if change else [])]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode != 0
    assert complaint in done.stderr


def locked(name: str) -> dict[str, list[str]]:
    """Package → lines that pin it, each with at least one hash."""
    pins: dict[str, list[str]] = {}
    for entry in re.split(r"\n(?=[a-z0-9])", (TRAIN / name).read_text()):
        if match := re.match(r"([a-z0-9-]+)==([^ ;\\]+)", entry):
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), f"{name}: {match[1]} has no hash"
            pins.setdefault(match[1], []).append(match[2])
    return pins


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_no_address(name):
    assert not re.search(r"https?://|--index-url|--find-links|@ file", (TRAIN / name).read_text())


@pytest.mark.parametrize(
    ("name", "extras"), [("requirements.lock", []), ("requirements-gpu.lock", ["gpu"]), ("requirements-check.lock", None)]
)
def test_every_direct_dependency_is_locked_with_a_hash(name, extras):
    project = tomllib.loads((TRAIN / "pyproject.toml").read_text())["project"]
    optional = project["optional-dependencies"]
    wanted = optional["check"] if extras is None else [*project["dependencies"], *(line for e in extras for line in optional[e])]
    pins = locked(name)
    for requirement in wanted:
        package, pinned = re.match(r"([a-z0-9-]+)(?:==(\S+))?", requirement).groups()
        assert package in pins, f"{name} lacks {package}: run lock.sh"
        if pinned:
            assert pins[package] == [pinned], f"{name}: {package} is {pins[package]}, pyproject.toml says {pinned}: run lock.sh"


def test_the_locks_agree():
    training, gpu = locked("requirements.lock"), locked("requirements-gpu.lock")
    for package, versions in gpu.items():
        assert package not in training or set(versions) <= set(training[package]), package
    for package, versions in locked("requirements-serve.lock").items():
        assert gpu[package] == versions, package
