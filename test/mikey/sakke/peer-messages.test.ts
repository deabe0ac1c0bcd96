import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeMessage, encodeMessage, find } from '@sdpsec/mikey';
import { eccsiVerify, KmsPublicKey, ReceiverKey, SigningKey } from '@sdpsec/mikey/sakke';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { sharedFolder } from '../../support/needs.js';
import { hex, octets } from '../../support/vectors.js';

interface User {
  readonly uid: string;
  readonly rsk: string;
  readonly ssk: string;
  readonly pvt: string;
}

interface SakkeMessage {
  readonly hex: string;
  readonly keys: { readonly ssv: string; readonly initiator: string; readonly responder: string };
  readonly kms: { readonly Z: string; readonly KPAK: string };
  readonly users: Readonly<Record<string, User>>;
}

describe('MIKEY-SAKKE messages of another implementation (RFC 6509)', () => {
  const folder = sharedFolder('messages');
  if (!folder) return;
  for (const name of ['sakke-streamwide-v5-csk', 'sakke-streamwide-v5-gmk']) {
    const recorded: SakkeMessage = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    const whole = octets(recorded.hex);
    const message = decodeMessage(whole);
    const [sign, sakke] = [find(message, 'SIGN'), find(message, 'SAKKE')];
    const [sender, receiver] = [recorded.users[recorded.keys.initiator], recorded.users[recorded.keys.responder]];
    if (!sign || !sakke || !sender || !receiver) throw new Error(`${name} lacks a part`);
    const kpak = octets(recorded.kms.KPAK);
    const covered = whole.subarray(0, whole.length - sign.signature.length);

    it(`${name}: encodes again to the same octets`, () => expect(hex(encodeMessage(message))).to.equal(recorded.hex));

    it(`${name}: the signature over the message with the header of SIGN verifies (RFC 6507 §5.2.2)`, () => {
      expect(eccsiVerify(covered, sign.signature, octets(sender.uid), kpak)).to.equal(true);
      expect(eccsiVerify(covered, sign.signature, octets(receiver.uid), kpak)).to.equal(false);
      expect(eccsiVerify(covered.subarray(0, -2), sign.signature, octets(sender.uid), kpak)).to.equal(false);
    });

    it(`${name}: the keys of both users are valid, and the SAKKE payload opens to the SSV (RFC 6508 §6.2.2)`, () => {
      const kms = KmsPublicKey.from(octets(recorded.kms.Z));
      for (const { uid, ssk, pvt } of [sender, receiver])
        expect(
          SigningKey.from({ identifier: octets(uid), kpak, ssk: Secret.from(octets(ssk)), pvt: octets(pvt) }).sign(covered),
        ).to.have.length(129);
      const keyOf = ({ uid, rsk }: User) => ReceiverKey.from({ identifier: octets(uid), kms, rsk: Secret.from(octets(rsk)) });
      const opened = keyOf(receiver).decapsulate(sakke.data);
      expect(opened && hex(opened.reveal())).to.equal(recorded.keys.ssv);
      expect(keyOf(sender).decapsulate(sakke.data)).to.equal(undefined);
    });
  }
});
