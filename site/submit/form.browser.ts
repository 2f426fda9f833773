import { showIssues } from '#site/report/issue-rows.browser.ts';
import { acceptDrops } from './drop.browser.ts';
import { openFormCheck } from './form-check.browser.ts';
import { openFormStatus } from './form-status.browser.ts';
import { upload } from './send.browser.ts';

/** Makes a plain upload form check the file first, take dropped files, and show how far the upload is. */
export function enhance(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>('input[type="file"]')!;
  const split = form.querySelector<HTMLSelectElement>('select[name="split"]')!;
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]')!;
  const issues = document.querySelector<HTMLElement>('[data-issues]')!;
  const doctor = document.querySelector<HTMLElement>('[data-doctor]')!;
  const status = openFormStatus(form);
  const check = openFormCheck({ input, split, issues, doctor, status });

  /** One key for each file with its details: pressing the button again repeats the upload, it does not make another. */
  const keys = new Map<string, string>();
  function keyOf(sent: string): string {
    const key =
      keys.get(sent) ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-');
    keys.set(sent, key);
    return key;
  }

  async function send(): Promise<void> {
    const file = input.files?.[0];
    if (!file) return;
    const data = new FormData(form);
    const details = new URLSearchParams();
    for (const name of ['split', 'method', 'link']) details.set(name, String(data.get(name) ?? ''));
    button.disabled = true;
    status.show('Sending …');
    try {
      const idempotencyKey = keyOf(`${details} ${file.name} ${file.size} ${file.lastModified}`);
      const outcome = await upload(file, { details, idempotencyKey }, status.showProgress);
      if (outcome.kind === 'accepted') location.assign(`/submissions/${outcome.id}`);
      else if (outcome.kind === 'refused') status.show(outcome.message, 'wrong');
      else {
        status.show('The server found issues; nothing was kept.', 'wrong');
        showIssues(issues, outcome.list);
      }
    } catch (error) {
      status.showError(error);
    }
    button.disabled = false;
    status.showProgress(null);
  }

  input.addEventListener('change', check.run);
  split.addEventListener('change', check.run);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    // a file with known issues is checked again: it may have been corrected on disk
    void (async () => {
      if (!check.isClean()) await check.run();
      if (check.isClean()) await send();
    })();
  });
  acceptDrops(form.querySelector<HTMLElement>('[data-drop]')!, input);
  if (input.files?.length) void check.run();
}
