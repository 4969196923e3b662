/** A gateway behind a server: what `serve` and `run` have in common. */
import type { Configuration, ServerSettings } from '../config/configuration.ts'
import { fileStore } from '../config/state.ts'
import type { ChainSettings } from '../core/chain.ts'
import { createGateway } from '../core/gateway.ts'
import type { Log } from '../core/log.ts'
import { packageVersion } from '../core/version.ts'
import type { About } from '../server/parts.ts'
import { type RunningServer, startServer } from '../server/start.ts'

export interface ProxyPlan {
  readonly configuration: Configuration
  readonly settings: ServerSettings
  readonly log: Log
  /** Makes the chain that runs out of a configuration's. */
  readonly compose: (chain: ChainSettings) => ChainSettings
  /** Takes the next free port where the wanted one is taken. */
  readonly nextPort?: boolean
}

export interface RunningProxy {
  readonly url: string
  readonly port: number
  /** Names of the plugins, outermost first. */
  readonly plugins: readonly string[]
  /** What plugin `record` says of itself: the file that it writes. Absent where nothing is recorded. */
  readonly recording: string | undefined
  /** Runs another configuration from the next exchange on; throws, and keeps the old one, where it cannot. */
  replace(configuration: Configuration): Promise<void>
  /** Answers still being given. */
  readonly open: number
  /** Lets open answers end, at most `drainMs` milliseconds. */
  close(drainMs?: number): Promise<void>
}

const portsTried = 100

/** Throws what the configuration, the plugins or the operating system have against it. */
export async function startProxy(plan: ProxyPlan): Promise<RunningProxy> {
  const { log, compose } = plan
  let { configuration } = plan
  const gateway = await createGateway({
    chain: compose(configuration.chain),
    log,
    store: plugin => fileStore(plan.configuration.home, plugin),
  })
  const listen = (port: number): Promise<RunningServer> =>
    startServer({
      gateway,
      log,
      settings: { ...plan.settings, port },
      about: () => aboutOf(configuration, recording()),
    })
  const recording = () => gateway.status.plugins.find(({ name }) => name === 'record')?.about
  const server = await firstFree(plan, listen).catch(async thrown => {
    await gateway.close()
    throw thrown
  })
  return {
    url: server.url,
    port: server.port,
    get plugins() {
      return gateway.status.plugins.map(({ name }) => name)
    },
    get recording() {
      return recording()
    },
    get open() {
      return gateway.status.exchanges.open
    },
    async replace(next) {
      await gateway.replace(compose(next.chain))
      configuration = next
    },
    close: drainMs => server.close(drainMs),
  }
}

async function firstFree(
  { settings: { port }, nextPort = false }: ProxyPlan,
  listen: (port: number) => Promise<RunningServer>,
): Promise<RunningServer> {
  const last = nextPort ? Math.min(port + portsTried, 65_535) : port
  for (let candidate = port; ; candidate++) {
    try {
      return await listen(candidate)
    } catch (thrown) {
      if (candidate >= last || (thrown as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw thrown
    }
  }
}

function aboutOf({ file, backend, chain, council }: Configuration, recording: string | undefined): About {
  return {
    version: packageVersion(),
    folder: process.cwd(),
    ...(file !== undefined && { configuration: file }),
    backend,
    ...(chain.models.fixed && { model: chain.models.fixed.model }),
    ...(council.members.length > 0 && { council }),
    ...(recording !== undefined && { recording }),
  }
}
