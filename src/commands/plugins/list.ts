/** `claudecodex plugins list`: the plugins of the proxy that runs, else those that the configuration would run. */
import { loadConfiguration } from '../../config/load.ts'
import { silentLog } from '../../core/log.ts'
import { inOrder } from '../../core/running-chain.ts'
import { RunningPlugin } from '../../core/running-plugin.ts'
import { colorsOf } from '../colors.ts'
import { CommandError } from '../command-error.ts'
import { shippedPlugins } from '../compose.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ConfigurationFlags, OutputFlags } from '../flags.ts'
import { whoAnswers } from '../occupant.ts'
import { described, reachable } from '../port-taken.ts'
import { listJson, listText, type PluginList } from './list-text.ts'

export type ListFlags = ConfigurationFlags & OutputFlags & { readonly port?: number; readonly json?: boolean }

export async function list(flags: ListFlags): Promise<number> {
  const configuration = await loadConfiguration({ flags, shipped: shippedPlugins({}) })
  const running = describesAnother(flags)
    ? undefined
    : await ofProxy(configuration.server, flags.port !== undefined)
  const found: PluginList = running ?? {
    ...(configuration.file !== undefined && { file: configuration.file }),
    plugins: inOrder(configuration.chain.plugins).map(loaded =>
      new RunningPlugin(loaded, silentLog).status(),
    ),
  }
  process.stdout.write(flags.json ? listJson(found) : listText(found, colorsOf('stdout')))
  return exitCodes.ok
}

/** Flags describe a proxy that is still to be started, unless they say where one is. */
const describesAnother = ({ backend, model, config, port }: ListFlags): boolean =>
  port === undefined && (backend !== undefined || model !== undefined || config !== undefined)

/** Undefined where none runs. Throws where one is asked for by its port and cannot tell. */
async function ofProxy(
  {
    host: bound,
    port,
    clientKey,
  }: { readonly host: string; readonly port: number; readonly clientKey?: string },
  isWanted: boolean,
): Promise<PluginList | undefined> {
  const host = reachable(bound)
  const occupant = await whoAnswers({ host, port, ...(clientKey !== undefined && { clientKey }) })
  if (occupant.kind === 'claudecodex' && occupant.neighbour.plugins) {
    const { plugins } = occupant.neighbour
    return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, plugins }
  }
  if (!isWanted) return undefined
  throw new CommandError(
    `${reasonOf(occupant, port)}; without --port the configuration's are printed`,
    exitCodes.usage,
  )
}

function reasonOf(occupant: Awaited<ReturnType<typeof whoAnswers>>, port: number): string {
  if (occupant.kind === 'nobody') return `nobody answers on port ${port}`
  if (occupant.kind !== 'claudecodex') return `port ${port} belongs to ${described(occupant)}`
  return occupant.locked
    ? `the claudecodex on port ${port} wants a client key: run this in its folder, or name its configuration with --config`
    : `the claudecodex on port ${port}, version ${occupant.neighbour.version}, does not tell of its plugins`
}
