"""The same report from the Python stack, written as a careful user of it would: every image is measured once, all slices
are put together from that, the bootstrap is a matrix product. Two files in, the report's `slices` as JSON on stdout.

Detection: scikit-learn. COCO AP: pycocotools, evaluated once, accumulated for each slice. Assignments: scipy. Text: nltk and
rouge-score. Areas, the bootstrap and DeLong: numpy. Its resamples are numpy's own, so its intervals are not ours to the digit.
"""

import contextlib
import io
import json
import sys
import warnings
from pathlib import Path

import numpy as np
from scipy.stats import rankdata
from sklearn import metrics as sk

sys.path.insert(0, str(Path(__file__).parent.parent / "parity"))
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from reference import TAGS, best, bleu2, ious, joined, rouge_l, tokens

warnings.filterwarnings("ignore")
RESAMPLES = 2000
COLUMNS = [
    "correct",
    "squared",
    "predicted",
    "images",
    "jaccard",
    "exact",
    "right",
    "grounded",
    "iou",
    "shared",
    "areaP",
    "areaG",
    "m",
    "rouge",
    "bleu",
    "s",
    "regions",
    "k30",
    "k50",
    "k75",
] + [f"{kind}{tag}" for kind in ("hit", "use", "truth") for tag in TAGS]
C = {name: i for i, name in enumerate(COLUMNS)}


def read(file):
    with Path(file).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def union_areas(p, g):
    """Exact areas of both unions and of what they share, on the grid of all edges."""
    a, b = np.asarray(p, float).reshape(-1, 4), np.asarray(g, float).reshape(-1, 4)
    every = np.concatenate([a, b])
    xs, ys = np.unique(every[:, [0, 2]]), np.unique(every[:, [1, 3]])
    cells = np.outer(np.diff(ys), np.diff(xs))

    def covered(boxes):
        mask = np.zeros(cells.shape, bool)
        left, right = np.searchsorted(xs, boxes[:, 0]), np.searchsorted(xs, boxes[:, 2])
        top, bottom = np.searchsorted(ys, boxes[:, 1]), np.searchsorted(ys, boxes[:, 3])
        for k in range(len(boxes)):
            mask[top[k] : bottom[k], left[k] : right[k]] = True
        return mask

    m, n = covered(a), covered(b)
    return cells[m].sum(), cells[n].sum(), cells[m & n].sum()


def row(truth, predicted):
    values = np.zeros(len(COLUMNS))
    fake = truth["label"] == "fake"
    p, g = predicted.get("regions", []), truth.get("regions", [])
    values[C["correct"]] = truth["label"] == predicted["label"]
    values[C["squared"]] = (predicted.get("score", 0.0) - fake) ** 2
    values[C["predicted"]] = len(p)
    values[C["images"]] = 1
    if not fake:
        return values
    t, u = set(truth["tags"]), set(predicted.get("tags", []))
    values[C["jaccard"]] = len(t & u) / len(t | u) if t | u else 1
    values[C["exact"]] = t == u
    for tag in TAGS:
        values[C[f"hit{tag}"]] = tag in t and tag in u
        values[C[f"use{tag}"]] = (tag in t) + (tag in u)
        values[C[f"truth{tag}"]] = tag in t
    if not g:
        return values
    values[C["grounded"]] = 1
    values[C["regions"]] = len(p) + len(g)
    boxes_p, boxes_g = [r["box"] for r in p], [r["box"] for r in g]
    area_p, area_g, shared = union_areas(boxes_p, boxes_g)
    values[C["areaP"]], values[C["areaG"]], values[C["shared"]] = area_p, area_g, shared
    values[C["iou"]] = shared / (area_p + area_g - shared)
    if not p:
        return values
    overlap = ious(boxes_p, boxes_g)
    values[C["m"]] = best(overlap)
    for name, threshold in (("k30", 0.3), ("k50", 0.5), ("k75", 0.75)):
        values[C[name]] = best((overlap >= threshold).astype(float))
    values[C["right"]] = predicted["label"] == "fake" and values[C["k30"]] > 0 and (bool(t & u) or not (t or u))
    text_p, text_g = joined(p), joined(g)
    values[C["rouge"]] = rouge_l(text_p, text_g)
    values[C["bleu"]] = bleu2(tokens(text_p), tokens(text_g))
    alike = np.zeros_like(overlap)
    for i, j in zip(*np.nonzero(overlap >= 0.3), strict=True):
        alike[i, j] = rouge_l(p[i]["text"], g[j]["text"])
    values[C["s"]] = best(alike)
    return values


