import { fileSize } from '#site/layout/text.ts';
import { showIssues } from '#site/report/issue-rows.browser.ts';
import { hintSentences } from '#submissions/issue-catalogue.ts';
import { type Split, splits } from '#submissions/terms.ts';
import { checkInBrowser } from './check.browser.ts';
import { upload } from './send.browser.ts';

/** Makes a plain upload form check the file first, take dropped files, and show how far the upload is. */
export function enhance(form: HTMLFormElement): void {
  const find = <T extends Element>(selector: string) => form.querySelector<T>(selector)!;
  const input = find<HTMLInputElement>('input[type="file"]');
  const split = find<HTMLSelectElement>('select[name="split"]');
  const button = find<HTMLButtonElement>('button[type="submit"]');
  const words = find<HTMLElement>('[data-words]');
  const bar = find<HTMLProgressElement>('progress');
  const issues = document.querySelector<HTMLElement>('[data-issues]')!;
  const doctor = document.querySelector<HTMLElement>('[data-doctor]')!;
  let run = 0;
  let clean = false;

  const say = (text: string, mood: 'quiet' | 'right' | 'wrong' | 'caution' = 'quiet') => {
    words.textContent = text;
    words.dataset['mood'] = mood;
  };
  const progress = (share: number | null) => {
    bar.hidden = share === null;
    bar.value = share ?? 0;
  };

  async function check(): Promise<void> {
    const file = input.files?.[0];
    const mine = ++run;
    issues.hidden = true;
    doctor.hidden = true;
    clean = false;
    if (!file) return;
    say(`Checking ${file.name} (${fileSize(file.size)}) …`);
    try {
      const result = await checkInBrowser(file, split.value, (share) => mine === run && progress(share));
      if (mine !== run) return;
      if (result.kind === 'unchecked') {
        clean = true;
        say(result.reason);
      } else if (result.list.issues.length > 0) {
        say(`${file.name} has issues. They are listed below; nothing was sent.`, 'wrong');
        showIssues(issues, result.list);
        await consult(file, mine);
      } else {
        clean = true;
        if (result.suspicion) {
          say(`The format is right, but look again: ${hintSentences[result.suspicion]}`, 'caution');
          await consult(file, mine);
        } else say(`${file.name} has no issue for the ${split.value} split. Ready to submit.`, 'right');
      }
    } catch (error) {
      if (mine === run) say(error instanceof Error ? error.message : String(error), 'wrong');
    }
    if (mine === run) progress(null);
  }

  async function consult(file: File, mine: number): Promise<void> {
    const { showDoctor } = await import('./doctor-report.browser.ts'); // most files do not need it
    const offered = [...split.options].map(({ value }) => value);
    const isOther = (each: Split) => each !== split.value && offered.includes(each);
    const chosen = splits.find((each) => each === split.value);
    if (!chosen || mine !== run) return;
    await showDoctor(doctor, { file, split: chosen, others: splits.filter(isOther), isCurrent: () => mine === run });
  }

  async function send(): Promise<void> {
    const file = input.files?.[0];
    if (!file) return;
    const data = new FormData(form);
    const details = new URLSearchParams();
    for (const name of ['split', 'method', 'link']) details.set(name, String(data.get(name) ?? ''));
    button.disabled = true;
    say('Sending …');
    const outcome = await upload(file, details, progress);
    button.disabled = false;
    progress(null);
    if (outcome.kind === 'accepted') location.assign(`/submissions/${outcome.id}`);
    else if (outcome.kind === 'refused') say(outcome.message, 'wrong');
    else {
      say('The server found issues; nothing was kept.', 'wrong');
      showIssues(issues, outcome.list);
    }
  }

  input.addEventListener('change', check);
  split.addEventListener('change', check);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    // a file with known issues is checked again: it may have been mended on disk
    void (async () => {
      if (!clean) await check();
      if (clean) await send();
    })();
  });
  acceptDrops(find<HTMLElement>('[data-drop]'), input);
  if (input.files?.length) void check();
}

function acceptDrops(zone: HTMLElement, input: HTMLInputElement): void {
  for (const name of ['dragenter', 'dragover'] as const) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.dataset['over'] = '';
    });
  }
  for (const name of ['dragleave', 'drop'] as const) zone.addEventListener(name, () => delete zone.dataset['over']);
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event('change'));
  });
}
