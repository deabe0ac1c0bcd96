import { createHmac, sign } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { decodeMessage, deriveForMessage, dhSecret, drive, driveAsync, encodeMessage, find, responder } from '@sdpsec/mikey';
import { nodeHost } from '@sdpsec/mikey/node';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { asAlice, asBob, pem, run } from './certified.js';
import { peerMessages, unhex } from './material.js';
import { alice, bob, established, now, offered, psk, pskHost, refusal } from './parties.js';

/** An ID or T payload with a next payload field of zero. */
const payloadOf = (type: number, data: Uint8Array) => Buffer.from([0, type, data.length >> 8, data.length & 0xff, ...data]);

describe('traps that the texts leave open, and what both readings of them give', () => {
  it('trap 11: V over bare identities is sent, V over whole payloads is taken too (RFC 3830 §5.2)', () => {
    const host = pskHost();
    const offer = offered(drive(asAlice('psk').start(now), host));
    const reply = established(drive(asBob().handle(offer.message, now), pskHost())).reply as Uint8Array;
    const { header, payloads } = decodeMessage(offer.message);
    const rand = payloads.find(payload => payload.kind === 'RAND')?.rand as Uint8Array;
    const time = payloads.find(payload => payload.kind === 'T')?.value as Uint8Array;
    const key = deriveForMessage('authentication', psk.reveal(), { prf: 0, csbId: header.csbId, rand }, 20);
    const covered = reply.subarray(0, -20);
    const v = (...behind: readonly Uint8Array[]) => {
      const mac = createHmac('sha1', key)
        .update(Buffer.concat([covered, ...behind]))
        .digest();
      return Uint8Array.from([...covered, ...mac]);
    };
    expect(v(alice.data, bob.data, time)).to.deep.equal(reply);
    const whole = v(payloadOf(1, alice.data), payloadOf(1, bob.data), Buffer.from([0, 0, ...time]));
    const take = (octets: Uint8Array) => drive(asAlice('psk').handle(offer.state, octets, now), host).kind;
    expect([take(whole), take(v(time)), take(v(bob.data, alice.data, time))]).to.deep.equal([
      'established',
      'refused',
      'refused',
    ]);
  });

  it('trap 12: SIGNr of RSA-R with and without the two octets of its header (RFC 4738 §3.6)', async () => {
    const { hosts, offer, answer } = await run('rsa-r');
    const reply = answer.reply as Uint8Array;
    const time = find(decodeMessage(reply), 'T')?.value as Uint8Array;
    const behind = [alice.data, bob.data, time];
    const signed = (covered: Uint8Array) =>
      Uint8Array.from([...reply.subarray(0, -256), ...sign('sha256', Buffer.concat([covered, ...behind]), pem('leaf.key'))]);
    const take = async (octets: Uint8Array) =>
      (await driveAsync(asAlice('rsa-r').handle(offer.state, octets, now), hosts[0])).kind;
    expect(await take(signed(reply.subarray(0, -256)))).to.equal('established');
    expect(await take(signed(reply.subarray(0, -258)))).to.equal('established');
    expect(await take(signed(reply.subarray(0, -260)))).to.equal('refused');
  });

  it('trap 18: a Diffie-Hellman secret keeps the leading zeros of its modulus, on either host (RFC 3830 §3.3)', async () => {
    // 2^100 in a group of 1536 bits: 13 octets of 192.
    const two = new Uint8Array(192);
    two[191] = 2;
    const exponent = Secret.from(Uint8Array.of(100));
    const expected = new Uint8Array(192);
    expected[191 - 12] = 1 << 4;
    expect(dhSecret(0, exponent, two).reveal()).to.deep.equal(expected);
    expect((await nodeHost({}).dhSecret?.(0, exponent, two))?.reveal()).to.deep.equal(expected);
  });

  describe('trap 16: SAKKE messages', () => {
    for (const { name, hex } of peerMessages().filter(message => message.name.startsWith('sakke')))
      it(`${name} is decoded, never answered: which key period it means is the caller’s to find`, () => {
        const message = decodeMessage(unhex(hex));
        expect(find(message, 'SAKKE')?.data.length).to.equal(273);
        expect(encodeMessage(message)).to.deep.equal(unhex(hex));
        expect(refusal(drive(responder().handle(unhex(hex), now), pskHost()))).to.equal('unsupported-message');
      });
  });

  it('every trap of the list has a test that names it', () => {
    const folder = new URL('.', import.meta.url);
    const texts = readdirSync(folder)
      .filter(name => name.endsWith('.test.ts'))
      .map(name => readFileSync(new URL(name, folder), 'utf8'))
      .join('');
    const titles = [...texts.matchAll(/^\s*(?:it|describe)\(\s*[`'](.*?)[`'],/gms)].map(([, title]) => title).join('\n');
    const missing = Array.from({ length: 24 }, (_, index) => index + 1).filter(
      trap => !new RegExp(`trap ${trap}\\b`).test(titles),
    );
    expect(missing).to.deep.equal([]);
  });
});
