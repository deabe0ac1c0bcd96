// Removes from each package's dist what its sources do not compile to any more: `tsc -b` leaves the output of deleted files
// behind, where it would be tested, and published.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../packages/', import.meta.url));

for (const name of readdirSync(packages)) {
  const dist = `${packages}${name}/dist/`;
  if (!existsSync(dist)) continue;
  for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const source = path.replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
    if (source !== path && !existsSync(`${packages}${name}/src/${source}`)) rmSync(dist + path);
  }
}
