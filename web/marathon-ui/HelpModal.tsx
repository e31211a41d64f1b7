import { ModalFrame } from './ModalFrame.tsx';

const keys: readonly (readonly [string, string])[] = [
  ['esc', 'Close any open modal or dialog'],
  ['c', 'Create New Application'],
  ['g a', 'Go to Applications list'],
  ['g d', 'Go to Deployments list'],
  ['g v', 'Go to UI Version dialog'],
  ['s', 'Focus application search bar'],
  ['shift + ,', 'Go to About modal'],
  ['[cmd | ctrl] + enter', 'Submit the Create/Edit application dialog'],
  ['g e', 'Show the Edit application dialog (only when inside an application page)'],
  ['?', 'Go to Help modal'],
];

export function HelpModal({ onClose }: { readonly onClose: () => void }) {
  return (
    <ModalFrame label="Keyboard shortcuts" onClose={onClose}>
      <header className="marathon-modal-head">
        <h2>Keyboard shortcuts</h2>
      </header>
      <div className="marathon-about">
        <dl>
          {keys.map(([key, effect]) => (
            <div key={key} className="marathon-key">
              <dt>{key}</dt>
              <dd>{effect}</dd>
            </div>
          ))}
        </dl>
      </div>
    </ModalFrame>
  );
}
