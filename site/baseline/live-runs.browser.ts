const everyMs = 3000;

/** While a run is under way, fetches the page anew and puts the new rows in place of the old ones; what is ticked stays. */
export function followRuns(): void {
  if (!document.querySelector('[data-live]')) return;
  setTimeout(async () => {
    await refresh();
    followRuns();
  }, everyMs);
}

async function refresh(): Promise<void> {
  const response = await fetch(location.href).catch(() => null); // no connection: the next round tries again
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const row of document.querySelectorAll<HTMLElement>('[data-run]')) {
    const next = fresh.querySelector<HTMLElement>(`[data-run="${row.dataset['run']}"]`);
    if (!next || next.innerHTML === row.innerHTML || row.contains(document.activeElement)) continue;
    const isTicked = row.querySelector<HTMLInputElement>('input[type="checkbox"]')?.checked ?? false;
    row.replaceWith(next);
    const box = next.querySelector<HTMLInputElement>('input[type="checkbox"]');
    if (box) box.checked = isTicked;
  }
}
