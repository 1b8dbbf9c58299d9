import pc from 'picocolors';
import { type Paint, PLAIN } from '../report/paint.ts';

/*
 * The program's voice. Rules: what was asked for goes to standard output, everything about it to standard error; with
 * --json standard output holds one JSON value and nothing else; no colour in pipes or with NO_COLOR; an error says what
 * is wrong and then what to do next.
 */
export class Io {
  readonly json: boolean;
  readonly paint: Paint;

  constructor(json: boolean) {
    this.json = json;
    const colour =
      process.stdout.isTTY === true && process.stderr.isTTY === true && (process.env.NO_COLOR ?? '') === '';
    this.paint = colour ? pc.createColors(true) : PLAIN;
  }

  /** What was asked for: the text for people, or the value for programs. */
  result(text: string, value: unknown): void {
    const said = this.json ? JSON.stringify(value, null, 2) : text.trimEnd();
    if (said !== '') process.stdout.write(`${said}\n`);
  }

  /** Text for whoever asked for just this form, whether for people or for programs. */
  print(text: string): void {
    if (text.trimEnd() !== '') process.stdout.write(`${text.trimEnd()}\n`);
  }

  /** The day as suppressions count it, in UTC: `2027-01-31`. */
  today(): string {
    return new Date().toISOString().slice(0, 10);
  }

  note(text: string): void {
    if (text.trim() !== '') process.stderr.write(`${text.trimEnd()}\n`);
  }

  error(message: string, hint: string): void {
    this.note(`${this.paint.red('error')}: ${message}\n  ${hint}`);
  }

  /** On a terminal, a line that moves while work takes longer than a second; nothing in a log. */
  async during<T>(what: string, work: Promise<T>): Promise<T> {
    if (process.stderr.isTTY !== true) return work;
    const started = Date.now();
    const timer = setInterval(() => {
      const seconds = Math.round((Date.now() - started) / 1000);
      if (seconds >= 1) process.stderr.write(`\r${what} ${BAR[seconds % BAR.length]} ${seconds} s`);
    }, 250);
    try {
      return await work;
    } finally {
      clearInterval(timer);
      process.stderr.write('\r\u001b[2K');
    }
  }
}

const BAR = ['[=   ]', '[==  ]', '[=== ]', '[ ===]', '[  ==]', '[   =]'];
