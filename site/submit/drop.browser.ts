/** Makes files dropped on `zone` the files of `input`; while one is dragged over it, the zone has `data-over`. */
export function acceptDrops(zone: HTMLElement, input: HTMLInputElement): void {
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
