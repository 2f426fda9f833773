#!/usr/bin/env bash
# Writes the lock files from pyproject.toml: exact versions, with the hashes of all files of each. Needs uv (`pip install uv`).
# Versions that stand in a lock stay; `lock.sh --upgrade` takes the newest that fit.
#   requirements.lock        both stages and serve.py, any platform; on Linux torch is the CUDA 13.0 build
#   requirements-gpu.lock    the same with DeepSpeed and vLLM's rollouts: Linux x86-64, Python 3.12
#   requirements-serve.lock  vLLM alone, at the versions of the one above
#   requirements-check.lock  what checks without torch: pytest and linters, any platform
set -euo pipefail
cd "$(dirname "$0")"
compile() { uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command lock.sh "$@"; }
everywhere=(--universal --python-version 3.11)
gpu=(--python-version 3.12 --python-platform x86_64-manylinux_2_28)
compile pyproject.toml "${everywhere[@]}" -o requirements.lock "$@"
compile pyproject.toml --extra gpu -c requirements.lock "${gpu[@]}" -o requirements-gpu.lock "$@"
grep -o '^vllm==[^ ]*' requirements-gpu.lock | compile - -c requirements-gpu.lock "${gpu[@]}" -o requirements-serve.lock "$@"
sed -n '/^check = \[/,/^\]/s/^  "\(.*\)",$/\1/p' pyproject.toml | compile - -c requirements.lock "${everywhere[@]}" -o requirements-check.lock "$@"
