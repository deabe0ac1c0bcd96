import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty folder for the surrounding `describe`, removed after its last test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sdpsec-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
