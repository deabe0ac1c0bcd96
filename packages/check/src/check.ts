import { SdpDocument } from '@sdpsec/negotiation/document';
import type { Policy } from '@sdpsec/negotiation/policy';
import { findingAt } from '@sdpsec/negotiation/reading';
import { CheckError } from './errors.js';
import { type DocumentRole, type Finding, type Severity, severities } from './finding.js';
import { withoutRevealingFixes } from './fix-trial.js';
import type { SignallingTransport } from './input/sip.js';
import { requireKnownRules } from './known-rules.js';
import type { Report, Rule, SdpRule } from './rule.js';
import { rules } from './rules/index.js';
import { SdpView } from './sdp-view.js';

/** What a check may be told. */
export interface CheckOptions {
  /** What the SDP is; default `sdp`, when that is not known. */
  readonly document?: DocumentRole;
  /** How the SIP message travelled that carried the SDP. */
  readonly transport?: SignallingTransport;
  /** By which the lines are judged besides: what it refuses is reported, and what it asks for is not. */
  readonly policy?: Policy;
  /** Ids of rules that shall not run. */
  readonly off?: readonly string[];
  /** Ids of the only rules that shall run. */
  readonly only?: readonly string[];
}

const sdpRules = rules.filter((rule): rule is SdpRule => rule.kind === 'sdp');

/**
 * Judges the keying of an SDP, or of a part of one. Each line is judged by itself: a bad one never hides its neighbours.
 * Any text gives findings, never an exception; time is linear in its length.
 *
 * @returns findings in the order of the lines, those of one place by severity.
 * @throws {@link CheckError} `unknown-rule` where `off` or `only` names none, `bad-input` for what is no text, octets or document.
 * @example
 * ```ts
 * for (const finding of check(sdp)) console.log(finding.line, finding.rule, finding.message);
 * ```
 */
export function check(sdp: string | Uint8Array | SdpDocument, options: CheckOptions = {}): Finding[] {
  requireRules(options);
  const document = toDocument(sdp);
  const judge = (one: SdpDocument) => findingsOf(new SdpView(one, options.document ?? 'sdp', options));
  const findings = judge(document);
  return withoutRevealingFixes(document, findings, findings, document.text.length, judge).sort(inOrder);
}

/** The rules that the options name must be there. */
export function requireRules({ off = [], only = [] }: CheckOptions): void {
  requireKnownRules([...off, ...only]);
}

/** The document itself, or one made of text or octets. */
export function toDocument(sdp: string | Uint8Array | SdpDocument): SdpDocument {
  if (sdp instanceof SdpDocument) return sdp;
  if (typeof sdp === 'string' || sdp instanceof Uint8Array) return SdpDocument.parse(sdp);
  throw new CheckError('bad-input', `expected an SDP as text, octets or document, found ${sdp === null ? 'null' : typeof sdp}`);
}

/** What the rules that judge one SDP say. */
export function findingsOf(view: SdpView): Finding[] {
  const findings: Finding[] = [];
  for (const rule of sdpRules)
    if (isOn(rule, view.options)) for (const report of rule.check(view)) findings.push(toFinding(rule, report, view));
  return findings;
}

/** Whether the options let a rule run. */
export function isOn({ id }: Rule, { off, only }: CheckOptions): boolean {
  return (only === undefined || only.includes(id)) && !off?.includes(id);
}

/** A report of a rule at its place in an SDP. */
export function toFinding(rule: Rule, report: Report, { document, role }: SdpView): Finding {
  const { at, message, severity = rule.severity, reference = rule.reference, fix } = report;
  const finding = findingAt(document, role, at, at.section, { rule: rule.id, severity, message, reference });
  return fix ? { ...finding, fix } : finding;
}

/** By place, then the worst first. */
export function inOrder(a: Finding, b: Finding): number {
  return a.offset - b.offset || rank(b.severity) - rank(a.severity) || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

function rank(severity: Severity): number {
  return severities.indexOf(severity);
}
