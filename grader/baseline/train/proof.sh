#!/usr/bin/env bash
# The proof on one GPU in two calls of at most ten minutes, as docs/lab-notes.md reports them.
#   proof.sh sft  OUT [PICTURES]           the roof, stage 1 of every recipe, and how fast the arms run side by side
#   proof.sh arms OUT FROM STEPS [PICTURES] the four arms of the ablation, from what the first call left in FROM
# PICTURES is a data set directory made by shrink.py. Logs, figures and packed checkpoints end in OUT.
set -uo pipefail
cd "$(dirname "$0")"
phase=$1 out=$2
export OMP_NUM_THREADS=2 TOKENIZERS_PARALLELISM=false HF_HUB_OFFLINE=1 PYTHONUNBUFFERED=1
work=$(mktemp -d)
keep() { tar czf "$out/$1.tgz" -C "$work" --exclude checkpoints --exclude '*.safetensors' .; }

if [ "$phase" = sft ]; then
  pictures=${3:-}
  nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv | tee "$out/gpu.csv"
  python3 experiment.py --recipe mini --out "$work/mini" --only sft --seeds 1 2 3 --set sft.workers=3 &
  mini=$!
  python3 experiment.py --recipe mini-crowded --minutes 4 --out "$work/crowded" --only sft --seeds 1 &
  crowded=$!
  if [ -n "$pictures" ]; then
    python3 experiment.py --recipe mini-pictures --minutes 4.5 --data "$pictures" --out "$work/pictures" --only sft --seeds 1 &
  fi
  wait $mini; keep sft
  wait $crowded; keep sft
  for seed in 1 2 3; do python3 pack.py --from "$work/mini/seed-$seed/sft" --out "$work/packed/mini-$seed"; done
  wait; keep sft
  python3 pack.py --from "$work/crowded/seed-1/sft" --out "$work/packed/crowded-1"
  [ -e "$work/pictures/seed-1/sft/model.safetensors" ] && python3 pack.py --from "$work/pictures/seed-1/sft" --out "$work/packed/pictures-1"
  tar czf "$out/minis.tgz" -C "$work/packed" mini-1 mini-2 mini-3
  for name in crowded-1 pictures-1; do tar czf "$out/$name.tgz" -C "$work/packed" $name; done
  timeout 80 python3 roofline.py --from "$work/mini/seed-1/sft" --out "$out/roofline.json"
  timeout 90 python3 experiment.py --recipe mini --out "$work/mini" --only arms --seeds 1 2 --set pgrpo.max_steps=12 --set data.held_out=64
  grep -ho "\"step_time\": [0-9.]*" "$work"/mini/seed-*/{half,one,progressive}/metrics.jsonl | tail -n 20
  keep sft
fi
