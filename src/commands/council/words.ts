/** How a council's members, numbers and failures are written. */

import { costText, countText, timeText } from '../../../plugins/log/text.ts'
import type { ApiError } from '../../anthropic/errors.ts'
import { promptTokens, type Usage } from '../../anthropic/message.ts'
import { providerNamed } from '../../config/providers.ts'
import type { Member, MemberAnswer } from '../../council/types.ts'
import { printableLine } from '../printable.ts'

/** Cut in the middle: what tells models apart stands at both ends. */
export function shortened(text: string, width: number): string {
  if (text.length <= width) return text
  const end = Math.floor((width - 1) / 2)
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`
}

/** `?` where the price is not known. */
export const dollarsText = (dollars: number | undefined): string =>
  dollars === undefined ? '?' : costText(dollars)

/** Of the known part, with how many calls are not in it. */
export const totalText = ({
  known,
  unknownCalls,
}: {
  readonly known: number
  readonly unknownCalls: number
}) =>
  unknownCalls === 0
    ? costText(known)
    : known === 0
      ? '?'
      : `${costText(known)} + ? for ${unknownCalls} ${unknownCalls === 1 ? 'call' : 'calls'}`

export const tokensText = (usage: Usage | undefined): string =>
  usage ? `${countText(promptTokens(usage))} in, ${countText(usage.output_tokens)} out` : ''

export const secondsText = timeText

export const marks: Readonly<Record<MemberAnswer['status'], string>> = {
  answered: '✓',
  late: '–',
  timeout: '✗',
  failed: '✗',
  empty: '✗',
  refused: '✗',
  aborted: '–',
}

/** Why there is no answer, and what to do about it. */
export function shortcomingText({ status, error, member }: MemberAnswer, callMs?: number): string {
  const limit = callMs === undefined ? '' : ` within ${timeText(callMs)}`
  switch (status) {
    case 'answered':
      return ''
    case 'late':
      return 'was not waited for any longer (a larger --quorum, or a later --deadline, waits)'
    case 'timeout':
      return `has not answered${limit} (--timeout SECONDS gives more)`
    case 'empty':
      return 'gave an empty answer'
    case 'refused':
      return 'refused to answer'
    case 'aborted':
      return 'was stopped'
    case 'failed':
      return error ? failureText(error, member) : 'failed, and nobody knows why'
  }
}

export function failureText(error: ApiError, member: Member): string {
  const fix = fixOf(error, member)
  const message = printableLine(error.message)
  return fix === undefined ? message : `${message} (${fix})`
}

function fixOf({ type, message }: ApiError, { model }: Member): string | undefined {
  const name = model.slice(0, model.indexOf(':'))
  const provider = providerNamed(name)
  if (/ECONNREFUSED|cannot be reached|refused the connection/.test(message)) {
    return provider?.profile?.prices === 'free'
      ? `is ${name} running?`
      : 'claudecodex doctor looks for the reason'
  }
  switch (type) {
    case 'authentication_error':
    case 'permission_error':
      return provider?.keyVariable === undefined ? undefined : `check ${provider.keyVariable}`
    case 'not_found_error':
      return 'check the name of the model'
    case 'rate_limit_error':
      return 'ask again later, or name another member'
    default:
      return undefined
  }
}
