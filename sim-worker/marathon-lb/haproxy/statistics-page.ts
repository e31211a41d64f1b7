/** The statistics as an HTML document, with the columns of HAProxy 1.6's page. */
import type { StatisticsRow } from './statistics-row.ts';

export type PageFacts = {
  readonly pid: number;
  readonly uptimeSeconds: number;
  readonly connections: number;
  readonly processes: number;
};

/** Group of columns: its title, then title and CSV name of each. */
const GROUPS: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'Queue',
    [
      ['Cur', 'qcur'],
      ['Max', 'qmax'],
      ['Limit', 'qlimit'],
    ],
  ],
  [
    'Session rate',
    [
      ['Cur', 'rate'],
      ['Max', 'rate_max'],
      ['Limit', 'rate_lim'],
    ],
  ],
  [
    'Sessions',
    [
      ['Cur', 'scur'],
      ['Max', 'smax'],
      ['Limit', 'slim'],
      ['Total', 'stot'],
      ['LbTot', 'lbtot'],
      ['Last', 'lastsess'],
    ],
  ],
  [
    'Bytes',
    [
      ['In', 'bin'],
      ['Out', 'bout'],
    ],
  ],
  [
    'Denied',
    [
      ['Req', 'dreq'],
      ['Resp', 'dresp'],
    ],
  ],
  [
    'Errors',
    [
      ['Req', 'ereq'],
      ['Conn', 'econ'],
      ['Resp', 'eresp'],
    ],
  ],
  [
    'Warnings',
    [
      ['Retr', 'wretr'],
      ['Redis', 'wredis'],
    ],
  ],
  [
    'Server',
    [
      ['Status', 'status'],
      ['LastChk', 'lastchk'],
      ['Wght', 'weight'],
      ['Act', 'act'],
      ['Bck', 'bck'],
      ['Chk', 'chkfail'],
      ['Dwn', 'chkdown'],
      ['Dwntme', 'downtime'],
      ['Thrtle', 'throttle'],
    ],
  ],
];

export function statisticsPage(rows: readonly StatisticsRow[], facts: PageFacts): string {
  const names = [...new Set(rows.map((row) => String(row['pxname'])))];
  const tables = names.map((name) =>
    proxyTable(
      name,
      rows.filter((row) => row['pxname'] === name),
    ),
  );
  return `<!DOCTYPE html>
<html><head><title>Statistics Report for HAProxy</title></head>
<body><h1>HAProxy version 1.6.10, released 2016/11/20</h1>
<h2>Statistics Report for pid ${String(facts.pid)}</h2>
<hr>
<h3>&gt; General process information</h3>
<p><b>pid = </b> ${String(facts.pid)} (process #1, nbproc = 1)<br>
<b>uptime = </b> ${uptimeText(facts.uptimeSeconds)}<br>
<b>system limits:</b> memmax = unlimited; ulimit-n = 100035<br>
<b>maxsock = </b> 100035; <b>maxconn = </b> 50000; <b>maxpipes = </b> 0<br>
current conns = ${String(facts.connections)}; current pipes = 0/0; conn rate = 0/sec<br></p>
<p><b>Display option:</b></p>
<ul><li><a href="/haproxy?stats;up">Hide 'DOWN' servers</a></li>
<li><a href="/haproxy?stats">Refresh now</a></li>
<li><a href="/haproxy?stats;csv">CSV export</a></li>
<li><a href="/_haproxy_getconfig">Configuration (marathon-lb)</a></li></ul>
${tables.join('\n')}
</body></html>
`;
}

function uptimeText(total: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const days = Math.floor(total / 86_400);
  return `${String(days)}d ${String(Math.floor((total % 86_400) / 3600))}h${two(Math.floor((total % 3600) / 60))}m${two(total % 60)}s`;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}

function proxyTable(name: string, rows: readonly StatisticsRow[]): string {
  const head = GROUPS.map(([title, columns]) => `<th colspan="${String(columns.length)}">${title}</th>`).join('');
  const titles = GROUPS.flatMap(([, columns]) => columns.map(([title]) => `<th>${title}</th>`)).join('');
  return `<h4>${escape(name)}</h4>
<table><thead><tr><th></th>${head}</tr><tr><th></th>${titles}</tr></thead>
<tbody>${rows.map(rowText).join('\n')}</tbody></table>`;
}

const ROW_NAMES: Readonly<Record<string, string>> = { FRONTEND: 'Frontend', BACKEND: 'Backend' };

function rowText(row: StatisticsRow): string {
  const label = String(row['svname']);
  const shown: StatisticsRow = { ...row, status: statusCell(row), lastchk: lastCheck(row) };
  const cells = GROUPS.flatMap(([, columns]) =>
    columns.map(([, key]) => `<td>${escape(String(shown[key] ?? ''))}</td>`),
  );
  return `<tr class="${rowClass(row)}"><td>${escape(ROW_NAMES[label] ?? label)}</td>${cells.join('')}</tr>`;
}

/** `5m UP`: how long, and what. */
function statusCell(row: StatisticsRow): string {
  const since = row['lastchg'];
  return typeof since === 'number' && row['type'] !== 0
    ? `${shortTime(since)} ${String(row['status'])}`
    : String(row['status']);
}

function shortTime(total: number): string {
  if (total < 60) return `${String(total)}s`;
  if (total < 3600) return `${String(Math.floor(total / 60))}m${String(total % 60)}s`;
  if (total < 86_400) return `${String(Math.floor(total / 3600))}h${String(Math.floor((total % 3600) / 60))}m`;
  return `${String(Math.floor(total / 86_400))}d${String(Math.floor((total % 86_400) / 3600))}h`;
}

function lastCheck(row: StatisticsRow): string {
  const status = row['check_status'];
  if (status === undefined) return '';
  const code = row['check_code'] === '' ? '' : `/${String(row['check_code'])}`;
  return status === 'INI' ? 'INI' : `${String(status)}${code} in ${String(row['check_duration'])}ms`;
}

/** The page's own names of its colours. */
function rowClass(row: StatisticsRow): string {
  const status = String(row['status']);
  if (row['type'] === 0) return 'frontend';
  if (row['type'] === 1) return 'backend';
  if (status === 'MAINT') return 'maintain';
  if (status === 'no check') return 'active_no_check';
  if (status === 'UP') return 'active_up';
  if (status === 'DOWN') return 'active_down';
  return status.startsWith('UP') ? 'active_going_down' : 'active_going_up';
}
