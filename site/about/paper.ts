/**
 * The numbers of the paper and its page, each with a mark of how directly it is known. None of these numbers was
 * measured here, and none is ranked with ours.
 */

/** How a fact is known, the surest first. */
export const marks = {
  abstract: 'stands in the abstract of the paper',
  page: "stands on the project's own page",
  code: "read from the authors' public code",
  secondary: 'from a machine-written summary of the paper: good, but not the paper',
  inferred: 'our reading, stated nowhere',
} as const;
export type Mark = keyof typeof marks;

export interface Cell {
  text: string;
  /** where it differs from the table's own mark */
  mark?: Mark;
}
export interface PaperTable {
  id: string;
  title: string;
  columns: readonly string[];
  rows: readonly { name: string; cells: readonly (string | Cell)[] }[];
  mark: Mark;
  remark?: string;
}

const abstract = (text: string): Cell => ({ text, mark: 'abstract' });

/** FakeXplainer's own figures (32B, pGRPO), by the key of the metric. */
export const reported = {
  accuracy: abstract('.982'),
  iou: abstract('.360'),
  bleu2: { text: '.267', mark: 'secondary' },
  rougeL: { text: '.251', mark: 'secondary' },
} as const satisfies Record<string, Cell>;

export const paperTables: readonly PaperTable[] = [
  {
    id: 'families',
    title: 'Detection and grounding by generator family',
    columns: ['FakeXplainer acc', 'IoU', 'ObjectFormer acc', 'IoU', 'SegFormer acc', 'IoU', 'FakeVLM acc'],
    rows: [
      { name: 'Diffusion', cells: ['.983', '.356', '.954', '.287', '.945', '.290', '.919'] },
      { name: 'GAN', cells: ['.955', '.337', '.950', '.280', '.941', '.279', '.827'] },
      { name: 'DiT', cells: ['.983', '.354', '.954', '.293', '.945', '.289', '.889'] },
      { name: 'Others', cells: ['.978', '.348', '.953', '.369', '.944', '.287', '.870'] },
      {
        name: 'Overall',
        cells: [reported.accuracy, reported.iou, '.954', '.299', '.945', '.289', '.828'],
      },
    ],
    mark: 'secondary',
    remark:
      'Four-fold cross-validation. FakeXplainer’s overall IoU is above that of every family, so it is not a mean of the rows: either it is computed differently, or the summary slipped.',
  },
  {
    id: 'models',
    title: 'Before and after the training pipeline',
    columns: ['Accuracy', 'IoU', 'BLEU-2', 'ROUGE-L'],
    rows: [
      {
        name: 'Qwen2.5-VL-32B',
        cells: ['.734 → .982', '.044 → .360', '.080 → .267', '.076 → .251'],
      },
      { name: 'InternVL3-8B', cells: ['.584 → .928', '.039 → .134', '.061 → .232', '.059 → .225'] },
      { name: 'MiMo-VL-7B-RL', cells: ['.515 → .920', '–', '.083 → .249', '.076 → .239'] },
      { name: 'FakeShield', cells: ['.801', '.028', '.004', '.003'] },
      { name: 'LEGION', cells: ['.583', '.098', '.072', '.055'] },
    ],
    mark: 'secondary',
  },
  {
    id: 'ablation',
    title: 'Ablation (32B unless named)',
    columns: ['Accuracy', 'IoU', 'BLEU-2'],
    rows: [
      { name: 'SFT only', cells: ['.893', '.043', '.183'] },
      { name: 'GRPO, ω_G = 1 throughout', cells: ['.937', '.265', '.257'] },
      { name: 'GRPO, ω_G = 0.5 throughout', cells: ['.974', '.223', '.261'] },
      { name: 'pGRPO, ω_G from 0.5 to 1', cells: [reported.accuracy, reported.iou, reported.bleu2.text] },
      { name: 'pGRPO on 3B', cells: ['.842', '.185', '.195'] },
      { name: 'pGRPO on 7B', cells: ['.958', '.255', '.246'] },
    ],
    mark: 'secondary',
  },
  {
    id: 'out-of-distribution',
    title: 'Accuracy out of distribution',
    columns: ['FakeXplainer', 'NPR', 'DIRE', 'FakeShield', 'LEGION'],
    rows: [
      { name: 'FakeClue', cells: ['.852', '.833', '.727', '.550', '.172'] },
      { name: 'Chameleon', cells: ['.843', '.794', '.752', '.587', '.197'] },
      { name: 'GPT-Image-1', cells: ['.801', '.790', '.793', '.752', '.238'] },
      { name: 'FaceForensics++', cells: ['.864', '.861', '.850', '.773', '.395'] },
      { name: 'MMFR', cells: ['.874', '.569', '.624', '.710', '.193'] },
    ],
    mark: 'secondary',
  },
  {
    id: 'datasets',
    title: 'Data sets compared',
    columns: ['Textual localisation', 'Tagged reason', 'Image sources', 'Human alignment', 'Human-annotated'],
    rows: [
      { name: 'GenImage', cells: ['✗', '✗', '8', '–', '✗'] },
      { name: 'FakeBench', cells: ['✓', '✓', '10', '–', '✗'] },
      { name: 'MMFR-Dataset', cells: ['✗', '✓', '10', '–', '✗'] },
      { name: 'SynthScars', cells: ['✓', '✓', '–', '✓', '✗'] },
      { name: 'MMTD-Set', cells: ['✓', '✓', '✓', '✓', '✗'] },
      { name: 'FakeXplained', cells: ['✓', '✓', '29', '–', '✓'] },
    ],
    mark: 'page',
    remark:
      'As it stands on the page, where the numbers sit one column off: 8, 10, 10 and 29 count image sources (28 generators and real images). SynthScars’ own readme says that human experts annotated it.',
  },
];

