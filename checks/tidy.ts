/** What no linter knows about the tree: each finding is a line `file:line: reason`. */

/** A file as `git ls-files` names it, with its text. */
export type TrackedFile = { readonly path: string; readonly text: string };

const MAX_LINES = 400;
const SIZED = /\.(ts|tsx|css|mjs)$/;
const SOURCE = /\.(ts|tsx|mjs|css|html)$/;
/** Reference texts of others, and the lock file, hold what they hold. */
const FOREIGN = /^(package-lock\.json|LICENSE|public\/runs\/)/;

const KEBAB_TS = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.(ts|mjs|css)$/;
const KEBAB_TSX = /^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.tsx$/;
const PASCAL_TSX = /^[A-Z][A-Za-z0-9]*(\.test)?\.tsx$/;
const EXPORTS_COMPONENT = /^export (function|const) [A-Z][a-z]/m;
const VAGUE_NAME = /(^|\/)(utils?|helpers?|misc|common)(\.(ts|tsx|mjs)$|\/)/;

type LineRule = { readonly reason: string; readonly pattern: RegExp; readonly files: RegExp };

// The patterns are put together from parts, so that this file does not find itself.
const LINE_RULES: readonly LineRule[] = [
  { reason: 'open an issue instead', pattern: new RegExp(`\\b(TO${'DO'}|FIX${'ME'}|XX${'X'})\\b`), files: SOURCE },
  {
    reason: 'a test that is skipped or runs alone',
    pattern: /\b(it|test|describe)(\.[a-z]+)*\.(only|skip|todo|fixme|fails)\b/,
    files: /\.(test|spec)\.tsx?$/,
  },
  {
    reason: 'a path of one machine',
    pattern: new RegExp(`(^|[\\s'"\`(=])/(ro${'ot'}|wo${'rk'}|Use${'rs'})/[a-z]`, 'i'),
    files: /./,
  },
  {
    reason: 'an address of a package registry',
    pattern: new RegExp(`registry\\.(np${'mjs'}|yarn${'pkg'})\\.|"resolv${'ed'}": "http`),
    files: /./,
  },
  { reason: 'a hole in the types', pattern: new RegExp(`@ts-(ign${'ore'}|noch${'eck'})`), files: SOURCE },
];

function findingsOfLines(file: TrackedFile): string[] {
  const rules = LINE_RULES.filter((rule) => rule.files.test(file.path));
  const findings: string[] = [];
  for (const [index, line] of file.text.split('\n').entries()) {
    for (const rule of rules) {
      if (rule.pattern.test(line))
        findings.push(`${file.path}:${index + 1}: ${rule.reason}: ${line.trim().slice(0, 80)}`);
    }
  }
  return findings;
}

function findingsOfName({ path, text }: TrackedFile): string[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const findings: string[] = [];
  if (VAGUE_NAME.test(path)) findings.push(`${path}:1: a name that says nothing: name the idea`);
  const named = PASCAL_TSX.test(name) || (KEBAB_TSX.test(name) && !EXPORTS_COMPONENT.test(text));
  if (path.endsWith('.tsx') && !named) findings.push(`${path}:1: a component file is PascalCase.tsx`);
  const plain = /\.(ts|mjs|css)$/.test(name) && !name.startsWith('.');
  if (plain && !KEBAB_TS.test(name) && !/^[A-Z][A-Za-z0-9]*(\.module)?\.css$/.test(name)) {
    findings.push(`${path}:1: a file name is kebab-case`);
  }
  return findings;
}

function findingsOfSize(file: TrackedFile): string[] {
  const lines = file.text.split('\n').length - (file.text.endsWith('\n') ? 1 : 0);
  const tooLong = SIZED.test(file.path) && lines > MAX_LINES;
  return tooLong ? [`${file.path}:${MAX_LINES}: ${lines} lines; split it by role`] : [];
}

export function findUntidy(files: readonly TrackedFile[]): string[] {
  return files.flatMap((file) => {
    if (FOREIGN.test(file.path) && file.path !== 'package-lock.json') return [];
    return [...findingsOfName(file), ...findingsOfSize(file), ...findingsOfLines(file)];
  });
}
