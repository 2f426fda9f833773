import { type GroupNotes, noFake } from './note.ts';

export const joint: GroupNotes<'joint'> = {
  fxScore: {
    formula: String.raw`\frac{1}{4}\,\Bigl[\,(2\,\mathrm{BA}-1)\;+\;\mathrm{F}_1^{\text{box}}\;+\;\mathrm{F}_1^{\text{tag}}\;+\;\mathrm{GT}\,\Bigr]`,
    emptyWhen: 'One of the four parts is null. An entry without an FX score never ranks.',
    trick: 'Optimise one part and leave the others at nothing.',
    answer:
      'Each part is a quarter, so a perfect classifier that explains nothing stops at 0.25. The first part is 0 for any guess that ignores the image, whatever the balance of the classes.',
    usedBy:
      'Nobody: it is this board’s own. Its first part is Youden’s index (1950); other boards average unlike parts too, as GLUE (2018) and the nuScenes detection score (2019) do.',
  },
  rightReason: {
    formula: String.raw`\frac{1}{|\mathcal F|}\sum_{i\in\mathcal F}\bigl[\hat y_i=1\bigr]\cdot\bigl[\exists\,p\in P_i,\,g\in G_i:\ \mathrm{IoU}(p,g)\ge 0.3\bigr]\cdot\bigl[T_i\cap U_i\neq\varnothing\ \text{or}\ T_i=U_i=\varnothing\bigr]`,
    emptyWhen: noFake,
    trick: 'Name all six tags and cover the image with boxes, so that something always fits.',
    answer:
      'It does raise this number, which is why it does not rank. The same file pays for it in tag F1, grounding F1 and hallucination rate, in the neighbouring columns.',
    usedBy:
      'Visual Commonsense Reasoning (2018), which counts an answer only together with the right rationale (Q → AR), and HotpotQA (2018), which scores answer and supporting facts jointly.',
  },
};
