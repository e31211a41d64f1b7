/** JSON mode: an editor that marks what is no JSON. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import {
  bracketMatching,
  ensureSyntaxTree,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, linter, type Diagnostic } from '@codemirror/lint';
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

/** The parser gets this long to read the whole text. */
const PARSE_MS = 50;

/** Where the text stops being JSON; a text that ends too early is marked at its end. */
function mistakes(view: EditorView): readonly Diagnostic[] {
  const text = view.state.doc.toString();
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : 'Invalid JSON';
    const at = Math.min(firstMistake(view.state) ?? text.length, text.length);
    return [
      {
        from: Math.max(0, Math.min(at, text.length - 1)),
        to: Math.min(at + 1, text.length),
        severity: 'error',
        message,
      },
    ];
  }
}

/** Not every engine's message names the place; the editor's own parser knows it. */
function firstMistake(state: EditorState): number | null {
  let first: number | null = null;
  ensureSyntaxTree(state, state.doc.length, PARSE_MS)?.iterate({
    enter: (node) => {
      if (node.type.isError && (first === null || node.from < first)) first = node.from;
    },
  });
  return first;
}

export function JsonEditor({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const host = useRef<HTMLDivElement>(null);
  const report = useRef(onChange);
  report.current = onChange;
  const first = useRef(text);
  useEffect(() => {
    if (host.current === null) return undefined;
    // In a shadow tree the editor's style sheets are adopted ones: a policy without inline styles lets them pass.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const parent = document.createElement('div');
    parent.style.height = '100%';
    root.append(parent);
    const view = new EditorView({
      root,
      parent,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          lineNumbers(),
          history(),
          highlightActiveLine(),
          bracketMatching(),
          indentOnInput(),
          json(),
          linter(mistakes),
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
    return () => {
      view.destroy();
      parent.remove();
    };
  }, []);
  return <div className="marathon-editor" ref={host} data-testid="json-editor" />;
}
