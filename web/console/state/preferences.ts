/** What a person prefers on this device: theme, language, hints. Kept in local storage when the browser allows it. */
import { create } from 'zustand';

export type Theme = 'dark' | 'light' | 'system';
export type Language = 'en' | 'zh-CN';

export type Preferences = {
  readonly theme: Theme;
  readonly language: Language;
  readonly shortcuts: boolean;
  readonly firstStepsClosed: boolean;
  /** Whether new pages slow down while something happens. On at first, so that one sees the first election. */
  readonly autoPace: boolean;
};

const KEY = 'mesoscope.preferences';

export const usePreferences = create<Preferences>(() => readPreferences());

export function setPreferences(change: Partial<Preferences>): void {
  usePreferences.setState(change);
  try {
    localStorage.setItem(KEY, JSON.stringify(usePreferences.getState()));
  } catch {
    // Storage is full or denied: the choice holds until the page is closed.
  }
}

function readPreferences(): Preferences {
  const defaults: Preferences = {
    theme: 'system',
    language: browserLanguage(),
    shortcuts: true,
    firstStepsClosed: false,
    autoPace: true,
  };
  try {
    return { ...defaults, ...validPart(JSON.parse(localStorage.getItem(KEY) ?? '{}')) };
  } catch {
    return defaults;
  }
}

function validPart(stored: unknown): Partial<Preferences> {
  if (typeof stored !== 'object' || stored === null) return {};
  const { theme, language, shortcuts, firstStepsClosed, autoPace } = stored as Record<string, unknown>;
  return {
    ...(theme === 'dark' || theme === 'light' || theme === 'system' ? { theme } : {}),
    ...(language === 'en' || language === 'zh-CN' ? { language } : {}),
    ...(typeof shortcuts === 'boolean' ? { shortcuts } : {}),
    ...(typeof firstStepsClosed === 'boolean' ? { firstStepsClosed } : {}),
    ...(typeof autoPace === 'boolean' ? { autoPace } : {}),
  };
}

function browserLanguage(): Language {
  const preferred = typeof navigator === 'undefined' ? 'en' : navigator.language;
  return preferred.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** Sets the theme on the document and follows the system's choice while asked to. Returns the way to stop. */
export function followTheme(): () => void {
  const system = window.matchMedia('(prefers-color-scheme: light)');
  const apply = (): void => {
    const { theme } = usePreferences.getState();
    const shown = theme === 'system' ? (system.matches ? 'light' : 'dark') : theme;
    if (document.documentElement.dataset['theme'] !== shown) document.documentElement.dataset['theme'] = shown;
  };
  apply();
  system.addEventListener('change', apply);
  const unsubscribe = usePreferences.subscribe(apply);
  return () => {
    system.removeEventListener('change', apply);
    unsubscribe();
  };
}
