/** Why a body is not in the recording, where that is known. */
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'

/** Reads on behind "was not recorded"; empty where nothing is known. */
export function whyNot({ end }: RecordedExchange, body = 'request'): string {
  if (end?.withheld) return ': a plugin has kept it from being recorded'
  const reason = end?.left?.find(text => text.startsWith(`${body}: `))
  return reason === undefined ? '' : `: ${reason.slice(body.length + 2)}`
}
