import { posix } from 'node:path';
import { importsOf } from './imports.js';

/** A source file of a package: `path` is relative to the repository, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Packages from the bottom up: each may import those of lower layers only, so `sdes` and `mikey` never each other. */
const packages: Readonly<Record<string, { layer: number; name: string; entries?: readonly string[] }>> = {
  'srtp-core': { layer: 0, name: '@sdpsec/srtp-core' },
  // A parser must not drag an engine in.
  sdes: { layer: 1, name: '@sdpsec/sdes', entries: ['@sdpsec/srtp-core/suites', '@sdpsec/srtp-core/parameters'] },
  mikey: { layer: 1, name: '@sdpsec/mikey', entries: ['@sdpsec/srtp-core/suites', '@sdpsec/srtp-core/parameters'] },
  negotiation: { layer: 2, name: '@sdpsec/negotiation' },
  check: { layer: 3, name: '@sdpsec/check' },
  cli: { layer: 4, name: 'sdpsec' },
  playground: { layer: 4, name: '@sdpsec/playground' },
};

/** Rooms of `negotiation`, from the bottom up. */
const rooms = ['document', 'reading', 'policy', 'offer-answer', 'adapters'];

/**
 * The functions that turn text or bytes of a peer into values: `reading` alone calls them, so that a line of an SDP is judged once.
 * The command may too, for what stands in no SDP: keys and messages that its user types.
 */
const parsers: Readonly<Record<string, RegExp>> = { '@sdpsec/sdes': /^parse/, '@sdpsec/mikey': /^(parse|decode)/ };

/** Every import that breaks the one-way order, as `path:line: reason`. */
export function layeringViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    importsOf(path, text).flatMap(({ specifier, names, everything, line }) => {
      const reason = specifier.startsWith('.') ? relative(path, specifier) : bare(path, specifier, names, everything);
      return reason ? [`${path}:${line}: ${reason}`] : [];
    }),
  );
}

/** `packages/PACKAGE/src/REST`. */
function place(path: string): { folder: string; room: number; inRoot: boolean } {
  const [, folder = '', , first = ''] = path.split('/');
  const room = folder === 'negotiation' ? rooms.indexOf(first) : -1;
  return { folder, room, inRoot: path.split('/').length === 4 };
}

function relative(path: string, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(path), specifier);
  const from = place(path);
  const to = place(target);
  if (!target.startsWith(`packages/${from.folder}/src/`)) return `reaches ${target}, outside its own package`;
  if (from.folder !== 'negotiation') return undefined;
  if (from.room < 0 && !from.inRoot) return `lies in none of the rooms ${rooms.join(', ')}`;
  if (to.room === rooms.indexOf('adapters') && from.room !== to.room) return 'imports an adapter, which nothing may import';
  if (from.room >= 0 && to.room > from.room) return `room ${rooms[from.room]} imports the higher room ${rooms[to.room]}`;
  if (from.room >= 0 && to.room < 0) return `room ${rooms[from.room]} imports the package's root`;
  return undefined;
}

function bare(path: string, specifier: string, names: readonly string[], everything: boolean): string | undefined {
  const { folder, room } = place(path);
  const from = packages[folder];
  if (!from) return `lies in the package ${folder}, which has no layer`;
  const to = Object.values(packages).find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  if (!to) return undefined;
  if (to.layer >= from.layer) return `${from.name} imports ${specifier}, which is not below it`;
  if (from.entries && !from.entries.includes(specifier))
    return `${from.name} imports ${specifier}; only ${from.entries.join(', ')}`;
  // `gen` and `convert` write the forms of other programs; no library below depends on one of those.
  if (specifier.startsWith('@sdpsec/negotiation/adapters') && folder !== 'cli')
    return 'imports an adapter, which only the command may';
  const parser = parsers[to.name];
  if (!parser || room === rooms.indexOf('reading') || folder === 'cli') return undefined;
  if (everything && folder === 'negotiation') return `takes all of ${specifier}, its parsers too; only reading/ may`;
  const called = names.find(name => parser.test(name));
  return called && `imports the parser ${called} of ${to.name}; only negotiation/reading may`;
}
