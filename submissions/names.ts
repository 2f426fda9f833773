/** Control and formatting characters, and line ends of any kind: a name on a board shows what it is. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Whether every character of a team's or a method's name can be seen. */
export function isVisible(name: string): boolean {
  return !invisible.test(name);
}
