/** A name cut to at most `longest` characters, so that it fits an axis or a legend. */
export function shorten(name: string, longest: number): string {
  return name.length <= longest ? name : `${name.slice(0, longest - 1).trimEnd()}…`;
}
