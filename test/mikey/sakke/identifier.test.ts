import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeMessage, find, timeOf } from '@sdpsec/mikey';
import { hashedIdentifier, keyPeriodNumber, monthlyIdentifier } from '@sdpsec/mikey/sakke';
import { expect } from 'chai';
import { sharedFolder } from '../../support/needs.js';
import { hex, octets } from '../../support/vectors.js';
import { appendix, thrown } from './material.js';

describe('SAKKE: identifiers of telephone numbers (RFC 6509 §3.2)', () => {
  it('are month and tel URI, each ended by a zero, as RFC 6508 Appendix A has them', () => {
    const identifier = monthlyIdentifier('tel:+447700900123', Date.UTC(2011, 1, 14));
    expect(new TextDecoder().decode(identifier)).to.equal('2011-02\0tel:+447700900123\0');
    expect(hex(identifier)).to.equal(appendix('rfc6508-a-sakke.json')('b'));
  });

  it('have the month of UTC, to the millisecond', () => {
    const monthAt = (time: number) => new TextDecoder().decode(monthlyIdentifier('tel:+1', time)).slice(0, 7);
    expect(monthAt(Date.UTC(2027, 0, 1))).to.equal('2027-01');
    expect(monthAt(Date.UTC(2027, 0, 1) - 1)).to.equal('2026-12');
  });

  it('take no separators, parameters, local numbers or other URIs', () => {
    for (const user of [
      'tel:447700900123',
      'tel:+44-7700',
      'tel:+44;ext=1',
      'sip:+44@example.org',
      'TEL:+44',
      'tel:+44\0',
      'tel:+',
    ])
      expect(thrown(() => monthlyIdentifier(user, 0)).code, user).to.equal('bad-option');
    for (const time of [Number.NaN, -1, Date.UTC(10_000, 0)])
      expect(thrown(() => monthlyIdentifier('tel:+44', time)).code).to.equal('bad-option');
  });
});

describe('SAKKE: UIDs of 3GPP mission-critical services (TS 33.180 Annex F)', () => {
  const folder = sharedFolder('messages');
  if (!folder) return;
  for (const name of ['sakke-streamwide-v5-csk', 'sakke-streamwide-v5-gmk']) {
    const { kms, users, hex: message } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    const period = { seconds: kms.user_key_period, offset: kms.user_key_offset };

    it(`${name}: the UIDs of its users, in the key period that T shows`, () => {
      const timestamp = find(decodeMessage(octets(message)), 'T');
      const time = timestamp && timeOf(timestamp, Date.UTC(2026, 0));
      expect(Object.keys(users)).to.have.length(2);
      for (const [user, { uid, period_no }] of Object.entries<{ uid: string; period_no: number }>(users)) {
        expect(keyPeriodNumber(time ?? 0, period)).to.equal(period_no);
        expect(hex(hashedIdentifier(user, kms.uri, period, period_no))).to.equal(uid);
        expect(hex(hashedIdentifier(user, kms.uri, period, period_no + 1))).not.to.equal(uid);
      }
    });
  }

  it('periods begin at their offset, in seconds since 1900', () => {
    const year1970 = 2_208_988_800;
    const at = (time: number) => keyPeriodNumber(time, { seconds: 100, offset: year1970 });
    expect([at(0), at(99_999), at(100_000)]).to.deep.equal([0, 0, 1]);
    expect(thrown(() => keyPeriodNumber(0, { seconds: 100, offset: year1970 + 1 })).code).to.equal('bad-option');
    expect(thrown(() => keyPeriodNumber(0, { seconds: 0, offset: 0 })).code).to.equal('bad-option');
    expect(thrown(() => hashedIdentifier('a', 'b', { seconds: 1.5, offset: 0 }, 1)).code).to.equal('bad-option');
  });
});
