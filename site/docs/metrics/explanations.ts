import { type GroupNotes, noAnnotatedFake, noFake } from './note.ts';

export const tags: GroupNotes<'tags'> = {
  tagF1: {
    formula: String.raw`\mathrm{F}_1^{\text{tag}}=\frac{2\sum_{i\in\mathcal F}|T_i\cap U_i|}{\sum_{i\in\mathcal F}\bigl(|T_i|+|U_i|\bigr)}`,
    emptyWhen: 'Neither the truth nor the file has a tag on a fake of the slice.',
    trick: 'Give every image all six tags, or always the most frequent one.',
    answer:
      'Each wrong tag stands in the denominator, and the first part of the FX score gives nothing for calling everything fake. A trivial entry shows what constant tags are worth.',
    usedBy:
      'SemEval-2018 Task 1 (the emotions of a tweet, several at once) reports it beside the macro form. scikit-learn has it as f1_score with average="micro".',
  },
  tagMacroF1: {
    formula: String.raw`\frac{1}{|\mathcal T|}\sum_{t\in\mathcal T}\frac{2\,TP_t}{2\,TP_t+FP_t+FN_t},\qquad \mathcal T=\bigcup_{i\in\mathcal F}U_i`,
    emptyWhen: 'The truth has no tag on a fake of the slice.',
    trick: 'Learn the frequent tags only.',
    answer: 'Here a rare tag weighs as much as a frequent one. A single rare image can swing it, so it does not rank.',
    usedBy:
      'SemEval-2018 Task 1 as well. scikit-learn has it as f1_score with average="macro", there over the tags that are predicted too.',
  },
  tagJaccard: {
    formula: String.raw`\frac{1}{|\mathcal F|}\sum_{i\in\mathcal F}\frac{|T_i\cap U_i|}{|T_i\cup U_i|},\qquad \tfrac{0}{0}=1`,
    emptyWhen: noFake,
    trick: 'Leave the tags out and collect the images where the truth has none either.',
    answer: 'Those are few, the empty answer is wrong on all others, and tag F1, which ranks, gives nothing for it.',
    usedBy: 'SemEval-2018 Task 1 ranks by it. scikit-learn has it as jaccard_score with average="samples".',
  },
  tagExact: {
    formula: String.raw`\frac{1}{|\mathcal F|}\sum_{i\in\mathcal F}[\,T_i=U_i\,]`,
    emptyWhen: noFake,
    trick: 'Always answer with the most frequent set of tags.',
    answer: 'It earns the share of that set and no more; tag F1 shows it for what it is.',
    usedBy: 'scikit-learn calls it subset accuracy: accuracy_score of several labels at once.',
  },
};

export const text: GroupNotes<'text'> = {
  groundedText: {
    formula: String.raw`\mathrm{GT}=\frac{2\sum_{i\in\mathcal L}S_i}{\sum_{i\in\mathcal L}\bigl(|P_i|+|G_i|\bigr)},\qquad S_i=\max_{\pi}\sum_{\substack{(p,g)\in\pi\\ \mathrm{IoU}(p,g)\ge 0.3}}\mathrm{ROUGE}_L(p,g)`,
    emptyWhen: noAnnotatedFake,
    trick: 'Write a stock phrase that fits most defects into every box.',
    answer:
      'Words earn only where their box is right (IoU at least 0.3), each annotated text pays once, and surplus boxes cost as in grounding F1.',
    usedBy:
      'Nobody in this form. DenseCap (2016) is near: a caption of a region counts only where its box overlaps, from IoU 0.3 on.',
  },
  rougeL: {
    formula: String.raw`\frac{1}{|\mathcal L|}\sum_{i\in\mathcal L}\frac{2\,Q_iR_i}{Q_i+R_i},\qquad Q_i=\frac{\mathrm{LCS}(\hat w_i,w_i)}{|\hat w_i|},\quad R_i=\frac{\mathrm{LCS}(\hat w_i,w_i)}{|w_i|}`,
    emptyWhen: noAnnotatedFake,
    trick: 'Write very long texts that hold every likely word, or swap letters for look-alikes.',
    answer:
      'Length costs precision in the F measure. Texts are normalised on both sides (NFKC, invisible characters dropped), and look-alikes from another alphabet only lose words. It is blind to places, so grounded text ranks.',
    usedBy: 'Lin (2004), for summaries; the MS COCO caption server (2015); the tables of the FakeXplain paper.',
  },
  bleu2: {
    formula: String.raw`\frac{1}{|\mathcal L|}\sum_{i\in\mathcal L}\mathrm{BP}_i\,\sqrt{p_{1,i}\;p_{2,i}},\qquad \mathrm{BP}_i=\min\bigl(1,\ e^{\,1-|w_i|/|\hat w_i|}\bigr)`,
    emptyWhen: noAnnotatedFake,
    trick: 'Write two sure words.',
    answer:
      'The brevity penalty takes it back, and clipping stops a word from being counted more often than the annotation has it. It is here because papers report it, and never ranks.',
    usedBy:
      'Papineni et al. (2002), for translation; the MS COCO caption server (2015); the tables of the FakeXplain paper.',
  },
};
