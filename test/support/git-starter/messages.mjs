/** Messages over a named pipe, for those who wait: a length and that many bytes each. */
import { readSync, writeSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';

/** Undefined when the other side has closed the pipe. */
export function receive(pipe) {
  const head = readAll(pipe, 4);
  return head && deserialize(readAll(pipe, head.readUInt32LE()));
}

export function send(pipe, message) {
  const body = serialize(message);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(body.length);
  const bytes = Buffer.concat([head, body]);
  for (let done = 0; done < bytes.length; ) done += writeSync(pipe, bytes, done);
}

function readAll(pipe, length) {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const count = readSync(pipe, bytes, done, length - done, null);
    if (count === 0) return undefined;
    done += count;
  }
  return bytes;
}
