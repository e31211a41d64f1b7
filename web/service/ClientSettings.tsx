/** How often the simulated clients ask, and how long they wait. */
import { useTranslation } from 'react-i18next';
import type { ClientSettings as Settings } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';

const rates = [0, 1, 5, 20, 100] as const;
const directRates = [0, 1, 5] as const;
const limits = [1000, 3000, 10_000, 30_000] as const;

export function ClientSettings({ process, settings }: { process: string; settings: Settings }) {
  const { t } = useTranslation('service');
  const { send } = useCommands();
  const change = (part: Partial<Settings>): void =>
    void send({ kind: 'tellClients', process, settings: part }, t('settings.done'));
  return (
    <fieldset className="service__settings">
      <legend>{t('settings.title')}</legend>
      <Choice
        label={t('settings.rate')}
        value={settings.requestsPerSecond}
        choices={rates}
        text={(value) => t('settings.perSecond', { rate: value })}
        onChange={(requestsPerSecond) => change({ requestsPerSecond })}
      />
      <Choice
        label={t('settings.direct')}
        value={settings.directPerSecond}
        choices={directRates}
        text={(value) => t('settings.perSecond', { rate: value })}
        onChange={(directPerSecond) => change({ directPerSecond })}
      />
      <Choice
        label={t('settings.timeout')}
        value={settings.timeoutMs}
        choices={limits}
        text={(value) => t('settings.seconds', { seconds: value / 1000 })}
        onChange={(timeoutMs) => change({ timeoutMs })}
      />
      <label>
        <input
          type="checkbox"
          checked={settings.keepAlive}
          onChange={(event) => change({ keepAlive: event.target.checked })}
        />{' '}
        {t('settings.keepAlive')}
      </label>
    </fieldset>
  );
}

type ChoiceProps = {
  readonly label: string;
  readonly value: number;
  readonly choices: readonly number[];
  readonly text: (value: number) => string;
  readonly onChange: (value: number) => void;
};

function Choice({ label, value, choices, text, onChange }: ChoiceProps) {
  const all = choices.includes(value) ? choices : [...choices, value].sort((a, b) => a - b);
  return (
    <label>
      {label}{' '}
      <select className="field" value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {all.map((choice) => (
          <option key={choice} value={choice}>
            {text(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}
