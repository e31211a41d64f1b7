/** Buttons that type for a person: zkCli against a chosen server, a four-letter word. What they type is seen in the terminal. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerminalView } from '../../sim-worker/api.ts';
import { Hint } from '../console/parts/Hint.tsx';
import { useRun } from '../console/simulation/run-store.ts';
import { setScreenReader, useTerminals } from './terminal-store.ts';

const WORDS = ['ruok', 'srvr', 'stat', 'mntr', 'cons', 'dump', 'conf', 'envi', 'isro', 'wchs'] as const;

type Props = { readonly view: TerminalView | null; readonly onType: (text: string) => void };

export function TerminalTools({ view, onType }: Props) {
  const { t } = useTranslation('terminal');
  const [chosen, setChosen] = useState('');
  const screenReader = useTerminals((state) => state.screenReader);
  const servers = view?.servers ?? [];
  const server = servers.includes(chosen) ? chosen : (servers[0] ?? '');
  const [host = '', port = ''] = server.split(':');
  const atPrompt = view?.program === 'shell' && server !== '';
  return (
    <div className="terminal-tools" role="group" aria-label={t('tools')}>
      <label className="terminal-tools__server">
        <span>{t('server')}</span>
        <select className="field mono" value={server} onChange={(event) => setChosen(event.target.value)}>
          {servers.map((address) => (
            <Server key={address} address={address} />
          ))}
        </select>
      </label>
      <Hint text={atPrompt ? t('zkCliMeaning', { server }) : t('notAtPrompt')}>
        <button
          type="button"
          className="button"
          aria-disabled={!atPrompt}
          onClick={() => (atPrompt ? onType(`zkCli.sh -server ${server}`) : undefined)}
        >
          {'zkCli.sh'}
        </button>
      </Hint>
      <label className="terminal-tools__server">
        <span className="visually-hidden">{t('word')}</span>
        <select
          className="field mono"
          value=""
          aria-disabled={!atPrompt}
          onChange={(event) => (atPrompt ? onType(`echo ${event.target.value} | nc ${host} ${port}`) : undefined)}
        >
          <option value="">{t('word')}</option>
          {WORDS.map((word) => (
            <option key={word} value={word}>
              {`${word} – ${t(`words.${word}`)}`}
            </option>
          ))}
        </select>
      </label>
      <label className="terminal-tools__reader">
        <input type="checkbox" checked={screenReader} onChange={(event) => setScreenReader(event.target.checked)} />
        {t('screenReader')}
      </label>
    </div>
  );
}

/** With the name and role that the drawing shows. */
function Server({ address }: { address: string }) {
  const [host] = address.split(':');
  const tile = useRun((state) =>
    [...state.tiles.values()].find((one) => one.program === 'zookeeper' && one.host === host),
  );
  const name = tile === undefined ? '' : ` – ${tile.title} ${tile.role}`;
  return <option value={address}>{address + name}</option>;
}
