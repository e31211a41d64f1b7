/** Which rules of the form are shown: those of fields that a person touched, as in the original. */
import { formErrors } from './app-rules.ts';

/** Lists whose rules concern a row as a whole: any field of the row makes them count. */
const rowLists = ['env', 'labels', 'dockerParameters', 'localVolumes', 'externalVolumes', 'dockerVolumes'];

export function touchedErrors(values: unknown, touched: ReadonlySet<string>): ReadonlyMap<string, string> {
  const rows = new Set([...touched].map(rowOf));
  const isTouched = (path: string): boolean =>
    touched.has(path) || (rowLists.includes(path.split('.')[0] ?? '') && rows.has(rowOf(path)));
  return new Map([...formErrors(values)].filter(([path]) => isTouched(path)));
}

function rowOf(path: string): string {
  return path.split('.').slice(0, 2).join('.');
}
