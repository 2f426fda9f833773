#!/usr/bin/env bash
# The proof on one GPU in calls of at most ten minutes, as docs/lab-notes.md reports them.
#   proof.sh arms OUT                    the four arms of the ablation over two seeds
#   proof.sh serve OUT MODEL             the runner's images/s over the model server's own (needs Node 24)
#   proof.sh pictures OUT PICTURES FROM  both stages on a data set directory made by shrink.py, going on from a model
# Logs, figures and packed checkpoints end in OUT.
set -uo pipefail
phase=$1 out=$(realpath "$2")
[ "$#" -gt 2 ] && third=$(realpath "$3")
[ "$#" -gt 3 ] && from=$(realpath "$4")
cd "$(dirname "$0")" || exit
export OMP_NUM_THREADS=2 TOKENIZERS_PARALLELISM=false HF_HUB_OFFLINE=1 PYTHONUNBUFFERED=1
work=$(mktemp -d)
keep() { tar czf "$out/$phase.tgz" -C "$work" --exclude checkpoints --exclude '*.safetensors' --exclude '*-trial' .; }
pack() { python3 pack.py --from "$work/$1" --out "$work/packed/$2" && tar czf "$out/$2.tgz" -C "$work/packed" "$2"; }

if [ "$phase" = arms ]; then
  python3 experiment.py --recipe mini-crowded --out "$work/crowded" --only sft --seeds 1 2
  keep
  python3 experiment.py --recipe mini-crowded --out "$work/crowded" --only arms --seeds 1 2 --fit 3.8
  keep
  pack crowded/seed-1/progressive crowded-progressive-1
fi

if [ "$phase" = serve ]; then
  python3 - "$work" <<'PYTHON'
import sys
from fakexplainer.fixture import draw_fixture
for sample in draw_fixture(128, 999):
    sample.image.save(f"{sys.argv[1]}/{sample.image_id}.png")
PYTHON
  python3 serve.py --model "$third" --name mini --dtype float32 --port 8125 --max-batch 128 &
  server=$!
  for _ in $(seq 60); do python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8125/health')" 2>/dev/null && break; sleep 1; done
  ask="node ../../../tests/bench/baseline.ts --url http://127.0.0.1:8125/v1 --model mini --images $work"
  $ask --count 128 --concurrency 8,32,128 --rounds 3 | tee "$out/serve.txt"
  $ask --count 24 --concurrency 1 --rounds 2 | tee -a "$out/serve.txt"
  kill $server
fi

if [ "$phase" = pictures ]; then
  python3 experiment.py --recipe mini-pictures --data "$third" --out "$work/pictures" --only sft --seeds 1 --minutes 4 \
    --set model.base="$from" --set model.tiny=null --set sft.learning_rate=5e-4 --set sft.max_steps=2400
  keep; pack pictures/seed-1/sft pictures-sft
  python3 experiment.py --recipe mini-pictures --data "$third" --out "$work/pictures" --only arms --arms progressive --seeds 1 --minutes 2
  keep; pack pictures/seed-1/progressive pictures-progressive
fi
