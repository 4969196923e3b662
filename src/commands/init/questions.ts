/** Asks a person for the backend and the model: two questions, each with a default. */
import { createInterface } from 'node:readline/promises'
import type { ChalkInstance } from 'chalk'
import { canonicalName } from '../../config/backends.ts'
import { didYouMean } from '../../config/nearest.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { printableLine } from '../printable.ts'
import type { Choice } from './choices.ts'

export interface Terminal {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
  readonly colors: ChalkInstance
}

/** Puts a question; resolves with what was typed. */
export type Ask = (question: string) => Promise<string>

/** Runs `work` with a person at the other end. Throws a `CommandError` when that person leaves (Ctrl-C, Ctrl-D). */
export async function withPerson<Value>(
  { input, output }: Terminal,
  work: (ask: Ask) => Promise<Value>,
): Promise<Value> {
  const lines = createInterface({ input, output })
  const gone = new AbortController()
  // Without this a question is never answered, and the process ends in the middle of it.
  for (const event of ['SIGINT', 'close'] as const) lines.once(event, () => gone.abort())
  try {
    return await work(question => lines.question(question, { signal: gone.signal }))
  } catch (thrown) {
    if (!gone.signal.aborted) throw thrown
    output.write('\n')
    throw new CommandError('nothing was written', exitCodes.interrupted, thrown)
  } finally {
    lines.close()
  }
}

/** A number or a name of the list; an empty answer is the default. Asks again until it is one. */
export async function askBackend(
  choices: readonly Choice[],
  byDefault: Choice,
  { output, colors }: Terminal,
  ask: Ask,
): Promise<Choice> {
  const width = Math.max(...choices.map(({ name }) => name.length))
  const digits = String(choices.length).length
  output.write(`${colors.bold('Who is to answer?')}\n\n`)
  for (const [index, { name, about }] of choices.entries()) {
    const number = String(index + 1).padStart(digits)
    output.write(`  ${colors.cyan(number)}  ${name.padEnd(width)}  ${colors.dim(about)}\n`)
  }
  output.write('\n')
  for (;;) {
    const answer = (await ask(`Number or name [${byDefault.name}]: `)).trim()
    if (answer === '') return byDefault
    const chosen = choices[Number(answer) - 1] ?? choices.find(({ name }) => name === answer.toLowerCase())
    if (chosen) return chosen
    const names = choices.map(({ name }) => name)
    output.write(
      `There is no "${answer}"${didYouMean(answer, names) || '; type a number or a name of the list'}\n`,
    )
  }
}

const listedAtMost = 20

/** A name, or the number of one that is listed; an empty answer is the default. Undefined: whatever the backend takes. */
export async function askModel(
  choice: Choice,
  { output, colors }: Terminal,
  ask: Ask,
): Promise<string | undefined> {
  const { models, name } = choice
  output.write(`\n${colors.bold(`Which model of ${name}?`)}\n\n`)
  const listed = models.slice(0, listedAtMost)
  for (const [index, model] of listed.entries()) {
    output.write(
      `  ${colors.cyan(String(index + 1).padStart(String(listed.length).length))}  ${printableLine(model)}\n`,
    )
  }
  if (models.length > listed.length) output.write(colors.dim(`  and ${models.length - listed.length} more\n`))
  if (listed.length > 0) output.write('\n')
  const byDefault = choice.model ?? choice.withoutModel
  const offered = byDefault === undefined ? '' : ` [${printableLine(byDefault)}]`
  const what = listed.length > 0 ? 'Number or name' : 'Name'
  for (;;) {
    const answer = (await ask(`${what}${offered}: `)).trim()
    if (answer === '' && byDefault !== undefined) return choice.model
    const model = listed[Number(answer) - 1] ?? modelName(answer, name)
    if (model !== '' && (models.length === 0 || models.includes(model))) return model
    output.write(
      answer === ''
        ? 'There is no default: type the name of a model\n'
        : `${name} has no "${answer}"${printableLine(didYouMean(answer, models)) || '; take one that it has, and change the file later'}\n`,
    )
  }
}

/** `backend:model` is said where a model alone is meant. */
export function modelName(answer: string, backend: string): string {
  const colon = answer.indexOf(':')
  return colon > 0 && canonicalName(answer.slice(0, colon)) === backend ? answer.slice(colon + 1) : answer
}
