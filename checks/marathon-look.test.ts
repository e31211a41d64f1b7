import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Colours and sizes of the Marathon UI (reference of the page, 16) as its style sheets have them. What a browser makes of them is not tested here. */
const folder = new URL('../web/marathon-ui/', import.meta.url);
const plain = readdirSync(folder)
  .filter((name) => name.endsWith('.css') && !/contrast|narrow/.test(name))
  .map((name) => readFileSync(new URL(name, folder), 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''))
  .join('\n')
  .replace(/@container[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}/g, '');

/** Declarations of all rules that name the selector as it stands. */
const rules = new Map<string, Map<string, string>>();
for (const [, selectors = '', body = ''] of plain.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
  for (const selector of selectors.split(/,(?![^(]*\))/).map((one) => one.trim())) {
    const own = rules.get(selector) ?? new Map<string, string>();
    for (const declaration of body.split(';')) {
      const [name = '', ...value] = declaration.split(':');
      if (value.length > 0) own.set(name.trim(), value.join(':').trim());
    }
    rules.set(selector, own);
  }
}

/** A value with the palette's names replaced by their colours. */
function styleOf(selector: string, property: string): string | undefined {
  const palette = rules.get('.marathon-ui');
  return rules
    .get(selector)
    ?.get(property)
    ?.replace(/var\((--[\w-]+)\)/g, (whole, name: string) => palette?.get(name) ?? whole);
}

describe('the palette', () => {
  it.each([
    ['page background', '.marathon-ui', 'background', '#232937'],
    ['text', '.marathon-ui', 'color', '#f6f6f6'],
    ['links', '.marathon-ui a', 'color', '#fff'],
    ['sidebar', '.marathon-sidebar', 'background', '#1c202b'],
    ['breadcrumb bar', '.marathon-dark-bar', 'background', '#1c202b'],
    ['label pill', '.marathon-pill', 'background', '#1c202b'],
    ['empty health bar', '.marathon-bar', 'background', '#1c202b'],
    ['navigation bar', '.marathon-navbar', 'background', '#13161d'],
    ['popover', '.marathon-popover', 'background', '#13161d'],
    ['tooltip', '.marathon-tip-text', 'background', '#13161d'],
    ['outline button', '.marathon-outline', 'border-color', '#3c4457'],
    ['table text', '.marathon-body-row', 'color', '#898d98'],
    ['dt', '.marathon-dl dt', 'color', '#8e929b'],
    ['heading of filters', '.marathon-filter-block h3', 'color', '#5e646c'],
    ['filter', '.marathon-filter-row', 'color', '#c3c9d7'],
    ['filter without applications', '.marathon-filter-none', 'color', '#75787f'],
    ['breadcrumb', '.marathon-breadcrumb', 'color', '#c3c9d7'],
    ['primary button', '.marathon-primary', 'background', '#2f81f7'],
    ['active tab', '.marathon-ui .marathon-tab-active', 'border-bottom-color', '#2f81f7'],
    ['modal header', '.marathon-app-modal > header', 'background', '#2f81f7'],
    ['running', '.marathon-status-running', 'color', '#2f81f7'],
    ['deploying', '.marathon-status-deploying', 'color', '#fedf57'],
    ['waiting', '.marathon-status-waiting', 'color', '#fedf57'],
    ['delayed', '.marathon-status-delayed', 'color', '#f33745'],
    ['suspended', '.marathon-status-suspended', 'color', '#8e929b'],
    ['healthy', '.marathon-bar-healthy', 'background', '#27c97b'],
    ['unhealthy', '.marathon-bar-unhealthy', 'background', '#f33745'],
    ['unknown', '.marathon-bar-unknown', 'background', '#323a4e'],
    ['staged', '.marathon-bar-staged', 'background', '#fedf57'],
    ['over capacity', '.marathon-bar-over-capacity', 'background', '#4ca0ff'],
    ['unscheduled', '.marathon-bar-unscheduled', 'background', '#1c202b'],
    ['badge', '.marathon-tab-badge', 'background', '#fedf57'],
    ['text of the badge', '.marathon-tab-badge', 'color', '#13161d'],
    ['count', '.marathon-count', 'background', 'rgb(255 255 255 / 5%)'],
    ['table header', '.marathon-head', 'background', 'rgb(255 255 255 / 5%)'],
    ['row under the pointer', '.marathon-body-row:hover', 'background', 'rgb(255 255 255 / 2%)'],
    ['row line', '.marathon-body-row', 'border-bottom', '1px solid rgb(255 255 255 / 2%)'],
    ['dialog, info', '.marathon-dialog', 'border-top', '8px solid #2f81f7'],
    ['dialog, warning', '.marathon-dialog-warning', 'border-top-color', '#ff6500'],
    ['dialog, danger', '.marathon-dialog-danger', 'border-top-color', '#f72546'],
    ['error at a field', '.marathon-field-error', 'color', '#fd5b77'],
    ['error row', '.marathon-error-row', 'color', '#f33745'],
    ['error block', '.marathon-server-errors', 'background', 'rgb(253 91 119 / 25%)'],
    ['modal body', '.marathon-modal', 'background', '#fff'],
    ['modal text', '.marathon-modal', 'color', '#898d98'],
    ['modal footer', '.marathon-app-modal > footer', 'background', '#f3f3f3'],
    ['field border', '.marathon-input', 'border', '1px solid #dadcde'],
    ['switch that is on', '.marathon-toggle input:checked', 'background', '#27c97b !important'],
    ['steps of a running deployment', '.marathon-progress', 'color', '#e4f342'],
    ['unhealthy on the task page', '.marathon-task-unhealthy', 'color', '#ff7d64'],
    ['backdrop', '.marathon-backdrop', 'background', 'rgb(0 0 0 / 50%)'],
  ])('%s: %s %s %s', (_role, selector, property, value) => expect(styleOf(selector, property)).toBe(value));
});

