/** `--json`: an ended exchange as one object a line. The names here are documented and stay. */
import type { Exchange, LogRecord, Outcome } from 'claudecodex'
import { type Cost, endedRow } from './row.ts'

export function jsonLine(
  exchange: Exchange,
  outcome: Outcome,
  record: LogRecord | undefined,
  cost: Cost,
): string {
  const row = endedRow(exchange, outcome, record, cost)
  const { message, error } = outcome
  return JSON.stringify({
    time: new Date(exchange.timing.startedAt).toISOString(),
    id: exchange.id,
    kind: exchange.kind,
    source: exchange.source,
    client: exchange.who.client,
    session: exchange.who.session,
    agent: exchange.who.agent,
    parentAgent: exchange.who.parentAgent,
    agentType: exchange.who.agentType,
    class: exchange.who.class,
    asked: exchange.asked.model,
    backend: exchange.choice?.backend,
    model: exchange.choice?.model,
    reason: exchange.choice?.reason,
    outcome: outcome.kind,
    status: error?.status ?? exchange.head?.status,
    stopReason: message?.stop_reason ?? undefined,
    error: error && { type: error.type, message: record?.error?.message },
    tokens: row.tokens && {
      context: row.tokens.context,
      input: row.tokens.input,
      cached: row.tokens.cached,
      output: row.tokens.output,
    },
    milliseconds: {
      head: exchange.timing.head,
      first: exchange.timing.firstEvent,
      total: exchange.timing.total,
    },
    attempts: exchange.attempts.length,
    tools: row.tools.map(({ name, detail }) => ({ name, detail })),
    council: row.council,
    warnings: exchange.warnings,
    cost: cost ?? null,
  })
}
