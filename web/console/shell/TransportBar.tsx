/** Back to the start, step back, play or pause, step, and the kind of step. */
import { Pause, Play, SkipBack, StepBack, StepForward } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { StepKind } from '../../../sim-worker/api.ts';
import { useTransport } from '../actions/use-transport.ts';
import { Hint } from '../parts/Hint.tsx';
import { useRun } from '../simulation/run-store.ts';
import { STEP_KINDS, setStepKind, useStepKind } from '../state/step-kind.ts';

export function TransportBar() {
  const { t } = useTranslation();
  const transport = useTransport();
  const stepKind = useStepKind((state) => state.kind);
  const open = useRun((state) => state.phase === 'ready');
  // A world that stopped on its own check can still be looked at backwards.
  const ready = useRun((state) => state.phase === 'ready' && state.failure === null);
  return (
    <div className="transport" role="group" aria-label={t('transport.label')}>
      <TransportButton label={t('transport.toStart')} shortcut="Home" disabled={!open} onClick={transport.toStart}>
        <SkipBack size={15} aria-hidden />
      </TransportButton>
      <TransportButton
        label={t('transport.stepBack', { kind: t(`step.${stepKind}`) })}
        shortcut=","
        disabled={!open}
        onClick={() => transport.stepBack(stepKind)}
      >
        <StepBack size={15} aria-hidden />
      </TransportButton>
      <PlayButton disabled={!ready} />
      <TransportButton
        label={t('transport.step', { kind: t(`step.${stepKind}`) })}
        shortcut="."
        disabled={!ready}
        onClick={() => transport.step(stepKind)}
      >
        <StepForward size={15} aria-hidden />
      </TransportButton>
      <StepKindMenu kind={stepKind} />
    </div>
  );
}

type TransportButtonProps = {
  readonly label: string;
  readonly shortcut: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
};

function TransportButton({ label, shortcut, disabled, onClick, children }: TransportButtonProps) {
  return (
    <Hint text={label} shortcut={shortcut}>
      <button type="button" className="button button--icon" aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </button>
    </Hint>
  );
}

function PlayButton({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation();
  const transport = useTransport();
  const playing = useRun((state) => state.playing);
  const label = playing ? t('transport.pause') : t('transport.play');
  return (
    <Hint text={t('transport.playHint')} shortcut={t('key.space')}>
      <button
        type="button"
        className="button button--primary transport__play"
        aria-label={label}
        disabled={disabled}
        onClick={transport.togglePlay}
      >
        {playing ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
        <span className="transport__word">{label}</span>
      </button>
    </Hint>
  );
}

function StepKindMenu({ kind }: { kind: StepKind }) {
  const { t } = useTranslation();
  return (
    <Hint text={t('step.title', { kind: t(`stepMeaning.${kind}`) })}>
      <select
        className="field transport__kind"
        aria-label={t('transport.stepKind')}
        value={kind}
        onChange={(event) => setStepKind(event.target.value as StepKind)}
      >
        {STEP_KINDS.map((candidate) => (
          <option key={candidate} value={candidate}>
            {t(`step.${candidate}`)}
          </option>
        ))}
      </select>
    </Hint>
  );
}
