/** The address as text, with what can be proposed for it. */
import { useEffect, useId, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useSimulation } from '../console/simulation-context.ts';
import { addressFromInput, startPage } from './address.ts';
import { addressOf, navigateTab, type BrowserTab } from './browser-store.ts';
import { suggestionsFor, type Suggestion } from './suggestions.ts';
import { useBrowserText } from './texts.ts';

export function AddressField({ paneId, tab }: { readonly paneId: string; readonly tab: BrowserTab }) {
  const text = useBrowserText();
  const simulation = useSimulation();
  const listId = useId();
  const address = addressOf(tab);
  const [typed, setTyped] = useState(address);
  const [suggestions, setSuggestions] = useState<readonly Suggestion[]>([]);
  const [chosen, setChosen] = useState(-1);
  useEffect(() => setTyped(address), [address, tab.id]);
  const propose = (words: string): void => {
    setSuggestions(suggestionsFor(words.trim(), simulation.tiles().values(), tab.entries));
    setChosen(-1);
  };
  const close = (): void => {
    setSuggestions([]);
    setChosen(-1);
  };
  const open = (url: string): void => {
    close();
    navigateTab(paneId, tab.id, url);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // Text that is no address is kept and loaded as it is: the page then says what is wrong with it.
    open(suggestions[chosen]?.url ?? addressFromInput(typed) ?? typed.trim());
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
      setTyped(address);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (suggestions.length === 0) return propose(typed === address ? '' : typed);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setChosen((before) => ((before + 1 + step + suggestions.length + 1) % (suggestions.length + 1)) - 1);
    }
  };
  return (
    <form className="browser-address" onSubmit={submit}>
      <input
        aria-label={text('address')}
        aria-autocomplete="list"
        aria-controls={suggestions.length > 0 ? listId : undefined}
        aria-activedescendant={chosen === -1 ? undefined : `${listId}-${chosen}`}
        placeholder={text('addressPlaceholder')}
        value={typed === startPage ? '' : typed}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        data-address-field
        onFocus={(event) => event.target.select()}
        onBlur={close}
        onKeyDown={onKey}
        onChange={(event) => {
          setTyped(event.target.value);
          propose(event.target.value);
        }}
      />
      {suggestions.length > 0 && <SuggestionList id={listId} suggestions={suggestions} chosen={chosen} onOpen={open} />}
    </form>
  );
}

function SuggestionList(props: {
  readonly id: string;
  readonly suggestions: readonly Suggestion[];
  readonly chosen: number;
  readonly onOpen: (url: string) => void;
}) {
  const text = useBrowserText();
  return (
    <ul id={props.id} className="browser-suggestions" role="listbox" aria-label={text('suggestions.title')}>
      {props.suggestions.map((suggestion, index) => (
        <li
          key={suggestion.url}
          id={`${props.id}-${index}`}
          role="option"
          aria-selected={index === props.chosen}
          // Pressing would take the focus from the field, and the list would be gone before the click.
          onMouseDown={(event) => {
            event.preventDefault();
            props.onOpen(suggestion.url);
          }}
        >
          <span>{suggestion.url}</span>
          <em>{text(`suggestions.${suggestion.kind}`)}</em>
        </li>
      ))}
    </ul>
  );
}
