import { type Diagnostic, diagnostic, type SourceLocation } from '../diagnostics/diagnostic.ts';
import type { ReadSuppressions, Suppression } from '../diagnostics/suppression.ts';
import { readCheckedYaml } from './checked-yaml.ts';
import type { TextFile } from './inventory-file.ts';
import { type SuppressionValues, suppressionsSchema } from './suppression-schema.ts';

/** Looked for beside cdk8s.yaml. */
export const SUPPRESSIONS_FILE = 'meshwright-suppressions.yaml';

/** Reads `meshwright-suppressions.yaml`. A file with mistakes suppresses nothing. */
export function readSuppressionsFile({ text, file }: TextFile): ReadSuppressions<Diagnostic> {
  const { value, mistakes, placeOf } = readCheckedYaml(text, file, suppressionsSchema);
  const suppressions = (value?.suppressions ?? []).map((one, index) =>
    suppressionAt(one, placeOf(['suppressions', index])),
  );
  return { suppressions, problems: mistakes.map(({ message, at }) => invalidSuppression(message, at)) };
}

export function suppressionAt(values: SuppressionValues, at: SourceLocation): Suppression {
  const { code, object, clusters, field, reason, until } = values;
  return {
    code,
    ...(object !== undefined && { object }),
    ...(clusters !== undefined && { clusters }),
    ...(field !== undefined && { field }),
    reason,
    until,
    at,
    from: 'file',
  };
}

function invalidSuppression(message: string, at: SourceLocation): Diagnostic {
  return diagnostic({
    code: 'invalid-suppression',
    at: { locate: () => at },
    message,
    why: 'What it should suppress is not clear, so none of the file acts.',
    hint: "Write code, reason and until, and where needed object, clusters and field; 'meshwright explain invalid-suppression' shows one.",
  });
}
