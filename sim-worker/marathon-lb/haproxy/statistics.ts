/**
 * The statistics page and its `;csv` form. Source: HAProxy 1.6.10, src/dumpstats.c.
 * Left out: bytes, rates per second, times and queues are 0, since messages have no size and nothing queues.
 */
import type { ReadContext } from '../../kernel/context.ts';
import type { HttpReply } from '../../kernel/http.ts';
import type { Proxy, ServerLine } from './config.ts';
import {
  type BackendState,
  type Generation,
  type HaproxyState,
  initialTotals,
  type ProxyTotals,
  type ServerState,
} from './state.ts';
import { statisticsPage } from './statistics-page.ts';
import type { StatisticsRow } from './statistics-row.ts';

export const CSV_COLUMNS =
  'pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,weight,act,bck,chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,throttle,lbtot,tracked,type,rate,rate_lim,rate_max,check_status,check_code,check_duration,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,hanafail,req_rate,req_rate_max,req_tot,cli_abrt,srv_abrt,comp_in,comp_out,comp_byp,comp_rsp,lastsess,last_chk,last_agt,qtime,ctime,rtime,ttime'.split(
    ',',
  );

const MAX_CONNECTIONS = 10_000;
/** `fullconn`, where nothing sets it: a tenth of the frontends' connections. */
const FULL_CONNECTIONS = 1000;

export function statisticsReply(
  state: HaproxyState,
  generation: Generation,
  context: ReadContext,
  path: string,
): HttpReply {
  const rows = statisticsRows(generation, context.nowUs);
  const headers = { 'cache-control': 'no-cache', connection: 'close' };
  if (path.includes(';csv'))
    return { status: 200, headers: { ...headers, 'content-type': 'text/plain' }, body: csvText(rows) };
  const shown = path.includes(';up') ? rows.filter((row) => row['type'] !== 2 || row['status'] !== 'DOWN') : rows;
  return {
    status: 200,
    headers: { ...headers, 'content-type': 'text/html' },
    body: statisticsPage(shown, {
      pid: generation.pid,
      uptimeSeconds: Math.floor((context.nowUs - generation.startedAtUs) / 1_000_000),
      connections: generation.connections,
      processes: state.generations.size,
    }),
  };
}

