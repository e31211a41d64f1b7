/** Text in the chosen language. A language is loaded when it is first shown; terms of the field keep their spelling. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { type Language, usePreferences } from '../state/preferences.ts';

type Texts = Readonly<Record<string, object>>;

const loaders: Readonly<Record<Language, () => Promise<{ texts: Texts }>>> = {
  en: () => import('./en/texts.ts'),
  'zh-CN': () => import('./zh-CN/texts.ts'),
};

export async function startTexts(): Promise<void> {
  const { language } = usePreferences.getState();
  const { texts } = await loaders[language]();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'console',
    resources: { [language]: texts },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
  usePreferences.subscribe((now, before) => {
    if (now.language !== before.language) void changeTo(now.language);
  });
}

async function changeTo(language: Language): Promise<void> {
  const { texts } = await loaders[language]();
  for (const [namespace, entries] of Object.entries(texts)) {
    i18next.addResourceBundle(language, namespace, entries, true, true);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
