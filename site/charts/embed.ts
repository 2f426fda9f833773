/**
 * A value as JSON for the text of a <script>: no text in it can end the element or open a comment.
 * `JSON.parse` gives the value back.
 */
export function embedJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}
