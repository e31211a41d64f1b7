/** The log window gets its file through the window's name, as in the original; the title is added to it. */

export function pailerName(server: string, path: string, title: string): string {
  return JSON.stringify({ read: `${server}/files/read?path=${encodeURIComponent(path)}`, title });
}

export type PailerFile = { readonly read: string; readonly title: string };

/** Null when the window was opened by hand and knows no file. */
export function pailerFile(windowName: string): PailerFile | null {
  try {
    const value = JSON.parse(windowName) as Partial<PailerFile> | null;
    return typeof value?.read === 'string' && typeof value.title === 'string'
      ? { read: value.read, title: value.title }
      : null;
  } catch {
    return null; // Not a name that `pailerName` made.
  }
}
