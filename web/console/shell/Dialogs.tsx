/** The dialogs of the console, each fetched when it is first opened. */
import { Suspense, lazy } from 'react';
import { showDialog, useView } from '../state/view-store.ts';

const HelpDialog = lazy(() => import('../dialogs/HelpDialog.tsx').then((file) => ({ default: file.HelpDialog })));
const ShareDialog = lazy(() => import('../dialogs/ShareDialog.tsx').then((file) => ({ default: file.ShareDialog })));
const RunDialog = lazy(() => import('../dialogs/RunDialog.tsx').then((file) => ({ default: file.RunDialog })));
const Palette = lazy(() => import('../dialogs/Palette.tsx').then((file) => ({ default: file.Palette })));

export function Dialogs() {
  const dialog = useView((state) => state.dialog);
  if (dialog === null) return null;
  const close = (): void => showDialog(null);
  return (
    <Suspense fallback={null}>
      {dialog === 'help' ? <HelpDialog onClose={close} /> : null}
      {dialog === 'share' ? <ShareDialog onClose={close} /> : null}
      {dialog === 'run' ? <RunDialog onClose={close} /> : null}
      {dialog === 'palette' ? <Palette onClose={close} /> : null}
    </Suspense>
  );
}
