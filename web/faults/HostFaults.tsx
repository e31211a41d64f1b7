/** Faults of one host, each with what it does and the command it stands for: cuts both and one way, clock, disk. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PageCommand } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';
import { Form } from '../console/parts/Form.tsx';
import { Choice } from './Choice.tsx';
import './faults.css';

export type HostGroup = { readonly name: string; readonly hosts: readonly string[] };

type HostFaultsProps = {
  readonly host: string;
  /** Whom it may be cut off from. */
  readonly groups: readonly HostGroup[];
};

export function HostFaults(props: HostFaultsProps) {
  return (
    <div className="host-faults">
      <Cut {...props} />
      <Clock host={props.host} />
      <Disk host={props.host} />
    </div>
  );
}

const WAYS = ['both', 'out', 'in'] as const;
type Way = (typeof WAYS)[number];

const CUTS: Readonly<Record<Way, (host: string, others: readonly string[]) => PageCommand>> = {
  both: (host, others) => ({ kind: 'partition', from: [host], to: others, oneWay: false }),
  out: (host, others) => ({ kind: 'partition', from: [host], to: others, oneWay: true }),
  in: (host, others) => ({ kind: 'partition', from: others, to: [host], oneWay: true }),
};

/** As one types it on the host itself. */
function iptables(way: Way, others: readonly string[]): string {
  const [first = '', second] = others;
  const list = second === undefined ? first : `${first},…`;
  const drops = { in: `iptables -A INPUT -s ${list} -j DROP`, out: `iptables -A OUTPUT -d ${list} -j DROP` };
  return way === 'both' ? `${drops.in}; ${drops.out}` : drops[way];
}

function Cut({ host, groups }: HostFaultsProps) {
  const { t } = useTranslation('faults');
  const { send } = useCommands();
  const [way, setWay] = useState<Way>('both');
  const [group, setGroup] = useState(0);
  const others = groups[group]?.hosts ?? [];
  if (others.length === 0) return null;
  return (
    <section className="host-fault">
      <h3>{t('cut.title')}</h3>
      <div className="host-fault__fields">
        <Choice
          label={t('cut.way')}
          value={way}
          options={WAYS.map((value) => ({ value, text: t(`cut.${value}`) }))}
          onChange={setWay}
        />
        <Choice
          label={t('cut.from')}
          value={String(group)}
          options={groups.map(({ name }, index) => ({ value: String(index), text: name }))}
          onChange={(index) => setGroup(Number(index))}
        />
        <button
          type="button"
          className="button button--danger"
          onClick={() => void send(CUTS[way](host, others), t('cut.done', { host }))}
        >
          {t('cut.word')}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => void send({ kind: 'heal', from: [host], to: others }, t('cut.healed', { host }))}
        >
          {t('cut.heal')}
        </button>
      </div>
      <p className="muted">{t(`cut.meaning.${way}`)}</p>
      <code className="mono">{iptables(way, others)}</code>
    </section>
  );
}

/** A day either way. */
const LARGEST_SKEW_S = 86_400;

function Clock({ host }: { readonly host: string }) {
  const { t } = useTranslation('faults');
  const { send } = useCommands();
  const [seconds, setSeconds] = useState('60');
  const value = Number(seconds);
  const valid = seconds.trim() !== '' && Number.isFinite(value) && Math.abs(value) <= LARGEST_SKEW_S;
  const set = (skewMs: number): void => void send({ kind: 'setClock', host, skewMs }, t('clock.done', { host }));
  return (
    <section className="host-fault">
      <h3>{t('clock.title')}</h3>
      <Form
        className="host-fault__fields"
        onSubmit={() => {
          if (valid) set(Math.round(value * 1000));
        }}
      >
        <label>
          {t('clock.seconds')}{' '}
          <input
            className="field mono host-fault__number"
            inputMode="decimal"
            value={seconds}
            aria-invalid={!valid}
            onChange={(event) => setSeconds(event.target.value)}
          />
        </label>
        <button type="submit" className="button button--danger" aria-disabled={!valid}>
          {t('clock.word')}
        </button>
        <button type="button" className="button" onClick={() => set(0)}>
          {t('clock.right')}
        </button>
      </Form>
      {valid ? null : (
        <p className="modal__error" role="alert">
          {t('clock.wrong', { largest: LARGEST_SKEW_S })}
        </p>
      )}
      <p className="muted">{t('clock.meaning')}</p>
      <code className="mono">{`date -s "${valid && value < 0 ? '-' : '+'}${valid ? String(Math.abs(value)) : '…'} seconds"`}</code>
    </section>
  );
}

const DISK_FAULTS = ['slow10', 'slow100', 'slow1000', 'full', 'failing'] as const;
type DiskFault = (typeof DISK_FAULTS)[number];

/** A disk may be slow and full at once: each names only what it changes. */
const DISKS: Readonly<
  Record<DiskFault, { readonly full?: boolean; readonly failing?: boolean; readonly slowFactor?: number }>
> = {
  slow10: { slowFactor: 10 },
  slow100: { slowFactor: 100 },
  slow1000: { slowFactor: 1000 },
  full: { full: true },
  failing: { failing: true },
};

const DISK_COMMANDS: Readonly<Record<DiskFault, string>> = {
  slow10: 'dmsetup reload disk --table "… delay …"',
  slow100: 'dmsetup reload disk --table "… delay …"',
  slow1000: 'dmsetup reload disk --table "… delay …"',
  full: 'fallocate -l $(df --output=avail -B1 /var | tail -1) /var/filler',
  failing: 'dmsetup reload disk --table "… error"',
};

function Disk({ host }: { readonly host: string }) {
  const { t } = useTranslation('faults');
  const { send } = useCommands();
  const [fault, setFault] = useState<DiskFault>('slow100');
  const healthy = { full: false, failing: false, slowFactor: 1 };
  return (
    <section className="host-fault">
      <h3>{t('disk.title')}</h3>
      <div className="host-fault__fields">
        <Choice
          label={t('disk.kind')}
          value={fault}
          options={DISK_FAULTS.map((value) => ({ value, text: t(`disk.${value}`) }))}
          onChange={setFault}
        />
        <button
          type="button"
          className="button button--danger"
          onClick={() => void send({ kind: 'setDisk', host, ...DISKS[fault] }, t('disk.done', { host }))}
        >
          {t('disk.word')}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => void send({ kind: 'setDisk', host, ...healthy }, t('disk.healed', { host }))}
        >
          {t('disk.heal')}
        </button>
      </div>
      <p className="muted">{t(`disk.meaning.${fault.startsWith('slow') ? 'slow' : fault}`)}</p>
      <code className="mono">{DISK_COMMANDS[fault]}</code>
    </section>
  );
}
