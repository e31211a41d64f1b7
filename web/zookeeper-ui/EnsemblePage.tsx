/** The servers of the ensemble side by side: roles, epochs, votes, traffic and disks, and what one can do to them. */
import { Crown, Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnsembleServerView } from '../../sim-worker/api.ts';
import { StatePage } from '../console/parts/StatePage.tsx';
import { Term } from '../console/parts/Term.tsx';
import { formatBytes } from '../console/parts/format.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import { FaultList } from '../faults/FaultList.tsx';
import { WipeDialog } from '../faults/WipeDialog.tsx';
import { Hint } from '../console/parts/Hint.tsx';
import { ProcessLink } from './ProcessLink.tsx';
import { ServerActions } from './ServerActions.tsx';

const EVERY_MS = 250;

export function EnsemblePage() {
  const { t } = useTranslation('zookeeper');
  const ensemble = usePolled('ensemble', async (api) => await api.ensemble(), EVERY_MS);
  if (ensemble === null) return <StatePage title={t('loading')} text="" />;
  if (ensemble.servers.length === 0) return <StatePage title={t('none.title')} text={t('none.text')} />;
  const { servers } = ensemble;
  const serving = servers.filter((server) => server.serving).length;
  const leader = servers.find((server) => server.serving && (server.role === 'leader' || server.role === 'standalone'));
  return (
    <div className="zk-scroll" tabIndex={0} role="region" aria-label={t('tab.ensemble')}>
      <p className="zk-summary muted">
        {t('ensemble.serving', { count: serving, total: servers.length })} ·{' '}
        {leader === undefined
          ? t('ensemble.noLeader')
          : t('ensemble.leader', { myid: leader.myid ?? 0, epoch: leader.currentEpoch ?? 0 })}{' '}
        · <Term name="quorum" /> · <Term name="epoch" /> · <Term name="zxid" />
      </p>
      <EnsembleFaults servers={servers} />
      <div className="zk-servers">
        {servers.map((server) => (
          <ServerCard key={server.process} server={server} servers={servers} />
        ))}
      </div>
    </div>
  );
}

/** What holds now, and the fault that concerns several servers at once. */
function EnsembleFaults({ servers }: { servers: readonly EnsembleServerView[] }) {
  const { t } = useTranslation('faults');
  const [wiping, setWiping] = useState(false);
  return (
    <>
      <div className="zk-faults">
        <FaultList />
        <Hint text={t('wipe.meaning')}>
          <button type="button" className="button button--danger" onClick={() => setWiping(true)}>
            {t('wipe.button')}
          </button>
        </Hint>
      </div>
      {wiping ? <WipeDialog servers={servers} onClose={() => setWiping(false)} /> : null}
    </>
  );
}

function ServerCard({ server, servers }: { server: EnsembleServerView; servers: readonly EnsembleServerView[] }) {
  const { t } = useTranslation('zookeeper');
  const none = t('unknown');
  return (
    <article className="zk-server" aria-label={server.process}>
      <header className="zk-server__head">
        <h2>
          <ProcessLink process={server.process} />
        </h2>
        <Role server={server} />
      </header>
      <dl className="facts zk-facts">
        <Fact name="myid" value={String(server.myid ?? none)} />
        <Fact name="acceptedEpoch" value={String(server.acceptedEpoch ?? none)} />
        <Fact name="currentEpoch" value={String(server.currentEpoch ?? none)} />
        <Fact name="lastZxid" value={server.lastZxid ?? none} />
      </dl>
      <Election server={server} />
      <Learners server={server} />
      <Traffic server={server} />
      <Files server={server} />
      <ServerActions server={server} servers={servers} />
    </article>
  );
}

