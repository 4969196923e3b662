/** Ids of tool calls as Bedrock takes them: the same for a call and its result, and in every request. */
import { createHash } from 'node:crypto'
import { hostCallId } from '../shared/names.ts'
import type { Traits } from './traits.ts'

const legal = /^[a-zA-Z0-9_.:-]{1,64}$/

/** Mistral takes nine letters and digits; every other model 64 characters. */
export function callIdOf(id: string, { callIds }: Traits): string {
  if (callIds === 'nine') return hostCallId(id, 'nine')
  return legal.test(id) ? id : `tooluse_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`
}