function csvText(rows: readonly StatisticsRow[]): string {
  const lines = rows.map((row) => CSV_COLUMNS.map((column) => `${quoted(String(row[column] ?? ''))},`).join(''));
  return `# ${CSV_COLUMNS.join(',')},\n${lines.map((line) => `${line}\n`).join('')}`;
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export function statisticsRows(generation: Generation, nowUs: number): StatisticsRow[] {
  const rows: StatisticsRow[] = [];
  for (const [index, proxy] of generation.config.proxies.entries()) {
    const common = { pxname: proxy.name, pid: 1, iid: index + 2 };
    if (proxy.section !== 'backend')
      rows.push({ ...common, ...frontendRow(proxy, generation.frontends.get(proxy.name) ?? initialTotals()) });
    const backend = proxy.section === 'frontend' ? undefined : generation.backends.get(proxy.name);
    if (backend === undefined) continue;
    for (const [place, line] of proxy.servers.entries()) {
      const server = backend.servers[place];
      if (server !== undefined) rows.push({ ...common, ...serverRow(proxy, line, server, place + 1, nowUs) });
    }
    rows.push({ ...common, ...backendRow(proxy, backend, nowUs) });
  }
  return rows;
}

const NOTHING = { bin: 0, bout: 0, rate: 0, rate_max: 0 };

function responses(proxy: Proxy, counts: readonly number[]): StatisticsRow {
  if (proxy.mode !== 'http') return {};
  const [other = 0, ...classes] = counts;
  const named = classes.map((count, index) => [`hrsp_${String(index + 1)}xx`, count] as const);
  return { ...Object.fromEntries(named), hrsp_other: other };
}

function frontendRow(proxy: Proxy, totals: ProxyTotals): StatisticsRow {
  return {
    svname: 'FRONTEND',
    scur: totals.current,
    smax: totals.max,
    slim: MAX_CONNECTIONS,
    stot: totals.total,
    ...NOTHING,
    dreq: totals.denied,
    dresp: 0,
    ereq: totals.requestErrors,
    status: 'OPEN',
    sid: 0,
    type: 0,
    rate_lim: 0,
    ...responses(proxy, totals.responses),
    req_rate: 0,
    req_rate_max: 0,
    req_tot: totals.requests,
    comp_in: 0,
    comp_out: 0,
    comp_byp: 0,
    comp_rsp: 0,
  };
}

/** `UP`, `DOWN`, `UP 2/3` on the way down, `DOWN 1/2` on the way up, `MAINT`, `no check`. */
export function serverStatus(line: ServerLine, server: ServerState): string {
  if (line.disabled) return 'MAINT';
  if (!line.check) return 'no check';
  if (server.up) {
    const left = server.health - line.rise + 1;
    return left < line.fall ? `UP ${String(left)}/${String(line.fall)}` : 'UP';
  }
  return server.health > 0 ? `DOWN ${String(server.health)}/${String(line.rise)}` : 'DOWN';
}

function seconds(us: number): number {
  return Math.floor(us / 1_000_000);
}

function serverRow(proxy: Proxy, line: ServerLine, server: ServerState, sid: number, nowUs: number): StatisticsRow {
  const downUs = server.downUs + (server.up ? 0 : nowUs - server.lastChangeUs);
  const check = line.check
    ? {
        chkfail: server.failedChecks,
        chkdown: server.downs,
        lastchg: seconds(nowUs - server.lastChangeUs),
        downtime: seconds(downUs),
        check_status: server.checkStatus,
        check_code: server.checkCode > 0 ? server.checkCode : '',
        check_duration: server.checkStatus === 'INI' ? '' : server.checkMs,
      }
    : {};
  return {
    svname: line.name,
    qcur: 0,
    qmax: 0,
    scur: server.current,
    smax: server.max,
    stot: server.total,
    ...NOTHING,
    dresp: 0,
    econ: server.connectErrors,
    eresp: server.responseErrors,
    wretr: server.retries,
    wredis: server.redispatches,
    status: serverStatus(line, server),
    weight: line.weight,
    act: 1,
    bck: 0,
    ...check,
    sid,
    lbtot: server.total,
    type: 2,
    ...responses(proxy, server.responses),
    hanafail: 0,
    cli_abrt: server.clientAborts,
    srv_abrt: server.serverAborts,
    lastsess: server.lastSessionUs === null ? -1 : seconds(nowUs - server.lastSessionUs),
    qtime: 0,
    ctime: 0,
    rtime: 0,
    ttime: 0,
  };
}

function backendRow(proxy: Proxy, backend: BackendState, nowUs: number): StatisticsRow {
  const { totals } = backend;
  const active = proxy.servers.filter((line, index) => !line.disabled && backend.servers[index]?.up === true).length;
  return {
    svname: 'BACKEND',
    qcur: 0,
    qmax: 0,
    scur: totals.current,
    smax: totals.max,
    slim: FULL_CONNECTIONS,
    stot: totals.total,
    ...NOTHING,
    dreq: 0,
    dresp: 0,
    econ: totals.connectErrors,
    eresp: totals.responseErrors,
    wretr: totals.retries,
    wredis: totals.redispatches,
    status: active > 0 || proxy.servers.length === 0 ? 'UP' : 'DOWN',
    weight: active,
    act: active,
    bck: 0,
    chkdown: backend.downs,
    lastchg: seconds(nowUs - backend.lastChangeUs),
    downtime: 0,
    sid: 0,
    lbtot: totals.total,
    type: 1,
    ...responses(proxy, totals.responses),
    cli_abrt: 0,
    srv_abrt: 0,
    comp_in: 0,
    comp_out: 0,
    comp_byp: 0,
    comp_rsp: 0,
    lastsess: -1,
    qtime: 0,
    ctime: 0,
    rtime: 0,
    ttime: 0,
  };
}
