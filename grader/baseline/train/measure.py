"""The held-out figures of a trained model, on one device: what sft.py and pgrpo.py leave out after a run on several.

python measure.py --recipe qwen2.5-vl-7b-lora --model runs/7b/pgrpo --data DIR [--fold 0]
"""

import argparse
import json
from pathlib import Path

from fakexplainer.evaluate import evaluate_saved
from fakexplainer.prompt import load_prompt
from fakexplainer.recipe import load_recipe
from fakexplainer.samples import training_samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", required=True, help="the one it was trained by")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--fold", type=int, help="the fold that was held out; without it the dev split")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    arguments = parser.parse_args()
    recipe = load_recipe(arguments.recipe, arguments.set)
    _, held_out = training_samples(recipe, arguments.data, arguments.fold)
    print(json.dumps(evaluate_saved(arguments.model, recipe, held_out, load_prompt(recipe.prompt), arguments.batch), indent=2))


if __name__ == "__main__":
    main()