function Role({ server }: { server: EnsembleServerView }) {
  const { t } = useTranslation('zookeeper');
  const leads = server.role === 'leader' || server.role === 'standalone';
  const tone = server.status !== 'running' ? 'fault' : leads ? 'zab' : server.serving ? 'status' : 'offer';
  const word = server.status === 'running' ? server.role.toUpperCase() : t(`status.${server.status}`);
  return (
    <span key={word} className="zk-role flash" data-tone={tone}>
      {leads && server.status === 'running' ? <Crown size={12} aria-hidden /> : null}
      {server.role === 'looking' && server.status === 'running' ? <Search size={12} aria-hidden /> : null}
      {word}
      {server.status === 'running' && !leads && server.leader !== null ? ` → ${server.leader}` : null}
    </span>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  const { t } = useTranslation('zookeeper');
  return (
    <>
      <dt>{t(`fact.${name}`)}</dt>
      <dd className="mono">
        <span key={value} className="flash">
          {value}
        </span>
      </dd>
    </>
  );
}

/** Its vote and those it has heard: grows vote by vote while the election runs. */
function Election({ server }: { server: EnsembleServerView }) {
  const { t } = useTranslation('zookeeper');
  const { election } = server;
  if (election === null || server.role !== 'looking') return null;
  const { inFavour, quorum } = election;
  return (
    <section className="zk-vote">
      <h3>{t('vote.title', { round: election.round })}</h3>
      <p className="mono">
        {t('vote.for', { leader: election.leader, zxid: election.zxid, epoch: election.peerEpoch })}
      </p>
      {quorum === null ? null : (
        <div className="zk-tally" role="img" aria-label={t('vote.tally', { inFavour, quorum })}>
          {Array.from({ length: Math.max(quorum, inFavour) }, (_, index) => (
            <span key={index} data-filled={index < inFavour} />
          ))}
          <span className="zk-tally__text">{t('vote.tally', { inFavour, quorum })}</span>
        </div>
      )}
      <ul className="zk-list mono">
        {election.heard.map((vote) => (
          <li key={vote.from} className="flash">
            {t('vote.heard', { from: vote.from, leader: vote.leader, zxid: vote.zxid })}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Learners({ server }: { server: EnsembleServerView }) {
  const { t } = useTranslation('zookeeper');
  const { learners } = server;
  if (learners === null) return null;
  const synced = learners.filter((learner) => learner.synced && !learner.observer).length;
  return (
    <section>
      <h3>{t('learners.title', { synced, total: learners.filter((learner) => !learner.observer).length })}</h3>
      <ul className="zk-list">
        {learners.map((learner) => (
          <li key={learner.myid}>
            <span className="mono">{learner.myid}</span>{' '}
            {t(learner.observer ? 'learners.observer' : 'learners.follower')}
            {' · '}
            {learner.synced ? `✓ ${t('learners.synced')}` : `✕ ${t('learners.late', { phase: learner.phase })}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Traffic({ server }: { server: EnsembleServerView }) {
  const { t } = useTranslation('zookeeper');
  const { traffic } = server;
  if (traffic === null || !server.serving) return <p className="muted">{t('traffic.none')}</p>;
  const latency = `${traffic.latencyMinMs} / ${traffic.latencyAverageMs} / ${traffic.latencyMaxMs} ms`;
  return (
    <dl className="facts zk-facts">
      <Fact name="latency" value={latency} />
      <Fact name="outstanding" value={String(traffic.outstanding)} />
      <Fact name="pendingProposals" value={String(traffic.pendingProposals)} />
      <Fact name="connections" value={String(traffic.connections)} />
      <Figure name="received" value={traffic.received} />
      <Figure name="sent" value={traffic.sent} />
      <Fact name="sessions" value={String(traffic.sessions)} />
      <Fact name="znodes" value={String(traffic.znodes)} />
      <Fact name="watches" value={String(traffic.watches)} />
    </dl>
  );
}

/** Counts that grow all the time do not flash. */
function Figure({ name, value }: { name: string; value: number }) {
  const { t } = useTranslation('zookeeper');
  return (
    <>
      <dt>{t(`fact.${name}`)}</dt>
      <dd className="mono">{value}</dd>
    </>
  );
}

function Files({ server }: { server: EnsembleServerView }) {
  const { t } = useTranslation('zookeeper');
  const total = server.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (server.files.length === 0) return <p className="muted">{t('files.none', { folder: server.folder ?? '' })}</p>;
  return (
    <details className="zk-files">
      <summary>
        {t('files.title', { count: server.files.length, size: formatBytes(total) })}
        <span className="muted mono"> {server.folder}</span>
      </summary>
      <ul className="zk-list mono">
        {server.files.map((file) => (
          <li key={file.name} className="zk-files__row">
            <span>{file.name}</span>
            <span className="muted">
              {file.records === null ? '' : `${t('files.records', { count: file.records })} · `}
              {formatBytes(file.sizeBytes)}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
