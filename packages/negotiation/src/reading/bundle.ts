import type { SdpLine } from '../document/index.js';

/** An `a=group:BUNDLE` line (RFC 9143 §7). */
export interface BundleGroup {
  readonly line: SdpLine;
  readonly mids: readonly string[];
  /** The m= sections that it names, in its order; the first is the tagged one, whose transport all of them use. */
  readonly sections: readonly number[];
}

/** The identification tags that BUNDLE groups name. */
export function bundledMids(groups: readonly SdpLine[]): ReadonlySet<string> {
  const bundled = new Set<string>();
  for (const { mids } of readBundles(groups, new Map())) for (const mid of mids) bundled.add(mid);
  return bundled;
}

/** Reads the groups. An m= section belongs to the first group that names it: RFC 9143 §7.1 allows no second one. */
export function readBundles(groups: readonly SdpLine[], mids: ReadonlyMap<string, number>): BundleGroup[] {
  const taken = new Set<number>();
  const bundles: BundleGroup[] = [];
  for (const line of groups) {
    const [semantics, ...named] = line.value.trim().split(/[ \t]+/);
    if (semantics?.toUpperCase() !== 'BUNDLE') continue;
    const sections: number[] = [];
    for (const mid of named) {
      const section = mids.get(mid);
      if (section === undefined || taken.has(section)) continue;
      taken.add(section);
      sections.push(section);
    }
    bundles.push({ line, mids: named, sections });
  }
  return bundles;
}
