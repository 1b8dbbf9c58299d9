/** Codes that the freeze and lowering report themselves; the others belong to the checks, one file each. */
export const modelCodes: readonly string[] = [
  'construct-validation',
  'duplicate-name',
  'duplicate-object',
  'invalid-gate',
  'invalid-host',
  'invalid-name',
  'invalid-setting',
  'invalid-structure',
  'invalid-weight',
  'istio-version-unsupported',
  'outside-cluster',
  'outside-mesh',
  'path-derived-name',
  'unknown-protocol',
  'unreadable-value',
];
