import type { Example } from '#grader/doctor/examine.ts';
import { boxRect } from '#site/layout/box-rect.ts';
import { element } from '#site/layout/element.browser.ts';
import { counted } from '#site/layout/text.ts';
import type { Box } from '#submissions/format.ts';

const captions = { submitted: 'as submitted', read: 'as the doctor reads it' } as const;

/** The boxes of one image, as submitted and as the doctor reads them; once where nothing changed. */
export function drawExample({ image, before, after }: Example): HTMLElement {
  const text = (box: Box) => `[${box.map((n) => Number(n.toFixed(2))).join(', ')}]`;
  const isSame = before.map(text).join() === after.map(text).join();
  const pair = element('div', '', 'pair');
  if (!isSame) pair.append(drawBoxes(image, before, 'submitted'));
  pair.append(drawBoxes(image, after, 'read'));
  const more = after.length > 1 ? ` and ${after.length - 1} more` : '';
  const caption = isSame ? counted(after.length, 'box', 'boxes') : `${text(before[0]!)} → ${text(after[0]!)}${more}`;
  const figure = element('figure');
  figure.append(pair, element('figcaption', `${image.image_id}: ${caption}`));
  return figure;
}

function drawBoxes(
  { image_id, width, height, file }: Example['image'],
  boxes: readonly Box[],
  how: keyof typeof captions,
) {
  const stroke = Math.max(width, height) / 110;
  const svg = svgElement('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: how });
  svg.setAttribute('aria-label', `Image ${image_id} with ${counted(boxes.length, 'box', 'boxes')} ${captions[how]}`);
  svg.append(svgElement('image', { href: `/data/${encodeURI(file)}`, width, height }));
  for (const box of boxes) {
    const rect = boxRect(box, stroke);
    svg.append(svgElement('rect', { ...rect, class: 'edge', 'stroke-width': stroke * 2.2 }));
    svg.append(svgElement('rect', { ...rect, class: 'line', 'stroke-width': stroke }));
  }
  const panel = element('div');
  const isTiny = boxes.every(([x1, y1, x2, y2]) => Math.abs(x2 - x1) < stroke && Math.abs(y2 - y1) < stroke);
  panel.append(svg, element('small', `${captions[how]}${isTiny ? ': dots in a corner' : ''}`));
  return panel;
}

function svgElement(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
