/** How numbers, dates and names are written, everywhere on the site. */

/** Written where there was nothing to measure. */
export const nothing = '–';
export const nothingExplained = 'Nothing to measure: the file or the slice holds nothing that this metric looks at.';

const grouped = new Intl.NumberFormat('en');

/** A score or share with three decimals, `0.868`; an en dash for null. Never `-0.000`. */
export function score(value: number | null | undefined): string {
  if (value === null || value === undefined) return nothing;
  const text = value.toFixed(3);
  return text === '-0.000' ? '0.000' : text.replace('-', '−');
}

/** A 95% interval, `[0.830, 0.900]`; null where there is none. */
export function interval(bounds: readonly [number, number] | undefined): string | null {
  return bounds ? `[${score(bounds[0])}, ${score(bounds[1])}]` : null;
}

/** A difference with its sign, `+0.021` or `−0.004`; an en dash for null. */
export function signed(value: number | null): string {
  const text = score(value);
  return value !== null && value > 0 && text !== '0.000' ? `+${text}` : text;
}

/** A p-value with three decimals, `0.012`; `< 0.001` below; an en dash where nothing was tested. */
export function pValue(p: number | null): string {
  return p !== null && p < 0.001 ? '< 0.001' : score(p);
}

/** A whole number with thousands separated, `8,772`. */
export function count(value: number): string {
  return grouped.format(value);
}

/** `1 fake`, `12 fakes`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** The day in UTC, `2025-11-23`. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The minute in UTC, `2025-11-23 21:40 UTC`. */
export function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A rank range, `1–3`, or one number where both ends are the same; null for what has no rank. */
export function rankRange(best: number | null, worst: number | null): string | null {
  if (best === null || worst === null) return null;
  return best === worst ? String(best) : `${best}–${worst}`;
}

/** A share as a whole percentage, `45%`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** A team's link if it leads to the web, else null: nothing but http and https may become an address on a page. */
export function webLink(link: string | null): string | null {
  return link && /^https?:\/\//i.test(link) && URL.canParse(link) ? link : null;
}

/** A file's size in the unit that fits, `9.4 MiB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return counted(bytes, 'byte');
  const [value, unit] = bytes < 1024 ** 2 ? [bytes / 1024, 'KiB'] : [bytes / 1024 ** 2, 'MiB'];
  return `${value.toFixed(1)} ${unit}`;
}
