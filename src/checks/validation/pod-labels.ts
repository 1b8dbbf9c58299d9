import { isLabelKey, isLabelValue } from '../../istio/label-syntax.ts';
import { mapOf, textOf } from '../../istio/message.ts';
import type { Cursor } from './cursor.ts';

/** Rules for maps of labels that pods carry or are looked for by. */
export function validateLabels(value: unknown, at: Cursor): void {
  const labels = mapOf(value);
  for (const key in labels) {
    const text = textOf(labels[key]);
    if (!isLabelKey(key)) {
      const hint = 'A key is up to 63 letters, digits and inner - _ . , perhaps after a DNS name and a slash.';
      at.at(key).error(`'${key}' is not the key of a label`, hint);
    }
    if (!isLabelValue(text)) {
      const hint = 'A value is empty, or letters, digits and inner - _ . alone.';
      at.at(key).error(`'${text}' is not the value of a label`, hint);
    }
  }
}
