/**
 * `npm run audit`: fails where the registry knows an advisory about a package of the lock file. A registry that does not answer that question says
 * nothing about the packages: that is told, and is no failure. Only npm's own word that it could not ask counts as such; what cannot be read fails.
 */
import { spawnSync } from 'node:child_process';

const { stdout, stderr, status } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', maxBuffer: 1 << 26 });
const report = read(stdout);

if (report?.auditReportVersion !== undefined) {
  for (const { name, severity, via } of Object.values(report.vulnerabilities ?? {})) {
    const titles = via.map(cause => (typeof cause === 'string' ? `by ${cause}` : `${cause.title} (${cause.url})`));
    console.log(`${severity}: ${name}: ${titles.join('; ')}`);
  }
  const found = report.metadata?.vulnerabilities?.total;
  console.log(`npm audit: ${found} packages with advisories`);
  process.exitCode = found === 0 && status === 0 ? 0 : 1;
} else if (typeof report?.message === 'string' && report.vulnerabilities === undefined)
  console.log(`audit not available: ${report.message}`);
else {
  console.error(`audit: expected a report of npm, found:\n${stdout.slice(0, 2000)}\n${stderr.slice(0, 2000)}`);
  process.exitCode = 1;
}

function read(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
