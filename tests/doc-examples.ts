import ts from 'typescript';

/** A function that a file exports, with what its doc comment shows. */
export interface DocumentedFunction {
  name: string;
  /** null without a doc comment */
  comment: string | null;
  /** the code of its `@example` blocks */
  examples: string[];
}

/** The exported functions of a file of ours, in their order. */
export function documentedFunctions(text: string): DocumentedFunction[] {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    if (!ts.isFunctionDeclaration(statement) || !statement.name) return [];
    if (!statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    const docs = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc);
    const tags = docs.flatMap((doc) => doc.tags ?? []).filter((tag) => tag.tagName.text === 'example');
    return [
      {
        name: statement.name.text,
        comment: docs.map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '').join('\n') || null,
        examples: tags.map((tag) => ts.getTextOfJSDocComment(tag.comment) ?? ''),
      },
    ];
  });
}

/** What a line of an example promises: `expression // → value`, `// ≈ value` to six decimals, or `// throws part of the message`. */
export interface Promised {
  kind: '→' | '≈' | 'throws';
  expression: string;
  wanted: string;
}

type Step = { code: string } | Promised;

const promise = /^(.*?)\s*\/\/ (→|≈|throws) (.*)$/;

/** The steps of an example: plain statements, and expressions with what they promise on the same line or the next. */
export function stepsOf(example: string): Step[] {
  const steps: Step[] = [];
  let code = '';
  for (const line of example.split('\n')) {
    const found = promise.exec(line);
    code += `${found ? found[1] : line}\n`;
    if (!found) continue;
    const { statements, expression } = splitLast(code);
    steps.push({ code: statements }, { kind: found[2] as Promised['kind'], expression, wanted: found[3]! });
    code = '';
  }
  return [...steps, { code }];
}

/** The last statement, which must be an expression, and everything before it. */
function splitLast(code: string): { statements: string; expression: string } {
  const source = ts.createSourceFile('example.js', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const last = source.statements.at(-1);
  if (!last || !ts.isExpressionStatement(last)) throw new Error(`No expression to be checked in: ${code}`);
  return { statements: code.slice(0, last.getFullStart()), expression: last.expression.getText(source) };
}

/** Called with each promise: the value that the expression gave or threw, and the one that is written. */
export type OnPromise = (promised: Promised, found: unknown, wanted: unknown) => void;

/** Runs an example with these names in scope. @throws what its statements throw */
export async function runExample(example: string, scope: Readonly<Record<string, unknown>>, on: OnPromise) {
  const body = stepsOf(example).map((step) => ('code' in step ? step.code : checkOf(step)));
  const names = Object.keys(scope).filter((name) => name !== 'default');
  const run = new AsyncFunction(...names, 'check', `{ ${body.join('\n')} }`); // a block: an example may use a name again
  await run(...names.map((name) => scope[name]), on);
}

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;

function checkOf(promised: Promised): string {
  const given = JSON.stringify(promised);
  if (promised.kind !== 'throws') return `check(${given}, await (${promised.expression}), (${promised.wanted}));`;
  return `{
    let thrown = 'nothing';
    try { await (${promised.expression}); } catch (error) { thrown = error.message; }
    check(${given}, thrown, ${JSON.stringify(promised.wanted)});
  }`;
}
