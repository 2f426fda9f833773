import { conventions } from '#grader/doctor/conventions.ts';
import { type Diagnosis, describeEvidence, describeFinding } from '#grader/doctor/examine.ts';
import { describeSplit } from '#grader/doctor/wrong-split.ts';
import { element } from '#site/layout/element.browser.ts';
import { count, counted, fileSize, percent } from '#site/layout/text.ts';
import type { BoxEvidence } from '#submissions/box-convention.ts';
import { type IssueHint, issueHints } from '#submissions/issue.ts';
import type { Split } from '#submissions/terms.ts';
import { drawExample } from './box-drawing.browser.ts';
import { diagnoseFile, type FileDiagnosis, makeCorrectedCopy } from './doctor.browser.ts';

/**
 * Shows what the doctor recognises in a file with issues, and offers a corrected copy as a download. Hidden where it
 * recognises nothing. `isCurrent` says whether the file is still the chosen one.
 */
export async function showDoctor(
  report: HTMLElement,
  { file, split, others, isCurrent }: { file: File; split: Split; others: readonly Split[]; isCurrent: () => boolean },
): Promise<void> {
  const found = await diagnoseFile(file, split, others);
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
  const { findings, boxes, unrepaired, lines } = diagnosis;
  part('findings').replaceChildren(...findings.map((finding) => element('li', describeFinding(finding))));
  const advice =
    boxes?.hint === null ? 'Choose one to see it drawn.' : 'Only you know what is meant: look at the drawings.';
  part('sure').textContent = boxes ? `How sure: ${describeEvidence(boxes)} ${advice}` : '';
  part('examples').replaceChildren(...diagnosis.examples.map(drawExample));
  const [first] = unrepaired.first;
  part('unmended').textContent =
    first && findings.length > 0
      ? `${counted(unrepaired.count, 'line')} cannot be repaired by a program and will be missing from the copy. Line ${count(first.line)}: ${first.why}`
      : '';
  part('outcome').replaceChildren();
  const button = part<HTMLButtonElement>('fix');
  part('offer').hidden = (findings.length === 0 && !boxes) || unrepaired.count === lines;
  button.disabled = boxes?.hint === null; // a convention has to be chosen first
  button.onclick = () => void offerCopy(button, part('outcome'), { file, split, hint: boxes?.hint ?? null });
}

/** The equally possible conventions, to choose from. */
function readingOptions({ readings, fits }: BoxEvidence): HTMLOptionElement[] {
  return readings.filter((each) => each.fits === fits).map(({ hint }) => new Option(conventions[hint].name, hint));
}

function summary({ diagnosis, sampled, otherSplit }: FileDiagnosis): string {
  const lines = `${sampled ? 'the first ' : ''}${counted(diagnosis.lines, 'line')}`;
  if (otherSplit) return `${describeSplit(otherSplit)} Choose that split above, or predict the images of this one.`;
  return `It looks like another convention. In ${lines} the doctor recognises:`;
}

async function offerCopy(
  button: HTMLButtonElement,
  outcome: HTMLElement,
  details: { file: File; split: Split; hint: IssueHint | null },
): Promise<void> {
  button.disabled = true;
  const show = (text: string) => outcome.replaceChildren(text);
  try {
    const onProgress = (share: number) => show(`Correcting … ${percent(share)}`);
    const { name, blob, list } = await makeCorrectedCopy(details.file, { ...details, onProgress });
    const link = element('a', `${name} (${fileSize(blob.size)})`);
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
    show(error instanceof Error ? error.message : String(error));
  }
  button.disabled = false;
}
