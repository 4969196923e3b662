/** Today's configuration with a gateway behind a gate: what recorded requests are sent through. */
import { InvalidRequestError } from '../../anthropic/errors.ts'
import type { Configuration } from '../../config/configuration.ts'
import { loadConfiguration } from '../../config/load.ts'
import { nearest } from '../../config/nearest.ts'
import { fileStore } from '../../config/state.ts'
import { createGateway, type Gateway } from '../../core/gateway.ts'
import type { Log } from '../../core/log.ts'
import { chooseModel } from '../../core/models.ts'
import type { Plugin } from '../../core/plugin.ts'
import { memoryStore } from '../../core/store.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import type { ReplayRoute, Target } from '../../recording/replay/job.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ConfigurationFlags } from '../flags.ts'
import { replayChain } from './chain.ts'
import type { Gate } from './gate.ts'
import { withPlaceholderKeys } from './placeholder-keys.ts'
import type { PriceOf, Sender } from './sender.ts'

export interface Stage {
  readonly configuration: Configuration
  readonly gateway: Gateway
  /** Names of the plugins that run, and of those that the configuration has besides. */
  readonly running: readonly string[]
  readonly leftOut: readonly string[]
  readonly priceOf: PriceOf
  close(): Promise<void>
}

export interface StageParts {
  readonly flags: ConfigurationFlags & { readonly strict?: boolean }
  readonly gate: Gate
  readonly log: Log
  readonly plugins: readonly Plugin[]
  /** No keys are needed, and plugins keep nothing on disk. */
  readonly isRehearsal: boolean
}

/** Throws a `ConfigError` or a `PluginStartError`. Nothing is sent before the gate is opened. */
export async function openStage({ flags, gate, log, plugins, isRehearsal }: StageParts): Promise<Stage> {
  const configuration = await loadConfiguration({
    flags: { ...flags, failover: false, record: false },
    log,
    wire: gate.wire,
    ...(isRehearsal && { env: withPlaceholderKeys(process.env) }),
  })
  const { chain, running, leftOut } = replayChain(configuration.chain, plugins)
  const { home } = configuration
  const gateway = await createGateway({
    chain,
    log,
    store: isRehearsal ? () => memoryStore() : plugin => fileStore(home, plugin),
  })
  return {
    configuration,
    gateway,
    running,
    leftOut,
    priceOf: async ({ backend, model }) => {
      const seller = gateway.findBackend(backend)
      return seller && chain.prices?.(seller, model)
    },
    async close() {
      await gateway.close()
      configuration.wire.close()
    },
  }
}

/**
 * The targets that `--to` names: `backend:model`, a model of the default backend, or a backend alone, which then chooses. Throws a
 * `CommandError` for a backend that is misspelt.
 */
export function targetsOf(names: readonly string[], gateway: Gateway): readonly Target[] {
  if (names.length === 0) return [{}]
  return names.map(name => {
    const [start = ''] = name.split(':', 1)
    if (gateway.findBackend(start)) return { model: start === name ? `${name}:` : name }
    // Names of models have colons too: `llama3.2:1b`.
    const meant = start === name ? undefined : nearest(start, gateway.backendNames)
    if (meant === undefined) return { model: name }
    const byDefault = `${gateway.models.defaultBackend}:${name}`
    throw new CommandError(
      `--to ${name}: there is no backend "${start}"; did you mean ${meant}? A model of that name is ${byDefault}`,
      exitCodes.usage,
    )
  })
}

/** Who would answer a request, as things stand before plugins have their say. Throws where nobody can. */
export function routeOf(
  { gateway }: Stage,
  sender: Sender,
  request: { readonly source: RecordedExchange; readonly bytes: Buffer; readonly target: Target },
): ReplayRoute {
  const exchange = sender.exchangeOf(gateway, request.source, request.bytes, request.target)
  if (exchange.asked.model === '') throw new InvalidRequestError('it names no model')
  const backends = {
    names: gateway.backendNames,
    find: (name: string) => gateway.findBackend(name),
  }
  const { choice } = chooseModel(exchange.model, exchange, gateway.models, backends)
  return { backend: choice.backend, model: choice.model }
}