def of_sums(reals, fakes):
    """Every metric that is arithmetic on sums, for sums of one sample or of many (last axis: columns)."""
    r, f = (lambda name: reals[..., C[name]]), (lambda name: fakes[..., C[name]])
    with np.errstate(all="ignore"):
        n_r, n_f = r("images"), f("images")
        recall, specificity = f("correct") / n_f, r("correct") / n_r
        hits = np.stack([f(f"hit{tag}") for tag in TAGS])
        uses = np.stack([f(f"use{tag}") for tag in TAGS])
        used = np.stack([f(f"truth{tag}") for tag in TAGS]) > 0
        tag_f1 = 2 * hits.sum(0) / uses.sum(0)
        grounding, text = 2 * f("m") / f("regions"), 2 * f("s") / f("regions")
        predicted = r("predicted") + f("predicted")
        return {
            "accuracy": (r("correct") + f("correct")) / (n_r + n_f),
            "recall": recall,
            "specificity": specificity,
            "balancedAccuracy": (recall + specificity) / 2,
            "f1": 2 * f("correct") / (f("correct") + n_f + n_r - r("correct")),
            "brier": (r("squared") + f("squared")) / (n_r + n_f),
            "iou": f("iou") / f("grounded"),
            "pixelPrecision": f("shared") / f("areaP"),
            "pixelRecall": f("shared") / f("areaG"),
            "groundingF1": grounding,
            "f1At30": 2 * f("k30") / f("regions"),
            "f1At50": 2 * f("k50") / f("regions"),
            "f1At75": 2 * f("k75") / f("regions"),
            "hallucinationRate": (predicted - f("k30")) / predicted,
            "tagF1": tag_f1,
            "tagMacroF1": np.where(used, 2 * hits / np.where(uses == 0, 1, uses), 0).sum(0) / used.sum(0),
            "tagJaccard": f("jaccard") / n_f,
            "tagExact": f("exact") / n_f,
            "rougeL": f("rouge") / f("grounded"),
            "bleu2": f("bleu") / f("grounded"),
            "groundedText": text,
            "rightReason": f("right") / n_f,
            "fxScore": (recall + specificity - 1 + grounding + tag_f1 + text) / 4,
        }


def open_coco(truths, told):
    """pycocotools on all images at once; for a slice its images are picked out of what was evaluated."""

    def xywh(b):
        return [b[0], b[1], b[2] - b[0], b[3] - b[1]]

    dataset = {"images": [], "annotations": [], "categories": [{"id": 1, "name": "flaw"}]}
    found = []
    for i, (t, p) in enumerate(zip(truths, told, strict=True), start=1):
        dataset["images"].append({"id": i, "width": t["width"], "height": t["height"]})
        for r in t.get("regions", []):
            box = xywh(r["box"])
            number = len(dataset["annotations"]) + 1
            area = box[2] * box[3]
            dataset["annotations"].append({"id": number, "image_id": i, "category_id": 1, "bbox": box, "area": area, "iscrowd": 0})
        found += [{"image_id": i, "category_id": 1, "bbox": xywh(r["box"]), "score": r["score"]} for r in p.get("regions", [])]
    with contextlib.redirect_stdout(io.StringIO()):
        gt = COCO()
        gt.dataset = dataset
        gt.createIndex()
        evaluation = COCOeval(gt, gt.loadRes(found), "bbox")
        evaluation.params.areaRng, evaluation.params.areaRngLbl = [[0, 1e10]], ["all"]
        evaluation.params.maxDets = [100]
        evaluation.evaluate()
    every = evaluation.evalImgs

    def of(images):
        ids = (images + 1).tolist()
        evaluation.params.imgIds = evaluation._paramsEval.imgIds = ids
        evaluation.evalImgs = [every[i] for i in images]
        with contextlib.redirect_stdout(io.StringIO()):
            evaluation.accumulate()
        precision = evaluation.eval["precision"][:, :, 0, 0, 0]
        return {"ap": precision.mean(), "ap50": precision[0].mean(), "ap75": precision[5].mean()}

    return of


