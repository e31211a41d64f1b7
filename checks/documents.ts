/** What the project's documents name: files, folders, npm scripts and commands of `sim` that must be there. */

export type Tree = {
  /** Tracked files, by path. */
  readonly files: readonly string[];
  readonly npmScripts: readonly string[];
  readonly simCommands: readonly string[];
};

/** Folders in which a document may begin a path. */
const BASES = ['', 'sim-worker/'];
/** Made by commands, not tracked. */
const MADE = new Set(['dist', 'node_modules']);

/** One line for each name that leads nowhere. */
export function findStaleNames(path: string, text: string, tree: Tree): string[] {
  const paths = new Set(tree.files);
  const folders = new Set(tree.files.flatMap((file) => foldersOf(file)));
  const exists = (name: string): boolean =>
    paths.has(name) || folders.has(name.replace(/\/$/, '')) || tree.files.some((file) => file.startsWith(`${name}-`));
  const findings: string[] = [];
  const expectThat = (isThere: boolean, name: string): void => {
    if (!isThere) findings.push(`${path}: ${name} is not there`);
  };
  for (const [, name = ''] of text.matchAll(/`([\w.-]+\/[\w./-]*)`/g)) {
    const first = name.split('/')[0] ?? '';
    if (MADE.has(first) || !BASES.some((base) => folders.has(`${base}${first}`))) continue;
    expectThat(
      BASES.some((base) => exists(`${base}${name}`)),
      name,
    );
  }
  for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)\s]+)\)/g))
    expectThat(exists(joined(path, target.replace(/#.*$/, ''))), target);
  for (const [, script = ''] of text.matchAll(/\bnpm run (?:-s )?([\w:]+)/g))
    expectThat(tree.npmScripts.includes(script), `npm run ${script}`);
  for (const [, command = ''] of text.matchAll(/(?:`|npm run -s )sim (?:-- )?([a-z0-9]+)/g))
    expectThat(tree.simCommands.includes(command), `sim ${command}`);
  return findings;
}

function foldersOf(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** A link's target, seen from the document that holds it. */
function joined(document: string, target: string): string {
  const parts = document.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
