import { ModalFrame } from './ModalFrame.tsx';

const keys: readonly (readonly [string, string])[] = [
  ['esc', 'Close dialog / modal'],
  ['c', 'Create a new application'],
  ['g a', 'Go to Applications'],
  ['g d', 'Go to Deployments'],
  ['g v', 'Show the UI version'],
  ['g e', 'Edit the application (on its page)'],
  ['s', 'Search applications'],
  ['shift + ,', 'Show About'],
  ['ctrl + enter', 'Submit the application form'],
  ['?', 'Show this help'],
];

export function HelpModal({ onClose }: { readonly onClose: () => void }) {
  return (
    <ModalFrame label="Keyboard shortcuts" onClose={onClose}>
      <div className="marathon-about">
        <h2>Keyboard shortcuts</h2>
        <dl>
          {keys.map(([key, effect]) => (
            <div key={key} className="marathon-key">
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{effect}</dd>
            </div>
          ))}
        </dl>
      </div>
    </ModalFrame>
  );
}