def delong(x, z):
    """AUROC and its 95% interval (DeLong et al. 1988) by midranks (Sun & Xu 2014)."""
    m, n = len(x), len(z)
    every = rankdata(np.concatenate([x, z]))
    v10, v01 = (every[:m] - rankdata(x)) / n, 1 - (every[m:] - rankdata(z)) / m
    auc = v10.mean()
    half = 1.959963984540054 * (v10.var(ddof=1) / m + v01.var(ddof=1) / n) ** 0.5
    return auc, [max(0.0, auc - half), min(1.0, auc + half)]


def resampled_precision(y, scores, counts):
    """Average precision on every resample: the scores are sorted once, then everything is cumulative sums."""
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.flatnonzero(np.diff(scores[order])), len(order) - 1)
    values = np.empty(len(counts))
    fakes = y[order].astype(float)
    for b, weights in enumerate(counts):
        w = weights[order]
        all_, hits = np.cumsum(w)[last], np.cumsum(w * fakes)[last]
        with np.errstate(all="ignore"):
            values[b] = np.nansum(np.diff(hits, prepend=0.0) * hits / all_) / hits[-1]
    return values


def main(truth_file, prediction_file):
    truths = sorted(read(truth_file), key=lambda line: line["image_id"])
    by_id = {line["image_id"]: line for line in read(prediction_file)}
    told = [by_id[t["image_id"]] for t in truths]
    rows = np.stack([row(t, p) for t, p in zip(truths, told, strict=True)])
    y = np.array([t["label"] == "fake" for t in truths])
    said = np.array([p["label"] == "fake" for p in told])
    scores = np.array([p["score"] for p in told])
    coco = open_coco(truths, told)
    generator = np.array([t.get("generator", "") for t in truths])
    family = np.array([t.get("family", "") for t in truths])

    rng = np.random.default_rng(1)
    sums, counts = {}, np.zeros((RESAMPLES, len(truths)), np.float32)
    for name in np.unique(generator):
        members = np.flatnonzero(generator == name)
        counts[:, members] = rng.multinomial(len(members), np.full(len(members), 1 / len(members)), RESAMPLES)
        sums[name] = counts[:, members].astype(float) @ rows[members]

    slices = {"overall": y}
    slices |= {f"family:{name}": family == name for name in np.unique(family[y])}
    slices |= {f"generator:{name}": generator == name for name in np.unique(generator[y])}
    out = {}
    for name, fakes in slices.items():
        index = np.flatnonzero(fakes | ~y)
        point = {k: float(v) for k, v in of_sums(rows[~y].sum(0), rows[fakes].sum(0)).items()}
        point["accuracy"] = sk.accuracy_score(y[index], said[index])
        point["f1"] = sk.f1_score(y[index], said[index])
        point["averagePrecision"] = sk.average_precision_score(y[index], scores[index])
        replicates = of_sums(sums[""], sum(sums[each] for each in np.unique(generator[fakes])))
        replicates["averagePrecision"] = resampled_precision(y[index], scores[index], counts[:, index])
        bounds = {k: np.nanpercentile(v, [2.5, 97.5]).tolist() for k, v in replicates.items()}
        point["auroc"], bounds["auroc"] = delong(scores[fakes], scores[~y])
        out[name] = {"metrics": point | {k: float(v) for k, v in coco(index).items()}, "intervals": bounds}
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
