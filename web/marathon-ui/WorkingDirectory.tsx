import { PageLink } from '../browser/PageLink.tsx';
import { usePolledJson } from '../browser/polled-json.ts';
import { localeDate } from './marathon-format.ts';
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

/** How long a listing is kept. Source: mesosphere/marathon-ui v1.1.7, stores/MesosStore.js. */
const cachedMs = 60_000;

export function WorkingDirectory({ sandbox }: { readonly sandbox: Sandbox | null | undefined }) {
  const url =
    sandbox === null || sandbox === undefined
      ? null
      : `${sandbox.server}/files/browse?path=${encodeURIComponent(sandbox.directory)}`;
  const files = usePolledJson<readonly FileRow[]>(url, cachedMs);
  if (sandbox === undefined || (url !== null && files.polls === 0)) return <p>Loading files...</p>;
  if (sandbox === null || (files.value?.length ?? 0) === 0)
    return <p className="marathon-center">Currently no files available</p>;
  return (
    <table className="marathon-plain-table">
      <thead>
        <tr>
          {['ID', 'Permissions', 'Nlink', 'Uid', 'Gid', 'Size', 'Last Modified'].map((label) => (
            <th key={label}>{label}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {(files.value ?? []).map((file) => (
          <tr key={file.path}>
            <td>
              {file.path.slice(file.path.lastIndexOf('/') + 1)}{' '}
              {!file.mode.startsWith('d') && (
                <PageLink
                  className="marathon-button marathon-small"
                  href={`${sandbox.server}/files/download?path=${encodeURIComponent(file.path)}`}
                  newWindow
                >
                  Download
                </PageLink>
              )}
            </td>
            <td>{file.mode}</td>
            <td>{file.nlink}</td>
            <td>{file.uid}</td>
            <td>{file.gid}</td>
            <td>{file.size}</td>
            <td>{localeDate(new Date(file.mtime * 1000).toISOString())}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
