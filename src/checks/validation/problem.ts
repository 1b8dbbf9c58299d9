import type { FieldPath } from '../../istio/field-path.ts';

/** One rule of Istio's validating webhook that an object breaks. */
export interface Problem {
  readonly path: FieldPath;
  /** `error`: the webhook refuses the object. `warning`: it lets the object in and says so. */
  readonly severity: 'error' | 'warning';
  /** What is wrong, a sentence without a full stop that begins in lower case: "weights of several routes add up to 0". */
  readonly message: string;
  /** What to do, a sentence. Default: one that names Istio's reference of the kind. */
  readonly hint?: string;
  /** Codes of `istioctl analyze` that say just this, beside the general IST0106 (errors) and IST0133 (warnings). */
  readonly equivalents?: readonly string[];
}

/** Collects problems while a validator walks an object. */
export class Problems {
  readonly found: Problem[] = [];

  error(path: FieldPath, message: string, hint?: string): void {
    this.found.push({ path, severity: 'error', message, ...(hint !== undefined && { hint }) });
  }

  /** @param equivalents codes of `istioctl analyze` that say just this */
  warn(path: FieldPath, message: string, hint?: string, equivalents?: readonly string[]): void {
    this.found.push({
      path,
      severity: 'warning',
      message,
      ...(hint !== undefined && { hint }),
      ...(equivalents !== undefined && { equivalents }),
    });
  }
}
