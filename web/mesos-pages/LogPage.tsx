/** The replicated log of the masters: each replica with its promises, and what it holds at each position. */
import { useTranslation } from 'react-i18next';
import type { LogPositionView, LogReplicaView, ReplicatedLogView } from '../../sim-worker/api.ts';
import { StatePage } from '../console/parts/StatePage.tsx';
import { Term } from '../console/parts/Term.tsx';
import { formatBytes } from '../console/parts/format.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import { ProcessLink } from '../zookeeper-ui/ProcessLink.tsx';

const EVERY_MS = 200;
const marks = { absent: '·', promised: '○', written: '◐', learned: '●', truncated: '–' } as const;

export function LogPage() {
  const { t } = useTranslation('mesos');
  const view = usePolled('mesos log', async (api) => await api.replicatedLog(), EVERY_MS);
  if (view === null) return <StatePage title={t('loading')} text="" />;
  if (view.replicas.length === 0) return <StatePage title={t('log.none')} text={t('log.noneText')} />;
  return (
    <div className="inside" tabIndex={0} role="region" aria-label={t('tab.log')}>
      <p className="inside__summary muted">
        {view.quorum === null ? null : `${t('log.quorum', { count: view.quorum, total: view.replicas.length })} · `}
        <Term name="replicatedLog" /> · <Term name="coordinator" /> · <Term name="registry" />
      </p>
      <div className="replicas">
        {view.replicas.map((replica) => (
          <Replica key={replica.process} replica={replica} />
        ))}
      </div>
      <Positions view={view} />
    </div>
  );
}

function Replica({ replica }: { replica: LogReplicaView }) {
  const { t } = useTranslation('mesos');
  const word = replica.replica ?? t(`status.${replica.status}`);
  return (
    <article className="replica" data-role={replica.role} aria-label={replica.process}>
      <h2>
        <ProcessLink process={replica.process} />{' '}
        <span
          key={word}
          className="verdict flash"
          data-outcome={replica.replica === 'VOTING' ? 'accepted' : 'declined'}
        >
          {word}
        </span>
      </h2>
      {replica.role === 'none' ? null : (
        <p className="replica__role">
          {t(`log.role.${replica.role}`)} · {t('log.proposal', { proposal: replica.proposal })}
        </p>
      )}
      <dl className="facts">
        <Fact name="promised" value={String(replica.promised)} />
        <Fact name="range" value={`${replica.begin} … ${replica.end}`} />
        <Fact name="holes" value={String(replica.holes)} />
        <Fact name="unlearned" value={String(replica.unlearned)} />
        <Fact name="members" value={String(replica.members.length)} />
        <Fact name="queued" value={`${replica.queued}${replica.writing ? ` · ${t('log.writing')}` : ''}`} />
      </dl>
      <Round replica={replica} />
    </article>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  const { t } = useTranslation('mesos');
  return (
    <>
      <dt>{t(`log.fact.${name}`)}</dt>
      <dd className="mono">
        <span key={value} className="flash">
          {value}
        </span>
      </dd>
    </>
  );
}

/** The broadcast under way: it is over within milliseconds, so it is seen by stepping or at a slow pace. */
function Round({ replica }: { replica: LogReplicaView }) {
  const { t } = useTranslation('mesos');
  const { round } = replica;
  if (round === null) return null;
  return (
    <div className="replica__round">
      <p>
        {t(`log.request.${round.request}`)}
        {round.proposal === null ? null : ` · ${t('log.proposal', { proposal: round.proposal })}`}
        {round.position === null ? null : ` · ${t('log.position', { position: round.position })}`}
      </p>
      <p className="muted">
        {round.asked === null
          ? t('log.waitsForQuorum')
          : t('log.answers', { count: round.answers.length, asked: round.asked })}
      </p>
      <ul>
        {round.answers.map(({ from, answer }) => (
          <li key={from} className="mono flash">
            {from}: {answer}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Positions({ view }: { view: ReplicatedLogView }) {
  const { t } = useTranslation('mesos');
  return (
    <>
      <h2 className="inside__title">{t('log.positions')}</h2>
      <p className="muted inside__legend">
        {(['learned', 'written', 'promised', 'absent', 'truncated'] as const).map((place) => (
          <span key={place}>
            <span className="log-place" data-place={place} aria-hidden>
              {marks[place]}
            </span>{' '}
            {t(`log.place.${place}`)}
          </span>
        ))}
      </p>
      {view.positions.length === 0 ? (
        <p className="muted">{t('log.empty')}</p>
      ) : (
        <table className="inside-table">
          <thead>
            <tr>
              <th scope="col">{t('log.column.position')}</th>
              <th scope="col">{t('log.column.type')}</th>
              <th scope="col">{t('log.column.size')}</th>
              {view.replicas.map((replica) => (
                <th key={replica.process} scope="col" className="mono">
                  {replica.host}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.positions.map((position) => (
              <Position key={position.position} position={position} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Position({ position }: { position: LogPositionView }) {
  const { t } = useTranslation('mesos');
  return (
    <tr>
      <td className="mono">{position.position}</td>
      <td className="mono">{position.type ?? t('unknown')}</td>
      <td className="mono">{formatBytes(position.sizeBytes)}</td>
      {position.places.map(({ place, proposal }, index) => (
        <td key={index} className="mono">
          <span key={place} className="log-place flash" data-place={place} title={t(`log.place.${place}`)}>
            {marks[place]}
          </span>
          <span className="visually-hidden">{t(`log.place.${place}`)}</span>{' '}
          {proposal === null ? null : <span className="muted">{proposal}</span>}
        </td>
      ))}
    </tr>
  );
}
