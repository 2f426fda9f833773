/** Scheme, then a host that begins with no separator and hides no account: `https://bank.example@evil.example` has one. */
const webAddress = /^https?:\/\/[^/\\?#@]+(?:[/?#]|$)/i;
/** What a URL parser drops or turns round without a word, so that an address is not what it looks like. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const misleading = /[\u0000-\u0020\u007f-\u00a0\\]|[\p{Cf}\p{Zl}\p{Zp}\p{Zs}]/u;

/**
 * A team's link as it may stand on a page, or null: nothing but http and https to a host, without account or password,
 * without spaces and control characters. Names in other alphabets come as punycode, which no reader takes for another.
 * @example webLink('https://аррle.example') // 'https://xn--le-6kc8da.example/', whose first letters are Cyrillic
 */
export function webLink(link: string | null): string | null {
  if (!link || misleading.test(link) || !webAddress.test(link) || !URL.canParse(link)) return null;
  const url = new URL(link);
  if (url.username !== '' || url.password !== '') return null;
  return /^[\x21-\x7e]+$/.test(link) ? link : url.href;
}
