"""The same metrics from the field's own tools. A job a line on stdin, its figures a line on stdout.

Jobs: {"kind": "score", truth, predictions} · {"kind": "mcnemar", a, b} · {"kind": "intervals", truth, predictions}
Detection: scikit-learn. COCO AP: pycocotools. Assignments: scipy. Text: nltk, rouge-score. McNemar: statsmodels. Areas by
painting pixels (boxes are whole numbers). DeLong and the bootstrap: numpy, from the definitions, not from our code.
"""

import contextlib
import io
import json
import sys
import warnings

import numpy as np
from nltk.translate.bleu_score import sentence_bleu
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from rouge_score import rouge_scorer
from scipy.optimize import linear_sum_assignment
from sklearn import metrics as sk
from statsmodels.stats.contingency_tables import mcnemar

warnings.filterwarnings("ignore")
TAGS = ["perspective", "art_style", "unrecognizable", "attributes", "texture", "other"]
ROUGE = rouge_scorer.RougeScorer(["rougeL"], use_stemmer=False)


def rouge_l(predicted: str, reference: str) -> float:
    return ROUGE.score(reference, predicted)["rougeL"].fmeasure


def tokens(text: str) -> list[str]:
    return ROUGE._tokenizer.tokenize(text)


def bleu2(predicted: list[str], reference: list[str]) -> float:
    if len(predicted) < 2 or not reference:
        return 0.0
    value = sentence_bleu([reference], predicted, weights=(0.5, 0.5))
    return value if value > 1e-100 else 0.0  # nltk stands in the smallest float for a precision of zero


def painted(boxes, size):
    mask = np.zeros((size[1], size[0]), dtype=bool)
    for x1, y1, x2, y2 in boxes:
        mask[int(y1) : int(y2), int(x1) : int(x2)] = True
    return mask


def ious(p, g):
    if not p or not g:
        return np.zeros((len(p), len(g)))
    a, b = np.asarray(p, float)[:, None], np.asarray(g, float)[None]
    wh = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    both = wh[..., 0] * wh[..., 1]

    def area(x):
        return (x[..., 2] - x[..., 0]) * (x[..., 3] - x[..., 1])

    return both / (area(a) + area(b) - both)


def best(matrix) -> float:
    rows, columns = linear_sum_assignment(matrix, maximize=True)
    return float(matrix[rows, columns].sum())


def joined(regions) -> str:
    order = sorted(regions, key=lambda r: (r["box"][1], r["box"][0], r["box"][3], r["box"][2], r["text"]))
    return " ".join(r["text"] for r in order)


def divide(a, b):
    return a / b if b else None


def mean(values):
    return float(np.mean(values)) if len(values) else None


def images(job):
    told = {line["image_id"]: line for line in job["predictions"]}
    for truth in sorted(job["truth"], key=lambda line: line["image_id"]):
        predicted = told[truth["image_id"]]
        yield truth, predicted, truth.get("regions", []), predicted.get("regions", [])


def score(job):
    rows = list(images(job))
    y = np.array([t["label"] == "fake" for t, *_ in rows])
    said = np.array([p["label"] == "fake" for _, p, *_ in rows])
    scores = [p.get("score") for _, p, *_ in rows]
    fakes, reals = int(y.sum()), int((~y).sum())
    out = {
        "accuracy": sk.accuracy_score(y, said),
        "recall": sk.recall_score(y, said) if fakes else None,
        "specificity": sk.recall_score(~y, ~said) if reals else None,
        "balancedAccuracy": sk.balanced_accuracy_score(y, said) if fakes and reals else None,
        "f1": sk.f1_score(y, said) if (y | said).any() else None,
        "auroc": sk.roc_auc_score(y, scores) if None not in scores and fakes and reals else None,
        "averagePrecision": sk.average_precision_score(y, scores) if None not in scores and fakes else None,
        "brier": sk.brier_score_loss(y, scores) if None not in scores else None,
    }
    out |= grounding(rows) | tags(rows) | coco(rows)
    parts = [out["balancedAccuracy"], out["groundingF1"], out["tagF1"], out["groundedText"]]
    out["fxScore"] = None if None in parts else ((2 * parts[0] - 1) + sum(parts[1:])) / 4
    return out


def grounding(rows):
    union, rouges, bleus = [], [], []
    inter = area_p = area_g = total_p = total_g = m = s = 0.0
    k = {0.3: 0.0, 0.5: 0.0, 0.75: 0.0}
    spurious_p = spurious_k = 0.0
    right = fakes = 0
    for truth, predicted, g, p in rows:
        overlap = ious([r["box"] for r in p], [r["box"] for r in g])
        spurious_p += len(p)
        pairs = best((overlap >= 0.3).astype(float)) if overlap.size else 0.0
        spurious_k += pairs
        if truth["label"] != "fake":
            continue
        fakes += 1
        shared = set(truth["tags"]) & set(predicted.get("tags", []))
        agree = bool(shared) or (not truth["tags"] and not predicted.get("tags", []))
        right += predicted["label"] == "fake" and pairs > 0 and agree
        if not g:
            continue
        size = (truth["width"], truth["height"])
        a, b = painted([r["box"] for r in p], size), painted([r["box"] for r in g], size)
        union.append((a & b).sum() / (a | b).sum())
        inter, area_p, area_g = inter + (a & b).sum(), area_p + a.sum(), area_g + b.sum()
        total_p, total_g = total_p + len(p), total_g + len(g)
        m += best(overlap) if overlap.size else 0.0
        for t in k:
            k[t] += best((overlap >= t).astype(float)) if overlap.size else 0.0
        if overlap.size:
            similar = np.array([[rouge_l(q["text"], r["text"]) for r in g] for q in p])
            s += best(np.where(overlap >= 0.3, similar, 0.0))
        rouges.append(rouge_l(joined(p), joined(g)))
        bleus.append(bleu2(tokens(joined(p)), tokens(joined(g))))
    return {
        "iou": mean(union),
        "pixelPrecision": divide(inter, area_p),
        "pixelRecall": divide(inter, area_g),
        "groundingF1": divide(2 * m, total_p + total_g),
        "f1At30": divide(2 * k[0.3], total_p + total_g),
        "f1At50": divide(2 * k[0.5], total_p + total_g),
        "f1At75": divide(2 * k[0.75], total_p + total_g),
        "hallucinationRate": divide(spurious_p - spurious_k, spurious_p),
        "rougeL": mean(rouges),
        "bleu2": mean(bleus),
        "groundedText": divide(2 * s, total_p + total_g),
        "rightReason": divide(right, fakes),
    }


