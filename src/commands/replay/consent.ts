/** Nothing that may cost something is sent before a person, or a flag, has said so. */
import { createInterface } from 'node:readline/promises'
import type { Plan } from '../../recording/replay/plan.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'

export interface ConsentParts {
  readonly plan: Plan
  /** `--yes`. */
  readonly isGiven: boolean
  /** Absent where nobody can be asked. */
  readonly terminal?: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream }
}

/** Throws a `CommandError` where nobody agrees. The plan has been shown. */
export async function consent({ plan, isGiven, terminal }: ConsentParts): Promise<void> {
  if (isGiven || plan.isFree) return
  if (!terminal) {
    throw new CommandError('this is no terminal to ask in: with --yes it starts', exitCodes.usage)
  }
  const { length } = plan.jobs
  const answer = await asked(`Send ${length === 1 ? 'it' : `these ${length} requests`}? [y/N] `, terminal)
  if (/^y(es)?$/i.test(answer.trim())) return
  throw new CommandError('nothing was sent', exitCodes.replay.unfinished)
}

async function asked(
  question: string,
  { input, output }: NonNullable<ConsentParts['terminal']>,
): Promise<string> {
  const lines = createInterface({ input, output })
  const gone = new AbortController()
  for (const event of ['SIGINT', 'close'] as const) lines.once(event, () => gone.abort())
  try {
    return await lines.question(question, { signal: gone.signal })
  } catch (thrown) {
    if (!gone.signal.aborted) throw thrown
    output.write('\n')
    throw new CommandError('nothing was sent', exitCodes.interrupted, thrown)
  } finally {
    lines.close()
  }
}

/** The terminal of this process, where it has one at both ends. */
export const ownTerminal = (): Pick<ConsentParts, 'terminal'> =>
  process.stdin.isTTY && process.stderr.isTTY
    ? { terminal: { input: process.stdin, output: process.stderr } }
    : {}
