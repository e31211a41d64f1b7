/** The step that is looked at, in a sentence, and what each server thinks after it. */
import { Crown, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ElectionStepView } from '../../../sim-worker/api.ts';
import { formatClock, formatMicros } from '../../console/parts/format.ts';
import { ProcessLink } from '../ProcessLink.tsx';
import type { ElectionServer, ElectionServerState } from './election-model.ts';
import { stepText } from './step-text.ts';

type NowProps = {
  readonly step: ElectionStepView | undefined;
  readonly states: readonly ElectionServerState[];
  readonly servers: readonly ElectionServer[];
};

export function ElectionNow({ step, states, servers }: NowProps) {
  const { t } = useTranslation('zookeeper');
  const text = step === undefined ? null : stepText(step, servers);
  return (
    <div className="election-now">
      <p className="election-now__step" role="status">
        {step === undefined || text === null ? null : (
          <>
            <span className="mono muted">
              {formatClock(step.atUs)} {formatMicros(step.atUs)}
            </span>{' '}
            {t(text.key, text.values)}
          </>
        )}
      </p>
      <div className="election-states" role="table" aria-label={t('election.states')}>
        <div role="row" className="election-states__row muted">
          {(['server', 'role', 'round', 'vote', 'agree'] as const).map((name) => (
            <span key={name} role="columnheader" className={`election-states__${name}`}>
              {t(`election.column.${name}`)}
            </span>
          ))}
        </div>
        {states.map((state) => (
          <Row
            key={state.server.process}
            state={state}
            servers={servers}
            active={state.server.process === step?.process}
          />
        ))}
      </div>
    </div>
  );
}

type RowProps = {
  readonly state: ElectionServerState;
  readonly servers: readonly ElectionServer[];
  readonly active: boolean;
};

function Row({ state, servers, active }: RowProps) {
  const { t } = useTranslation('zookeeper');
  const { server, role, vote } = state;
  const leads = role === 'leading' || role === 'leader';
  return (
    <div role="row" className="election-states__row" data-active={active}>
      <span role="rowheader">
        <span className="mono">{server.myid}</span> <ProcessLink process={server.process} />
      </span>
      <span role="cell" className="election-states__role" data-leads={leads}>
        {leads ? <Crown size={12} aria-hidden /> : role === 'looking' ? <Search size={12} aria-hidden /> : null}
        {role === '' ? t('unknown') : role.toUpperCase()}
      </span>
      <span role="cell" className="mono election-states__round">
        {vote?.round ?? t('unknown')}
      </span>
      <span role="cell" className="mono">
        {vote === null
          ? t('unknown')
          : vote.leader < 0
            ? t('election.nobody')
            : t('election.votesFor', { leader: vote.leader })}
        {vote === null || vote.leader < 0 ? null : (
          <span className="election-states__detail">
            {t('election.voteDetail', { zxid: vote.zxid, epoch: vote.peerEpoch })}
          </span>
        )}
      </span>
      <span role="cell" className="election-states__tally">
        {servers.map((other) => (
          <span
            key={other.process}
            className="election-dot mono"
            data-agrees={state.supporters.includes(other.myid)}
            aria-hidden
          >
            {other.myid}
          </span>
        ))}
        <span className={state.quorum ? 'election-quorum' : 'visually-hidden'}>
          {t(state.quorum ? 'election.hasQuorum' : 'election.agreeing', { count: state.supporters.length })}
        </span>
      </span>
    </div>
  );
}
