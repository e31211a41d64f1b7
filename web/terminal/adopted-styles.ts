/**
 * xterm.js puts its colours and sizes into style elements, which the page's policy (style-src 'self') forbids. While it
 * opens, style elements are stand-ins: what is written into them then and later becomes a constructed style sheet, which
 * the policy allows. xterm.js makes all of its style elements as it opens; its option `documentOverride` reaches but two of
 * the three.
 */
export function withAdoptedStyles(open: () => void): void {
  const create = document.createElement.bind(document);
  document.createElement = (tag: string, options?: ElementCreationOptions): HTMLElement =>
    tag === 'style' ? standInFor(create) : create(tag, options);
  try {
    open();
  } finally {
    Reflect.deleteProperty(document, 'createElement');
  }
}

function standInFor(create: (tag: 'template') => HTMLTemplateElement): HTMLElement {
  const standIn = create('template');
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  Object.defineProperty(standIn, 'textContent', { set: (text: string) => sheet.replaceSync(text), get: () => '' });
  Object.defineProperty(standIn, 'remove', {
    value: () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
      standIn.parentNode?.removeChild(standIn);
    },
  });
  return standIn;
}
