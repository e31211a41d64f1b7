/** Files of a task's sandbox. Source: mesosphere/marathon-ui v1.1.7, components/TaskFileListComponent.jsx. */
import { useState } from 'react';
import { PageLink } from '../browser/PageLink.tsx';
import { usePolledJson } from '../browser/polled-json.ts';
import { Caret } from './Icons.tsx';
import { formatBytes, localeDate } from './marathon-format.ts';
import type { Sandbox } from './use-task-files.ts';

type FileRow = {
  readonly path: string;
  readonly mode: string;
  readonly nlink: number;
  readonly uid: string;
  readonly gid: string;
  readonly size: number;
  readonly mtime: number;
};

type SortKey = 'path' | 'mode' | 'nlink' | 'uid' | 'gid' | 'size' | 'mtime';
type FileSort = { readonly key: SortKey; readonly descending: boolean };

const columns: readonly (readonly [SortKey, string])[] = [
  ['path', 'ID'],
  ['mode', 'Permissions'],
  ['nlink', 'Nlink'],
  ['uid', 'Uid'],
  ['gid', 'Gid'],
  ['size', 'Size'],
  ['mtime', 'Last Modified'],
];

/** How long a listing is kept. Source: mesosphere/marathon-ui v1.1.7, stores/MesosStore.js. */
const cachedMs = 60_000;

export function WorkingDirectory({ sandbox }: { readonly sandbox: Sandbox | null | undefined }) {
  const url =
    sandbox === null || sandbox === undefined
      ? null
      : `${sandbox.server}/files/browse?path=${encodeURIComponent(sandbox.directory)}`;
  const files = usePolledJson<readonly FileRow[]>(url, cachedMs).value;
  const [sort, setSort] = useState<FileSort | null>(null);
  const at = (key: SortKey): string =>
    `${key === 'size' || key === 'mtime' ? 'marathon-end-text' : ''}${sort?.key === key ? ' marathon-sorted' : ''}`;
  return (
    <table className="marathon-plain-table marathon-files">
      <thead>
        <tr>
          {columns.map(([key, label]) => (
            <th key={key} className={at(key)}>
              <button type="button" onClick={() => setSort({ key, descending: sort?.key === key && !sort.descending })}>
                {label}
                {sort?.key === key && <Caret up={!sort.descending} />}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {files === null || files.length === 0 ? (
          <tr>
            <td colSpan={7} className="marathon-center-text">
              Currently no files available
            </td>
          </tr>
        ) : (
          sorted(files, sort).map((file) => (
            <FileLine key={file.path} file={file} server={sandbox?.server ?? ''} at={at} />
          ))
        )}
      </tbody>
    </table>
  );
}

function sorted(files: readonly FileRow[], sort: FileSort | null): readonly FileRow[] {
  if (sort === null) return files;
  const { key, descending } = sort;
  const sign = descending ? -1 : 1;
  return [...files].sort((a, b) => (a[key] < b[key] ? -sign : a[key] > b[key] ? sign : 0));
}

function FileLine(props: { readonly file: FileRow; readonly server: string; readonly at: (key: SortKey) => string }) {
  const { file, at } = props;
  const modified = new Date(file.mtime * 1000).toISOString();
  return (
    <tr>
      <td className={at('path')}>
        {file.path.slice(file.path.lastIndexOf('/') + 1)}
        {!file.mode.startsWith('d') && (
          <PageLink
            className="marathon-button marathon-small-outline marathon-download"
            href={`${props.server}/files/download?path=${encodeURIComponent(file.path)}`}
            newWindow
          >
            Download
          </PageLink>
        )}
      </td>
      <td className={at('mode')}>{file.mode}</td>
      <td className={at('nlink')}>{file.nlink}</td>
      <td className={at('uid')}>{file.uid}</td>
      <td className={at('gid')}>{file.gid}</td>
      <td className={at('size')}>{formatBytes(file.size)}</td>
      <td className={at('mtime')} title={modified}>
        {localeDate(modified)}
      </td>
    </tr>
  );
}
