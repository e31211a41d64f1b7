/** `sim bench`: the project's figures, as a table or as JSON. */
import { defaultClusterFigures, largeClusterFigures } from '../bench/cluster-figures.ts';
import type { Figure } from '../bench/figure.ts';
import { allocatorFigures } from '../bench/allocator-figures.ts';
import { kernelFigures } from '../bench/kernel-figures.ts';
import { manyAppsFigures, tenThousandFigures } from '../bench/scale-figures.ts';
import { frameFigures, seekFigures } from '../bench/session-figures.ts';
import { zookeeperFigures } from '../bench/zookeeper-figures.ts';
import { readArguments } from './options.ts';
import { usageError } from './usage.ts';

const GROUPS: ReadonlyMap<string, () => Figure[]> = new Map([
  ['kernel', kernelFigures],
  ['cluster', defaultClusterFigures],
  ['allocator', allocatorFigures],
  ['apps', manyAppsFigures],
  ['large', largeClusterFigures],
  ['ten-thousand', tenThousandFigures],
  ['seek', seekFigures],
  ['frames', frameFigures],
  ['zookeeper', zookeeperFigures],
]);

/** Takes some minutes by itself: only when it is asked for. */
const BY_NAME_ONLY: ReadonlySet<string> = new Set(['ten-thousand']);

export function benchCommand(args: readonly string[]): number {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
  const unknown = positionals.find((name) => !GROUPS.has(name));
  if (unknown !== undefined) throw usageError(`no benchmark ${unknown}; there are ${[...GROUPS.keys()].join(', ')}`);
  const chosen = positionals.length > 0 ? positionals : [...GROUPS.keys()].filter((name) => !BY_NAME_ONLY.has(name));
  const figures = chosen.flatMap((name) => {
    process.stderr.write(`bench ${name} …\n`);
    return GROUPS.get(name)?.() ?? [];
  });
  process.stdout.write(
    values['json'] === true ? `${JSON.stringify({ figures })}\n` : `${figures.map(row).join('\n')}\n`,
  );
  return figures.some((item) => item.ok === false) ? 1 : 0;
}

function row(item: Figure): string {
  const bar =
    item.bar?.atLeast !== undefined
      ? `≥ ${String(item.bar.atLeast)}`
      : item.bar?.atMost !== undefined
        ? `≤ ${String(item.bar.atMost)}`
        : '';
  const verdict = item.ok === false ? 'MISSED' : 'ok';
  return [verdict.padEnd(6), String(item.value).padStart(12), item.unit.padEnd(12), bar.padEnd(10), item.name].join(
    '  ',
  );
}
