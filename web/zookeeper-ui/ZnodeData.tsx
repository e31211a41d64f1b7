/** The bytes of a znode: decoded where their format is known, as text, hexadecimal or base64. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ZnodeDetail } from '../../sim-worker/api.ts';
import { Copyable } from '../inspector/Copyable.tsx';
import { formatBytes } from '../console/parts/format.ts';
import { base64Text, hexLines } from './znode-text.ts';

/** More is not drawn: a page of text of that size is no help. */
const BYTES_SHOWN = 32_768;

type Shape = 'decoded' | 'text' | 'hex' | 'base64';

type DataProps = Pick<ZnodeDetail, 'data' | 'decoded'>;

export function ZnodeData({ data, decoded }: DataProps) {
  const { t } = useTranslation('znodes');
  const [chosen, setChosen] = useState<Shape | null>(null);
  if (data === null) return <p className="muted">{t('nullData')}</p>;
  if (data.length === 0) return <p className="muted">{t('noBytes')}</p>;
  const shapes: readonly Shape[] = decoded === null ? ['text', 'hex', 'base64'] : ['decoded', 'text', 'hex', 'base64'];
  const shape = chosen !== null && shapes.includes(chosen) ? chosen : (shapes[0] ?? 'text');
  const text = shapeText(shape, { data: data.subarray(0, BYTES_SHOWN), decoded });
  return (
    <>
      <div className="znode-details__shapes" role="group" aria-label={t('shape')}>
        {shapes.map((name) => (
          <button
            key={name}
            type="button"
            className="pane-bar__choice"
            aria-pressed={shape === name}
            onClick={() => setChosen(name)}
          >
            {name === 'decoded' && decoded !== null ? formatName(decoded.format) : t(`as.${name}`)}
          </button>
        ))}
        <span className="muted znode-details__size">{formatBytes(data.length)}</span>
      </div>
      <pre key={text} className="znode-details__data mono flash" tabIndex={0}>
        {shape === 'base64' ? <Copyable text={text} /> : text}
      </pre>
      {data.length > BYTES_SHOWN && shape !== 'decoded' ? (
        <p className="muted">{t('dataCut', { shown: formatBytes(BYTES_SHOWN), all: formatBytes(data.length) })}</p>
      ) : null}
    </>
  );
}

function formatName(format: string): string {
  return format === 'json' ? 'JSON' : format;
}

function shapeText(
  shape: Shape,
  { data, decoded }: { readonly data: Uint8Array; readonly decoded: DataProps['decoded'] },
) {
  switch (shape) {
    case 'decoded':
      return decoded?.text ?? '';
    case 'hex':
      return hexLines(data).join('\n');
    case 'base64':
      return base64Text(data);
    case 'text':
      return new TextDecoder().decode(data);
  }
}
