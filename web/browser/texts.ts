/** The browser chrome's own words. Reproduced pages stay in English, as the originals. */
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import en from './i18n/en.json';
import zhCn from './i18n/zh-CN.json';

const browserNamespace = 'browser';

i18next.addResourceBundle('en', browserNamespace, en, true, true);
i18next.addResourceBundle('zh-CN', browserNamespace, zhCn, true, true);

export function useBrowserText() {
  return useTranslation(browserNamespace).t;
}
