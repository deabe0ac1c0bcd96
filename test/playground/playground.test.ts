import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { root } from '../packaging/workspace.js';
import { needs } from '../support/needs.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { Playground } from './page.js';

const program = '/usr/bin/chromium';
const offer = readFileSync(`${root}examples/offers/desk-phone-defective-line.sdp`, 'utf8');
// Only text: the line looks like markup, and must stay a line.
const hostile = offer.replace('s=SIP Call', 's=<img src=x onerror="document.title=1"><script>document.title=2</script>');
const answerKey = 'pAmpP457XtgNGf0f5+HDobKNIMLdxcEIpgX6UhnE';
const answer = [
  ...['v=0', 'o=- 1 1 IN IP4 198.51.100.7', 's=-', 'c=IN IP4 198.51.100.7', 't=0 0', 'm=audio 41000 RTP/SAVP 0'],
  ...[`a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:${answerKey}`, ''],
].join('\r\n');
const octetsOf = (base64: string) => Buffer.from(base64, 'base64').toString('hex');
const mikey = JSON.parse(readFileSync(`${root}test/vectors/mikey/fixed-psk-20-16.json`, 'utf8'));

describe('playground', function () {
  this.timeout(60_000);
  if (!needs(program)) return;
  const folder = temporaryFolder();
  let playground: Playground;
  before(async () => {
    playground = await Playground.open(program, folder);
  });
  after(() => playground?.close());

  it('forbids itself all but its own script: no network, no markup from text', async () => {
    const { page } = await playground.visit();
    const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    expect(policy).to.contain("default-src 'none'").and.contain("script-src 'self' 'wasm-unsafe-eval'");
    const blocked = await page.evaluate(async () => {
      const refused = await fetch('https://example.org/').then(
        () => false,
        () => true,
      );
      try {
        document.body.innerHTML = '<p>';
      } catch {
        return refused;
      }
      return false;
    });
    expect(blocked).to.equal(true);
    await page.close();
  });

  it('pasted offer and answer: lines annotated, findings in place, a fix applied, keys hidden until asked', async () => {
    const { page, trouble } = await playground.visit();
    await page.getByLabel('Offer', { exact: true }).fill(hostile);
    await page.getByLabel('Answer', { exact: true }).fill(answer);
    const agreement = page.locator('.agreement');
    await agreement.waitFor();
    expect(await page.locator('.listing').first().locator('li code').nth(2).textContent()).to.contain('<script>');
    expect(await page.title()).to.equal('sdpsec playground');

    const typo = page.locator('.listing li', { hasText: 'HMAW' });
    expect(await typo.locator('mark').first().textContent()).to.equal('AES_CM_128_HMAW_SHA1_32');
    expect(await typo.locator('.finding.error').textContent()).to.contain('RFC 4568 §6.2');
    await page.getByRole('button', { name: 'Fix: write AES_CM_128_HMAC_SHA1_32' }).click();
    expect(await typo.count()).to.equal(0);
    const repaired = await page.getByLabel('Offer', { exact: true }).inputValue();
    expect(repaired).to.equal(hostile.replaceAll('\r\n', '\n').replace('HMAW', 'HMAC'));

    // RFC 4568 §5.1.3: the offerer sends with its own line of the chosen tag, the answerer with the answer's.
    const offerKey = /a=crypto:3 .*inline:([^ |\r]+)/.exec(offer)?.[1] as string;
    for (const [sender, base64] of [
      ['offerer', offerKey],
      ['answerer', answerKey],
    ] as const) {
      const digits = octetsOf(base64);
      expect(await agreement.textContent()).to.not.contain(digits.slice(0, 32));
      await page.getByRole('button', { name: `Show key of the ${sender}` }).click();
      expect(await agreement.textContent())
        .to.contain(digits.slice(0, 32))
        .and.contain(digits.slice(32));
      await page.getByRole('button', { name: `Hide key of the ${sender}` }).click();
      expect(await agreement.textContent()).to.not.contain(digits.slice(0, 32));
    }
    for (const key of [offerKey, answerKey]) expect(await page.locator('#exchange').textContent()).to.not.contain(key);
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length)).to.equal(0);
    expect(trouble).to.deep.equal([]);
    await page.close();
  });

  it('a MIKEY message lights up in the map and in the tree; the RAND of the vector is where it says', async () => {
    const { page, trouble } = await playground.visit();
    await page.getByLabel('MIKEY message', { exact: true }).fill(mikey.i_message);
    const field = page.getByRole('button', { name: 'RAND: ' });
    await field.hover();
    const lit = () => page.locator('.octets .lit').allTextContents();
    expect((await lit()).join('')).to.equal(mikey.rand);
    expect(await field.getAttribute('aria-pressed')).to.equal('true');
    // The other way: an octet of the CSB ID (RFC 3830 §6.1), which stands at 4..7.
    await page.locator('.octets span').nth(5).click();
    expect((await lit()).join('')).to.equal(mikey.csbId);
    expect(await page.locator('.tree button[aria-pressed=true]').textContent()).to.equal(`CSB ID: ${mikey.csbId}`);
    expect(trouble).to.deep.equal([]);
    await page.close();
  });

  it('MIKEY: the pre-shared key shows the keys of each direction, hidden until asked, and is forgotten itself', async () => {
    const { page, trouble } = await playground.visit();
    const call = (message: string, port: number) =>
      ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', `m=audio ${port} RTP/SAVP 0`]
        .concat(`a=key-mgmt:mikey ${message}`, '')
        .join('\r\n');
    await page.getByLabel('Offer', { exact: true }).fill(call(mikey.i_message, 40000));
    await page.getByLabel('Answer', { exact: true }).fill(call(mikey.r_message, 41000));
    const agreement = page.locator('.agreement');
    const field = page.getByLabel('Pre-shared key of both ends');
    const status = agreement.getByRole('status');
    for (const [entered, said] of [
      ['not a key', /^Expected a key in base64 or hexadecimal/],
      [mikey.psk.replace(/^../, '00'), /^No keys: .*MAC/],
    ] as const) {
      await field.fill(entered);
      await page.getByRole('button', { name: 'Derive the keys' }).click();
      await status.filter({ hasText: said }).waitFor();
      expect(await field.inputValue()).to.equal('');
      expect(await page.getByRole('button', { name: /^Show key/ }).count()).to.equal(0);
    }
    await field.fill(mikey.psk);
    await field.press('Enter');
    await status.filter({ hasText: 'The key opens the message.' }).waitFor();
    expect(await field.inputValue()).to.equal('');
    // The crypto sessions of libmikey, in the order of its map: the first is the Initiator's own (RFC 3830 §6.1.1).
    for (const [sender, { tek16, salt14 }] of [
      ['offerer', mikey.crypto_sessions[0]],
      ['answerer', mikey.crypto_sessions[1]],
    ]) {
      expect(await agreement.textContent()).to.not.contain(tek16);
      await page.getByRole('button', { name: `Show key of the ${sender}` }).click();
      expect(await agreement.locator('.direction', { hasText: `of the ${sender}` }).textContent())
        .to.contain(tek16)
        .and.contain(salt14);
    }
    expect(await page.content()).to.not.contain(mikey.psk);
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length)).to.equal(0);

    // An answer whose message is another's proves nothing.
    const forged = Buffer.from(mikey.r_message, 'base64');
    forged[forged.length - 1] = (forged.at(-1) as number) ^ 1;
    await page.getByLabel('Answer', { exact: true }).fill(call(forged.toString('base64'), 41000));
    await page
      .getByRole('button', { name: /^Hide key/ })
      .first()
      .waitFor({ state: 'detached' });
    await field.fill(mikey.psk);
    await field.press('Enter');
    await status.filter({ hasText: /^No keys: the answer: the verification message does not verify/ }).waitFor();

    const dh = JSON.parse(readFileSync(`${root}test/vectors/mikey/fixed-dh-2.json`, 'utf8'));
    await page.getByLabel('Offer', { exact: true }).fill(call(dh.i_message, 40000));
    await agreement.filter({ hasText: 'no message holds the exponents' }).waitFor();
    expect(await field.count()).to.equal(0);
    expect(trouble).to.deep.equal([]);
    await page.close();
  });

  it('works by keyboard alone: paste, fix, show a key, walk through a message', async () => {
    const { page, trouble } = await playground.visit();
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const { activeElement: element } = document;
          return element?.id || element?.getAttribute('aria-label') || element?.textContent || '';
        });
        if (name.test(focused)) return;
      }
      throw new Error(`Tab does not reach ${name}`);
    };
    await tabTo(/^offer$/);
    await page.keyboard.insertText(offer);
    await tabTo(/^answer$/);
    await page.keyboard.insertText(answer);
    await page.locator('.agreement').waitFor();
    await tabTo(/^Fix: write AES/);
    await page.keyboard.press('Enter');
    // The next repair has the focus.
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal('Fix: leave one blank');
    expect(await page.locator('#announcement').textContent()).to.equal('fixed: write AES_CM_128_HMAC_SHA1_32');
    await page.keyboard.press('Enter');
    await tabTo(/^Show key of the answerer$/);
    await page.keyboard.press('Space');
    expect(await page.locator('.agreement').textContent()).to.contain(octetsOf(answerKey).slice(0, 32));
    await tabTo(/^mikey$/);
    await page.keyboard.insertText(mikey.i_message);
    await page.locator('.octets').waitFor();
    await tabTo(/^octets of the message/);
    await page.keyboard.press('Home');
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
    expect((await page.locator('.octets .lit').allTextContents()).join('')).to.equal(mikey.csbId);
    expect(await page.locator('#announcement').textContent()).to.equal(`CSB ID: ${mikey.csbId}`);
    expect(trouble).to.deep.equal([]);
    await page.close();
  });

  for (const [name, options] of [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['a phone', { colorScheme: 'light', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }],
  ] as const)
    it(`is readable in ${name}: text against its background (WCAG 2.1 §1.4.3), no sideways scrolling`, async () => {
      const { page, trouble } = await playground.visit(options);
      await page.getByRole('button', { name: 'Try a call' }).click();
      await page.getByRole('button', { name: 'Try a MIKEY message' }).click();
      await page.getByRole('button', { name: 'CSB ID' }).focus();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).to.equal(0);
      const contrasts = await page.evaluate(() => {
        const luminance = (color: string) => {
          const context = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
          context.fillStyle = color;
          context.fillRect(0, 0, 1, 1);
          const [r = 0, g = 0, b = 0] = [...context.getImageData(0, 0, 1, 1).data].map(octet => {
            const part = octet / 255;
            return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const backgroundOf = (element: Element): string => {
          for (let one: Element | null = element; one; one = one.parentElement) {
            const { backgroundColor } = getComputedStyle(one);
            if (!/^rgba\(.*, 0\)$/.test(backgroundColor)) return backgroundColor;
          }
          return 'white';
        };
        const selectors = [
          'h1',
          'header p',
          '.words',
          '.finding',
          '.finding strong',
          'small',
          'textarea',
          '.direction span',
          'button',
        ];
        return [...selectors, '.octets .lit', '.octets .odd', '.tree .value', '.lost li'].flatMap(selector =>
          [...document.querySelectorAll(selector)].map(element => {
            const [a, b] = [getComputedStyle(element).color, backgroundOf(element)].map(luminance).sort((x, y) => x - y);
            return { selector, ratio: ((b as number) + 0.05) / ((a as number) + 0.05) };
          }),
        );
      });
      expect(contrasts.length).to.be.greaterThan(100);
      expect(contrasts.filter(({ ratio }) => ratio < 4.5)).to.deep.equal([]);
      expect(trouble).to.deep.equal([]);
      await page.close();
    });
});
