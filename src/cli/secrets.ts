import { UsageError } from '../diagnostics/errors.ts';

/**
 * The operator's credentials, by the names of the environment variables that hold them. One of the named readers of the
 * environment; what has been read is removed from there, so that no program that is started later inherits it. One for
 * each command: a variable can be taken only once.
 */
export class Secrets {
  readonly #taken = new Map<string, string>();

  /** The value, without blanks around it; undefined where the variable is not set or empty. */
  take(name: string): string | undefined {
    const value = process.env[name]?.trim();
    delete process.env[name];
    if (value) this.#taken.set(name, value);
    return this.#taken.get(name);
  }

  /** A value of any form. `what` says what it is for: `the webhook hooks.example`. */
  need(name: string, what: string): string {
    const value = this.take(name);
    if (value === undefined) throw notSet(name, what);
    return value;
  }

  /** A value that goes into a header. */
  token(name: string, what: string): string {
    const value = this.need(name, what);
    // fetch would refuse it too, and print it.
    if (/[^\x21-\x7e]/.test(value))
      throw new UsageError(
        `${name}, for ${what}, holds a blank or a character that no token has.`,
        'Set it to the bare token, without quotes, a prefix or a second line.',
      );
    return value;
  }

  /** A private key in PEM form. Line ends may be written `\n`, as environments without line ends have it. */
  privateKey(name: string, what: string): string {
    const value = this.need(name, what).replaceAll('\r', '');
    const pem = value.includes('\n') ? value : value.replaceAll('\\n', '\n');
    if (/^-----BEGIN [A-Z ]*PRIVATE KEY-----\n[\s\S]+-----END [A-Z ]*PRIVATE KEY-----$/.test(pem)) return `${pem}\n`;
    throw new UsageError(
      `${name}, for ${what}, holds no private key in PEM form.`,
      'Set it to the whole file, from -----BEGIN … to … KEY-----.',
    );
  }

  /** Whether any credential has been read. */
  get any(): boolean {
    return this.#taken.size > 0;
  }

  /** The text without any value that has been taken; a value of three characters or less would be found everywhere. */
  redact(text: string): string {
    const values = [...this.#taken.values()].filter(({ length }) => length > 3).sort((a, b) => b.length - a.length);
    return values.reduce((left, value) => left.replaceAll(value, '***'), text);
  }
}

function notSet(name: string, what: string): UsageError {
  return new UsageError(
    `The environment variable ${name} is not set, and ${what} needs it.`,
    'Set it where the command runs; in a pipeline, from the store of its secrets.',
  );
}
