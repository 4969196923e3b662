/** Gathers the facts and hands each check its own: everything the doctor finds, in the order in which it is read. */
import type { Configuration } from '../../config/configuration.ts'
import { ConfigError } from '../../config/errors.ts'
import type { Environment } from '../../wire/proxy.ts'
import { needsLogin, type Target, targetOf } from '../client-facts.ts'
import type { ConfigurationFlags } from '../flags.ts'
import type { Occupant, Question } from '../occupant.ts'
import { reachable } from '../port-taken.ts'
import { checkAddress, checkDetours, checkWebProxy } from './address.ts'
import { askOllama, askUpstream, isOllama } from './ask.ts'
import type { ClientView, Whereabouts } from './client-settings.ts'
import { checkBackend, checkConfiguration, type Loaded, tableLines } from './configuration.ts'
import type { Finding } from './finding.ts'
import { checkKey } from './key.ts'
import { checkLogin } from './login.ts'
import { isSignedIn, type ReadText, readSettings } from './look.ts'
import { type ClientProgram, checkClient, checkNode } from './machine.ts'
import { checkModelLines } from './model-table.ts'
import { checkOllama } from './ollama.ts'
import { checkOverrides } from './overrides.ts'
import { checkPort, checkTraffic } from './port.ts'
import { checkModel, checkReach, listedBy, type Upstream } from './upstream.ts'

export interface ExamineFlags extends ConfigurationFlags {
  readonly port?: number
  /** Asks nobody on the network; this machine is looked at all the same. */
  readonly offline?: boolean
}

/** Where the facts come from. */
export interface Sources {
  readonly version: string
  readonly nodeVersion: string
  /** The real environment. */
  readonly environment: Environment
  readonly where: Whereabouts
  /** The line that sets every variable in this shell, for the proxy on a port. */
  evaluation(port: number | undefined): string
  load(flags: ExamineFlags): Promise<Configuration>
  readonly readText: ReadText
  findClient(environment: Environment): Promise<ClientProgram>
  whoAnswers(question: Question): Promise<Occupant>
  bindingError(host: string, port: number): Promise<string | undefined>
  /** A port near a taken one that can be bound. */
  freePortAfter(port: number, host: string): Promise<number | undefined>
}

export async function examine(flags: ExamineFlags, sources: Sources): Promise<readonly Finding[]> {
  const [loaded, settings, client] = await Promise.all([
    load(flags, sources),
    readSettings(sources.where, sources.readText),
    sources.findClient(sources.environment),
  ])
  const view: ClientView = { settings, shell: sources.environment }
  const first = [
    checkNode(sources.nodeVersion),
    checkClient(client),
    ...checkConfiguration(loaded),
    ...checkBackend(loaded),
  ]
  const webProxy = present(checkWebProxy(view))
  if (loaded.kind === 'refused') return [...first, ...checkDetours(view), ...webProxy]
  const { configuration } = loaded
  const target = loaded.kind === 'loaded' ? targetOf(configuration) : undefined
  try {
    const [ofBackend, ofPort, ofLogin] = await Promise.all([
      target ? backendFindings(configuration, target, flags, sources) : [],
      portFindings(configuration, target, view, flags, sources),
      target ? loginFindings(configuration, target, view, flags, sources) : [],
    ])
    const overrides = checkOverrides({
      ...view,
      backends: configuration.chain.backends.names,
      isNative: target?.backend?.native === true,
    })
    return [...first, ...ofBackend, ...ofPort, ...overrides, ...ofLogin, ...webProxy]
  } finally {
    configuration.wire.close()
  }
}

const present = (finding: Finding | undefined): readonly Finding[] => (finding ? [finding] : [])

/** With the demo for a backend that cannot be had, the rest of a configuration can still be looked at. */
async function load(flags: ExamineFlags, sources: Sources): Promise<Loaded> {
  try {
    return { kind: 'loaded', configuration: await sources.load(flags) }
  } catch (thrown) {
    if (!ConfigError.is(thrown)) throw thrown
    const { message: reason } = thrown
    try {
      const { model: _, ...others } = flags
      return { kind: 'no backend', configuration: await sources.load({ ...others, backend: 'demo' }), reason }
    } catch {
      return { kind: 'refused', reason }
    }
  }
}

