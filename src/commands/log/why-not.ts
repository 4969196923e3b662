/** Why a body is not in the recording, where that is known. */
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import type { BodyName } from '../../recording/schema.ts'

/** Reads on behind "was not recorded"; empty where nothing is known. */
export function whyNot({ end }: RecordedExchange, body: BodyName = 'request'): string {
  if (end?.withheld) return ': a plugin has kept it from being recorded'
  return end?.left?.includes(body) ? ': too much waited for the disk' : ''
}
