/** What is said before anything is asked: who sits in the council, what it will take, what each spec became. */
import type { ChalkInstance } from 'chalk'
import { costText, countText } from '../../../plugins/log/text.ts'
import type { Absent, Council } from '../../council/types.ts'
import { printableLine } from '../printable.ts'
import type { Estimate } from './estimate.ts'
import { secondsText } from './words.ts'

export interface PlanFacts {
  readonly council: Council
  readonly estimate: Estimate
  readonly absent: readonly Absent[]
  readonly notes: readonly string[]
}

export function planText({ council, estimate, absent, notes }: PlanFacts, colors: ChalkInstance): string {
  const { mode, members, chairmen, synthesizes = true, reviewers, quorum } = council
  const leads = mode !== 'race' && members.length > 1
  const head = [
    `council ${mode}`,
    `${members.length} ${members.length === 1 ? 'member' : 'members'}`,
    ...(leads && synthesizes ? [`chairman ${chairmen.map(({ id }) => id).join(', then ')}`] : []),
    ...(leads && !synthesizes ? ['the answer ranked first is taken'] : []),
    ...(mode === 'full' && reviewers ? [`reviewers ${reviewers.map(({ id }) => id).join(', ')}`] : []),
    ...(quorum === undefined ? [] : [`quorum ${quorum}`]),
    limitsText(council),
    `about ${estimateText(estimate)}`,
  ].join(' · ')
  return [
    colors.bold(head),
    colors.dim(`  ${members.map(({ id, isRequired }) => (isRequired ? `${id} (required)` : id)).join(', ')}`),
    ...notes.map(note => colors.dim(`  ${printableLine(note)}`)),
    ...absent.map(({ spec, reason }) =>
      colors.yellow(`  ${printableLine(spec)} is left out: ${printableLine(reason)}`),
    ),
    ...tooDear(council, estimate).map(text => colors.yellow(`  ${text}`)),
    '',
  ].join('\n')
}

const limitsText = ({ callMs, deadlineMs }: Council): string =>
  deadlineMs === undefined
    ? `${secondsText(callMs)} a call`
    : `${secondsText(callMs)} a call, ${secondsText(deadlineMs)} in all`

export function estimateText({ calls, tokens, dollars, unpriced }: Estimate): string {
  const price =
    unpriced.length === 0
      ? costText(dollars)
      : dollars === 0
        ? '$?'
        : `${costText(dollars)} + ? for ${unpriced.join(', ')}`
  return `${calls} ${calls === 1 ? 'call' : 'calls'}, ${countText(tokens)} tokens, ${price}`
}

const tooDear = ({ maxDollars }: Council, { dollars }: Estimate): readonly string[] =>
  maxDollars !== undefined && dollars > maxDollars
    ? [`that is more than the ${costText(maxDollars)} of --max-usd: it will stop before its last stage`]
    : []
