import { inspect } from 'node:util';
import { SdpDocument } from '@sdpsec/negotiation/document';
import { readSecurity, withSecurity } from '@sdpsec/negotiation/reading';
import { expect } from 'chai';
import fc from 'fast-check';
import { audio, key30, line, sdp, session, video } from '../sdp.js';

const read = (...lines: string[]) => readSecurity(SdpDocument.parse(sdp(...lines)));
const refusals = (...lines: string[]) => read(...lines).sections[0]?.crypto.map(({ refusal }) => refusal?.code);

describe('readSecurity', () => {
  it('judges each a=crypto line by itself: a bad one never hides its neighbours', () => {
    const lines = [
      line(1, 1, 'AES_CM_128_HMAW_SHA1_80'),
      line(2, 2),
      'a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:AAAA',
      line('x', 4),
      line(5, 5),
    ];
    expect(refusals(...session('a'), ...audio(), ...lines)).to.deep.equal([
      'unknown-suite',
      undefined,
      'key-length',
      'bad-tag',
      undefined,
    ]);
  });

  it('refuses all lines that share a tag, and no others (RFC 4568 §4.1)', () => {
    expect(refusals(...session('a'), ...audio(), line(1, 1), line(2, 2), line(1, 3))).to.deep.equal([
      'duplicate-tag',
      undefined,
      'duplicate-tag',
    ]);
  });

  it('counts the tag of an unusable line too, and reads 01 as 1', () => {
    const bad = 'a=crypto:01 AES_CM_128_HMAC_SHA1_80 inline:AAAA';
    expect(refusals(...session('a'), ...audio(), line(1, 1), bad)).to.deep.equal(['duplicate-tag', 'key-length']);
  });

  it('Q8: takes the same tag in two m= sections', () => {
    const { sections } = read(...session('a'), ...audio(), line(1, 1), ...video(), line(1, 2));
    expect(sections.flatMap(({ crypto }) => crypto.map(({ refusal }) => refusal))).to.deep.equal([undefined, undefined]);
  });

  it('Q42: refuses a=crypto of the session part, and hands it down to no section (RFC 4568 §4)', () => {
    const reading = read(...session('a'), line(1, 1), ...audio());
    expect(reading.session.crypto.map(({ refusal }) => refusal?.code)).to.deep.equal(['session-level']);
    expect(reading.sections[0]?.crypto).to.deep.equal([]);
  });

  it('Q37: re-joins a folded line and says so', () => {
    const text = sdp(...session('a'), ...audio(), 'a=crypto:1 AES_CM_128_HMAC_SHA1_80', ` inline:${key30(1)}|2^20`, 'a=sendrecv');
    const [crypto] = readSecurity(SdpDocument.parse(text)).sections[0]?.crypto ?? [];
    expect(crypto?.refusal).to.equal(undefined);
    expect(crypto?.deviations.map(({ code }) => code)).to.deep.equal(['folded-line', 'extra-space']);
  });

  it('points at the exact place of what is wrong', () => {
    const text = sdp(...session('a'), ...audio(), line(1, 1), 'a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:AAAA|2^20');
    const refusal = readSecurity(SdpDocument.parse(text)).sections[0]?.crypto[1]?.refusal;
    expect(refusal && text.slice(refusal.offset, refusal.offset + refusal.length)).to.equal('AAAA');
  });

  it('Q41: a=cryptoscale is no a=crypto', () => {
    const scale = line(1, 1).replace('a=crypto:1', 'a=cryptoscale:1 client');
    expect(read(...session('a'), ...audio(), scale, line(1, 2)).sections[0]?.crypto).to.have.length(1);
  });

  it('reads profiles, ports, mid, rtcp-mux, direction and address', () => {
    const { sections } = read(
      ...session('a'),
      'm=audio 4000/2 RTP/SAVPF 0',
      'a=mid:x',
      'a=rtcp-mux',
      'a=sendonly',
      'm=video 0 udp/tls/rtp/savp 96',
      'c=IN IP6 ::1',
    );
    expect(sections[0]).to.include({
      media: 'audio',
      port: 4000,
      mid: 'x',
      rtcpMux: true,
      direction: 'sendonly',
      address: 'IN IP4 192.0.2.1',
      active: true,
    });
    expect(sections[0]?.profile).to.deep.equal({
      name: 'RTP/SAVPF',
      token: true,
      rtp: true,
      secure: true,
      feedback: true,
      tls: false,
      unknownRtp: false,
    });
    expect(sections[1]).to.include({ port: 0, active: false, direction: 'sendrecv', address: 'IN IP6 ::1' });
    expect(sections[1]?.profile).to.include({ rtp: true, secure: true, tls: true });
    expect(read('m=application 9 UDP/BFCP *').sections[0]?.profile.rtp).to.equal(false);
  });

  it('a profile keeps all but its protection', () => {
    const [section] = read('m=audio 1 TCP/RTP/AVPF 0').sections;
    expect(section && withSecurity(section.profile, true)).to.equal('TCP/RTP/SAVPF');
    expect(section && withSecurity({ ...section.profile, name: 'RTP/SAVP' }, false)).to.equal('RTP/AVP');
  });

  it('reads BUNDLE groups; a section belongs to the first group that names it (RFC 9143 §7.1)', () => {
    const { bundles } = read(
      ...session('a'),
      'a=group:LS v',
      'a=group:BUNDLE v a z',
      'a=group:BUNDLE a',
      ...audio(),
      'a=mid:a',
      ...video(),
      'a=mid:v',
    );
    expect(bundles.map(({ mids, sections }) => [mids, sections])).to.deep.equal([
      [
        ['v', 'a', 'z'],
        [1, 0],
      ],
      [['a'], []],
    ]);
  });

  it('bundle-only with port 0 is in use where a group names the section, and discarded where none does (RFC 9143 §6)', () => {
    const active = (...lines: string[]) => read(...session('a'), ...lines).sections[0]?.active;
    expect(active('a=group:BUNDLE x a', ...audio(0), 'a=mid:a', 'a=bundle-only')).to.equal(true);
    expect(active('a=group:BUNDLE x', ...audio(0), 'a=mid:a', 'a=bundle-only')).to.equal(false);
    expect(active(...audio(0), 'a=bundle-only')).to.equal(false);
  });

  describe('other keying', () => {
    const sha256 = Array.from({ length: 32 }, (_, i) => i.toString(16).padStart(2, '0')).join(':');
    const fingerprint = (value: string) =>
      read(...session('a'), ...audio(), `a=fingerprint:${value}`).sections[0]?.fingerprints[0];

    it('Q48: reads fingerprints in any case and counts their octets (RFC 8122 §5)', () => {
      expect(fingerprint(`SHA-256 ${sha256.toUpperCase()}`)).to.deep.include({
        hash: 'sha-256',
        octets: Uint8Array.from({ length: 32 }, (_, i) => i),
      });
      expect(fingerprint(`sha-1 ${sha256}`)?.refusal).to.include({ code: 'length', message: 'sha-1 gives 20 octets, found 32' });
      expect(fingerprint(`sha-9 ${sha256}`)?.refusal?.code).to.equal('unknown-hash');
      expect(fingerprint(`md5 ${sha256.slice(0, 47)}`)?.refusal?.code).to.equal('broken-hash');
      expect(fingerprint('sha-256 00:1')?.refusal?.code).to.equal('malformed');
      expect(fingerprint('')?.refusal?.code).to.equal('malformed');
    });

    it('hands fingerprint, setup and key-mgmt down from the session part, unless a section has its own (RFC 4567 §3.1)', () => {
      const { sections } = read(
        ...session('a'),
        `a=fingerprint:sha-256 ${sha256}`,
        'a=setup:actpass',
        'a=key-mgmt:mikey AQAF',
        ...audio(),
        ...video(),
        'a=setup:active',
        'a=key-mgt:mikey AQAG',
      );
      expect(sections.map(({ setup }) => setup?.role)).to.deep.equal(['actpass', 'active']);
      expect(sections.map(({ fingerprints }) => fingerprints.length)).to.deep.equal([1, 1]);
      expect(sections.map(({ keyMgmt }) => keyMgmt.map(({ misspelled }) => misspelled))).to.deep.equal([[false], [true]]);
      expect(sections[0]?.own.fingerprints).to.deep.equal([]);
    });

    it('reads a=zrtp-hash (RFC 6189 §8), a=tls-id and k=', () => {
      const { sections } = read(
        ...session('a'),
        'm=audio 1 RTP/AVP 0',
        'k=clear:x',
        `a=zrtp-hash:1.10 ${'ab'.repeat(32)}`,
        'a=zrtp-hash:1.1 x',
        'a=tls-id:abc',
      );
      expect(sections[0]?.zrtpHashes.map(({ refusal }) => refusal === undefined)).to.deep.equal([true, false]);
      expect(sections[0]?.tlsId?.value).to.equal('abc');
      expect(sections[0]?.obsoleteKey).not.to.equal(undefined);
    });
  });

  it('shows no key when inspected or written as JSON', () => {
    const reading = read(
      ...session('a'),
      ...audio(),
      line(1, 7),
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${key30(7)}`,
      `a=key-mgmt:mikey ${key30(7)}`,
    );
    const shown =
      inspect(reading, { depth: 12, showHidden: true }) +
      JSON.stringify(reading, (_, v) => (typeof v === 'bigint' ? String(v) : v));
    expect(shown)
      .not.to.contain(key30(7).slice(0, 12))
      .and.not.to.match(/7, 7, 7|070707/);
  });

  it('any text gives a reading', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.constantFrom(
              'm=audio 1 RTP/SAVP 0',
              line(1, 1),
              'a=group:BUNDLE a a',
              'a=mid:a',
              'a=fingerprint:',
              'a=crypto',
              'c=',
            ),
          ),
          { maxLength: 12 },
        ),
        lines => {
          const document = SdpDocument.parse(lines.join('\n'));
          expect(readSecurity(document).sections).to.have.length(document.media.length);
        },
      ),
    ));

  it('reads a megabyte of sections and of lines', () => {
    const sections = Array.from({ length: 10_000 }, (_, i) => ['m=audio 1 RTP/SAVP 0', `a=mid:${i}`, line(1, i % 256)]).flat();
    const group = `a=group:BUNDLE ${Array.from({ length: 10_000 }, (_, i) => i).join(' ')}`;
    expect(read(group, ...sections).bundles[0]?.sections).to.have.length(10_000);
    const lines = Array.from({ length: 10_000 }, (_, i) => line(i, i % 256));
    expect(read('m=audio 1 RTP/SAVP 0', ...lines).sections[0]?.crypto).to.have.length(10_000);
  });
});
