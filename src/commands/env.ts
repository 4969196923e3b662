/** `claudecodex env`: the client's variables as commands of a shell. */
import type { Configuration } from '../config/configuration.ts'
import { loadConfiguration } from '../config/load.ts'
import { clientEnvironment } from './client-environment.ts'
import { clientFacts } from './client-facts.ts'
import { exitCodes } from './exit-codes.ts'
import type { ConfigurationFlags, OutputFlags } from './flags.ts'
import { type Neighbour, whoAnswers } from './occupant.ts'
import { ownCommand } from './own-command.ts'
import { original, redo, undo } from './restoring.ts'
import { changeLines, detectShell, evaluation, type ShellName } from './shells.ts'

export type EnvFlags = ConfigurationFlags &
  OutputFlags & {
    readonly port?: number
    readonly shell?: ShellName
    readonly unset?: boolean
  }

export async function env(flags: EnvFlags): Promise<number> {
  const shell = flags.shell ?? detectShell(process.env, process.platform)
  const changes = flags.unset ? undo(process.env) : redo(process.env, await wanted(flags))
  process.stdout.write(changeLines(shell, changes))
  // Printed for eyes and not for a shell: then it is worth saying how to use it.
  if (process.stdout.isTTY) {
    const words = [...ownCommand(), ...process.argv.slice(2)]
    say(`to have this done in the shell: ${evaluation(shell, words)}`)
  }
  return exitCodes.ok
}

async function wanted(flags: EnvFlags) {
  const configuration = await loadConfiguration({ flags })
  const { port } = configuration.server
  const url = `http://127.0.0.1:${port}`
  const running = await runningProxy(configuration)
  const facts = await clientFacts(configuration, url, chosenByFlags(flags) ? {} : running)
  return clientEnvironment(facts, original(process.env))
}

/** Flags describe a proxy that is still to be started. */
const chosenByFlags = ({ backend, model }: EnvFlags): boolean => backend !== undefined || model !== undefined

async function runningProxy({ server: { port, clientKey } }: Configuration): Promise<Neighbour | undefined> {
  const occupant = await whoAnswers({
    host: '127.0.0.1',
    port,
    ...(clientKey !== undefined && { clientKey }),
  })
  if (occupant.kind === 'claudecodex') return occupant.neighbour
  say(`no claudecodex answers on port ${port} yet: start one, or name its port with --port`)
  return undefined
}

/** For the person; on stderr, since a shell runs what is on stdout. */
const say = (text: string): void => void process.stderr.write(`claudecodex: ${text}\n`)
