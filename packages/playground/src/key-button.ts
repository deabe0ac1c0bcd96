import type { Secret } from '@sdpsec/srtp-core/parameters';
import { button, element } from './element.js';
import { hex } from './mikey-field.js';

/** A key that shows itself when it is asked to, and hides again. */
export function keyButton({ key, salt }: { readonly key: Secret; readonly salt: Secret }, owner: string): HTMLElement {
  const shown = element('dl', { class: 'key', hidden: true });
  const verb = element('span', {}, 'Show');
  const toggle = button('', () => {
    shown.hidden = !shown.hidden;
    verb.textContent = shown.hidden ? 'Show' : 'Hide';
    toggle.setAttribute('aria-expanded', String(!shown.hidden));
    // Not in the page at all until it is asked for.
    shown.replaceChildren(...(shown.hidden ? [] : [...row('key', key.reveal()), ...row('salt', salt.reveal())]));
  });
  toggle.setAttribute('aria-expanded', 'false');
  toggle.append(verb, ' key', element('span', { class: 'unseen' }, ` of the ${owner}`));
  return element('div', {}, toggle, shown);
}

function row(name: string, octets: Uint8Array): HTMLElement[] {
  return [element('dt', {}, name), element('dd', {}, element('code', {}, hex(octets)))];
}
