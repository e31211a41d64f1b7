/** Transactions by zxid, newest first, with how far each server is; virtualised, pages are asked for as one scrolls. */
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TransactionPage } from '../../sim-worker/api.ts';
import { StatePage } from '../console/parts/StatePage.tsx';
import { Term } from '../console/parts/Term.tsx';
import { LogTable } from './LogTable.tsx';
import { ProcessLink } from './ProcessLink.tsx';
import { useKept } from './use-kept.ts';

const EVERY_MS = 350;
const PAGE = 200;
const TYPES = ['create', 'setData', 'delete', 'setAcl', 'multi', 'createSession', 'closeSession', 'error'] as const;

export function LogPage() {
  const { t } = useTranslation('zookeeper');
  const [typed, setTyped] = useState('');
  const [type, setType] = useState('');
  const [offset, setOffset] = useState(0);
  const filter = useDeferredValue(typed);
  const page = useKept(
    `transactions ${type} ${String(offset)} ${filter}`,
    async (api) => {
      const answer = await api.transactions({ filter, type, offset, limit: PAGE });
      return answer === null ? null : { offset, answer };
    },
    EVERY_MS,
  );
  if (page === null) return <StatePage title={t('loading')} text="" />;
  const { answer } = page;
  return (
    <>
      <div className="zk-bar">
        <input
          className="field zk-bar__filter"
          type="search"
          value={typed}
          placeholder={t('log.filter')}
          aria-label={t('log.filter')}
          onChange={(event) => setTyped(event.target.value)}
        />
        <select
          className="field"
          value={type}
          aria-label={t('log.type')}
          onChange={(event) => setType(event.target.value)}
        >
          <option value="">{t('log.allTypes')}</option>
          {TYPES.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <span className="muted">
          {t('log.count', { count: answer.matching, total: answer.total })}
          {answer.cut ? ` · ${t('log.cut')}` : ''} · <Term name="zxid" />
        </span>
      </div>
      <Indices answer={answer} />
      {answer.matching === 0 ? (
        <StatePage
          title={answer.total === 0 ? t('log.none') : t('nothingMatches')}
          text={answer.total === 0 ? t('log.noneText') : t('nothingMatchesText')}
        />
      ) : (
        <LogTable page={answer} offset={page.offset} pageSize={PAGE} onOffset={setOffset} />
      )}
    </>
  );
}

/** The commit index of each server. */
function Indices({ answer }: { answer: TransactionPage }) {
  const { t } = useTranslation('zookeeper');
  const none = t('unknown');
  return (
    <div className="zk-indices" role="table" aria-label={t('log.indices')}>
      <div role="row">
        <span role="columnheader">{t('log.server')}</span>
        <span role="columnheader">{t('place.logged')}</span>
        <span role="columnheader">{t('place.committed')}</span>
        <span role="columnheader">{t('place.applied')}</span>
      </div>
      {answer.servers.map((server) => (
        <div role="row" key={server.process}>
          <span role="cell">
            <ProcessLink process={server.process} />
          </span>
          {[server.logged, server.committed, server.applied].map((zxid, index) => (
            <span role="cell" className="mono" key={index}>
              {zxid ?? none}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
