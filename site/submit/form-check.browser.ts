import { fileSize } from '#site/layout/text.ts';
import { showIssues } from '#site/report/issue-rows.browser.ts';
import { hintSentences } from '#submissions/issue-catalogue.ts';
import { type Split, splits } from '#submissions/terms.ts';
import { checkInBrowser } from './check.browser.ts';
import type { FormStatus } from './form-status.browser.ts';

export interface FormCheck {
  /** Checks the chosen file and shows the result; a check that is still running is given up. */
  run(): Promise<void>;
  /** whether the chosen file may be sent: it has no issue, or cannot be checked in a browser */
  isClean(): boolean;
}

interface CheckedForm {
  input: HTMLInputElement;
  split: HTMLSelectElement;
  /** the hidden reports of the page: of issues, and of the doctor */
  issues: HTMLElement;
  doctor: HTMLElement;
  status: FormStatus;
}

/** The check of an upload form's file in the browser, before anything is sent. */
export function openFormCheck({ input, split, issues, doctor, status }: CheckedForm): FormCheck {
  let newest = 0;
  let isClean = false;

  async function show(file: File, isCurrent: () => boolean): Promise<void> {
    const result = await checkInBrowser(file, split.value, (share) => isCurrent() && status.showProgress(share));
    if (!isCurrent()) return;
    if (result.kind === 'unchecked') {
      isClean = true;
      status.show(result.reason);
    } else if (result.list.issues.length > 0) {
      status.show(`${file.name} has issues. They are listed below; nothing was sent.`, 'wrong');
      showIssues(issues, result.list);
      await diagnose(file, isCurrent);
    } else {
      isClean = true;
      if (result.suspicion) {
        status.show(`The format is right, but look again: ${hintSentences[result.suspicion]}`, 'caution');
        await diagnose(file, isCurrent);
      } else status.show(`${file.name} has no issue for the ${split.value} split. Ready to submit.`, 'right');
    }
  }

  async function diagnose(file: File, isCurrent: () => boolean): Promise<void> {
    const { showDoctor } = await import('./doctor-report.browser.ts'); // most files do not need it
    const offered = [...split.options].map(({ value }) => value);
    const isOther = (each: Split) => each !== split.value && offered.includes(each);
    const chosen = splits.find((each) => each === split.value);
    if (!chosen || !isCurrent()) return;
    await showDoctor(doctor, { file, split: chosen, others: splits.filter(isOther), isCurrent });
  }

  return {
    isClean: () => isClean,
    async run() {
      const own = ++newest;
      const isCurrent = () => own === newest;
      issues.hidden = true;
      doctor.hidden = true;
      isClean = false;
      const file = input.files?.[0];
      if (!file) return;
      status.show(`Checking ${file.name} (${fileSize(file.size)}) …`);
      try {
        await show(file, isCurrent);
      } catch (error) {
        if (isCurrent()) status.showError(error);
      }
      if (isCurrent()) status.showProgress(null);
    },
  };
}
