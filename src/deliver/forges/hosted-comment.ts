import { isUnclear } from './hosted-errors.ts';
import { commentMarker, sameText } from './hosted-text.ts';

export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Login of who wrote it. */
  readonly by: string | undefined;
}

/** The comments of one pull request. */
export interface Comments {
  /** Oldest first. */
  list(): Promise<readonly Comment[]>;
  /** Login of who we are; only asked when something looks like ours. */
  me(): Promise<string>;
  /** Not tried again by itself. */
  post(body: string): Promise<void>;
  edit(id: number, body: string): Promise<void>;
  remove(id: number): Promise<void>;
}

const MOST_TRIES = 3;

/**
 * Keeps one comment of this key: the oldest of ours that begins with its marker. Others may write the marker too, so
 * only what we wrote ourselves counts; a second one, of a run beside this one, is removed.
 */
export async function keepOneComment(key: string, text: string, comments: Comments): Promise<void> {
  const body = `${commentMarker(key)}\n${text}`;
  for (let attempt = 1; ; attempt += 1) {
    const [first, ...more] = await ours(key, comments);
    for (const { id } of more) await comments.remove(id);
    if (first !== undefined) {
      if (!sameText(first.body, body)) await comments.edit(first.id, body);
      return;
    }
    try {
      await comments.post(body);
      return;
    } catch (error) {
      // When the answer got lost, looking again tells whether the comment did.
      if (!isUnclear(error) || attempt === MOST_TRIES) throw error;
    }
  }
}

async function ours(key: string, comments: Comments): Promise<readonly Comment[]> {
  const marker = commentMarker(key);
  const marked = (await comments.list()).filter(({ body }) => body.split('\n', 1)[0]?.trim() === marker);
  if (marked.length === 0) return [];
  const me = await comments.me();
  return marked.filter(({ by }) => by === me);
}
