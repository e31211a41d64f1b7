/** The forms of the znode dialog. What the client library would refuse is said before anything is sent. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ZnodeDetail, ZnodeEdit } from '../../sim-worker/api.ts';
import { Form } from '../console/parts/Form.tsx';
import { Term } from '../console/parts/Term.tsx';
import { type Encoding, bytesOf, encodingFor, pathProblem, textOf } from './znode-text.ts';

export type Run = (operation: ZnodeEdit) => Promise<void>;

const OPEN_ACL = 'world:anyone:cdrwa';

/** Entries as a person writes them, separated by commas; the server judges schemes and ids. */
function readAcl(text: string): readonly string[] | null {
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.every((entry) => /^[^:]+:.*:[cdrwa]+$/.test(entry)) ? entries : null;
}

export function CreateForm({ parent, run }: { parent: string; run: Run }) {
  const { t } = useTranslation('znodes');
  const [path, setPath] = useState(parent === '/' ? '/' : `${parent}/`);
  const [written, setWritten] = useState({ text: '', encoding: 'text' as Encoding });
  const [acl, setAcl] = useState(OPEN_ACL);
  const [flags, setFlags] = useState({ ephemeral: false, sequential: false });
  const [tried, setTried] = useState(false);
  const problem = flags.sequential && path.endsWith('/') ? null : path === '/' ? 'end' : pathProblem(path);
  const data = written.text === '' ? null : bytesOf(written.text, written.encoding);
  const dataWrong = written.text !== '' && data === null;
  const entries = readAcl(acl);
  const submit = (): void => {
    setTried(true);
    if (problem === null && !dataWrong && entries !== null)
      void run({ op: 'create', path, data, ...flags, acl: entries });
  };
  return (
    <Form className="znode-form" onSubmit={submit}>
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
      <Problem shown={tried && problem !== null} text={problem === null ? '' : t(`problem.${problem}`)} />
      <DataField written={written} onChange={setWritten} />
      <Problem shown={tried && dataWrong} text={t(`problem.${written.encoding}`)} />
      {(['ephemeral', 'sequential'] as const).map((name) => (
        <label className="modal__row" key={name}>
          <input
            type="checkbox"
            checked={flags[name]}
            onChange={(event) => setFlags({ ...flags, [name]: event.target.checked })}
          />{' '}
          {t(`form.${name}`)}
        </label>
      ))}
      <AclField value={acl} onChange={setAcl} />
      <Problem shown={tried && entries === null} text={t('problem.acl')} />
      <code className="mono muted">{`create ${flags.sequential ? '-s ' : ''}${flags.ephemeral ? '-e ' : ''}${path} …`}</code>
      <button type="submit" className="button button--primary">
        {t('create.submit')}
      </button>
    </Form>
  );
}

export function SetForm({ znode, run }: { znode: ZnodeDetail; run: Run }) {
  const { t } = useTranslation('znodes');
  const [written, setWritten] = useState(() => {
    const data = znode.data ?? new Uint8Array();
    const encoding = encodingFor(data);
    return { text: textOf(data, encoding), encoding };
  });
  const [checked, setChecked] = useState(true);
  const [tried, setTried] = useState(false);
  const version = Number(znode.stat['dataVersion'] ?? -1);
  const data = written.text === '' ? null : bytesOf(written.text, written.encoding);
  const wrong = written.text !== '' && data === null;
  return (
    <Form
      className="znode-form"
      onSubmit={() => {
        setTried(true);
        if (!wrong) void run({ op: 'set', path: znode.path, data, version: checked ? version : -1 });
      }}
    >
      <code className="mono">{znode.path}</code>
      <DataField written={written} onChange={setWritten} />
      <Problem shown={tried && wrong} text={t(`problem.${written.encoding}`)} />
      <label className="modal__row">
        <input type="checkbox" checked={checked} onChange={(event) => setChecked(event.target.checked)} />{' '}
        {t('form.version', { version })}
      </label>
      <button type="submit" className="button button--primary">
        {t('set.submit')}
      </button>
    </Form>
  );
}

export function AclForm({ znode, run }: { znode: ZnodeDetail; run: Run }) {
  const { t } = useTranslation('znodes');
  const [acl, setAcl] = useState(znode.acl.join(', '));
  const [tried, setTried] = useState(false);
  const version = Number(znode.stat['aclVersion'] ?? -1);
  const entries = readAcl(acl);
  return (
    <Form
      className="znode-form"
      onSubmit={() => {
        setTried(true);
        if (entries !== null) void run({ op: 'setAcl', path: znode.path, acl: entries, version });
      }}
    >
      <code className="mono">{znode.path}</code>
      <AclField value={acl} onChange={setAcl} />
      <Problem shown={tried && entries === null} text={t('problem.acl')} />
      <p className="muted">{t('form.aclHelp')}</p>
      <code className="mono muted">{`setAcl ${znode.path} ${entries === null ? '…' : entries.join(',')}`}</code>
      <button type="submit" className="button button--primary">
        {t('setAcl.submit')}
      </button>
    </Form>
  );
}

export function DeleteForm({ znode, run }: { znode: ZnodeDetail; run: Run }) {
  const { t } = useTranslation('znodes');
  const children = Number(znode.stat['numChildren'] ?? 0);
  const recursive = children > 0;
  const { path } = znode;
  return (
    <div className="znode-form">
      <p>{recursive ? t('delete.withChildren', { path, count: children }) : t('delete.text', { path })}</p>
      <code className="mono muted">{recursive ? `rmr ${path}` : `delete ${path}`}</code>
      <button
        type="button"
        className="button button--danger"
        onClick={() => void run(recursive ? { op: 'deleteRecursively', path } : { op: 'delete', path, version: -1 })}
      >
        {recursive ? t('delete.submitAll') : t('delete.submit')}
      </button>
    </div>
  );
}

export function Problem({ shown, text }: { readonly shown: boolean; readonly text: string }) {
  return shown ? (
    <p className="modal__error" role="alert">
      {text}
    </p>
  ) : null;
}

type Written = { readonly text: string; readonly encoding: Encoding };

/** Another encoding writes the same bytes anew, when they can be read. */
function DataField({ written, onChange }: { written: Written; onChange: (written: Written) => void }) {
  const { t } = useTranslation('znodes');
  const change = (encoding: Encoding): void => {
    const bytes = bytesOf(written.text, written.encoding);
    onChange({ text: bytes === null ? written.text : textOf(bytes, encoding), encoding });
  };
  return (
    <>
      <label className="modal__label">
        {t('form.data')}
        <textarea
          className="field mono znode-form__data"
          value={written.text}
          onChange={(event) => onChange({ ...written, text: event.target.value })}
        />
      </label>
      <label className="modal__row">
        {t('form.encoding')}{' '}
        <select className="field" value={written.encoding} onChange={(event) => change(event.target.value as Encoding)}>
          {(['text', 'hex', 'base64'] as const).map((name) => (
            <option key={name} value={name}>
              {t(`as.${name}`)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function AclField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <label className="modal__label">
      <Term name="acl" />
      <input className="field mono" aria-label="acl" value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}
