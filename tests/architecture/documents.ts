/** Links in Markdown, as text. */
import { dirname, join, normalize } from 'node:path';
import { exists, read } from './repository.ts';

/** One sentence for each relative link of a document that leads nowhere. */
export function brokenLinks(document: string): readonly string[] {
  return linksOf(read(document))
    .filter((link) => !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(link))
    .flatMap((link) => {
      const reason = reasonAgainst(document, link);
      return reason === undefined ? [] : [`${document} links to ${link}: ${reason}`];
    });
}

function reasonAgainst(document: string, link: string): string | undefined {
  const [path = '', anchor] = decodeURI(link).split('#', 2);
  if (path.startsWith('/')) return 'a path from the root works on no copy';
  const target = path === '' ? document : normalize(join(dirname(document), path));
  if (target.startsWith('..')) return 'it leaves the repository';
  if (!exists(target)) return 'there is no such file';
  if (anchor === undefined || !target.endsWith('.md')) return undefined;
  return anchorsOf(read(target)).has(anchor) ? undefined : 'there is no such heading';
}

/** Targets of inline links, images and reference definitions outside of code. */
function linksOf(markdown: string): readonly string[] {
  const text = withoutCode(markdown);
  const inline = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+["'][^)]*)?\)/g)];
  const definitions = [...text.matchAll(/^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?\s*$/gm)];
  return [...inline, ...definitions].map((match) => match[1] ?? '');
}

/** Headings as the code hosts name them: lower case, no punctuation, dashes for spaces, numbered when repeated. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(markdown).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = slugOf(heading);
    let name = slug;
    for (let again = 1; anchors.has(name); again += 1) name = `${slug}-${again}`;
    anchors.add(name);
  }
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

function withoutCode(markdown: string): string {
  return withoutFences(markdown).replaceAll(/`[^`\n]*`/g, '');
}

function withoutFences(markdown: string): string {
  return markdown.replaceAll(/^ *(```|~~~)[\s\S]*?^ *\1[^\n]*$/gm, '');
}
