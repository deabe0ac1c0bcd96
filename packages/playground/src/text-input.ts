import { button, element } from './element.js';

/** A text to paste, with a label; `changed` runs a moment after the last change. */
export class TextInput {
  readonly view: HTMLElement;
  readonly #area: HTMLTextAreaElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    id: string,
    label: string,
    hint: string,
    readonly changed: () => void,
  ) {
    this.#area = element('textarea', {
      id,
      rows: '8',
      spellcheck: 'false',
      // What is typed here is a key: no browser may keep or correct it.
      autocomplete: 'off',
      autocapitalize: 'off',
      'aria-describedby': `${id}-hint`,
    });
    this.#area.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(changed, 150);
    });
    const clear = button('Clear', () => this.set(''), { 'aria-label': `Clear ${label}` });
    const head = element('div', { class: 'head' }, element('label', { for: id }, label), clear);
    this.view = element('div', { class: 'input' }, head, element('p', { id: `${id}-hint` }, hint), this.#area);
  }

  get text(): string {
    return this.#area.value;
  }

  set(text: string): void {
    this.#area.value = text;
    this.changed();
  }
}
