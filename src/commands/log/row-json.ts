/** `--json`: an exchange as one object. Its names are those of `serve --json` where both have the same. */
import { tokensOf } from '../../../plugins/log/row.ts'
import type { Message } from '../../anthropic/message.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { toolsOf } from './row.ts'

export function exchangeJson(exchange: RecordedExchange, answer: Message | undefined): object {
  const { open, end } = exchange
  const { who } = open
  return {
    seq: open.seq,
    time: open.time,
    id: open.id,
    kind: open.kind,
    source: open.source,
    parent: open.parent,
    client: who.client,
    session: who.session,
    agent: who.agent,
    parentAgent: who.parentAgent,
    agentType: who.agentType,
    class: who.class,
    asked: open.asked.model,
    backend: end?.choice?.backend,
    model: end?.choice?.model,
    reason: end?.choice?.reason,
    outcome: end?.outcome ?? 'open',
    status: end?.error?.status ?? end?.attempts.at(-1)?.status,
    stopReason: end?.stopReason,
    error: end?.error && { type: end.error.type, message: end.error.message },
    tokens: end?.usage && tokensOf(end.usage),
    milliseconds: end && { head: end.timing.head, first: end.timing.firstEvent, total: end.timing.total },
    attempts: end?.attempts.length ?? 0,
    tools: end ? toolsOf(end, answer).map(({ name, detail }) => ({ name, detail })) : [],
    warnings: end?.warnings ?? [],
    cost: end?.cost === undefined || end.cost === 'plan' ? (end?.cost ?? null) : end.cost.dollars,
    cache: end?.cache ?? null,
    replayOf: end?.replayOf,
  }
}
