/** Entries of the label filter. Source: mesosphere/marathon-ui v1.1.7, components/AppListLabelsFilterComponent.jsx. */
import { labelText } from './app-list.ts';

export type LabelPair = readonly [key: string, value: string];

/** Entries drawn at once: more can be had by typing. */
const entriesShown = 200;

export function isSameLabel(a: LabelPair, b: LabelPair): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** Those that the typed text finds, chosen ones first. */
export function menuLabels(
  labels: readonly LabelPair[],
  chosen: readonly LabelPair[],
  typed: string,
): readonly LabelPair[] {
  const pattern = patternOf(typed);
  const isChosen = (label: LabelPair): boolean => chosen.some((one) => isSameLabel(one, label));
  const found = labels.filter((label) => pattern.test(labelText(label)));
  return [...found.filter(isChosen), ...found.filter((label) => !isChosen(label))].slice(0, entriesShown);
}

/** A regular expression in any case; while it is none yet (`(`), the text itself, on which the original stumbles. */
function patternOf(typed: string): RegExp {
  try {
    return new RegExp(typed, 'i');
  } catch {
    return new RegExp(typed.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
  }
}

export function menuTitle(chosen: number): string {
  if (chosen === 0) return 'Select';
  return chosen === 1 ? '1 Label Selected' : `${chosen} Labels Selected`;
}