export const paperFacts: readonly { fact: string; value: string; mark: Mark }[] = [
  { fact: 'Annotated fake images', value: '8,772 (the page says “8,000+”)', mark: 'secondary' },
  {
    fact: 'Region and text pairs',
    value: '5.42 an image on average, by 23 trained annotators',
    mark: 'secondary',
  },
  { fact: 'Generators', value: '28 text-to-image models in four families: Diffusion, GAN, DiT, Others', mark: 'page' },
  {
    fact: 'Generators named in public',
    value:
      'Diffusion: Midjourney, Stable Diffusion, DALL·E · GAN: StyleGAN, VQGAN · DiT: PixArt, DiT · Others: VAR, Infinity, MaskGIT, LlamaGen; the other 17 are in the data',
    mark: 'page',
  },
  { fact: 'Contents', value: 'ImageNet-1K classes and MS COCO captions; real images from the same two', mark: 'page' },
  {
    fact: 'Annotation',
    value: 'one or more boxes an image, a text for each, and a set of six global tags',
    mark: 'page',
  },
  {
    fact: 'Quality control',
    value: 'manual and automatic; a 5% subset must agree with a reference: IoU ≥ 0.20 and label accuracy ≥ 1/3',
    mark: 'secondary',
  },
  { fact: 'Split', value: 'four-fold cross-validation; no fixed test split found', mark: 'secondary' },
  {
    fact: 'Human preference (1,525 votes)',
    value: 'human annotation over FakeXplainer 52.9%; FakeXplainer over LEGION or FakeShield 99.75%',
    mark: 'secondary',
  },
];

export const methodFacts: readonly { fact: string; value: string; mark: Mark }[] = [
  { fact: 'Backbone', value: 'Qwen2.5-VL-32B-Instruct; also 3B, 7B, InternVL3-8B, MiMo-VL-7B-RL', mark: 'secondary' },
  { fact: 'One pass gives', value: 'verdict, boxes with text, tags', mark: 'page' },
  {
    fact: 'Stage 1',
    value:
      'supervised fine-tuning on a structured chain of thought; all linear layers of vision tower, projector and language model; 3 epochs',
    mark: 'secondary',
  },
  { fact: 'Stage 2', value: 'progressive GRPO (pGRPO), 3 epochs, 4 samples a prompt', mark: 'secondary' },
  {
    fact: 'Reward',
    value: 'R = ω_G(t)·R_G + R_C + R_F, with ω_G(t) = 0.5 + 0.5·t/T and R_G = min(1, 1.1·IoU)',
    mark: 'secondary',
  },
  {
    fact: 'IoU in the tables',
    value: 'not stated; most likely of the unions of boxes, averaged over the fakes, as here',
    mark: 'inferred',
  },
];

export const bibtex = `@inproceedings{fakexplain2026,
  title     = {{FakeXplain}: {AI}-Generated Image Detection via Human-Aligned Grounded Reasoning},
  booktitle = {International Conference on Learning Representations (ICLR)},
  year      = {2026},
  eprint    = {2506.07045},
  archivePrefix = {arXiv}
}`;
