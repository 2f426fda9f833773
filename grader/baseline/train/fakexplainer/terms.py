"""The vocabulary of the data set, as in submissions/terms.ts and in the prompt."""

TAGS = ("perspective", "art_style", "unrecognizable", "attributes", "texture", "other")

# The model's verdicts, as in the authors' code, and the data set's labels.
LABEL_OF_VERDICT = {"real": "real", "generated": "fake"}
VERDICT_OF_LABEL = {label: verdict for verdict, label in LABEL_OF_VERDICT.items()}
