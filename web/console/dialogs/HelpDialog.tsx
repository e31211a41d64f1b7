/** All keys, and the switch that turns them off. */
import { useTranslation } from 'react-i18next';
import { Modal } from '../parts/Modal.tsx';
import { SHORTCUTS } from '../shell/shortcut-list.ts';
import { setPreferences, usePreferences } from '../state/preferences.ts';
import './dialogs.css';

export function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const shortcuts = usePreferences((state) => state.shortcuts);
  return (
    <Modal title={t('help.title')} onClose={onClose}>
      <table className="key-table">
        <tbody>
          {SHORTCUTS.map((shortcut) => (
            <tr key={shortcut.name}>
              <th scope="row">
                <kbd className="key">{shortcut.name === 'play' ? t('key.space') : shortcut.shown}</kbd>
              </th>
              <td>{t(`shortcut.${shortcut.name}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted">{t('help.topology')}</p>
      <p className="muted">{t('help.timeline')}</p>
      <label className="modal__row">
        <input
          type="checkbox"
          checked={shortcuts}
          onChange={(event) => setPreferences({ shortcuts: event.target.checked })}
        />
        {t('help.switch')}
      </label>
      <div className="modal__row">
        <button type="button" className="button" onClick={() => setPreferences({ firstStepsClosed: false })}>
          {t('help.firstSteps')}
        </button>
      </div>
    </Modal>
  );
}
