import katex from 'katex';

/** TeX as MathML, made on the server: no script, no font. @throws on TeX that KaTeX cannot parse */
export function mathml(tex: string, display = false): string {
  return katex.renderToString(tex, { output: 'mathml', displayMode: display, throwOnError: true, strict: 'error' });
}
