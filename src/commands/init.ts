/** `claudecodex init`: writes a configuration to start from, after two questions at most. */
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalName, makeableProviders } from '../config/backends.ts'
import { loadEnvironment } from '../config/environment.ts'
import { didYouMean } from '../config/nearest.ts'
import { providerNamed } from '../config/providers.ts'
import { createWire } from '../wire/http.ts'
import { colorsOf } from './colors.ts'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import type { OutputFlags } from './flags.ts'
import { holdsConfiguration } from './folder-configuration.ts'
import {
  type Choice,
  type ChoiceFacts,
  choiceNamed,
  choicesFrom,
  defaultChoice,
  localProviders,
} from './init/choices.ts'
import { configText } from './init/config-text.ts'
import { localServers } from './init/local-servers.ts'
import { askBackend, askModel, modelName, type Terminal, withPerson } from './init/questions.ts'
import { ownCommand } from './own-command.ts'
import { printableLine } from './printable.ts'
import { detectShell, wordsLine } from './shells.ts'

export interface InitFlags extends OutputFlags {
  /** Answers the first question. */
  readonly backend?: string
  /** Answers the second. */
  readonly model?: string
  /** Takes the defaults. */
  readonly yes?: boolean
  /** Replaces a file that is there. */
  readonly force?: boolean
}

const fileName = 'claudecodex.config.ts'

export async function init(flags: InitFlags, folder = process.cwd()): Promise<number> {
  if (!flags.force) await refuseToReplace(folder)
  const facts = await look(folder)
  const choices = choicesFrom(facts)
  const { choice, model } = await decide(flags, facts, choices)
  const keyVariable = choice.name === 'anthropic' ? undefined : providerNamed(choice.name)?.keyVariable
  const others = choices.map(({ name }) => name).filter(name => name !== choice.name)
  const text = configText({ backend: choice, model, keyVariable, others })
  await write(join(folder, fileName), text, flags.force === true)
  process.stdout.write(farewell(choice, model))
  return exitCodes.ok
}

async function refuseToReplace(folder: string): Promise<void> {
  const names = await readdir(folder)
  if (names.includes('package.json') && (await holdsConfiguration(join(folder, 'package.json')))) {
    throw new CommandError(
      `package.json has a key claudecodex already; --force writes ${fileName} beside it, which then comes first`,
      exitCodes.usage,
    )
  }
  const found = names.find(name => /^claudecodex\.config\.(ts|mts|js|mjs|cjs|json|ya?ml)$/.test(name))
  if (found === undefined) return
  const consequence =
    found === fileName ? 'replaces it' : `writes ${fileName} beside it, which then comes first`
  throw new CommandError(`${found} is there already; --force ${consequence}`, exitCodes.usage)
}

async function look(folder: string): Promise<ChoiceFacts> {
  const { values, real } = await loadEnvironment(folder, process.env)
  const makeable = makeableProviders()
  const wire = createWire({ environment: values })
  try {
    const local = await localServers(
      wire,
      localProviders.filter(name => makeable.includes(name)),
    )
    return { makeable, real, environment: values, local }
  } finally {
    wire.close()
  }
}

interface Decision {
  readonly choice: Choice
  readonly model: string | undefined
}

async function decide(flags: InitFlags, facts: ChoiceFacts, choices: readonly Choice[]): Promise<Decision> {
  const byDefault = defaultChoice(choices, facts)
  const wanted = flags.backend ?? backendIn(flags.model)
  const given = wanted === undefined ? undefined : named(wanted, facts, choices)
  const nothingToAsk = given !== undefined && (flags.model !== undefined || given.name === 'demo')
  if (flags.yes || nothingToAsk || !process.stdin.isTTY) {
    if (!flags.yes && !nothingToAsk) {
      process.stderr.write('claudecodex: there is no terminal to ask in, so the defaults are taken\n')
    }
    const choice = given ?? byDefault
    return { choice, model: modelFor(choice, flags.model) }
  }
  const terminal: Terminal = { input: process.stdin, output: process.stdout, colors: colorsOf('stdout') }
  return withPerson(terminal, async ask => {
    const choice = given ?? (await askBackend(choices, byDefault, terminal, ask))
    if (flags.model !== undefined || choice.name === 'demo')
      return { choice, model: modelFor(choice, flags.model) }
    return { choice, model: await askModel(choice, terminal, ask) }
  })
}

/** The left side of `backend:model`. */
const backendIn = (model: string | undefined): string | undefined =>
  model?.includes(':') ? canonicalName(model.slice(0, model.indexOf(':'))) : undefined

function named(name: string, facts: ChoiceFacts, choices: readonly Choice[]): Choice {
  const wanted = canonicalName(name) ?? name
  const found = choices.find(choice => choice.name === wanted) ?? choiceNamed(wanted, facts)
  if (found) return found
  const names = choices.map(choice => choice.name)
  throw new CommandError(
    `--backend: there is no "${name}" to choose${didYouMean(name, names) || `; use ${names.join(', ')}`}`,
    exitCodes.usage,
  )
}

function modelFor(choice: Choice, given: string | undefined): string | undefined {
  if (choice.name === 'demo') return undefined
  const model = given === undefined ? choice.model : modelName(given, choice.name)
  if (model !== undefined || choice.withoutModel !== undefined) return model
  throw new CommandError(
    `${choice.name} has no default model, and ${choice.about}: name one with --model`,
    exitCodes.usage,
  )
}

async function write(file: string, text: string, isForced: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: isForced ? 'w' : 'wx' })
  } catch (thrown) {
    const { code = 'no code' } = thrown as NodeJS.ErrnoException
    throw new CommandError(`${file} cannot be written (${code})`, exitCodes.usage, thrown)
  }
}

/** What was written, what stands in its way, and the two commands that come next. */
function farewell({ name, missing, withoutModel }: Choice, model: string | undefined): string {
  const colors = colorsOf('stdout')
  const shell = detectShell(process.env, process.platform)
  const line = (word: string): string => `  ${colors.cyan(wordsLine(shell, [...ownCommand(), word]))}`
  const forced = process.env.LLM_BACKEND?.trim()
  const obstacles = [
    ...(missing === undefined
      ? []
      : [`${missing} is not set yet: put it into the environment, or into a .env in this folder.`]),
    ...(forced && forced !== name
      ? [`LLM_BACKEND is ${forced} in this shell, which comes before the file.`]
      : []),
  ]
  const lines = [
    '',
    `${colors.bold(fileName)} is written: ${name}, ${printableLine(model ?? withoutModel ?? '')}.`,
    ...obstacles.map(text => colors.yellow(text)),
    '',
    colors.dim('  to see whether all is well:'),
    line('doctor'),
    colors.dim('  to start Claude Code with it:'),
    line('run'),
    '',
  ]
  return lines.map(text => `${text}\n`).join('')
}
