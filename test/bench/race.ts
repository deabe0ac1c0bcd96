import type { Contender } from './contender.js';
import { median, shuffled } from './statistics.js';
import { packetsPerRound, roundsPerOrder } from './subjects/subject.js';
import { sizes, suites } from './targets.js';

/** What a packet of a suite and a length costs a subject, in ns. */
export interface PacketCost {
  readonly subject: string;
  readonly suite: string;
  readonly octets: number;
  readonly protect: number;
  readonly unprotect: number;
  /** Both together as a multiple of the floor's; absent where that was not measured. */
  readonly floors?: number;
}

const rounds = 21;

/**
 * Has all contenders do the same rounds of packets, each suite and length in random order and the contenders in random order. The
 * speed of a machine changes from second to second: what counts is the multiple of what the floor took milliseconds before or
 * after. Medians over the rounds.
 */
export async function race(contenders: ReadonlyMap<string, Contender>, warmUpMs: number): Promise<PacketCost[]> {
  const orders = suites.flatMap(suite => sizes.map(octets => ({ suite, octets })));
  for (const contender of contenders.values()) await warm(contender, orders, warmUpMs);
  const costs: PacketCost[] = [];
  for (let round = 0; round < rounds; round++)
    for (const order of shuffled(orders)) {
      const taken = new Map<string, [number, number]>();
      for (const [subject, contender] of shuffled([...contenders]))
        taken.set(subject, await contender.round(order.suite, order.octets));
      const floor = taken.get('floor');
      for (const subject of contenders.keys()) {
        const [protect, unprotect] = taken.get(subject) as [number, number];
        const floors = floor && { floors: (protect + unprotect) / (floor[0] + floor[1]) };
        costs.push({ subject, ...order, protect, unprotect, ...floors });
      }
    }
  return medians(costs);
}

async function warm(
  contender: Contender,
  orders: readonly { readonly suite: string; readonly octets: number }[],
  ms: number,
): Promise<void> {
  // CPU time, as for everything here: on a busy machine a second is less.
  let left = 1e6 * ms * orders.length;
  while (left > 0)
    for (const { suite, octets } of shuffled(orders)) {
      const [protect, unprotect] = await contender.round(suite, octets);
      left -= (protect + unprotect) * packetsPerRound * roundsPerOrder;
    }
}

/** One for each subject, suite and length. */
export function medians(costs: readonly PacketCost[]): PacketCost[] {
  const groups = new Map<string, PacketCost[]>();
  for (const cost of costs) {
    const name = `${cost.subject} ${cost.suite} ${cost.octets}`;
    groups.set(name, [...(groups.get(name) ?? []), cost]);
  }
  return [...groups.values()].map(group => {
    const { subject, suite, octets } = group[0] as PacketCost;
    const floors = group.flatMap(cost => cost.floors ?? []);
    return {
      subject,
      suite,
      octets,
      protect: Math.round(median(group.map(cost => cost.protect))),
      unprotect: Math.round(median(group.map(cost => cost.unprotect))),
      ...(floors.length > 0 && { floors: Number(median(floors).toFixed(3)) }),
    };
  });
}
