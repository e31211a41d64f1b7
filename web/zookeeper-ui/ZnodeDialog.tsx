/** Creating, editing and deleting a znode, through a session of the operator's own. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ZnodeDetail, ZnodeEdit } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';
import { Modal } from '../console/parts/Modal.tsx';

export type ZnodeTask =
  | { readonly kind: 'create'; readonly parent: string }
  | { readonly kind: 'set'; readonly znode: ZnodeDetail }
  | { readonly kind: 'delete'; readonly znode: ZnodeDetail };

type DialogProps = {
  readonly task: ZnodeTask;
  readonly onClose: () => void;
  readonly onCreated: (path: string) => void;
};

export function ZnodeDialog({ task, onClose, onCreated }: DialogProps) {
  const { t } = useTranslation('znodes');
  const { send } = useCommands();
  const run = async (operation: ZnodeEdit): Promise<void> => {
    const sent = await send({ kind: 'znode', operation }, t(`${task.kind}.done`, { path: operation.path }));
    if (!sent) return;
    if (operation.op === 'create' && !operation.sequential) onCreated(operation.path);
    onClose();
  };
  return (
    <Modal title={t(`${task.kind}.title`)} onClose={onClose}>
      {task.kind === 'create' ? <CreateForm parent={task.parent} run={run} /> : null}
      {task.kind === 'set' ? <SetForm znode={task.znode} run={run} /> : null}
      {task.kind === 'delete' ? <DeleteForm znode={task.znode} run={run} /> : null}
    </Modal>
  );
}

type Run = (operation: ZnodeEdit) => Promise<void>;

/** What the real client library refuses before it sends anything. */
function pathProblem(path: string): 'slash' | 'end' | 'empty' | null {
  if (!path.startsWith('/')) return 'slash';
  if (path.endsWith('/')) return 'end';
  return path.includes('//') || path.split('/').some((part) => part === '.' || part === '..') ? 'empty' : null;
}

function CreateForm({ parent, run }: { parent: string; run: Run }) {
  const { t } = useTranslation('znodes');
  const [path, setPath] = useState(parent === '/' ? '/' : `${parent}/`);
  const [data, setData] = useState('');
  const [ephemeral, setEphemeral] = useState(false);
  const [sequential, setSequential] = useState(false);
  const [tried, setTried] = useState(false);
  const problem = sequential && path.endsWith('/') ? null : pathProblem(path);
  return (
    <form
      className="znode-form"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (problem === null) void run({ op: 'create', path, data: bytesOf(data), ephemeral, sequential });
      }}
    >
      <label className="modal__label">
        {t('form.path')}
        <input
          className="field mono"
          value={path}
          autoFocus
          aria-invalid={tried && problem !== null}
          onChange={(event) => setPath(event.target.value)}
        />
      </label>
      {tried && problem !== null ? (
        <p className="modal__error" role="alert">
          {t(`problem.${problem}`)}
        </p>
      ) : null}
      <DataField value={data} onChange={setData} />
      <label className="modal__row">
        <input type="checkbox" checked={ephemeral} onChange={(event) => setEphemeral(event.target.checked)} />{' '}
        {t('form.ephemeral')}
      </label>
      <label className="modal__row">
        <input type="checkbox" checked={sequential} onChange={(event) => setSequential(event.target.checked)} />{' '}
        {t('form.sequential')}
      </label>
      <code className="mono muted">{`create ${sequential ? '-s ' : ''}${ephemeral ? '-e ' : ''}${path} …`}</code>
      <button type="submit" className="button button--primary">
        {t('create.submit')}
      </button>
    </form>
  );
}

function SetForm({ znode, run }: { znode: ZnodeDetail; run: Run }) {
  const { t } = useTranslation('znodes');
  const [data, setData] = useState(new TextDecoder().decode(znode.data ?? new Uint8Array()));
  const [checked, setChecked] = useState(true);
  const version = Number(znode.stat['version'] ?? -1);
  return (
    <form
      className="znode-form"
      onSubmit={(event) => {
        event.preventDefault();
        void run({ op: 'set', path: znode.path, data: bytesOf(data), version: checked ? version : -1 });
      }}
    >
      <code className="mono">{znode.path}</code>
      <DataField value={data} onChange={setData} />
      <label className="modal__row">
        <input type="checkbox" checked={checked} onChange={(event) => setChecked(event.target.checked)} />{' '}
        {t('form.version', { version })}
      </label>
      <button type="submit" className="button button--primary">
        {t('set.submit')}
      </button>
    </form>
  );
}

function DeleteForm({ znode, run }: { znode: ZnodeDetail; run: Run }) {
  const { t } = useTranslation('znodes');
  const children = Number(znode.stat['numChildren'] ?? 0);
  const recursive = children > 0;
  return (
    <div className="znode-form">
      <p>
        {recursive
          ? t('delete.withChildren', { path: znode.path, count: children })
          : t('delete.text', { path: znode.path })}
      </p>
      <code className="mono muted">{recursive ? `rmr ${znode.path}` : `delete ${znode.path}`}</code>
      <button
        type="button"
        className="button button--danger"
        onClick={() =>
          void run(
            recursive ? { op: 'deleteRecursively', path: znode.path } : { op: 'delete', path: znode.path, version: -1 },
          )
        }
      >
        {recursive ? t('delete.submitAll') : t('delete.submit')}
      </button>
    </div>
  );
}

function DataField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('znodes');
  return (
    <label className="modal__label">
      {t('form.data')}
      <textarea
        className="field mono znode-form__data"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

function bytesOf(text: string): Uint8Array | null {
  return text === '' ? null : new TextEncoder().encode(text);
}
