// Shapes -> src/istio/generated/rules.ts: every CEL rule once, whatever number of fields it is about.
import { collect } from './naming.ts';
import type { Kind, Limited, Rule, Shape } from './shape.ts';
import { folders, type GeneratedFile, type Release, sourceFile } from './source-file.ts';

export function rulesFile(kinds: readonly Kind[], release: Release): GeneratedFile {
  const rows = allRules(kinds).map(
    ({ rule, message }) => `  { rule: ${literal(rule)}, message: ${literal(message)} },`,
  );
  return sourceFile(`${folders.istio}/rules.ts`, release, [
    `/** A rule of a CRD in the Common Expression Language: what must be true of \`self\`, and what is said when it is not. */
export interface CelRule {
  readonly rule: string;
  readonly message: string;
}`,
    `/** The rules that the schemas refer to by their place. */\nexport const celRules: readonly CelRule[] = [\n${rows.join('\n')}\n];`,
  ]);
}

/** Where each rule stands in the file, by its key. */
export function rulePlaces(kinds: readonly Kind[]): ReadonlyMap<string, number> {
  return new Map(allRules(kinds).map((rule, index) => [ruleKey(rule), index]));
}

export function ruleKey({ rule, message }: Rule): string {
  return `${rule}\n${message}`;
}

function allRules(kinds: readonly Kind[]): Rule[] {
  const found = kinds.flatMap(({ spec, limits }) => [
    ...rulesIn(limits),
    ...[...collect(spec)].flatMap((struct) => struct.fields.flatMap(({ shape }) => inShape(shape))),
  ]);
  return [...new Map(found.map((rule) => [ruleKey(rule), rule])).values()];
}

function inShape(shape: Shape): Rule[] {
  if (!('limits' in shape)) return [];
  return [...rulesIn(shape), ...(shape.is === 'list' || shape.is === 'map' ? inShape(shape.of) : [])];
}

function rulesIn({ rules, older }: Limited): Rule[] {
  return [...rules, ...Object.values(older).flatMap((own) => own.rules)];
}

function literal(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}'`;
}
