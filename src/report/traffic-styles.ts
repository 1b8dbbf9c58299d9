import type { Paint } from './paint.ts';
import type { TrafficStyle } from './traffic.ts';

const same = (text: string) => text;

export function terminalTraffic(paint: Paint): TrafficStyle {
  return {
    name: same,
    prose: same,
    heading: paint.bold,
    item: (text) => `  ${text}`,
    opened: paint.yellow,
    closed: paint.red,
  };
}

/** `code` and `prose` put names and sentences into Markdown so that they mean nothing there. */
export function markdownTraffic(
  quoting: Pick<TrafficStyle, 'prose'> & { readonly code: TrafficStyle['name'] },
): TrafficStyle {
  return {
    name: quoting.code,
    prose: quoting.prose,
    heading: (text) => `**${text}**\n`,
    item: (text) => `- ${text}`,
    opened: (text) => `**${text}**`,
    closed: (text) => `**${text}**`,
  };
}
