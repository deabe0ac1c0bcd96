type Child = Node | string;
type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Makes an element. Strings become text nodes: what a peer wrote is never read as markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (typeof value === 'string') made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A button that does something in the page. */
export function button(label: string, pressed: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', pressed);
  return made;
}

/** Tells those who listen to the page what has changed. */
export function announce(text: string): void {
  document.getElementById('announcement')?.replaceChildren(text);
}
