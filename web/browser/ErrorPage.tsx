/** What Chromium shows when no document can be shown. */
import { CloudOff, FileQuestion } from 'lucide-react';
import { hostName } from './address.ts';
import type { NetworkError } from './page-loader.ts';
import { useBrowserText } from './texts.ts';

/** Chromium's names (net/base/net_error_list.h); `rewound` exists only in a world that can go back. */
const codes: Readonly<Record<NetworkError, string>> = {
  refused: 'ERR_CONNECTION_REFUSED',
  timedOut: 'ERR_CONNECTION_TIMED_OUT',
  unknownHost: 'ERR_NAME_NOT_RESOLVED',
  notHttp: 'ERR_INVALID_HTTP_RESPONSE',
  badUrl: 'ERR_INVALID_URL',
  reset: 'ERR_CONNECTION_RESET',
  tooManyRedirects: 'ERR_TOO_MANY_REDIRECTS',
  unsafePort: 'ERR_UNSAFE_PORT',
  noTls: 'ERR_SSL_PROTOCOL_ERROR',
  rewound: 'ERR_ABORTED',
};

const withAdvice: readonly NetworkError[] = ['refused', 'timedOut', 'unknownHost', 'reset'];

export function NetworkErrorPage({ url, error }: { readonly url: string; readonly error: NetworkError }) {
  const text = useBrowserText();
  const host = hostName(url);
  const title =
    error === 'noTls'
      ? 'noTlsTitle'
      : error === 'notHttp' || error === 'tooManyRedirects'
        ? 'notWorkingTitle'
        : 'unreachableTitle';
  return (
    <div className="browser-error" role="alert">
      <CloudOff size={48} strokeWidth={1.25} aria-hidden />
      <h1>{text(`error.${title}`)}</h1>
      <p>{text(`error.${error}`, { host, interpolation: { escapeValue: false } })}</p>
      {withAdvice.includes(error) && (
        <>
          <p>{text('error.try')}</p>
          <ul>
            <li>{text('error.tryConnection')}</li>
            <li>{text('error.tryProcess')}</li>
          </ul>
        </>
      )}
      <p className="browser-error-code">{codes[error]}</p>
    </div>
  );
}

export function EmptyErrorPage({ url, status }: { readonly url: string; readonly status: number }) {
  const text = useBrowserText();
  const host = hostName(url);
  const values = { host, url, interpolation: { escapeValue: false } };
  const kind =
    status === 404 || status === 410 ? 'notFound' : status === 401 || status === 403 ? 'denied' : 'notWorking';
  const line = { notFound: 'notFound', denied: 'denied', notWorking: status >= 500 ? 'unableToHandle' : 'generic' }[
    kind
  ];
  return (
    <div className="browser-error" role="alert">
      <FileQuestion size={48} strokeWidth={1.25} aria-hidden />
      <h1>{text(`error.${kind}Title`, values)}</h1>
      <p>{text(`error.${line}`, values)}</p>
      <p className="browser-error-code">{text('error.http', { status })}</p>
    </div>
  );
}
