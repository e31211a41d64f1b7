/** Every pending timer of every process, soonest first: what will happen by itself, and when. */
import { allProcesses } from '../../kernel/process-table.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import { timersOf } from '../../kernel/timer-table.ts';
import { meaningOf } from './timer-meanings.ts';
import type { TimerQuery, TimerRow, TimersView } from './mesos-views.ts';

export function timersView(simulator: Simulator, query: TimerQuery): TimersView {
  const { world } = simulator;
  const filter = query.filter.trim().toLowerCase();
  const rows: TimerRow[] = [];
  const meanings = new Set<string>();
  let total = 0;
  for (const process of allProcesses(world)) {
    const { id, program } = process.spec;
    total += process.timers.size;
    for (const { key: name, setAtUs, dueAtUs } of timersOf(world, process)) {
      const row: TimerRow = { process: id, program, name, ...meaningOf(program, name), setAtUs, dueAtUs };
      if (row.meaning !== '') meanings.add(row.meaning);
      if (query.meanings.includes(row.meaning) || `${id} ${name}`.toLowerCase().includes(filter)) rows.push(row);
    }
  }
  rows.sort((a, b) => a.dueAtUs - b.dueAtUs || (a.process < b.process ? -1 : a.process > b.process ? 1 : 0));
  const matching = rows.length;
  return {
    nowUs: world.nowUs,
    total,
    matching,
    meanings: [...meanings],
    rows: rows.slice(query.offset, query.offset + query.limit),
  };
}