async function backendFindings(
  configuration: Configuration,
  { name, backend, model }: Target,
  { offline = false }: ExamineFlags,
  { environment: real }: Sources,
): Promise<readonly Finding[]> {
  const { environment, chain, wire } = configuration
  const upstream: Upstream = offline ? { kind: 'unasked' } : await askUpstream(configuration, backend)
  const address = backend?.address
  const facts = {
    backend: name,
    address,
    model,
    isNative: backend?.native === true,
    hasTable: chain.models.rules.length > 0,
    upstream,
  }
  const isOwn = backend !== undefined && upstream.kind === 'reached' && (await isOllama(wire, backend))
  const findings = [
    ...present(checkKey({ backend: name, environment, real, isWanted: wantsKey(upstream) })),
    checkReach(facts),
    checkModel({ ...facts, isComplete: isOwn }),
    ...(await tableFindings(configuration, name, upstream, offline)),
  ]
  if (!backend || !address || !model || upstream.kind !== 'reached' || !isOwn) return findings
  const variable = environment.OLLAMA_CONTEXT_LENGTH
  return [...findings, ...checkOllama({ model, variable, ...(await askOllama(wire, address, model)) })]
}

const wantsKey = (upstream: Upstream): boolean =>
  upstream.kind === 'reached' && upstream.models.kind === 'refused' && upstream.models.status === 401

/** The backends that lines of the model table lead to are asked for their lists, each once. */
async function tableFindings(
  configuration: Configuration,
  asked: string,
  upstream: Upstream,
  offline: boolean,
): Promise<readonly Finding[]> {
  const { models, backends } = configuration.chain
  const lines = tableLines(models, backends)
  const others = [...new Set(lines.map(({ backend }) => backend))].filter(name => name !== asked && !offline)
  const lists = new Map([[asked, listedBy(upstream)]])
  await Promise.all(others.map(async other => lists.set(other, await listFrom(configuration, other))))
  return checkModelLines({ lines, backends: backends.names, listOf: name => lists.get(name) })
}

/** Undefined where a backend has none, or cannot be made: that is said of the line that leads there. */
async function listFrom(configuration: Configuration, name: string): Promise<readonly string[] | undefined> {
  try {
    return listedBy(await askUpstream(configuration, configuration.chain.backends.find(name)))
  } catch {
    return undefined
  }
}

async function portFindings(
  { server: { host, port, clientKey } }: Configuration,
  target: Target | undefined,
  view: ClientView,
  flags: ExamineFlags,
  sources: Sources,
): Promise<readonly Finding[]> {
  const { version, where } = sources
  const evaluation = sources.evaluation(flags.port)
  const occupant: Occupant =
    port === 0
      ? { kind: 'nobody' }
      : await sources.whoAnswers({ host: reachable(host), port, ...(clientKey && { clientKey }) })
  const refusal = occupant.kind === 'nobody' ? await sources.bindingError(host, port) : undefined
  const isRunning = occupant.kind === 'claudecodex'
  const isTaken = refusal !== undefined || (occupant.kind !== 'nobody' && !isRunning)
  const free = isTaken ? await sources.freePortAfter(port, host) : undefined
  return [
    checkPort({ port, host, occupant, refusal, version, backend: target?.name, folder: where.folder, free }),
    ...present(checkTraffic(occupant, evaluation)),
    checkAddress({ ...view, port, isRunning, evaluation }),
    ...checkDetours(view),
  ]
}

async function loginFindings(
  configuration: Configuration,
  { backend }: Target,
  view: ClientView,
  flags: ExamineFlags,
  { where, readText, evaluation }: Sources,
): Promise<readonly Finding[]> {
  const { environment } = configuration
  const native = backend?.native === true
  return checkLogin({
    ...view,
    isSignedIn: await isSignedIn(where, view.shell, readText),
    needsLogin: needsLogin(configuration, native),
    isAnthropic: native && new URL(backend?.address ?? 'http://none').hostname.endsWith('.anthropic.com'),
    hasKey: Boolean(environment.ANTHROPIC_API_KEY?.trim()),
    evaluation: evaluation(flags.port),
  })
}
