/** `claudecodex env`: the client's variables as commands of a shell. */
import type { ServerSettings } from '../config/configuration.ts'
import { loadConfiguration } from '../config/load.ts'
import { clientEnvironment } from './client-environment.ts'
import { clientFacts } from './client-facts.ts'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import type { ConfigurationFlags, OutputFlags } from './flags.ts'
import { type Neighbour, whoAnswers } from './occupant.ts'
import { ownCommand } from './own-command.ts'
import { permissionFlag } from './permission-mode.ts'
import { described, reachable } from './port-taken.ts'
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
  const { server } = configuration
  const host = reachable(server.host)
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`
  const running = await runningProxy(server, host)
  const facts = await clientFacts(configuration, url, chosenByFlags(flags) ? {} : running)
  // In a script there is nobody to tell.
  if (!facts.native && process.stderr.isTTY) say(`start the client as: claude ${permissionFlag}`)
  return clientEnvironment(facts, original(process.env))
}

/** Flags describe a proxy that is still to be started. */
const chosenByFlags = ({ backend, model }: EnvFlags): boolean => backend !== undefined || model !== undefined

/** Throws where another server has the port: every client would send it its credentials. */
async function runningProxy(
  { port, clientKey }: ServerSettings,
  host: string,
): Promise<Neighbour | undefined> {
  const occupant = await whoAnswers({ host, port, ...(clientKey !== undefined && { clientKey }) })
  if (occupant.kind === 'nobody') {
    say(
      port === 0
        ? 'the proxy of this configuration takes any free port: name the one it has with --port'
        : `no claudecodex answers on port ${port} yet: start one, or name its port with --port`,
    )
    return undefined
  }
  if (occupant.kind !== 'claudecodex') {
    const reason = `port ${port} belongs to ${described(occupant)}, which clients would send their credentials to`
    throw new CommandError(`${reason}; name the port of a claudecodex with --port`, exitCodes.usage)
  }
  if (occupant.locked) say(lockedText(port, clientKey))
  return occupant.neighbour
}

const lockedText = (port: number, clientKey: string | undefined): string =>
  `the claudecodex on port ${port} wants a client key, and ${
    clientKey === undefined ? 'the configuration here has none' : 'refuses that of the configuration here'
  }: run this in its folder, or name its configuration with --config`

/** For the person; on stderr, since a shell runs what is on stdout. */
const say = (text: string): void => void process.stderr.write(`claudecodex: ${text}\n`)
