import { conventions } from '#grader/doctor/conventions.ts';
import { type Diagnosis, type Example, tellEvidence, tellFinding } from '#grader/doctor/examine.ts';
import { tellSplit } from '#grader/doctor/splits.ts';
import { count, counted, fileSize } from '#site/layout/text.ts';
import type { BoxEvidence } from '#submissions/box-convention.ts';
import type { Box } from '#submissions/format.ts';
import { type IssueHint, issueHints } from '#submissions/issue.ts';
import type { Split } from '#submissions/terms.ts';
import { type Consultation, consultDoctor, makeCorrectedCopy } from './doctor.browser.ts';

/**
 * Shows what the doctor recognises in a file with issues, and offers a corrected copy as a download. Hidden where it
 * recognises nothing. `isCurrent` says whether the file is still the chosen one.
 */
export async function showDoctor(
  report: HTMLElement,
  { file, split, others, isCurrent }: { file: File; split: Split; others: readonly Split[]; isCurrent: () => boolean },
): Promise<void> {
  const found = await consultDoctor(file, split, others);
  if (!found || !isCurrent()) return;
  const { findings, boxes } = found.diagnosis;
  if (findings.length === 0 && !boxes && !found.otherSplit) return;
  const part = <T extends HTMLElement>(name: string) => report.querySelector<T>(`[data-${name}]`)!;
  part('summary').textContent = summary(found);
  const show = (diagnosis: Diagnosis) => showDiagnosis(part, diagnosis, { file, split });
  show(found.diagnosis);
  const select = part<HTMLSelectElement>('reading');
  part('choice').hidden = boxes?.hint !== null;
  if (boxes) select.replaceChildren(new Option('choose …', ''), ...readingOptions(boxes));
  select.onchange = () => {
    const reading = issueHints.find((hint) => hint === select.value);
    show(reading ? found.readAs(reading) : found.diagnosis);
  };
  report.hidden = false;
}

type Part = <T extends HTMLElement>(name: string) => T;

function showDiagnosis(part: Part, diagnosis: Diagnosis, { file, split }: { file: File; split: Split }): void {
  const { findings, boxes, unmended, lines } = diagnosis;
  part('findings').replaceChildren(...findings.map((finding) => element('li', tellFinding(finding))));
  const advice =
    boxes?.hint === null ? 'Choose one to see it drawn.' : 'Only you know what is meant: look at the drawings.';
  part('sure').textContent = boxes ? `How sure: ${tellEvidence(boxes)} ${advice}` : '';
  part('examples').replaceChildren(...diagnosis.examples.map(figure));
  const [first] = unmended.first;
  part('unmended').textContent =
    first && findings.length > 0
      ? `${counted(unmended.count, 'line')} cannot be mended by a program and will be missing from the copy. Line ${count(first.line)}: ${first.why}`
      : '';
  part('outcome').replaceChildren();
  const button = part<HTMLButtonElement>('fix');
  part('offer').hidden = (findings.length === 0 && !boxes) || unmended.count === lines;
  button.disabled = boxes?.hint === null; // first the reading is to be chosen
  button.onclick = () => void offer(button, part('outcome'), { file, split, hint: boxes?.hint ?? null });
}

/** The equally possible readings, to choose from. */
function readingOptions({ readings, fits }: BoxEvidence): HTMLOptionElement[] {
  return readings.filter((each) => each.fits === fits).map(({ hint }) => new Option(conventions[hint].name, hint));
}

function summary({ diagnosis, sampled, otherSplit }: Consultation): string {
  const lines = `${sampled ? 'the first ' : ''}${counted(diagnosis.lines, 'line')}`;
  if (otherSplit) return `${tellSplit(otherSplit)} Choose that split above, or predict the images of this one.`;
  return `It looks like another convention. In ${lines} the doctor recognises:`;
}

async function offer(
  button: HTMLButtonElement,
  outcome: HTMLElement,
  details: { file: File; split: Split; hint: IssueHint | null },
): Promise<void> {
  button.disabled = true;
  const say = (text: string) => outcome.replaceChildren(text);
  try {
    const onProgress = (share: number) => say(`Correcting … ${Math.round(share * 100)}%`);
    const { name, blob, list } = await makeCorrectedCopy(details.file, { ...details, onProgress });
    const link = element('a', `${name} (${fileSize(blob.size)})`) as HTMLAnchorElement;
    link.href = URL.createObjectURL(blob);
    link.download = name;
    const issues = Object.values(list.counts).reduce((sum, each) => sum + each, 0);
    const verdict =
      issues === 0
        ? ` has no issue for the ${details.split} split. Look at it, then choose it above; nothing was sent.`
        : ` still has ${counted(issues, 'issue')} that you must decide (${Object.keys(list.counts).join(', ')}). Nothing was sent.`;
    outcome.replaceChildren(link, verdict);
    link.click();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
  button.disabled = false;
}

/** The boxes of one image, as submitted and as the doctor reads them; once where nothing changed. */
function figure({ image, before, after }: Example): HTMLElement {
  const show = (box: Box) => `[${box.map((n) => Number(n.toFixed(2))).join(', ')}]`;
  const same = before.map(show).join() === after.map(show).join();
  const made = element('figure', '');
  const pair = element('div', '', 'pair');
  if (!same) pair.append(drawing(image, before, 'submitted'));
  pair.append(drawing(image, after, 'read'));
  const more = after.length > 1 ? ` and ${after.length - 1} more` : '';
  const words = same ? counted(after.length, 'box', 'boxes') : `${show(before[0]!)} → ${show(after[0]!)}${more}`;
  made.append(pair, element('figcaption', `${image.image_id}: ${words}`));
  return made;
}

const captions = { submitted: 'as submitted', read: 'as the doctor reads it' } as const;

function drawing(
  { image_id, width, height, file }: Example['image'],
  boxes: readonly Box[],
  how: keyof typeof captions,
) {
  const stroke = Math.max(width, height) / 110;
  const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: how });
  svg.setAttribute('aria-label', `Image ${image_id} with ${counted(boxes.length, 'box', 'boxes')} ${captions[how]}`);
  svg.append(shape('image', { href: `/data/${encodeURI(file)}`, width, height }));
  for (const [x1, y1, x2, y2] of boxes) {
    const at = {
      x: Math.min(x1, x2),
      y: Math.min(y1, y2),
      width: Math.max(stroke, Math.abs(x2 - x1)),
      height: Math.max(stroke, Math.abs(y2 - y1)),
    };
    svg.append(shape('rect', { ...at, class: 'edge', 'stroke-width': stroke * 2.2 }));
    svg.append(shape('rect', { ...at, class: 'line', 'stroke-width': stroke }));
  }
  const panel = element('div', '');
  const isTiny = boxes.every(([x1, y1, x2, y2]) => Math.abs(x2 - x1) < stroke && Math.abs(y2 - y1) < stroke);
  panel.append(svg, element('small', `${captions[how]}${isTiny ? ': dots in a corner' : ''}`));
  return panel;
}

function shape(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function element(tag: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}
