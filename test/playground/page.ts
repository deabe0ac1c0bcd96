import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';

const configFile = fileURLToPath(new URL('../../packages/playground/vite.config.ts', import.meta.url));

/** The page, built and served as `npm run playground` does, in a real browser. */
export class Playground {
  readonly #server: PreviewServer;
  readonly #browser: Browser;
  readonly url: string;

  private constructor(server: PreviewServer, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
    this.url = server.resolvedUrls?.local[0] ?? '';
  }

  /** @param outDir - an empty folder for the page. */
  static async open(executablePath: string, outDir: string): Promise<Playground> {
    const options = { configFile, logLevel: 'warn', build: { outDir, emptyOutDir: true } } as const;
    await build(options);
    const server = await preview({ ...options, preview: { host: '127.0.0.1', port: 0 } });
    return new Playground(server, await chromium.launch({ executablePath, args: ['--no-sandbox'] }));
  }

  /** A tab with the page in it, and all that went wrong there or tried to leave it. */
  async visit(options: BrowserContextOptions = {}): Promise<{ page: Page; trouble: string[] }> {
    const page = await this.#browser.newPage(options);
    const trouble: string[] = [];
    page.on('pageerror', error => trouble.push(error.message));
    page.on('console', said => trouble.push(said.text()));
    page.on('request', request => request.url().startsWith(this.url) || trouble.push(`request to ${request.url()}`));
    // The name helper that esbuild puts into functions, which are sent to the page without it.
    await page.addInitScript('globalThis.__name = made => made');
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.log(`policy violated: ${violatedDirective} ${blockedURI}`),
      );
    });
    await page.goto(this.url);
    // What comes after the page has loaded leaves it, wherever it goes.
    page.on('request', request => trouble.push(`late request to ${request.url()}`));
    return { page, trouble };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }
}