def tags(rows):
    fakes = [(t, p) for t, p, *_ in rows if t["label"] == "fake"]
    if not fakes:
        return dict.fromkeys(("tagF1", "tagMacroF1", "tagJaccard", "tagExact"))
    y = np.array([[tag in t["tags"] for tag in TAGS] for t, _ in fakes])
    u = np.array([[tag in p.get("tags", []) for tag in TAGS] for _, p in fakes])
    used = y.any(axis=0)
    return {
        "tagF1": sk.f1_score(y, u, average="micro") if (y | u).any() else None,
        # column by column: scikit-learn reads a matrix of one column as a binary problem and averages over its two classes
        "tagMacroF1": mean([sk.f1_score(y[:, i], u[:, i]) for i in np.flatnonzero(used)]),
        "tagJaccard": sk.jaccard_score(y, u, average="samples", zero_division=1.0),
        "tagExact": sk.accuracy_score(y, u),
    }


def coco(rows):
    empty = dict.fromkeys(("ap", "ap50", "ap75"))
    if not any(p for *_, p in rows) or any("score" not in r for *_, p in rows for r in p) or not any(g for _, _, g, _ in rows):
        return empty

    def xywh(b):
        return [b[0], b[1], b[2] - b[0], b[3] - b[1]]

    truth = {"images": [], "annotations": [], "categories": [{"id": 1, "name": "flaw"}]}
    found = []
    for i, (t, _, g, p) in enumerate(rows, start=1):
        truth["images"].append({"id": i, "width": t["width"], "height": t["height"]})
        for r in g:
            box = xywh(r["box"])
            truth["annotations"].append(
                {"id": len(truth["annotations"]) + 1, "image_id": i, "category_id": 1, "bbox": box, "area": box[2] * box[3], "iscrowd": 0}
            )
        found += [{"image_id": i, "category_id": 1, "bbox": xywh(r["box"]), "score": r["score"]} for r in p]
    with contextlib.redirect_stdout(io.StringIO()):
        gt = COCO()
        gt.dataset = truth
        gt.createIndex()
        evaluation = COCOeval(gt, gt.loadRes(found), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return dict(zip(("ap", "ap50", "ap75"), map(float, evaluation.stats[:3]), strict=True))


def delong(y, scores):
    """AUROC and its variance by the definition of DeLong, DeLong & Clarke-Pearson 1988, every pair compared."""
    x, z = scores[y], scores[~y]
    psi = (x[:, None] > z[None]) + 0.5 * (x[:, None] == z[None])
    variance = psi.mean(axis=1).var(ddof=1) / len(x) + psi.mean(axis=0).var(ddof=1) / len(z)
    return psi.mean(), variance


def intervals(job, resamples=2000):
    """Percentile bootstrap stratified by generator, with numpy's generator; AUROC by DeLong."""
    rows = list(images(job))
    strata: dict[str, list[int]] = {}
    for i, (t, *_) in enumerate(rows):
        strata.setdefault(t.get("generator", ""), []).append(i)
    y = np.array([t["label"] == "fake" for t, *_ in rows])
    said = np.array([p["label"] == "fake" for _, p, *_ in rows])
    overlap = [ious([r["box"] for r in p], [r["box"] for r in g]) for _, _, g, p in rows]
    m = np.array([best(o) if o.size and y[i] and rows[i][2] else 0.0 for i, o in enumerate(overlap)])
    n = np.array([len(p) + len(g) if t["label"] == "fake" and g else 0 for t, _, g, p in rows])
    right = (y == said).astype(float)
    rng = np.random.default_rng(7)
    draws = {"accuracy": [], "balancedAccuracy": [], "groundingF1": []}
    for _ in range(resamples):
        index = np.concatenate([rng.choice(group, len(group)) for group in strata.values()])
        r, f = right[index], y[index]
        draws["accuracy"].append(r.mean())
        draws["balancedAccuracy"].append((r[f].mean() + r[~f].mean()) / 2)
        draws["groundingF1"].append(2 * m[index].sum() / n[index].sum())
    out = {key: list(np.percentile(values, [2.5, 97.5])) for key, values in draws.items()}
    scores = [p.get("score") for _, p, *_ in rows]
    if None not in scores:
        auc, variance = delong(y, np.array(scores))
        half = 1.959963984540054 * variance**0.5
        out["auroc"] = [max(0.0, auc - half), min(1.0, auc + half)]
    return out


def test_of_two(job):
    return {"p": float(mcnemar([[0, job["a"]], [job["b"], 0]], exact=True).pvalue) if job["a"] + job["b"] else 1.0}


if __name__ == "__main__":
    kinds = {"score": score, "mcnemar": test_of_two, "intervals": intervals}
    for line in sys.stdin:
        job = json.loads(line)
        print(json.dumps(kinds[job["kind"]](job)), flush=True)
