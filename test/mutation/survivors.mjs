// The survivors that are known, each with the reason why no test can or need notice it.
import { readFileSync, writeFileSync } from 'node:fs';

const listFile = 'test/mutation/survivors.json';

/** The entries of survivors.json. */
export function listed() {
  return JSON.parse(readFileSync(listFile, 'utf8'));
}

/** Whether no test has noticed a mutant. */
export function survives({ status }) {
  return status === 'Survived' || status === 'NoCoverage';
}

/** A mutant by its file and the text that it changes, which stays the same while lines move; `line` is for the reader. */
export function described({ fileName, location: { start, end }, mutatorName, replacement, status, statusReason }) {
  const file = fileName.replaceAll('\\', '/').replace(/^.*?(?=packages\/)/, '');
  const lines = readFileSync(file, 'utf8').split('\n');
  // Lines and columns count from one.
  const part = lines.slice(start.line - 1, end.line);
  part[part.length - 1] = part.at(-1).slice(0, end.column - 1);
  part[0] = part[0].slice(start.column - 1);
  const short = text => {
    const blank = text.replaceAll(/\s+/g, ' ');
    return blank.length > 120 ? `${blank.slice(0, 117)}...` : blank;
  };
  const [from, to] = [short(part.join('\n')), short(replacement ?? '')];
  return { file, line: lines[start.line - 1].trim(), mutator: mutatorName, from, to, status, statusReason };
}

/** The survivors without a reason, and the entries of the list that a test has noticed. */
export function compare(group, mutants) {
  const known = listed().filter(one => one.group === group);
  const reasons = tally(known.filter(({ reason }) => reason !== ''));
  const unlisted = mutants.filter(one => survives(one) && !take(reasons, one));
  const survivors = tally(mutants.filter(survives));
  return { unlisted, gone: known.filter(one => !take(survivors, one)) };
}

/** Makes the survivors the list of the group; those that are new get an empty reason, which is none. */
export function enter(group, mutants) {
  const list = listed();
  const before = list.filter(one => one.group === group);
  const now = mutants.filter(survives).map(({ file, line, mutator, from, to }) => {
    const key = keyOf({ file, mutator, from, to });
    const same = before.findIndex(one => keyOf(one) === key);
    const [known] = same < 0 ? [] : before.splice(same, 1);
    return { group, file, line, mutator, from, to, reason: known?.reason ?? '' };
  });
  const all = [...list.filter(one => one.group !== group), ...now];
  writeFileSync(listFile, `${JSON.stringify(all, undefined, 2)}\n`);
}

function keyOf({ file, mutator, from, to }) {
  return JSON.stringify([file, mutator, from, to]);
}

/** How many there are of each key: a reason holds for as many places as it is listed for. */
function tally(entries) {
  const counts = new Map();
  for (const one of entries) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
}

function take(counts, one) {
  const left = counts.get(keyOf(one)) ?? 0;
  counts.set(keyOf(one), left - 1);
  return left > 0;
}
