/** Codes that the freeze and lowering report themselves; the others belong to the checks, one file each. */
export const modelCodes: readonly string[] = [
  'cluster-still-in-use',
  'construct-validation',
  'differs-within-control-plane',
  'duplicate-name',
  'duplicate-object',
  'invalid-control-plane',
  'invalid-gate',
  'invalid-gitops',
  'invalid-host',
  'invalid-name',
  'invalid-setting',
  'invalid-structure',
  'invalid-suppression',
  'invalid-weight',
  'istio-version-unsupported',
  'not-supported-yet',
  'outside-cluster',
  'outside-mesh',
  'path-derived-name',
  'unknown-protocol',
  'unreadable-value',
];

/** Codes of what is wrong with files that are judged, and with what accepts findings in them. */
export const readCodes: readonly string[] = [
  'invalid-inventory',
  'suppression-expired',
  'suppression-unused',
  'unreadable-manifest',
];

/** Codes of what is found in the steps of rollouts, once there is a bundle. */
export const stepCodes: readonly string[] = ['unsafe-bootstrap', 'unsafe-step'];

/** Errors of which the compile cannot make anything, and findings about suppressions: nobody can accept them. */
export const unsuppressible: readonly string[] = [
  ...modelCodes.filter((code) => code !== 'invalid-structure'),
  'invalid-inventory',
  'suppression-expired',
  'suppression-unused',
];
