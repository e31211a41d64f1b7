/** Creating, editing, deleting and importing znodes, through a session of the operator's own. */
import { useTranslation } from 'react-i18next';
import type { ZnodeDetail, ZnodeEdit } from '../../sim-worker/api.ts';
import { useCommands } from '../console/actions/use-commands.ts';
import { Modal } from '../console/parts/Modal.tsx';
import { AclForm, CreateForm, DeleteForm, SetForm } from './ZnodeForms.tsx';
import { ImportForm } from './ZnodeImport.tsx';

export type ZnodeTask =
  | { readonly kind: 'create'; readonly parent: string }
  | { readonly kind: 'set' | 'setAcl' | 'delete'; readonly znode: ZnodeDetail }
  | { readonly kind: 'import'; readonly into: string };

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
    if ((operation.op === 'create' && !operation.sequential) || operation.op === 'import') onCreated(operation.path);
    onClose();
  };
  return (
    <Modal title={t(`${task.kind}.title`)} onClose={onClose}>
      {task.kind === 'create' ? <CreateForm parent={task.parent} run={run} /> : null}
      {task.kind === 'set' ? <SetForm znode={task.znode} run={run} /> : null}
      {task.kind === 'setAcl' ? <AclForm znode={task.znode} run={run} /> : null}
      {task.kind === 'delete' ? <DeleteForm znode={task.znode} run={run} /> : null}
      {task.kind === 'import' ? <ImportForm into={task.into} run={run} /> : null}
    </Modal>
  );
}