describe('sizes at 1440 × 900', () => {
  it.each([
    ['navigation bar', '.marathon-navbar', 'height', '50px'],
    ['search box', '.marathon-search', 'width', '204px'],
    ['search box', '.marathon-search', 'height', '36px'],
    ['badge', '.marathon-tab-badge', 'height', '18px'],
    ['row of a filter', '.marathon-filter-row', 'height', '32px'],
    ['contextual bar', '.marathon-context-bar', 'min-height', '66px'],
    ['button', '.marathon-button', 'min-height', '34px'],
    ['table header', '.marathon-head', 'min-height', '48px'],
    ['table row', '.marathon-body-row', 'min-height', '52px'],
    ['columns', '.marathon-row', 'grid-template-columns', 'minmax(120px, 1fr) 56px 96px 112px 144px 128px 32px'],
    ['health bar', '.marathon-bar', 'width', '112px'],
    ['health bar', '.marathon-bar', 'height', '8px'],
    ['health bar of the app page', '.marathon-app-health .marathon-bar', 'width', '176px'],
    ['header of the app page', '.marathon-app-header', 'padding-top', '24px'],
    ['name on the app page', '.marathon-app-header h1', 'line-height', '32px'],
    ['create modal', '.marathon-modal', 'width', 'min(740px, 100%)'],
    ['its header', '.marathon-app-modal > header', 'height', '50px'],
    ['its body', '.marathon-modal-columns', 'height', '565px'],
    ['its footer', '.marathon-app-modal > footer', 'height', '67px'],
    ['entry of its menu', '.marathon-form-menu button', 'height', '32px'],
    ['dialog', '.marathon-dialog', 'width', 'min(600px, 100%)'],
    ['title of a dialog', '.marathon-dialog h2', 'font-size', '26px'],
    ['text of a dialog', '.marathon-dialog', 'font-size', '16px'],
    ['header of deployments', '.marathon-plain-table th', 'height', '48px'],
    ['row of deployments', '.marathon-deployments .marathon-plain-table td', 'height', '52px'],
    ['id of a deployment', '.marathon-deployments th:first-child', 'width', '28%'],
    ['stripes', '.marathon-bar-striped', 'animation', 'marathon-stripes 2s linear infinite'],
    ['way of the stripes', 'to', 'background-position', '-24px 0'],
  ])('%s: %s %s %s', (_name, selector, property, value) => expect(styleOf(selector, property)).toBe(value));
});
