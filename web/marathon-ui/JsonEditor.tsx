/** JSON mode: an editor that marks what is no JSON. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, linter } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';

/** Colours in the manner of the original's dark theme. */
const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: '#f8f8f2' },
  { tag: tags.string, color: '#a6e22e' },
  { tag: tags.number, color: '#ae81ff' },
  { tag: [tags.bool, tags.null], color: '#f92672' },
]);

const theme = EditorView.theme(
  {
    '&': { height: '100%', backgroundColor: '#272822', color: '#f8f8f2', fontSize: '13px' },
    '.cm-gutters': { backgroundColor: '#2f3129', color: '#8f908a', border: 'none' },
    '.cm-activeLine': { backgroundColor: 'rgb(255 255 255 / 5%)' },
    '.cm-content': { caretColor: '#f8f8f0' },
    '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: '#49483e !important' },
    '.cm-tooltip': { backgroundColor: '#13161d', color: '#f6f6f6' },
  },
  { dark: true },
);

export function JsonEditor({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const host = useRef<HTMLDivElement>(null);
  const report = useRef(onChange);
  report.current = onChange;
  const first = useRef(text);
  useEffect(() => {
    if (host.current === null) return undefined;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          lineNumbers(),
          history(),
          highlightActiveLine(),
          bracketMatching(),
          indentOnInput(),
          json(),
          linter(jsonParseLinter()),
          lintGutter(),
          syntaxHighlighting(highlight),
          theme,
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorView.contentAttributes.of({ 'aria-label': 'Application as JSON' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) report.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.focus();
    return () => view.destroy();
  }, []);
  return <div className="marathon-editor" ref={host} data-testid="json-editor" />;
}
