/** An operator at the keyboard typed something that cannot be done: a wrong flag, a missing file, an unknown name. */
export class UsageError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.name = 'UsageError';
    this.hint = hint;
  }
}

/**
 * The world said no: git, the forge, the disk. The message says what was being done; the hint says what to do and
 * whether running the command again is safe (it is, everywhere in delivery).
 */
export class DeliveryError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.name = 'DeliveryError';
    this.hint = hint;
  }
}
