import { useEffect } from 'react';
import { usePage } from './page-context.ts';
import { headerOf, type PageResponse } from './page-loader.ts';
import { useBrowserText } from './texts.ts';

export function TextPage({ body }: { readonly body: string }) {
  return <pre className="browser-text">{body}</pre>;
}

/** An answer marked as attachment: offered as a file, as a browser saves it. */
export function DownloadPage({ response }: { readonly response: PageResponse }) {
  const text = useBrowserText();
  const { setTitle } = usePage();
  const disposition = headerOf(response.headers, 'content-disposition') ?? '';
  const name = /filename="?([^";]+)"?/.exec(disposition)?.[1] ?? 'download';
  useEffect(() => setTitle(name), [setTitle, name]);
  const save = (): void => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([response.body]));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div className="browser-error">
      <h1>{text('download.title')}</h1>
      <p>{text('download.size', { bytes: new Blob([response.body]).size })}</p>
      <button type="button" className="browser-button" onClick={save}>
        {text('download.save', { name, interpolation: { escapeValue: false } })}
      </button>
      <pre className="browser-text">{response.body.slice(0, 20000)}</pre>
    </div>
  );
}
