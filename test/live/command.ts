/** `npm run test:live`: which providers are tried, and what is printed. */

import { openPlace } from './place.ts'
import type { Program } from './program.ts'
import { cheapestOf, type Environment, type LiveProvider } from './providers.ts'
import { hasFailed, type ProviderReport, reportMarkdown, secretsIn } from './report.ts'
import { tryProvider, type Wanted } from './run.ts'

export interface LiveCommand {
  readonly program: Program
  readonly providers: readonly LiveProvider[]
  readonly environment: Environment
  /** `PROVIDER` or `PROVIDER:MODEL`; none are all whose key is there. */
  readonly words: readonly string[]
  readonly print: (text: string) => void
  readonly progress: (line: string) => void
  readonly machine: string
  readonly now: Date
}

/** The exit code: 0 where nothing has failed, 1 where something has, 2 for a name that there is not. */
export async function liveCommand(command: LiveCommand): Promise<number> {
  const { program, providers, environment, words, print, progress, machine, now } = command
  const unknown = words.find(word => !providers.some(({ name }) => name === nameOf(word)))
  if (unknown !== undefined) {
    print(
      `There is no provider "${nameOf(unknown)}"; there are ${providers.map(({ name }) => name).join(', ')}.\n`,
    )
    return 2
  }
  const wanted = words.length > 0 ? words.map(word => wantedBy(word, providers)) : await present(command)
  if (wanted.length === 0) {
    print(nothingText(providers))
    return 0
  }
  const reports: ProviderReport[] = []
  for (const one of wanted) {
    const { variable, name } = one.provider
    const isMissing = variable !== undefined && !environment[variable]
    reports.push(
      isMissing
        ? { provider: name, turns: [], skipped: `${variable} is not set` }
        : await tryProvider(one, { program, environment, progress }),
    )
  }
  print(
    reportMarkdown({
      version: program.version,
      machine,
      date: now.toISOString().slice(0, 10),
      providers: reports,
      secrets: secretsIn(environment),
    }),
  )
  return hasFailed(reports) ? 1 : 0
}

const nameOf = (word: string): string => word.split(':', 1)[0] ?? ''

function wantedBy(word: string, providers: readonly LiveProvider[]): Wanted {
  const name = nameOf(word)
  const provider = providers.find(candidate => candidate.name === name)
  if (!provider) throw new TypeError(`there is no provider ${name}`)
  return { provider, model: word.slice(name.length + 1) || undefined }
}

/** Those whose key is there, and the servers of this machine that answer with a model. */
async function present({ providers, environment, program }: LiveCommand): Promise<readonly Wanted[]> {
  const found = await Promise.all(
    providers.map(async provider => {
      const { variable } = provider
      if (variable !== undefined) return environment[variable]?.trim() ? [{ provider }] : []
      return (await answers(provider, environment, program)) ? [{ provider }] : []
    }),
  )
  return found.flat()
}

/** Milliseconds. */
const greeting = 1_000

async function answers(provider: LiveProvider, environment: Environment, program: Program): Promise<boolean> {
  const place = openPlace(provider, program, environment)
  try {
    return cheapestOf(provider, await place.models(greeting)) !== undefined
  } finally {
    place.close()
  }
}

function nothingText(providers: readonly LiveProvider[]): string {
  const variables = providers.flatMap(({ variable }) => variable ?? [])
  const local = providers.filter(({ variable }) => variable === undefined).map(({ name }) => name)
  return [
    'Nothing to try: no key is set, and no server of models answers on this machine.',
    '',
    `It looks for ${variables.join(', ')},`,
    `and for ${local.join(' and ')} at their usual ports.`,
    '',
  ].join('\n')
}
