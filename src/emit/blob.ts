import { createHash } from 'node:crypto';

/** The id that git gives a file of this text: comparing files costs no reading of them. */
export function blobId(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** A digest of any JSON value, for plan and step hashes. Keys must come in a fixed order. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
