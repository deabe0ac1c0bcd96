import { rules } from '@sdpsec/check';
import { checkExchange, type ExchangeInput } from '@sdpsec/check/exchange';
import { readPolicy } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import { exchangeCases } from './exchange-cases.js';
import { k, sdp } from './rule-cases.js';

const noMki = readPolicy({ security: { mki: { accept: false } } });

/** Findings of a rule in the last SDP that is judged. */
function found(input: ExchangeInput, id: string, options: Parameters<typeof checkExchange>[1] = {}) {
  const policy = id === 'oa/answer-not-acceptable' ? { policy: noMki } : {};
  const last = checkExchange(input, { ...policy, ...options }).at(-1);
  return last?.findings.filter(({ rule }) => rule === id) ?? [];
}

describe('rules over offer and answer, and over time', () => {
  it('have a case each', () => {
    const judged = rules.filter(rule => rule.kind === 'exchange').map(rule => rule.id);
    expect(judged).to.have.members(Object.keys(exchangeCases));
  });

  for (const [id, { fires, at, nearMiss }] of Object.entries(exchangeCases)) {
    it(`${id} fires at ${at.join(':')}`, () => {
      const [finding] = found(fires, id);
      expect(finding && [finding.line, finding.column]).to.deep.equal(at);
      expect(finding?.document).to.equal(fires.answers ? 'answer' : 'sdp');
    });

    it(`${id} leaves the near miss alone`, () => {
      expect(found(nearMiss, id)).to.deep.equal([]);
    });

    it(`${id} says nothing when it is off`, () => {
      expect(found(fires, id, { off: [id] })).to.deep.equal([]);
    });
  }

  for (const rule of rules)
    if (rule.kind === 'exchange' && rule.id !== 'oa/answer-not-acceptable')
      it(`${rule.id}: its documentation shows what it reports and what it does not`, () => {
        expect(found(rule.example.wrong, rule.id)).not.to.deep.equal([]);
        expect(found(rule.example.right, rule.id)).to.deep.equal([]);
      });

  it('says under the id of a rule for one SDP what the verdict over the answer finds', () => {
    const dtls = (setup: string) =>
      sdp('m=audio 49170 UDP/TLS/RTP/SAVP 0', `a=setup:${setup}`, `a=fingerprint:sha-256 ${Array(32).fill('5A').join(':')}`);
    const both = found({ offer: dtls('active'), answers: [dtls('active')] }, 'sdp/dtls-setup');
    expect(both.map(({ severity, document }) => [severity, document])).to.deep.equal([['error', 'answer']]);
    expect(found({ offer: dtls('active'), answers: [dtls('passive')] }, 'sdp/dtls-setup')).to.deep.equal([]);
  });

  it('sdes/answer-key-reuse: finds a key that the offerer had before its re-key, at the key (RFC 4568 §7.1.2)', () => {
    const keyed = (key: number) => sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[key]}`);
    const [finding, ...more] = found({ previous: keyed(0), offer: keyed(1), answers: [keyed(0)] }, 'sdes/answer-key-reuse');
    expect([finding?.line, finding?.column, finding?.message]).to.deep.equal([
      7,
      43,
      'the answer has a key that the offerer sent with before',
    ]);
    expect(more).to.deep.equal([]);
    expect(found({ previous: keyed(0), offer: keyed(1), answers: [keyed(2)] }, 'sdes/answer-key-reuse')).to.deep.equal([]);
  });

  it('oa/section-count: finds a re-offer with fewer m= sections than before (RFC 3264 §8)', () => {
    const [one, two] = [sdp('m=audio 49170 RTP/AVP 0'), sdp('m=audio 49170 RTP/AVP 0', 'm=video 0 RTP/AVP 96')];
    const [finding] = found({ previous: two, offer: one }, 'oa/section-count');
    expect([finding?.line, finding?.reference]).to.deep.equal([6, 'RFC 3264 §8']);
    expect(found({ previous: one, offer: two }, 'oa/section-count')).to.deep.equal([]);
  });

  it('oa/downgrade-on-reinvite: shorter keys, keys that nobody can use, and keys that a peer may leave out (RFC 8643 §3.2)', () => {
    const long = 'b0j+rEwcbZ0wr5d3CUhtHzXu7pxME7nYkInywP71GMGj6xJYVIUc7TM3RfuhoQ==';
    const cm128 = sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`);
    const cm256 = sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:${long}`);
    const broken = sdp('m=audio 49170 RTP/SAVP 0', 'a=fingerprint:sha-256 AB');
    const said = (previous: string, offer: string) =>
      found({ previous, offer }, 'oa/downgrade-on-reinvite').map(({ severity, line, column, message }) => [
        severity,
        [line, column],
        message,
      ]);
    expect(said(cm256, cm128)).to.deep.equal([['error', [6, 1], 'keys of 128 bits, where the call had at least 256']]);
    expect(said(cm128, cm256)).to.deep.equal([]);
    expect(said(cm128, broken)).to.deep.equal([['error', [6, 1], 'this section had keys before and has none now']]);
    expect(said(cm128, cm128.replace('SAVP', 'AVP'))).to.deep.equal([
      ['warning', [6, 15], 'RTP/SAVP became RTP/AVP: a peer may go on without keys'],
    ]);
  });

  it('judges an answer by the one before it, without its offer', () => {
    const keyed = sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`);
    const judged = checkExchange({ previous: keyed, answers: [sdp('m=audio 49170 RTP/AVP 0')] });
    expect(judged.map(({ role }) => role)).to.deep.equal(['answer']);
    expect(judged[0]?.findings.map(({ rule }) => rule)).to.include('oa/downgrade-on-reinvite');
  });

  it('says once what a rule and the verdict over the answer both find (RFC 5763 §5)', () => {
    const dtls = sdp(
      'm=audio 49170 UDP/TLS/RTP/SAVP 0',
      'a=setup:actpass',
      `a=fingerprint:sha-256 ${Array(32).fill('5A').join(':')}`,
    );
    expect(found({ offer: dtls, answers: [dtls] }, 'sdp/dtls-setup')).to.have.length(1);
  });

  it('offers a repair only where it brings nothing new to the exchange', () => {
    const keyed = (name: string, key: number) =>
      sdp('m=audio 49170 RTP/SAVP 0', `a=${name}:1 AES_CM_128_HMAC_SHA1_80 inline:${k[key]}`);
    const fixes = (key: number) =>
      found({ offer: keyed('crypto', 0), answers: [keyed('Crypto', key)] }, 'sdes/attribute-name').map(({ fix }) => fix?.title);
    expect(fixes(1)).to.deep.equal(['write crypto']);
    // RFC 4568 §7.1.2: read, it would be the key of the offer.
    expect(fixes(0)).to.deep.equal([undefined]);
  });

  it('judges each SDP by itself too', () => {
    const { fires } = exchangeCases['oa/answer-line-unusable']!;
    const [offered, answered] = checkExchange(fires);
    expect([offered?.role, answered?.role]).to.deep.equal(['offer', 'answer']);
    expect(answered?.findings.map(({ rule }) => rule)).to.include.members(['oa/answer-line-unusable', 'sdes/key-length']);
  });
});
