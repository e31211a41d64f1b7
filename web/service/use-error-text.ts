import { useTranslation } from 'react-i18next';

const named = ['refused', 'connectTimeout', 'timeout', 'closed', 'noInstance'] as const;

/** How a request failed, in words; `http 503` stays as it is. */
export function useErrorText(): (kind: string) => string {
  const { t } = useTranslation('service');
  return (kind) => {
    const known = named.find((name) => name === kind);
    return known === undefined ? kind.replace('http', 'HTTP') : t(`error.${known}`);
  };
}
