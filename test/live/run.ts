/** Tries providers one after another, turn by turn. */
import { ask, LiveFault } from './ask.ts'
import { openPlace } from './place.ts'
import type { Program } from './program.ts'
import { cheapestOf, type Environment, type LiveProvider } from './providers.ts'
import type { ProviderReport, TurnReport } from './report.ts'
import { type Turn, turns } from './turns.ts'

export interface LiveRun {
  readonly program: Program
  readonly environment: Environment
  /** Told of each turn as it ends. */
  readonly progress: (line: string) => void
}

export interface Wanted {
  readonly provider: LiveProvider
  /** Where a person has named one. */
  readonly model?: string | undefined
}

/** Milliseconds. */
const listLimit = 10_000

export async function tryProvider({ provider, model }: Wanted, run: LiveRun): Promise<ProviderReport> {
  const { program, environment, progress } = run
  const { name, patience } = provider
  const place = openPlace(provider, program, environment)
  const gateway = await program.createGateway({ chain: place.chain })
  try {
    const chosen = model ?? cheapestOf(provider, await place.models(listLimit))
    if (chosen === undefined) return { provider: name, turns: [], skipped: 'it has no model' }
    const reports: TurnReport[] = []
    for (const turn of turns) {
      // Named with its backend, whose own default model is a dearer one.
      const report = await tryTurn(turn, `${name}:${chosen}`, request =>
        ask(program, gateway, request, patience),
      )
      progress(`${name} ${chosen} ${turn.name}: ${report.fault ?? 'pass'}`)
      reports.push(report)
    }
    return { provider: name, model: chosen, turns: reports }
  } finally {
    await gateway.close(1_000)
    place.close()
  }
}

async function tryTurn(turn: Turn, model: string, send: Parameters<Turn['run']>[0]): Promise<TurnReport> {
  const started = performance.now()
  try {
    const answers = await turn.run(send, model)
    const sum = (count: (usage: { input_tokens: number; output_tokens: number }) => number): number =>
      answers.reduce((total, { message }) => total + count(message.usage), 0)
    return {
      turn: turn.name,
      first: answers[0]?.first ?? 0,
      total: performance.now() - started,
      input: sum(usage => usage.input_tokens),
      output: sum(usage => usage.output_tokens),
      warnings: [...new Set(answers.flatMap(({ warnings }) => warnings))],
    }
  } catch (thrown) {
    return {
      turn: turn.name,
      total: performance.now() - started,
      warnings: [],
      fault: thrown instanceof Error ? thrown.message : String(thrown),
      ...(thrown instanceof LiveFault && thrown.event !== undefined && { event: thrown.event }),
    }
  }
}
