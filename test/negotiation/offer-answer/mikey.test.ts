import type { Mode } from '@sdpsec/mikey';
import { readExtension } from '@sdpsec/mikey';
import { expect } from 'chai';
import { audio, mediaLines, sdp, session, video } from '../sdp.js';
import {
  chainOf,
  end,
  exchange,
  exchangeAsync,
  expectMedia,
  ids,
  keyMgmtLines,
  messagesOf,
  pskHost,
  rsaHost,
} from './mikey-call.js';

const offering = (...offer: Mode[]) => ({ security: { keying: ['mikey' as const], mikey: { offer } } });
const two = (name: string, port: number) => sdp(...session(name), ...audio(port), ...video(port + 2));
const listOf = (text: string) =>
  messagesOf(text).map(({ payloads }) =>
    payloads.flatMap(payload => {
      const content = payload.kind === 'EXT' ? readExtension(payload) : undefined;
      return content?.kind === 'sdp-ids' ? [content.protocols.join(';')] : [];
    }),
  );

describe('MIKEY in offer and answer (RFC 4567 §4.1)', () => {
  describe('every exchange gives keys, and media flows both ways', () => {
    for (const [mode, protectedBy, reference] of [
      ['psk', 'mac', 'RFC 3830 §3.1'],
      ['public-key', 'signature', 'RFC 3830 §3.2'],
      ['dh', 'signature', 'RFC 3830 §3.3'],
      ['dhhmac', 'mac', 'RFC 4650 §3'],
      ['rsa-r', 'signature', 'RFC 4738 §3'],
    ] as const)
      it(`${mode} (${reference})`, async () => {
        const one = end('alice', rsaHost('leaf'), { policy: offering(mode), peerCertificates: chainOf('bob') });
        const other = end('bob', rsaHost('bob'));
        const { ours, theirs, offer, answer, pending } = await exchangeAsync(one, other);
        expect(mediaLines(offer)).to.deep.equal(['m=audio 40000 RTP/SAVP 0']);
        expect(mediaLines(answer)).to.deep.equal(['m=audio 50000 RTP/SAVP 0']);
        for (const agreement of [ours, theirs]) {
          expect(agreement.sections[0]).to.deep.include({ kind: 'mikey', secured: true, mode, protectedBy, lost: [] });
          expect(agreement.findings).to.deep.equal([]);
        }
        expectMedia(ours, theirs);
        // RFC 4567 §4.1.2: ready for media before the answer, where this end alone chooses the keys.
        const chosenHere = mode === 'psk' || mode === 'public-key';
        expect(pending.early.map(({ receive }) => receive)).to.deep.equal(chosenHere ? [ours.rtpSessions[0]?.receive] : []);
        expect(pending.early.flatMap(({ send }) => send)).to.deep.equal([]);
      });
  });

  it('the lines are those of the policy in its order, each with the list of all (§4.1.4)', async () => {
    const one = end('alice', rsaHost('leaf'), { policy: offering('dh', 'psk') });
    const { offer, answer, ours, theirs } = await exchangeAsync(one, end('bob', rsaHost('bob')));
    expect(messagesOf(offer).map(({ header }) => header.dataType)).to.deep.equal([4, 0]);
    expect(listOf(offer)).to.deep.equal([['mikey;mikey'], ['mikey;mikey']]);
    expect(messagesOf(answer).map(({ header }) => header.dataType)).to.deep.equal([5]);
    expect(theirs.sections[0]).to.deep.include({
      mode: 'dh',
      lost: [{ what: 'a=key-mgmt:mikey psk', reason: 'another line stands before it' }],
    });
    expect(ours.sections[0]).to.deep.include({
      mode: 'dh',
      lost: [{ what: 'a=key-mgmt:mikey psk', reason: 'the peer chose dh' }],
    });
    expectMedia(ours, theirs);
  });

  it('one protocol authenticates its own identifier too (§4.1.4)', () =>
    expect(listOf(exchange(end('alice', pskHost()), end('bob', pskHost())).offer)).to.deep.equal([['mikey']]));

  for (const level of ['media', 'session'] as const)
    it(`two m= sections at ${level} level: two crypto sessions each, and keys of their own (§3.1, §7.1)`, () => {
      const policy = { security: { keying: ['mikey' as const] }, interop: { keyMgmtLevel: level } };
      const one = end('alice', pskHost(), { local: two('alice', 40_000), policy });
      const other = end('bob', pskHost(), { local: two('bob', 50_000) });
      const { ours, theirs, offer, answer } = exchange(one, other);
      const counts = messagesOf(offer).map(({ header }) => (header.map.kind === 'srtp-id' ? header.map.sessions.length : -1));
      expect(counts).to.deep.equal(level === 'media' ? [2, 2] : [4]);
      const sectionOf = (text: string) => text.indexOf('a=key-mgmt') > text.indexOf('m=audio');
      expect([sectionOf(offer), sectionOf(answer)]).to.deep.equal([level === 'media', level === 'media']);
      expect(keyMgmtLines(answer)).to.have.length(level === 'media' ? 2 : 1);
      expect(ids(ours)).to.deep.equal([]);
      expect(ours.rtpSessions.map(({ sections }) => sections)).to.deep.equal([[0], [1]]);
      const keys = ours.rtpSessions.flatMap(({ send, receive }) =>
        [...send, ...receive].map(({ masterKeys }) => Buffer.from(masterKeys[0].key.reveal()).toString('hex')),
      );
      expect(new Set(keys)).to.have.property('size', 4);
      expectMedia(ours, theirs);
    });
});
