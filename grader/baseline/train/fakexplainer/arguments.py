"""The settings that both stages take on the command line."""

import argparse
from pathlib import Path

from .recipe import Recipe, load_recipe, require_base


def stage_parser(description: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", required=True, help="a name in recipes/ or a path")
    parser.add_argument("--out", type=Path, required=True, help="where weights, log and curves go; shared storage with several machines")
    parser.add_argument("--base", metavar="REPOSITORY@COMMIT|DIR", help="the published weights to start from (or FX_BASE_MODEL)")
    parser.add_argument("--data", type=Path, help="data set directory; without it the recipe's fixture")
    parser.add_argument("--fold", type=int, help="hold out this fold of the train split instead of using the dev split")
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on from the last whole checkpoint in --out, if there is one; a run that is done stays as it is",
    )
    parser.add_argument("--minutes", type=float, help="stop in good order after this long")
    parser.add_argument("--steps", type=int, help="stop in good order after this many more steps")
    parser.add_argument("--eval-batch", type=int, default=128, help="held-out images a batch; 0 leaves the evaluation to measure.py")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override, as sft.max_steps=20")
    return parser


def chosen_recipe(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> Recipe:
    """The recipe that the arguments name; what is wrong with it, or with them, ends the program with a sentence."""
    try:
        recipe = load_recipe(arguments.recipe, arguments.set, arguments.base)
        require_base(recipe)
    except ValueError as error:
        parser.error(str(error))
    if arguments.fold is not None and not (arguments.data and 0 <= arguments.fold < recipe.data.folds):
        parser.error(f"--fold is 0 to {recipe.data.folds - 1} of the train split in --data.")
    if recipe.data.fixture is None and arguments.data is None:
        parser.error(f"The recipe {recipe.name} needs a data set: --data DIR, made by `fx dataset import` and `split`.")
    return recipe
