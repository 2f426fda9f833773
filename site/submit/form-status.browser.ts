/** The line of text under an upload form and its progress bar. */
export interface FormStatus {
  show(text: string, mood?: 'quiet' | 'right' | 'wrong' | 'caution'): void;
  showError(error: unknown): void;
  /** of the bar, 0…1; null hides it */
  showProgress(share: number | null): void;
}

export function openFormStatus(form: HTMLFormElement): FormStatus {
  const words = form.querySelector<HTMLElement>('[data-words]')!;
  const bar = form.querySelector('progress')!;
  const show: FormStatus['show'] = (text, mood = 'quiet') => {
    words.textContent = text;
    words.dataset['mood'] = mood;
  };
  return {
    show,
    showError: (error) => show(error instanceof Error ? error.message : String(error), 'wrong'),
    showProgress(share) {
      bar.hidden = share === null;
      bar.value = share ?? 0;
    },
  };
}
