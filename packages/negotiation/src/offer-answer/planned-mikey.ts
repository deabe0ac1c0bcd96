import type { SectionReading, SecurityReading } from '../reading/index.js';
import type { CsIds, MikeyKeys } from './mikey-keys.js';
import type { PlannedBundle } from './offered-mikey.js';
import type { Context } from './options.js';

/**
 * Which m= sections are offered MIKEY, and which of them one message keys: those of a BUNDLE group, for `a=key-mgmt` is of the category
 * IDENTICAL (RFC 8859 §5.35, RFC 9143 §7.1.3); those that a bundle of the call has now; with the session level all together; else each by
 * itself.
 *
 * @param secured - the sections that are ours to secure, and whether they are offered under a secure profile.
 */
export function planMikey(
  local: SecurityReading,
  secured: ReadonlyMap<number, boolean>,
  context: Context,
): readonly PlannedBundle[] {
  const { policy, previous } = context;
  const { security, keying } = policy.security;
  if (security === 'disabled' || !keying.includes('mikey')) return [];
  const sections = local.sections.filter(section => secured.has(section.index) && offersMikey(local, section, context));
  const before = (section: SectionReading) => previous?.section(section.index, section.media)?.mikey;
  const atSession =
    policy.interop.keyMgmtLevel === 'session' &&
    // In the session part a message is about every section under a secure profile, so all of them have to be new and in it.
    local.sections.every(section => !section.active || (secured.get(section.index) === true && sections.includes(section))) &&
    !sections.some(before);
  const plans = new Map<string, { sections: SectionReading[]; update?: MikeyKeys }>();
  for (const section of sections) {
    const update = updatable(before(section));
    const group = local.bundles.findIndex(({ sections: members }) => members.includes(section.index));
    const alone = group >= 0 ? `group ${group}` : `section ${section.index}`;
    const key = update ? `bundle ${update.bundle.csbId}` : atSession ? 'session' : alone;
    const plan = plans.get(key) ?? { sections: [], ...(update && { update }) };
    plan.sections.push(section);
    plans.set(key, plan);
  }
  return [...plans.values()].map(({ sections: members, update }): PlannedBundle => {
    const indices = members.map(({ index }) => index);
    const plain = indices.some(index => secured.get(index) !== true);
    if (!update) return { level: atSession ? 'session' : 'media', sections: indices, plain };
    const csIds = new Map(members.map(section => [section.index, before(section)?.csIds as CsIds] as const));
    return { level: update.level, sections: indices, plain, update: { bundle: update.bundle, csIds } };
  });
}

/** An update can be written where the map is one of SRTP streams; otherwise, and with SAKKE, which has no updates, the exchange begins anew. */
function updatable(keys: MikeyKeys | undefined): MikeyKeys | undefined {
  return keys?.bundle.map.kind === 'srtp-id' && keys.bundle.mode !== 'sakke' ? keys : undefined;
}

function offersMikey(local: SecurityReading, section: SectionReading, context: Context): boolean {
  const now = context.previous?.section(section.index, section.media);
  // A call that has keys of a=crypto goes on with a=crypto.
  if (isKeyedBy('sdes', section, context)) return false;
  // A bundle-only section has no attributes of the categories IDENTICAL and TRANSPORT (RFC 9143 §7.1.3).
  if (section.port === 0) return false;
  const group = local.bundles.find(({ sections }) => sections.includes(section.index));
  const isTagged = group === undefined || group.sections[0] === section.index;
  // Once a group shares one transport, its first section alone describes it (RFC 9143 §7.1.3).
  return isTagged || now?.kind !== 'mikey' || now.mikey !== undefined;
}

/** Whether the section goes on with the keying method that it has: the policy has not struck it off. */
export function isKeyedBy(method: 'sdes' | 'mikey', { index, media }: SectionReading, { policy, previous }: Context): boolean {
  return policy.security.keying.includes(method) && previous?.section(index, media)?.kind === method;
}
