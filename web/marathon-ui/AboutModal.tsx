import { usePolledJson } from '../browser/polled-json.ts';
import { useMarathon } from './marathon-context.ts';
import { Logo } from './Logo.tsx';
import { keyWords } from './marathon-format.ts';
import type { InfoJson } from './marathon-json.ts';
import { ModalFrame } from './ModalFrame.tsx';
import { uiVersion } from './use-shortcuts.ts';

export function AboutModal({ onClose }: { readonly onClose: () => void }) {
  const { server } = useMarathon();
  const info = usePolledJson<InfoJson>(`${server}/v2/info`, null).value;
  return (
    <ModalFrame label="About Marathon" large onClose={onClose}>
      <header className="marathon-modal-head marathon-modal-head-blend">
        <h2 title={`UI Version ${uiVersion}`}>
          <Logo /> <span>MARATHON</span> <small>Version {info?.version ?? 'Unspecified'}</small>
        </h2>
      </header>
      <div className="marathon-about">
        <dl>
          <Row name="Framework Id" value={info?.frameworkId} />
          <Row name="Leader" value={info?.leader} />
        </dl>
        <Config title="Marathon Config" values={info?.marathon_config ?? {}} />
        <Config title="ZooKeeper Config" values={info?.zookeeper_config ?? {}} />
      </div>
    </ModalFrame>
  );
}

function Config({ title, values }: { readonly title: string; readonly values: Readonly<Record<string, unknown>> }) {
  return (
    <>
      <h5>{title}</h5>
      <dl>
        {Object.keys(values)
          .sort()
          .map((key) => (
            <Row key={key} name={keyWords(key)} value={values[key]} />
          ))}
      </dl>
    </>
  );
}

function Row({ name, value }: { readonly name: string; readonly value: unknown }) {
  return (
    <>
      <dt title={name}>{name}</dt>
      <dd>
        {value === null || value === undefined ? (
          <span className="marathon-muted">Unspecified</span>
        ) : typeof value === 'object' || typeof value === 'boolean' ? (
          <code>{JSON.stringify(value)}</code>
        ) : (
          String(value)
        )}
      </dd>
    </>
  );
}
