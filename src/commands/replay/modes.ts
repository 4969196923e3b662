/** Which flags of `claudecodex replay` go with `--serve`, and which without: one that would do nothing is refused. */
import type { Command } from 'commander'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'

/** Names as commander makes them of the flags. */
const ofServe: ReadonlySet<string> = new Set([
  'match',
  'onMiss',
  'reuse',
  'timing',
  'maxGap',
  'normalize',
  'strictUnused',
  'port',
  'nextPort',
  'host',
  'allowHost',
])
const ofSending: ReadonlySet<string> = new Set([
  'to',
  'dryRun',
  'repeat',
  'set',
  'stripThinking',
  'concurrency',
  'rate',
  'maxCost',
  'maxTokens',
  'yes',
  'strict',
  'output',
  'resume',
  'failOn',
])

/** Throws a `CommandError` that names what was given and does not go with the rest. */
export function refuseForeignFlags(command: Command): void {
  const { serve } = command.opts<{ readonly serve?: boolean }>()
  const foreign = serve ? ofSending : ofServe
  const given = command.options.flatMap(option => {
    const name = option.attributeName()
    const isMeant = option.negate === (command.getOptionValue(name) === false)
    return foreign.has(name) && isMeant && command.getOptionValueSource(name) === 'cli' ? [option.long] : []
  })
  if (given.length === 0) return
  const names = given.join(', ')
  const [go, it] = given.length === 1 ? ['goes', 'it'] : ['go', 'them']
  throw new CommandError(
    serve
      ? `${names} ${go} with sending requests again, and --serve sends none: leave ${it} out`
      : `${names} ${go} with --serve: add that, or leave ${it} out`,
    exitCodes.usage,
  )
}

/** Both set one value, so the last would win unseen. */
export function refuseBoth(command: Command, one: string, other: string): void {
  const given = new Set<string>()
  for (const name of [one, other]) {
    command.on(`option:${name}`, () => {
      given.add(name)
      if (given.size === 2)
        throw new CommandError(`--${one} and --${other} do not go together: leave one out`, exitCodes.usage)
    })
  }
}
