import { type Tag, tags, tagTitles } from '#submissions/terms.ts';

/** Other names that the six tags go by in annotations, without regard to case, blanks, hyphens and underscores. */
const otherNames: Record<Tag, readonly string[]> = {
  perspective: ['perspective error'],
  art_style: ['art style', 'artistic style', 'style'],
  unrecognizable: ['unknown object', 'unrecognizable object', 'unrecognisable'],
  attributes: ['attribute', 'attribute errors', 'structure errors', 'structure', 'structure/attribute errors'],
  texture: ['texture error'],
  other: ['others', 'other anomaly'],
};

const byName = new Map(
  tags.flatMap((tag) => [tag, tagTitles[tag], ...otherNames[tag]].map((name) => [plain(name), tag] as const)),
);

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

/** The tags within `<tag>…</tag>`, each once, in the order of the vocabulary; none when there is no such part. @throws on a name that is no tag */
export function readTags(answer: string): Tag[] {
  const inside = [...answer.matchAll(/<tag>(.*?)<\/tag>/gis)].map(([, text = '']) => text);
  const names = inside
    .flatMap((text) => text.split(/[,;|\n]/))
    .map(plain)
    .filter((name) => name !== '' && name !== 'none');
  const found = names.map((name) => {
    const tag = byName.get(name);
    if (!tag) throw new Error(`Unknown tag ${JSON.stringify(name)}; known are ${tags.join(', ')}.`);
    return tag;
  });
  return tags.filter((tag) => found.includes(tag));
}
