/** Severity words of the systems, as two tones beside the plain one. */

export function severityClass(severity: string): string {
  const word = severity.toUpperCase();
  if (word.startsWith('W')) return 'log--warning';
  if (word.startsWith('E') || word.startsWith('F')) return 'log--error';
  return '';
}
