/** Which licences packages may stand under, by SPDX expressions. */

export interface InstalledPackage {
  readonly name: string;
  readonly version?: string;
  /** As its manifest says; undefined where that says nothing, or where the package is not installed. */
  readonly licence?: string;
}

/**
 * Whether an SPDX expression can be met with these ids alone: of `OR` one side is enough, of `AND` both are needed, and
 * what follows `WITH` only adds a permission. What is no expression has to be allowed as it stands.
 */
export function isAllowed(expression: string, allowed: readonly string[]): boolean {
  const ids = new Set(allowed.map((id) => id.trim().toLowerCase()));
  if (ids.has(expression.trim().toLowerCase())) return true;
  const tokens = expression.replaceAll(/\sWITH\s+[^\s()]+/gi, ' ').match(/[()]|[^\s()]+/g) ?? [];
  const rest = parseAny({ tokens: tokens.slice(0, mostTokens), isMet: false }, ids);
  return rest.isMet && rest.tokens.length === 0;
}

/** More than anybody writes. */
const mostTokens = 200;

interface Parsed {
  /** What is still to be read. */
  readonly tokens: readonly string[];
  readonly isMet: boolean;
}
type Ids = ReadonlySet<string>;

const startsWith = ({ tokens: [token] }: Parsed, word: string) => token?.toUpperCase() === word;
const next = ({ tokens }: Parsed): Parsed => ({ tokens: tokens.slice(1), isMet: false });

function parseAny(from: Parsed, ids: Ids): Parsed {
  let left = parseAll(from, ids);
  while (startsWith(left, 'OR')) {
    const right = parseAll(next(left), ids);
    left = { tokens: right.tokens, isMet: left.isMet || right.isMet };
  }
  return left;
}

function parseAll(from: Parsed, ids: Ids): Parsed {
  let left = parseOne(from, ids);
  while (startsWith(left, 'AND')) {
    const right = parseOne(next(left), ids);
    left = { tokens: right.tokens, isMet: left.isMet && right.isMet };
  }
  return left;
}

function parseOne(from: Parsed, ids: Ids): Parsed {
  const [token = ''] = from.tokens;
  if (token !== '(') return { ...next(from), isMet: ids.has(token.toLowerCase()) };
  const inside = parseAny(next(from), ids);
  return startsWith(inside, ')') ? { ...next(inside), isMet: inside.isMet } : next(inside);
}
