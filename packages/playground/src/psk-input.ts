import { Secret } from '@sdpsec/srtp-core/parameters';
import { element } from './element.js';

/** Asks for a pre-shared key, gives it away once, and forgets it: the field is emptied and the octets are wiped when they have been used. */
export function pskInput(use: (psk: Secret) => Promise<string>): HTMLElement {
  const field = element('input', {
    ...{ id: 'psk', type: 'password', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'psk-hint' },
  });
  const said = element('p', { role: 'status' });
  const go = async () => {
    const octets = octetsOf(field.value);
    field.value = '';
    if (!octets) {
      said.replaceChildren('Expected a key in base64 or hexadecimal.');
      return;
    }
    const psk = Secret.from(octets);
    octets.fill(0);
    try {
      said.replaceChildren(await use(psk));
    } finally {
      psk.wipe();
    }
  };
  const form = element(
    'form',
    { class: 'psk' },
    element('label', { for: 'psk' }, 'Pre-shared key of both ends'),
    element('p', { id: 'psk-hint' }, 'Base64 or hexadecimal. It is used once in this page and forgotten.'),
    element('div', { class: 'entry' }, field, element('button', {}, 'Derive the keys')),
    said,
  );
  form.addEventListener('submit', event => {
    event.preventDefault();
    void go();
  });
  return form;
}

/** Hex where all of it reads as hex, else base64 with or without padding. */
function octetsOf(text: string): Uint8Array | undefined {
  const trimmed = text.trim();
  if (/^(?:[0-9a-f]{2})+$/i.test(trimmed))
    return Uint8Array.from(trimmed.match(/../g) ?? [], digits => Number.parseInt(digits, 16));
  if (!/^[A-Za-z0-9+/]{2,}={0,2}$/.test(trimmed)) return undefined;
  const digits = trimmed.replace(/=+$/, '');
  return digits.length % 4 === 1 ? undefined : Uint8Array.from(atob(digits), character => character.charCodeAt(0));
}
