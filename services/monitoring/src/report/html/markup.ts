import { stripControl } from '@atms/platform/process';

/** Finished HTML. Whatever else is put into a template is text, and is made harmless. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | readonly Html[];

/** A template whose values are escaped, unless they are HTML already. */
export function html(pieces: TemplateStringsArray, ...values: readonly Part[]): Html {
  const text = pieces.reduce((before, piece, index) => {
    return `${before}${asHtml(values[index - 1] ?? '')}${piece}`;
  });
  return { html: text };
}

function asHtml(part: Part): string {
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escaped(part);
  if ('html' in part) return part.html;
  return part.map((one) => one.html).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return stripControl(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
