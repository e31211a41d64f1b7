/** `#/agents/ID/browse?path=`. Source: Mesos 1.0.1, browse.html. */
import { useEffect, useRef } from 'react';
import { hostAndPort } from '../browser/address.ts';
import { usePage } from '../browser/page-context.ts';
import { PageLink } from '../browser/PageLink.tsx';
import { usePolledJson } from '../browser/polled-json.ts';
import { formatBytes, modifiedTime } from './format.ts';
import type { FileJson } from './mesos-json.ts';
import { useMesos } from './mesos-context.ts';
import { links } from './mesos-route.ts';
import { pailerName } from './pailer-window.ts';
import { Breadcrumb, masterCrumb } from './PageParts.tsx';
import { agentServer, useAgentRow } from './use-agent.ts';

export function BrowsePage({ agentId, path }: { readonly agentId: string; readonly path: string | null }) {
  const { stateCount } = useMesos();
  const agent = useAgentRow(agentId);
  const server = agent == null ? null : agentServer(agent).server;
  const url = server === null || path === null ? null : `${server}/files/browse?path=${encodeURIComponent(path)}`;
  const listing = usePolledJson<readonly FileJson[]>(url, null);
  const refetch = useRef(listing.refetch);
  refetch.current = listing.refetch;
  useEffect(() => refetch.current(), [stateCount]);
  return (
    <>
      <Breadcrumb
        crumbs={[
          masterCrumb,
          { badge: 'Agent', href: links.agent(agentId), title: agentId },
          { badge: '', text: 'Browse' },
        ]}
      />
      <Problem path={path} unknown={agent === null ? agentId : null} failed={listing.failure !== null} />
      <PathCrumbs agentId={agentId} path={path ?? ''} />
      <div className="mesos-well mesos-files">
        {listing.value !== null && listing.value.length === 0 ? (
          <p>No files in this directory.</p>
        ) : (
          <FileTable files={listing.value ?? []} agentId={agentId} server={server ?? ''} />
        )}
      </div>
    </>
  );
}

function Problem(props: { readonly path: string | null; readonly unknown: string | null; readonly failed: boolean }) {
  const text =
    props.path === null
      ? 'Missing "path" request parameter.'
      : props.unknown !== null
        ? `No agent found with ID: ${props.unknown}`
        : props.failed
          ? `Error browsing path: ${props.path}`
          : null;
  return text === null ? null : <p className="mesos-alert mesos-alert-danger">{text}</p>;
}

function PathCrumbs({ agentId, path }: { readonly agentId: string; readonly path: string }) {
  const names = path.split('/').filter((name) => name !== '');
  return (
    <ol className="mesos-breadcrumb mesos-path">
      {names.map((name, index) => (
        <li key={index}>
          <PageLink href={links.browse(agentId, `/${names.slice(0, index + 1).join('/')}`)}>{name}</PageLink>
        </li>
      ))}
    </ol>
  );
}

/** Mode in descending order puts folders first; then by path. */
function inOrder(files: readonly FileJson[]): readonly FileJson[] {
  return [...files].sort((a, b) => (a.mode === b.mode ? compare(a.path, b.path) : compare(b.mode, a.mode)));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function FileTable(props: { readonly files: readonly FileJson[]; readonly agentId: string; readonly server: string }) {
  const { nowMs } = useMesos();
  return (
    <table className="mesos-file-table">
      <thead>
        <tr>
          <th>mode</th>
          <th className="mesos-right">nlink</th>
          <th>uid</th>
          <th>gid</th>
          <th className="mesos-right">size</th>
          <th className="mesos-right">mtime</th>
          <th />
          <th />
        </tr>
      </thead>
      <tbody>
        {inOrder(props.files).map((file) => (
          <tr key={file.path}>
            <td>{file.mode}</td>
            <td className="mesos-right">{file.nlink}</td>
            <td>{file.uid}</td>
            <td>{file.gid}</td>
            <td className="mesos-right">{formatBytes(file.size)}</td>
            <td className="mesos-right">{modifiedTime(file.mtime * 1000, nowMs)}</td>
            <FileCells file={file} agentId={props.agentId} server={props.server} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FileCells({
  file,
  agentId,
  server,
}: {
  readonly file: FileJson;
  readonly agentId: string;
  readonly server: string;
}) {
  const page = usePage();
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  if (file.mode.startsWith('d')) {
    return (
      <>
        <td>
          <svg className="mesos-file-icon" viewBox="0 0 14 12" aria-hidden>
            <path d="M0 2h5l1 1.2h6V5H0zM0 5.6h13.4L12.4 11H0z" fill="#333" />
          </svg>
          <PageLink href={links.browse(agentId, file.path)}>{name}</PageLink>
        </td>
        <td />
      </>
    );
  }
  const open = (): void =>
    page.openWindow('/static/pailer.html', pailerName(server, file.path, `${file.path} (${hostAndPort(server)})`));
  return (
    <>
      <td>
        <span className="mesos-file-icon" />
        <button type="button" className="mesos-link" onClick={open}>
          {name}
        </button>
      </td>
      <td>
        <PageLink
          className="mesos-button mesos-button-small"
          href={`${server}/files/download?path=${encodeURIComponent(file.path)}`}
        >
          Download
        </PageLink>
      </td>
    </>
  );
}
