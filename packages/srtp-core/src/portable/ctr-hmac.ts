import { CounterMode } from './counter-mode.js';
import { HmacTransform } from './hmac-transform.js';
import type { TransformFactory } from './transform.js';

/** Counter mode and HMAC-SHA1: RFC 3711 §4.1.1, RFC 6188, RFC 5669 §2.1, RFC 8269 §4; with the NULL cipher RFC 3711 §4.1.3. */
export const ctrHmac: TransformFactory = (suite, keys, cipher) =>
  new HmacTransform(
    suite.cipher === 'null' ? undefined : new CounterMode(cipher(keys.encryption), keys.salt),
    keys.authentication,
  );
