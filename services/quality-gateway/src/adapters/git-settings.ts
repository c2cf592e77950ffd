/** What the text of a git configuration sets, as far as it decides what git runs, or shows, or merges. */

/** Sections that name programs, lead to other places or files, or decide what a merge and a comparison come to. */
const sections =
  /^(?:alias|core|credential|diff|extensions|filter|gpg|http|include|includeif|merge|pager|protocol|receive|rerere|sendemail|ssh|uploadpack|url)\./;
/** Programs, in whichever section they are named. */
const programs =
  /\.(?:clean|smudge|process|driver|textconv|cmd|command|program|helper|hook\w*|editor|difffilter|customtransfer|standalonetransferagent|templatedir|uploadpack|receivepack|vcs|proxy)$|^(?:lfs\.(?:customtransfer|extension)|browser|man|guitool)\./;
/** What git writes by itself, for a checkout of a part and for a clone of a part. */
const harmless = /^(?:core\.sparsecheckout\w*|extensions\.(?:worktreeconfig|partialclone))$/;

function decides(name: string, value: string): boolean {
  if (harmless.test(name)) return false;
  // An update of a submodule is a word, or a command after a `!`.
  const isCommand = /^submodule\..*\.update$/.test(name) && value.includes('!');
  return sections.test(name) || programs.test(name) || isCommand;
}

const header = /\[ *([\w.-]+)(?:[ \t]+"((?:\\.|[^"\\\n])*)")?[ \t]*\]/y;
const setting =
  /([a-z][\w-]*)[ \t]*(?:=((?:"(?:\\[^]|[^"\\\n])*"|\\[^]|[^"\\\n#;])*)(?:[#;][^\n]*)?)?(?=\n|$)/iy;
const between = /(?:\s|[#;][^\n]*(?=\n|$))+/y;

/**
 * @returns `name=value` of each setting that decides something, in the order in which they stand; undefined for a text
 * that git would not understand either
 */
export function decidingSettings(text: string): readonly string[] | undefined {
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const found: string[] = [];
  let section = '';
  let at = 0;
  const next = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const match = pattern.exec(plain);
    at += match?.[0].length ?? 0;
    return match;
  };
  while (at < plain.length) {
    if (next(between) !== null) continue;
    const opened = next(header);
    if (opened !== null) {
      section = sectionOf(opened);
      continue;
    }
    const set = section === '' ? null : next(setting);
    if (set === null) return undefined;
    const [, key = '', value = 'true'] = set;
    const name = `${section}.${key.toLowerCase()}`;
    if (decides(name, value)) found.push(`${name}=${value.trim()}`);
  }
  return found;
}

function sectionOf([, name = '', part]: RegExpExecArray): string {
  return name.toLowerCase() + (part === undefined ? '' : `.${part}`);
}
