#!/usr/bin/env bash
# The proof on one GPU in calls of at most ten minutes, as docs/lab-notes.md reports them.
#   proof.sh arms OUT PICTURES          the four arms of the ablation over two seeds; SFT on PICTURES beside them
#   proof.sh pictures OUT PICTURES FROM the roof; then both stages on PICTURES, going on from the model in FROM
# PICTURES is a data set directory made by shrink.py. Logs, figures and packed checkpoints end in OUT.
set -uo pipefail
phase=$1 out=$(realpath "$2") pictures=$(realpath "$3") from=$(realpath -m "${4:-none}")
cd "$(dirname "$0")"
export OMP_NUM_THREADS=2 TOKENIZERS_PARALLELISM=false HF_HUB_OFFLINE=1 PYTHONUNBUFFERED=1
work=$(mktemp -d)
keep() { tar czf "$out/$phase.tgz" -C "$work" --exclude checkpoints --exclude '*.safetensors' --exclude '*-trial' .; }
pack() { python3 pack.py --from "$work/$1" --out "$work/packed/$2" && tar czf "$out/$2.tgz" -C "$work/packed" "$2"; }

if [ "$phase" = arms ]; then
  python3 experiment.py --recipe mini-pictures --data "$pictures" --out "$work/pictures" --only sft --seeds 1 --minutes 6.6 --set sft.max_steps=2400 &
  beside=$!
  python3 experiment.py --recipe mini-crowded --out "$work/crowded" --only sft --seeds 1 2
  keep
  python3 experiment.py --recipe mini-crowded --out "$work/crowded" --only arms --seeds 1 2 --fit 4.4
  keep
  pack crowded/seed-1/progressive crowded-progressive-1
  wait $beside; keep
  pack pictures/seed-1/sft pictures-sft
fi

if [ "$phase" = pictures ]; then
  timeout 100 python3 roofline.py --from "$from" --out "$out/roofline.json" --batches 64 512
  python3 experiment.py --recipe mini-pictures --data "$pictures" --out "$work/pictures" --only sft --seeds 1 --minutes 4 \
    --set model.base="$from" --set model.tiny=null --set sft.learning_rate=5e-4 --set sft.max_steps=2400
  keep; pack pictures/seed-1/sft pictures-sft
  python3 experiment.py --recipe mini-pictures --data "$pictures" --out "$work/pictures" --only arms --arms progressive --seeds 1 --minutes 2
  keep; pack pictures/seed-1/progressive pictures-progressive
fi
